package org.tomcatwsgi.it.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tomcatwsgi.it.http.Response;

/** NumPy, which hangs or fails in mod_wsgi's sub-interpreters (C-01): a daemon process has the main one. */
@ApplicationTest
@Tag("cpython")
class NumpyIT {

    @RegisterExtension
    static final WsgiApplication NUMPY = WsgiApplication.of("numpy", DebianPackage.ofPython("python3-numpy", "numpy"));

    private final Browser browser = NUMPY.browser();

    private static double number(Response response, String key) {
        Matcher found = Pattern.compile("\"" + key + "\": \\[?(-?[0-9.e+-]+)").matcher(response.text());
        assertThat(found.find()).as("%s", response).isTrue();
        return Double.parseDouble(found.group(1));
    }

    @Test
    void aMatrixIsDecomposed() {
        Response response = browser.send(browser.request("POST", "/svd").body("[[3, 0], [4, 5]]"));
        assertThat(number(response, "values")).isCloseTo(Math.sqrt(45), within(1e-9));
        assertThat(number(response, "error")).isCloseTo(0, within(1e-9));
    }

    @Test
    void whatIsNoMatrixIsRefused() {
        assertThat(browser.send(browser.request("POST", "/svd").body("[[1, 2], [3]]")).status()).isEqualTo(400);
        assertThat(browser.send(browser.request("POST", "/svd").body("no JSON")).status()).isEqualTo(400);
    }

    @Test
    void productsAreComputedAtTheSameTime() throws Exception {
        List<Callable<Response>> calls = new ArrayList<>();
        for (int size = 20; size < 36; size++) {
            int n = size;
            calls.add(() -> browser.get("/product?size=" + n));
        }
        List<Response> answers = AtOnce.call(calls);
        for (int i = 0; i < answers.size(); i++) {
            double count = Math.pow(20 + i, 2);
            // the sum of the squares of 0 to count - 1
            assertThat(number(answers.get(i), "trace")).isEqualTo((count - 1) * count * (2 * count - 1) / 6);
        }
    }

    @Test
    void aLargeProductIsNoTrouble() {
        assertThat(number(browser.get("/product?size=600"), "trace")).isGreaterThan(1e15);
    }
}
