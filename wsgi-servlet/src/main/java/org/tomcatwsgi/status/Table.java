package org.tomcatwsgi.status;

import java.util.List;

/** Tables whose rows become blocks on a narrow screen, each cell with its column's name; the roles keep them tables for those who listen. Used by one thread. */
final class Table {

    private final Html html;
    private final List<String> columns;
    private int column;

    /** Begins a table. */
    Table(Html html, String caption, String... columns) {
        this.html = html;
        this.columns = List.of(columns);
        html.open("table", "role", "table").element("caption", caption);
        html.open("thead", "role", "rowgroup").open("tr", "role", "row");
        for (String name : columns) {
            html.element("th", name, "scope", "col", "role", "columnheader");
        }
        html.close("tr").close("thead").open("tbody", "role", "rowgroup");
    }

    Table row() {
        html.open("tr", "role", "row");
        column = 0;
        return this;
    }

    Table cell(String text) {
        return cell(text, null);
    }

    Table number(String text) {
        return cell(text, "number");
    }

    /** A cell whose content the caller writes, up to {@link #endCell}. */
    Table beginCell(String type) {
        html.open("td", "role", "cell", "class", type, "data-column", columns.get(column++));
        return this;
    }

    Table endCell() {
        html.close("td");
        return this;
    }

    Table endRow() {
        html.close("tr");
        return this;
    }

    void end() {
        html.close("tbody").close("table");
    }

    private Table cell(String text, String type) {
        beginCell(type);
        html.text(text);
        return endCell();
    }
}
