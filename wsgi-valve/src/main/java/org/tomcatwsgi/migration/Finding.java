package org.tomcatwsgi.migration;

/**
 * What becomes of one directive.
 *
 * @param position  where it stands
 * @param directive as written, variables replaced
 * @param verdict   what becomes of it
 * @param remark    what it is here, or what to do instead
 */
public record Finding(Position position, String directive, Verdict verdict, String remark) {

    @Override
    public String toString() {
        return position + ": " + directive + ": " + verdict + ": " + remark;
    }
}
