package org.tomcatwsgi.it.war;

/** A web.xml with WsgiServlets in it. */
public final class WebXml {

    private final StringBuilder context = new StringBuilder();
    private final StringBuilder servlets = new StringBuilder();

    /** A context-param: a default for every servlet. */
    public WebXml defaults(String name, String value) {
        context.append("  <context-param>").append(parameter("wsgi." + name, value)).append("</context-param>\n");
        return this;
    }

    /**
     * A WsgiServlet.
     *
     * @param name       of the servlet
     * @param mapping    URL pattern; null for none
     * @param parameters names and values in turn
     */
    public WebXml servlet(String name, String mapping, String... parameters) {
        servlets.append("  <servlet><servlet-name>").append(name).append("</servlet-name>")
                .append("<servlet-class>org.tomcatwsgi.servlet.WsgiServlet</servlet-class>");
        for (int i = 0; i < parameters.length; i += 2) {
            servlets.append("<init-param>").append(parameter(parameters[i], parameters[i + 1])).append("</init-param>");
        }
        servlets.append("<load-on-startup>1</load-on-startup></servlet>\n");
        if (mapping != null) {
            servlets.append("  <servlet-mapping><servlet-name>").append(name).append("</servlet-name><url-pattern>").append(mapping)
                    .append("</url-pattern></servlet-mapping>\n");
        }
        return this;
    }

    /** Any other element of a web.xml. */
    public WebXml with(String element) {
        servlets.append("  ").append(element).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">\n" + context + servlets + "</web-app>\n";
    }

    private static String parameter(String name, String value) {
        return "<param-name>" + name + "</param-name><param-value>" + value.replace("&", "&amp;").replace("<", "&lt;") + "</param-value>";
    }
}
