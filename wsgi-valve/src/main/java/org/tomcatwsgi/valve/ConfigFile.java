package org.tomcatwsgi.valve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import org.tomcatwsgi.log.GroupLog;
import org.tomcatwsgi.migration.ConfigurationException;
import org.tomcatwsgi.migration.Finding;
import org.tomcatwsgi.migration.Report;
import org.tomcatwsgi.migration.Translation;
import org.tomcatwsgi.migration.ValveAttributes;

/** A configuration of mod_wsgi in place of attributes. */
final class ConfigFile {

    static final String SETTING = "configFile";

    private ConfigFile() {
    }

    /**
     * The Valves that serve what the file says, at this place.
     *
     * @param attributes of the Valve that names the file
     * @throws IllegalStateException saying what is wrong, by file and line
     */
    static List<WsgiDaemonValve> valves(Map<String, String> attributes, Place place) {
        Map<String, String> others = new TreeMap<>(attributes);
        String value = others.remove(SETTING);
        if (!others.isEmpty()) {
            throw new IllegalStateException("configFile [" + value + "] of a WsgiDaemonValve is to say everything, but it has " + others.keySet()
                    + " too: write them into the file, or at a Valve of their own.");
        }
        if (place.inContext()) {
            throw new IllegalStateException("configFile [" + value + "] says what a host serves, and this WsgiDaemonValve stands in the web application ["
                    + place.contextPath() + "]: move it to the Host or the Engine in conf/server.xml.");
        }
        Path file = place.resolve(value);
        if (!Files.isReadable(file)) {
            throw new IllegalStateException("configFile [" + value + "] of a WsgiDaemonValve cannot be read: put the configuration at [" + file
                    + "], or correct the path.");
        }
        try {
            Translation translation = Translation.of(file, Translation.Options.standard());
            List<Map<String, String>> all = ValveAttributes.of(translation, place.host());
            GroupLog log = new GroupLog(value);
            for (Finding finding : translation.findings()) {
                log.accept(Level.FINE, finding.toString());
            }
            log.accept(Level.INFO, "[" + file + "] is read: " + Report.summary(translation));
            return all.stream().map(ConfigFile::valve).toList();
        } catch (IllegalStateException | ConfigurationException e) {
            throw new IllegalStateException("configFile [" + value + "] of a WsgiDaemonValve cannot be served:\n" + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("configFile [" + value + "] of a WsgiDaemonValve, or what it includes, cannot be read (" + e
                    + "): make it readable.", e);
        }
    }

    private static WsgiDaemonValve valve(Map<String, String> attributes) {
        WsgiDaemonValve valve = new WsgiDaemonValve();
        attributes.forEach(valve::setProperty);
        return valve;
    }
}
