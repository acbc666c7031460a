package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/features.md: every row is there once, and the tests that it links to exist. So do those that README.md links to. */
class FeatureTableTest {

    private static final Path TABLE = Path.of("../docs/features.md");
    private static final Path README = Path.of("../README.md");
    private static final Pattern LINK = Pattern.compile("(?:\\]\\(|src=\")([^)#\"]+)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]-[0-9]+[a-z]?) \\|");
    private static final Pattern RANGE = Pattern.compile("([A-Z]-[0-9]+[a-z]?)(?: to ([A-Z]-[0-9]+))?");
    private static final Pattern OPTION = Pattern.compile("`(--[a-z][a-z0-9-]+)");
    private static final Pattern TEST = Pattern.compile("\\[(\\w+)(?:\\.(\\w+))?\\]\\((\\.\\./[^)]+\\.(?:java|py))\\)");

    private final String text;

    FeatureTableTest() throws IOException {
        text = Files.readString(TABLE);
    }

    @Test
    void everyRowIsThereOnce() {
        List<String> announced = new ArrayList<>();
        text.lines().filter(line -> line.startsWith("Rows ")).forEach(line -> RANGE.matcher(line).results().forEach(range -> announced.addAll(expand(range))));
        assertThat(ROW.matcher(text).results().map(row -> row.group(1)).toList()).hasSizeGreaterThan(200).doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(announced);
    }

    private static List<String> expand(MatchResult range) {
        if (range.group(2) == null) {
            return List.of(range.group(1));
        }
        List<String> rows = new ArrayList<>();
        for (int i = number(range.group(1)); i <= number(range.group(2)); i++) {
            rows.add("%s-%02d".formatted(range.group(1).charAt(0), i));
        }
        return rows;
    }

    private static int number(String row) {
        return Integer.parseInt(row.substring(2));
    }

    @Test
    void everyTestExists() throws IOException {
        List<MatchResult> tests = TEST.matcher(text).results().toList();
        assertThat(tests).hasSizeGreaterThan(300);
        for (MatchResult test : tests) {
            Path file = TABLE.resolveSibling(test.group(3)).normalize();
            assertThat(file).as(test.group()).isRegularFile();
            assertThat(file.getFileName().toString()).as(test.group()).matches(test.group(1) + "\\.(java|py)");
            if (test.group(2) != null) {
                assertThat(Files.readString(file)).as(test.group()).containsPattern("(void|def) " + test.group(2) + "\\(");
            }
        }
    }

    @Test
    void theLinksOfTheReadmeLeadSomewhere() throws IOException {
        List<String> links = LINK.matcher(Files.readString(README)).results().map(link -> link.group(1)).filter(link -> !link.startsWith("http")).toList();
        assertThat(links).hasSizeGreaterThan(20).allSatisfy(link -> assertThat(README.resolveSibling(link)).exists());
    }

    /** What is said of an option of mod_wsgi-express is said of each, and what is the same is an option here. */
    @Test
    void theOptionsOfModWsgiExpressAreAllThere() {
        List<String> options = new ArrayList<>();
        for (String row : text.lines().filter(line -> line.matches("\\| X-[12][0-9] \\|.*")).toList()) {
            String[] cells = row.split(" \\| ");
            List<String> theirs = OPTION.matcher(cells[1]).results().map(option -> option.group(1)).toList();
            assertThat(OPTION.matcher(cells[2]).results().map(option -> option.group(1)).toList()).as(cells[0]).containsAll(theirs);
            if (cells[2].startsWith("the same:")) {
                String same = cells[2].split("; (needless|none):")[0];
                assertThat(OPTION.matcher(same).results().map(option -> option.group(1))).as(cells[0]).allMatch(FeatureTableTest::isOption);
            }
            options.addAll(theirs);
        }
        assertThat(options).hasSizeGreaterThan(145).doesNotHaveDuplicates();
    }

    private static boolean isOption(String option) {
        return Main.commandLine(new StartServer()).getCommandSpec().findOption(option) != null;
    }

    /** What is neither here nor left to a test of its own says so. */
    @Test
    void aRowWithoutATestSaysWhatIsNotThere() {
        assertThat(text.lines().filter(line -> ROW.matcher(line).find() && !TEST.matcher(line).find())).allMatch(
                line -> line.matches(".*\\| (none|not applicable|embedded mode is plain Java, untested there)\\b.*"));
    }
}
