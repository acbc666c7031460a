package org.tomcatwsgi.migration;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A section that is about some URLs or files.
 *
 * @param kind  which section
 * @param value its path or name; of a pattern the text that it begins with if that is all of it, else ""
 * @param regex its pattern, null for a path or name as it stands
 * @param text  the section as written, for messages
 */
record Selector(Kind kind, String value, Pattern regex, String text) {

    /** In the order in which Apache merges them. */
    enum Kind {
        DIRECTORY,
        FILES,
        LOCATION,
        /** If, Limit and whatever else depends on more than the URL. */
        CONDITION
    }

    // in a LocationMatch: a path and all below it, and a text that URLs begin with
    private static final Pattern PLAIN = Pattern.compile("\\^(/[\\w/-]*?)(?:/|\\(/\\.\\*\\)\\?\\$?|\\(/\\|\\$\\)|\\(\\?:/\\|\\$\\)|\\$|/\\.\\*\\$?)");
    private static final Pattern BEGINNING = Pattern.compile("\\^(/[\\w/-]*)(?:\\.\\*)?");
    private static final Pattern LITERAL = Pattern.compile("\\^(/[\\w/-]*).*");

    static Selector condition(String text) {
        return new Selector(Kind.CONDITION, "", null, text);
    }

    /** A path, with wildcards, or a regular expression behind "~" or in a section whose name ends in Match. */
    static Selector of(Kind kind, Node.Section section) {
        boolean regex = section.key().endsWith("match");
        int at = 0;
        if (!regex && !section.arguments().isEmpty() && section.arguments().get(0).equals("~")) {
            regex = true;
            at = 1;
        }
        if (section.arguments().size() <= at) {
            throw new ConfigurationException(section.position(), "[" + section + "] says nothing about which " + kind.name().toLowerCase(Locale.ROOT)
                    + " it is: write it.");
        }
        String value = section.arguments().get(at);
        if (regex) {
            Matcher plain = PLAIN.matcher(value);
            Matcher beginning = BEGINNING.matcher(value);
            if (kind == Kind.LOCATION && plain.matches()) {
                return new Selector(kind, Resource.url(plain.group(1)), null, section.toString());
            }
            return new Selector(kind, kind == Kind.LOCATION && beginning.matches() ? beginning.group(1) : "", compiled(section, value), section.toString());
        }
        if (value.chars().anyMatch(character -> "*?[".indexOf(character) >= 0)) {
            return new Selector(kind, "", Pattern.compile("^" + glob(value) + (kind == Kind.FILES ? "$" : "(?:/|$)")), section.toString());
        }
        return new Selector(kind, kind == Kind.FILES ? value : Resource.url(value), null, section.toString());
    }

    private static Pattern compiled(Node.Section section, String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new ConfigurationException(section.position(), "[" + section + "] has a regular expression that Java does not know (" + e.getDescription()
                    + "): write it in another way.");
        }
    }

    /** Wildcards do not match a slash. */
    private static String glob(String value) {
        StringBuilder regex = new StringBuilder();
        for (char character : value.toCharArray()) {
            regex.append(switch (character) {
                case '*' -> "[^/]*";
                case '?' -> "[^/]";
                case '[', ']' -> String.valueOf(character);
                default -> Character.isLetterOrDigit(character) || "_-/".indexOf(character) >= 0 ? String.valueOf(character) : "\\" + character;
            });
        }
        return regex.toString();
    }

    Coverage of(Resource resource) {
        return switch (kind) {
            case LOCATION -> location(resource.url());
            case DIRECTORY -> directory(resource);
            case FILES -> files(resource);
            case CONDITION -> Coverage.perhaps("");
        };
    }

    private Coverage location(String url) {
        if (regex == null) {
            return nested(url, value);
        }
        if (!value.isEmpty()) {
            return url.startsWith(value) ? Coverage.ALL : nested(url, Resource.url(value));
        }
        Matcher literal = LITERAL.matcher(regex.pattern());
        String prefix = literal.matches() ? literal.group(1).substring(0, literal.group(1).lastIndexOf('/')) : "";
        Coverage around = nested(url, prefix);
        return around == Coverage.NONE ? around : Coverage.perhaps(around.below());
    }

    private static Coverage nested(String url, String section) {
        if (Resource.isBelow(url, section)) {
            return Coverage.ALL;
        }
        return Resource.isBelow(section, url) ? Coverage.part(section.substring(url.length())) : Coverage.NONE;
    }

    private Coverage directory(Resource resource) {
        Path target = resource.directory() ? resource.target() : resource.target().getParent();
        if (regex != null) {
            boolean found = regex.matcher(target.toString()).find() || regex.matcher(target + "/").find();
            return found ? Coverage.ALL : resource.directory() ? Coverage.perhaps(null) : Coverage.NONE;
        }
        try {
            Path directory = Path.of(value.isEmpty() ? "/" : value).normalize();
            if (target.startsWith(directory)) {
                return Coverage.ALL;
            }
            return resource.directory() && directory.startsWith(target) ? Coverage.part("/" + target.relativize(directory)) : Coverage.NONE;
        } catch (InvalidPathException e) {
            return Coverage.NONE;
        }
    }

    private Coverage files(Resource resource) {
        if (resource.directory()) {
            return Coverage.perhaps(null);
        }
        String name = resource.target().getFileName().toString();
        return (regex == null ? name.equals(value) : regex.matcher(name).find()) ? Coverage.ALL : Coverage.NONE;
    }
}
