package org.tomcatwsgi.migration;

/** What becomes of a directive. */
public enum Verdict {

    /** Something here does the same. */
    MAPPED("mapped"),

    /** There is nothing to be done: the subject does not arise here, or is Tomcat's and has its own default. */
    NEEDLESS("needless here"),

    /** It has an effect in Apache that it does not have here: the operator has to act. */
    NOT_SUPPORTED("not supported");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
