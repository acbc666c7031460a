package org.tomcatwsgi.it.tomcat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** The text interface of Tomcat's manager application. */
public final class ManagerApp {

    private final CatalinaBase base;

    ManagerApp(CatalinaBase base) {
        this.base = base;
    }

    /** Deploys a WAR or a directory at a context path and returns the manager's answer. */
    public String deploy(String path, Path war) {
        return call("deploy?path=" + path + "&war=file:" + war);
    }

    public String undeploy(String path) {
        return call("undeploy?path=" + path);
    }

    /** Stops and starts a web application. */
    public String reload(String path) {
        return call("reload?path=" + path);
    }

    /** Whether Tomcat is up. */
    boolean answers() {
        return call("serverinfo").startsWith("OK");
    }

    private String call(String command) {
        String credentials = Base64.getEncoder().encodeToString((CatalinaBase.USER + ":" + base.password()).getBytes(StandardCharsets.ISO_8859_1));
        Response response = base.site().send(Request.get("/manager/text/" + command).header("Authorization", "Basic " + credentials));
        return response.status() == 200 ? response.text().strip() : "HTTP " + response.status();
    }
}
