package org.tomcatwsgi.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.settings.Settings;

/** What accessScript and its relatives may say (G-13). */
class HookScriptTest {

    @TempDir
    Path directory;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(directory.resolve("guard.py"), "");
        Files.writeString(directory.resolve("my guard.py"), "");
    }

    private Settings settings(String value) {
        return new Settings(Map.of("accessScript", value));
    }

    @ParameterizedTest
    @CsvSource({
        "guard.py, guard.py, ''",
        "' my guard.py ', my guard.py, ''",
        "guard.py application-group=tools, guard.py, tools",
        "guard.py  application-group= my tools, guard.py, my tools",
        "my guard.py application-group=%{GLOBAL}, my guard.py, ''",
        "guard.py application-group=%{SERVER}, guard.py, example.org",
    })
    void fileAndGroup(String value, String file, String group) {
        Settings settings = settings(value);
        HookScript script = HookScript.read(settings, "accessScript", directory::resolve).orElseThrow();
        assertThat(settings.problems()).isEmpty();
        assertThat(script.file()).isEqualTo(directory.resolve(file).toString());
        assertThat(script.groupName("example.org")).isEqualTo(group);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none.py", ".", "application-group=tools", "guard.py application-group="})
    void whatIsNotThere(String value) {
        Settings settings = settings(value);
        HookScript.read(settings, "accessScript", directory::resolve);
        assertThat(settings.problems()).singleElement().asString().startsWith("accessScript [" + value + "]: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%{HOST}", "%{RESOURCE}", "%{ENV:group}"})
    void aGroupThatWouldDependOnTheRequest(String group) {
        Settings settings = settings("guard.py application-group=" + group);
        HookScript.read(settings, "accessScript", directory::resolve);
        assertThat(settings.problems()).singleElement().asString().contains("write application-group=%{GLOBAL}");
    }

    @Test
    void notSet() {
        Settings settings = settings(" ");
        assertThat(HookScript.read(settings, "accessScript", directory::resolve)).isEqualTo(Optional.empty());
        assertThat(settings.problems()).isEmpty();
    }
}
