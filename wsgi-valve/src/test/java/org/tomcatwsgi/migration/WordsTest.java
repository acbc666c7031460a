package org.tomcatwsgi.migration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', value = {
        "WSGIScriptAlias  /a\t/b        ! WSGIScriptAlias|/a|/b",
        "A \"two words\" 'and two'       ! A|two words|and two",
        "A \"a \\\"quoted\\\" word\"     ! A|a \"quoted\" word",
        "A 'it\\'s'                      ! A|it's",
        "A \"it's\"                      ! A|it's",
        "A \"\" b                        ! A||b",
        "A \"C:\\\\dir\"                 ! A|C:\\dir",
        "A ^/(\\d+)/\\.git$              ! A|^/(\\d+)/\\.git$",
        "A \\\\host                      ! A|\\host",
        "A \"not closed                  ! A|not closed",
        "A name=\"x y\"                  ! A|name=\"x|y\"",
        "A user=a\"b                     ! A|user=a\"b",
        "A b # c                         ! A|b|#|c",
    })
    void linesAreSplitAsApacheDoes(String line, String words) {
        assertThat(Words.of(line)).containsExactly(words.split("\\|", -1));
    }
}
