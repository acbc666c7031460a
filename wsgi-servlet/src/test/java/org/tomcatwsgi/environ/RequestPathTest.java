package org.tomcatwsgi.environ;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPathTest {

    @ParameterizedTest(name = "{0} at [{1}]")
    @CsvSource(delimiter = '|', value = {
        // target            | mount      | SCRIPT_NAME | PATH_INFO
        "/                   | ''         | ''          | /",
        "/a/b                | ''         | ''          | /a/b",
        "/shop               | /shop      | /shop       | ''",
        "/shop/              | /shop      | /shop       | /",
        "/shop/a;v=1/b;w     | /shop      | /shop       | /a;v=1/b;w",
        "/shop/a+b%2Bc       | /shop      | /shop       | /a+b+c",
        "/shop/100%25        | /shop      | /shop       | /100%",
        "/shop/%2525         | /shop      | /shop       | /%25",
        "/shop/a%2Fb         | /shop      | /shop       | /a/b",
        "/shop/%E4%F6        | /shop      | /shop       | /\u00e4\u00f6",
        "/shop/%ff%FE        | /shop      | /shop       | /\u00ff\u00fe",
        "/shop/%C3%A4        | /shop      | /shop       | /\u00c3\u00a4",
        "/shop/a%zz%4        | /shop      | /shop       | /a%zz%4",
        "/shop//a///b//      | /shop      | /shop       | //a///b//",
        "/sh%6Fp/x           | /shop      | /shop       | /x",
        "/b%C3%BCcher/x      | /b\u00fccher | /b\u00c3\u00bccher | /x",
        "/shop;j=1/x         | /shop      | /shop       | /x",
        "//shop/x            | /shop      | /shop       | /x",
        "/other/../shop/x    | /shop      | /shop       | /x",
        "/shop/./x/../y      | /shop      | /shop       | /y",
        "/shop/x/..          | /shop      | /shop       | /",
        "/shop/x/.           | /shop      | /shop       | /x/",
        "/shop/.hidden       | /shop      | /shop       | /.hidden",
        "/shop/...           | /shop      | /shop       | /...",
        "/ctx//app/x         | /ctx/app   | /ctx/app    | /x",
        "/shop/%2e%2e/shop/z | /shop      | /shop       | /z",
        "/shop/admin//../x   | /shop      | /shop       | /x",
        "/shop/admin/;/../x  | /shop      | /shop       | /x",
        "/x//../shop/y       | /shop      | /shop       | /y",
    })
    void splitsTheRawTarget(String target, String mount, String scriptName, String pathInfo) {
        assertThat(RequestPath.split(target, mount)).isEqualTo(new RequestPath(scriptName, pathInfo));
    }

    @Test
    void aSlashThatTheContainerDoesNotSeeIsNoneForTheApplication() {
        assertThat(RequestPath.split("/shop/admin%2Fx%252f", "/shop", true)).isEqualTo(new RequestPath("/shop", "/admin%2Fx%2f"));
    }
}
