/**
 * Embedded mode's servlet: configuration, and the path of a request from the container to an application group.
 *
 * <p>{@link org.tomcatwsgi.servlet.WsgiInitializer} hooks into every web application; {@link org.tomcatwsgi.servlet.Deployment} holds what one web application has;
 * {@link org.tomcatwsgi.servlet.Mount} serves the requests of one {@link org.tomcatwsgi.servlet.WsgiServlet}.
 */
package org.tomcatwsgi.servlet;
