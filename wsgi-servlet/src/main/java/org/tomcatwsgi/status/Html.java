package org.tomcatwsgi.status;

/** HTML under construction. Texts and attribute values are escaped; only the names of elements and attributes are taken as they are. Used by one thread. */
final class Html {

    private final StringBuilder text = new StringBuilder();

    /**
     * Begins an element.
     *
     * @param attributes names and values in turn; one whose value is null is left out
     */
    Html open(String element, String... attributes) {
        text.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            if (attributes[i + 1] != null) {
                text.append(' ').append(attributes[i]).append("=\"").append(escape(attributes[i + 1])).append('"');
            }
        }
        text.append('>');
        return this;
    }

    Html close(String element) {
        text.append("</").append(element).append('>');
        return this;
    }

    Html text(String content) {
        text.append(escape(content));
        return this;
    }

    /** An element with nothing but a text in it. */
    Html element(String element, String content, String... attributes) {
        return open(element, attributes).text(content).close(element);
    }

    /** Something that is HTML already. */
    Html add(String html) {
        text.append(html);
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** A text as HTML shows it, between elements and in a quoted attribute. */
    static String escape(String content) {
        StringBuilder escaped = new StringBuilder(content.length() + 16);
        for (int i = 0; i < content.length(); i++) {
            char character = content.charAt(i);
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(character);
            }
        }
        return escaped.toString();
    }
}
