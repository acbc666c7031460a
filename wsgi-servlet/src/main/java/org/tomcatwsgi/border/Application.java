package org.tomcatwsgi.border;

/**
 * A WSGI application by its place (D-01, D-03).
 *
 * @param kind   "script" for a file, "module" for an importable module, "hook" for a hook script (S-06 to S-10), whose {@code name} says which hook
 * @param target path of the file, or name of the module
 * @param name   the callable in it; null for an import script (D-10), which has none
 */
public record Application(String kind, String target, String name) {

    public static final String SCRIPT = "script";
    public static final String MODULE = "module";

    public static final String HOOK = "hook";

    public boolean isHook() {
        return kind.equals(HOOK);
    }

    public boolean isScript() {
        return kind.equals(SCRIPT);
    }

    @Override
    public String toString() {
        return name == null ? target : target + ":" + name;
    }
}
