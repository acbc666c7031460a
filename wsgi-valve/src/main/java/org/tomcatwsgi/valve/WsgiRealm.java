package org.tomcatwsgi.valve;

import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import org.apache.catalina.Container;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.catalina.realm.RealmBase;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSName;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.hooks.HookAnswer;
import org.tomcatwsgi.hooks.HookEnviron;
import org.tomcatwsgi.hooks.HookScript;
import org.tomcatwsgi.log.GroupLog;
import org.tomcatwsgi.settings.Settings;

/**
 * Users and roles that Python answers for (WSGIAuthUserScript, WSGIAuthGroupScript; D-22, D-23, S-08 to S-10), so that BASIC, DIGEST and FORM of web.xml work with
 * {@code check_password(environ, user, password)}, {@code get_realm_hash(environ, user, realm)} and {@code groups_for_user(environ, user)}: groups are roles.
 *
 * <p>Keeps no user and no password. Nobody is let in without the word of a hook: a hook that fails, or says neither True nor a name, is a wrong password. Its
 * attributes are described in docs/configuration.md.
 */
public final class WsgiRealm extends RealmBase {

    private static final String CHECK_PASSWORD = "check_password";
    private static final String GET_REALM_HASH = "get_realm_hash";
    private static final String GROUPS_FOR_USER = "groups_for_user";
    private static final String[] NO_ENVIRON = {};

    private final Map<String, String> attributes = new TreeMap<>();
    private final CurrentRequest current = new CurrentRequest();
    private final HookEnviron environ = new HookEnviron();
    private volatile Hooks hooks;

    /**
     * What a started Realm asks.
     *
     * @param separateGroups whether authGroupScript is set: then its groups_for_user has to be there
     */
    private record Hooks(OpenHook users, OpenHook groups, boolean separateGroups) {
    }

    /**
     * Takes any attribute; Tomcat's digester calls this where there is no setter of the name.
     *
     * @return true, for all of them are checked together when the Realm starts
     */
    public boolean setProperty(String name, String value) {
        attributes.put(name, value);
        return true;
    }

    /** An attribute as configured, null if it is not set. */
    public String getProperty(String name) {
        return attributes.get(name);
    }

    @Override
    public void setContainer(Container container) {
        if (this.container != null && this.container != container) {
            this.container.getPipeline().removeValve(current);
        }
        if (container != null && this.container != container) {
            // now, before other Valves of the container and long before its authenticator
            container.getPipeline().addValve(current);
        }
        super.setContainer(container);
    }

    @Override
    protected void startInternal() throws LifecycleException {
        try {
            Place place = Place.of(container);
            Settings settings = new Settings(attributes);
            HookSetting reader = new HookSetting(settings, place);
            Optional<HookScript> users = reader.script("authUserScript");
            Optional<HookScript> groups = reader.script("authGroupScript");
            GroupSettings group = reader.group();
            if (users.isEmpty()) {
                settings.problem("authUserScript", "", "name the script that defines " + CHECK_PASSWORD + " or " + GET_REALM_HASH);
            }
            List<String> problems = settings.problems();
            if (!problems.isEmpty()) {
                throw new IllegalStateException("WsgiRealm in [" + container.getName() + "] is misconfigured: " + String.join("; ", problems) + ".");
            }
            hooks = open(users.get(), groups, group, place);
        } catch (IllegalStateException e) {
            container.getLogger().error(e.getMessage());
            throw new LifecycleException(e.getMessage(), e);
        }
        super.startInternal();
    }

    private Hooks open(HookScript users, Optional<HookScript> groups, GroupSettings group, Place place) {
        HookGroups all = HookGroups.of(container);
        OpenHook user = all.open(users, CHECK_PASSWORD, group, place);
        try {
            return new Hooks(user, all.open(groups.orElse(users), GROUPS_FOR_USER, group, place), groups.isPresent());
        } catch (IllegalStateException e) {
            user.close();
            throw e;
        }
    }

    @Override
    protected void stopInternal() throws LifecycleException {
        super.stopInternal();
        Hooks ended = hooks;
        hooks = null;
        if (ended != null) {
            ended.groups().close();
            ended.users().close();
        }
    }

    /** BASIC and FORM. */
    @Override
    public Principal authenticate(String username, String credentials) {
        Hooks present = hooks;
        if (present == null || username == null || credentials == null) {
            return null;
        }
        HookAnswer answer = present.users().hook().call(CHECK_PASSWORD, environ(), username, credentials);
        if (answer instanceof HookAnswer.Text name) {
            return getPrincipal(name.text());
        }
        return answer instanceof HookAnswer.Yes ? getPrincipal(username) : null;
    }

    /** DIGEST: H(user:realm:password), which RealmBase compares with what the client has made of the password. */
    @Override
    protected String getDigest(String username, String realmName, String algorithm) {
        Hooks present = hooks;
        if (present == null || username == null || realmName == null) {
            return null;
        }
        HookAnswer answer = present.users().hook().call(GET_REALM_HASH, environ("tomcatwsgi.digest_algorithm", algorithm), username, realmName);
        if (!(answer instanceof HookAnswer.Text hash)) {
            return null;
        }
        int digits = algorithm.equals("MD5") ? 32 : 64;
        if (!hash.text().matches("[0-9a-fA-F]{" + digits + "}")) {
            new GroupLog(present.users().hook().script().groupName("")).accept(Level.SEVERE, "Hook [get_realm_hash] of script ["
                    + present.users().hook().script().file() + "] has answered [" + hash.text().length() + "] characters, which is no hash of algorithm [" + algorithm
                    + "], so the request is refused: write <Valve className=\"org.apache.catalina.authenticator.DigestAuthenticator\" algorithms=\"MD5\"/> into"
                    + " context.xml, or make the hash that environ[\"tomcatwsgi.digest_algorithm\"] names.");
            return null;
        }
        return hash.text();
    }

    /** There are none that a Realm could know. */
    @Override
    protected String getPassword(String username) {
        return null;
    }

    /** A user that has been let in, with the groups of the script. Null if it fails. */
    @Override
    protected Principal getPrincipal(String username) {
        Hooks present = hooks;
        if (present == null) {
            return null;
        }
        HookAnswer answer = present.separateGroups() ? present.groups().hook().call(GROUPS_FOR_USER, environ(), username)
                : present.groups().hook().callIfThere(GROUPS_FOR_USER, environ(), username);
        if (answer instanceof HookAnswer.Names names) {
            return new GenericPrincipal(username, names.names());
        }
        return answer instanceof HookAnswer.NoOpinion && !present.separateGroups() ? new GenericPrincipal(username, List.of()) : null;
    }

    /** A certificate, a Kerberos ticket or a proxy's word is no hook's: somebody who comes with one needs authGroupScript to know him. */
    private boolean knowsOthers() {
        Hooks present = hooks;
        return present != null && present.separateGroups();
    }

    @Override
    public Principal authenticate(String username) {
        return knowsOthers() ? super.authenticate(username) : null;
    }

    @Override
    public Principal authenticate(X509Certificate[] certs) {
        return knowsOthers() ? super.authenticate(certs) : null;
    }

    @Override
    public Principal authenticate(GSSContext context, boolean storeCredential) {
        return knowsOthers() ? super.authenticate(context, storeCredential) : null;
    }

    @Override
    public Principal authenticate(GSSName name, GSSCredential credential) {
        return knowsOthers() ? super.authenticate(name, credential) : null;
    }

    /** The environ of this thread's request; empty where there is none. */
    private String[] environ(String... more) {
        Request request = current.get();
        if (request == null) {
            return more.length == 0 ? NO_ENVIRON : more;
        }
        return environ.of(request, request.getContext() == null ? "" : request.getContext().getPath(), more);
    }
}
