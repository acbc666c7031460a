package org.tomcatwsgi.status;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Plots over the last minutes as inline SVG, coloured by the page's style sheet. */
final class Plot {

    private static final int WIDTH = 600;
    private static final int HEIGHT = 120;
    private static final String[] SERIES = {"p50", "p95", "p99"};

    private Plot() {
    }

    /** Requests per second as bars, the failed ones at their feet. */
    static void rate(Html html, View requests) {
        long[] all = requests.numbers("RecentRequests");
        long[] errors = requests.numbers("RecentErrors");
        double seconds = Math.max(1, requests.number("SlotSeconds"));
        double top = scale(DoubleStream.of(rates(all, seconds)).max().orElse(0));
        double latest = all.length == 0 ? 0 : all[all.length - 1] / seconds;
        begin(html, "Requests per second", Figures.decimal(top) + "/s", "Requests per second over the last minutes, at present " + Figures.decimal(latest));
        double step = WIDTH / (double) Math.max(1, all.length);
        for (int i = 0; i < all.length; i++) {
            bar(html, "bar", i * step, step, all[i] / seconds / top);
            bar(html, "bar failed", i * step, step, errors[i] / seconds / top);
        }
        end(html, all.length * seconds);
        html.open("figcaption").element("span", "requests", "class", "key all").element("span", "5xx", "class", "key failed").close("figcaption").close("figure");
    }

    /** Three percentiles as lines. */
    static void latency(Html html, View requests) {
        double top = 0;
        for (String series : SERIES) {
            top = Math.max(top, DoubleStream.of(requests.decimals("Recent" + upper(series))).filter(value -> !Double.isNaN(value)).max().orElse(0));
        }
        top = scale(top * 1000) / 1000;
        begin(html, "Latency", Figures.latency(top), "Latency over the last minutes: 50, 95 and 99 of 100 requests did not take longer than "
                + Figures.latency(requests.decimal("LatencyP50")) + ", " + Figures.latency(requests.decimal("LatencyP95")) + ", "
                + Figures.latency(requests.decimal("LatencyP99")));
        int length = 0;
        for (int i = SERIES.length - 1; i >= 0; i--) {
            double[] values = requests.decimals("Recent" + upper(SERIES[i]));
            length = values.length;
            html.open("path", "class", "line " + SERIES[i], "d", path(values, top)).close("path");
        }
        end(html, length * (double) requests.number("SlotSeconds"));
        html.open("figcaption");
        for (String series : SERIES) {
            html.element("span", series, "class", "key " + series);
        }
        html.close("figcaption").close("figure");
    }

    private static void begin(Html html, String title, String top, String description) {
        html.open("figure").open("div", "class", "scale").element("span", title, "class", "title").element("span", top).close("div");
        html.open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "preserveAspectRatio", "none", "role", "img", "aria-label", description);
        for (int i = 0; i <= 2; i++) {
            String y = number(i * HEIGHT / 2.0);
            html.open("line", "class", "grid", "x1", "0", "x2", Integer.toString(WIDTH), "y1", y, "y2", y).close("line");
        }
    }

    private static void end(Html html, double seconds) {
        html.close("svg").open("div", "class", "scale").element("span", seconds > 0 ? Figures.age(seconds) + " ago" : "").element("span", "now").close("div");
    }

    private static void bar(Html html, String type, double x, double step, double share) {
        if (share > 0) {
            double height = Math.max(1.5, share * HEIGHT);
            html.open("rect", "class", type, "x", number(x + step * 0.1), "width", number(step * 0.8), "y", number(HEIGHT - height), "height", number(height)).close("rect");
        }
    }

    private static String path(double[] values, double top) {
        StringBuilder path = new StringBuilder();
        double step = WIDTH / (double) Math.max(1, values.length);
        boolean drawing = false;
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                drawing = false;
                continue;
            }
            String y = number(HEIGHT - values[i] / top * HEIGHT);
            // a level step for each slot: one alone is visible, too
            path.append(drawing ? 'L' : 'M').append(number(i * step)).append(' ').append(y).append('H').append(number((i + 1) * step));
            drawing = true;
        }
        return path.toString();
    }

    /** The next number of the kind 1, 2, 5, 10 from {@code most} on. */
    static double scale(double most) {
        if (!(most > 0)) {
            return 1;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(most)));
        for (double factor : new double[] {1, 2, 5}) {
            if (most <= factor * unit) {
                return factor * unit;
            }
        }
        return 10 * unit;
    }

    private static double[] rates(long[] counts, double seconds) {
        return Arrays.stream(counts).mapToDouble(count -> count / seconds).toArray();
    }

    private static String upper(String series) {
        return series.toUpperCase(Locale.ROOT);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
