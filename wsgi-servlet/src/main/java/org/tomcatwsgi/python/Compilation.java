package org.tomcatwsgi.python;

import org.graalvm.polyglot.Engine;

/** Whether Python is compiled in this JVM, and what would make it so. */
public final class Compilation {

    /** System property: what would compile, in the words of who started the JVM and knows better. */
    private static final String ADVICE = "org.tomcatwsgi.advice";
    private static final int COMPILING_JDK = 25;

    private final boolean compiled;
    private final CompileQueue queue = CompileQueue.find();

    private Compilation(boolean compiled) {
        this.compiled = compiled;
    }

    static Compilation of(Engine engine) {
        return new Compilation(!engine.getImplementationName().equals("Interpreted"));
    }

    public boolean compiled() {
        return compiled;
    }

    /** Whether Python functions, of this interpreter or another one of the JVM, wait to be compiled. */
    public boolean pending() {
        return !queue.isEmpty();
    }

    /** One phrase for the log: "compiled", or "interpreted" with the change that would compile. */
    public String describe() {
        return (compiled ? "compiled" : "interpreted (" + advice(Runtime.version().feature()) + ")");
    }

    static String advice(int jdk) {
        String known = System.getProperty(ADVICE);
        if (known != null) {
            return known;
        }
        if (jdk != COMPILING_JDK) {
            return "it would be compiled if Tomcat ran on JDK " + COMPILING_JDK + " instead of [" + jdk + "], prepared by \"wsgi setup-tomcat\"";
        }
        return "it would be compiled if Tomcat were started with the options that \"wsgi setup-tomcat\" writes into bin/setenv.sh";
    }
}
