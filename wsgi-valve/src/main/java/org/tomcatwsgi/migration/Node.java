package org.tomcatwsgi.migration;

import java.util.List;
import java.util.Locale;

/** A directive, or a section with what is in it. Names are compared without regard to case, as Apache does. */
sealed interface Node {

    /** As written. */
    String name();

    List<String> arguments();

    Position position();

    /** Whether it has this name. */
    default boolean is(String name) {
        return name().equalsIgnoreCase(name);
    }

    /** The name in lower case. */
    default String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One directive with its arguments, variables replaced. */
    record Directive(String name, List<String> arguments, Position position) implements Node {

        @Override
        public String toString() {
            return arguments.isEmpty() ? name : name + " " + String.join(" ", arguments);
        }
    }

    /** {@code <Name arguments>} to {@code </Name>}. Conditions that Apache decides while it reads (IfDefine, IfModule, IfVersion) have been decided. */
    record Section(String name, List<String> arguments, Position position, List<Node> children) implements Node {

        @Override
        public String toString() {
            return arguments.isEmpty() ? "<" + name + ">" : "<" + name + " " + String.join(" ", arguments) + ">";
        }
    }
}
