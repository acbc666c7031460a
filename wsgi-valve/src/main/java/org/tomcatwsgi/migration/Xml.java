package org.tomcatwsgi.migration;

import java.util.Map;

/** Writes elements of XML, indented by two spaces a level. */
public final class Xml {

    // more attributes than these stand on lines of their own
    private static final int ON_ONE_LINE = 4;

    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private int depth;

    /** A comment on lines of its own. */
    public Xml comment(String comment) {
        indent().append("<!-- ").append(comment.replace("--", "- -")).append(" -->\n");
        return this;
    }

    /** The start of an element with others in it. */
    public Xml open(String element, Map<String, String> attributes) {
        element(element, attributes).append(">\n");
        depth++;
        return this;
    }

    /** Its end. */
    public Xml close(String element) {
        depth--;
        indent().append("</").append(element).append(">\n");
        return this;
    }

    /** An element with nothing in it. */
    public Xml empty(String element, Map<String, String> attributes) {
        element(element, attributes).append("/>\n");
        return this;
    }

    /** An element with a text in it. */
    public Xml text(String element, String content) {
        indent().append('<').append(element).append('>').append(escape(content)).append("</").append(element).append(">\n");
        return this;
    }

    private StringBuilder indent() {
        return text.append("  ".repeat(depth));
    }

    private StringBuilder element(String element, Map<String, String> attributes) {
        indent().append('<').append(element);
        boolean first = true;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            text.append(first || attributes.size() <= ON_ONE_LINE ? " " : "\n" + "  ".repeat(depth + 2));
            text.append(attribute.getKey()).append("=\"").append(escape(attribute.getValue())).append('"');
            first = false;
        }
        return text;
    }

    private static String escape(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("\n", "&#10;");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
