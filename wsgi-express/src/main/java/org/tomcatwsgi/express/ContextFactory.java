package org.tomcatwsgi.express;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.WebResourceRoot;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.DirResourceSet;
import org.apache.catalina.webresources.FileResourceSet;
import org.apache.catalina.webresources.StandardRoot;
import org.apache.tomcat.util.descriptor.web.ApplicationParameter;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.tomcatwsgi.servlet.WsgiInitializer;
import org.tomcatwsgi.servlet.WsgiServlet;
import org.tomcatwsgi.status.WsgiStatusServlet;

/**
 * Makes the Tomcat context of an application, not yet started.
 *
 * @param empty an empty directory: the document root of an application without static files
 */
record ContextFactory(Path empty) {

    /** Tomcat's name of the servlet for static files. */
    static final String STATIC_FILES = "default";

    /** The servlet of a script. */
    static final String WSGI = "wsgi";

    /** The servlet of the status page, and its path. */
    static final String SERVER_STATUS = "server-status";

    StandardContext create(Application application, List<UrlAlias> aliases) {
        StandardContext context = new StandardContext();
        context.setParentClassLoader(ContextFactory.class.getClassLoader());
        // An application that cannot be loaded ends the launcher instead of answering 404 for ever.
        context.setFailCtxIfServletStartFails(true);
        // Milliseconds. The server has let the requests end before it stops its context; 0 would make Tomcat wait for ever.
        context.setUnloadDelay(100);
        addStaticFiles(context);
        if (application instanceof Application.Script script) {
            mount(context, script);
        } else if (application instanceof Application.WebApp webApp) {
            mount(context, webApp);
        }
        WebResourceRoot resources = new StandardRoot(context);
        context.setResources(resources);
        aliases.forEach(alias -> addAlias(context, resources, alias));
        return context;
    }

    private void mount(StandardContext context, Application.Script script) {
        // The context is the root whatever the mount point is, for the document root and the aliases lie beside it.
        context.setPath("");
        context.setDocBase(script.documentRoot().map(DocumentRoot::directory).orElse(empty).toString());
        script.documentRoot().filter(DocumentRoot::servesDirectories).ifPresent(root -> addDirectories(context, root));
        for (ErrorDocument document : script.errorDocuments()) {
            ErrorPage page = new ErrorPage();
            page.setErrorCode(document.status());
            page.setLocation(document.url());
            context.addErrorPage(page);
        }
        context.addLifecycleListener(new Tomcat.FixContextListener());
        if (script.mode() == ServerMode.DAEMON) {
            context.addValve(DaemonMounts.valve(script.settings(), Map.of("path", script.mountPoint().path())));
            return;
        }
        // It loads the application with the context and closes it with the context; without web.xml Tomcat does not look for it.
        context.addServletContainerInitializer(new WsgiInitializer(), Set.of());
        Wrapper wsgi = Tomcat.addServlet(context, WSGI, WsgiServlet.class.getName());
        wsgi.setLoadOnStartup(1);
        script.settings().forEach(wsgi::addInitParameter);
        context.addServletMappingDecoded(script.mountPoint().mapping(), wsgi.getName());
    }

    private void mount(StandardContext context, Application.WebApp webApp) {
        context.setPath(webApp.mountPoint().prefix());
        context.setDocBase(webApp.directory().toString());
        ContextConfig config = new ContextConfig();
        config.setDefaultWebXml(new Tomcat().noDefaultWebXmlPath());
        context.addLifecycleListener(config);
        // The class path holds GraalPy and Tomcat, a hundred megabytes without a web fragment in them.
        StandardJarScanner scanner = new StandardJarScanner();
        scanner.setScanClassPath(false);
        context.setJarScanner(scanner);
        if (webApp.mode() == ServerMode.DAEMON) {
            context.addLifecycleListener(new DaemonMounts(webApp.defaults()));
            return;
        }
        for (Map.Entry<String, String> parameter : webApp.defaults().entrySet()) {
            ApplicationParameter contextParameter = new ApplicationParameter();
            contextParameter.setName("wsgi." + parameter.getKey());
            contextParameter.setValue(parameter.getValue());
            contextParameter.setOverride(false);
            context.addApplicationParameter(contextParameter);
        }
    }

    /** mod_wsgi-express' {@code --server-status}: for who sits at this machine, since the launcher knows no users. */
    static void addServerStatus(StandardContext context) {
        Wrapper servlet = Tomcat.addServlet(context, SERVER_STATUS, WsgiStatusServlet.class.getName());
        servlet.addInitParameter("loopback", "on");
        context.addServletMappingDecoded("/" + SERVER_STATUS + "/*", SERVER_STATUS);
    }

    private static void addStaticFiles(StandardContext context) {
        Wrapper servlet = Tomcat.addServlet(context, STATIC_FILES, Utf8Files.class.getName());
        servlet.setLoadOnStartup(1);
        servlet.setOverridable(true);
        context.addServletMappingDecoded("/", STATIC_FILES);
        Tomcat.addDefaultMimeTypeMappings(context);
    }

    /** What server.xml says of {@link DirectoryIndexValve} for this document root. */
    static ServerElement directoryIndex(DocumentRoot root) {
        return ServerElement.of(DirectoryIndexValve.class, Map.of("index", root.index().orElse(""), "listing", String.valueOf(root.listing())));
    }

    private static void addDirectories(StandardContext context, DocumentRoot root) {
        context.addValve(directoryIndex(root).createValve());
        ((Wrapper) context.findChild(STATIC_FILES)).addInitParameter("listings", String.valueOf(root.listing()));
    }

    private static void addAlias(StandardContext context, WebResourceRoot resources, UrlAlias alias) {
        String path = alias.path().toString();
        resources.addPreResources(Files.isDirectory(alias.path())
                ? new DirResourceSet(resources, alias.url(), path, "/")
                : new FileResourceSet(resources, alias.url(), path, "/"));
        context.addServletMappingDecoded(alias.mapping(), STATIC_FILES);
    }
}
