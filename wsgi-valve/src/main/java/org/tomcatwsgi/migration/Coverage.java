package org.tomcatwsgi.migration;

/**
 * What a section means for a {@link Resource}.
 *
 * @param extent how much of it
 * @param below  the path below the resource's URL where it begins to count, "" for the resource itself; null where URLs cannot tell
 */
record Coverage(Extent extent, String below) {

    /** How much of a resource a section is about. */
    enum Extent {
        NONE,
        ALL,
        /** What lies below a path in it. */
        PART,
        /** Some of what lies below a path in it, perhaps nothing. */
        PERHAPS
    }

    static final Coverage NONE = new Coverage(Extent.NONE, "");
    static final Coverage ALL = new Coverage(Extent.ALL, "");

    static Coverage part(String below) {
        return below.isEmpty() ? ALL : new Coverage(Extent.PART, below);
    }

    static Coverage perhaps(String below) {
        return new Coverage(Extent.PERHAPS, below);
    }

    /** What both sections are about, one of which is in the other. */
    Coverage and(Coverage other) {
        if (extent == Extent.NONE || other.extent == Extent.NONE) {
            return NONE;
        }
        Extent both = extent.compareTo(other.extent) > 0 ? extent : other.extent;
        if (below == null || other.below == null) {
            return new Coverage(both, null);
        }
        return new Coverage(both, below.length() > other.below.length() ? below : other.below);
    }
}
