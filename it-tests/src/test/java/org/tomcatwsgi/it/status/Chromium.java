package org.tomcatwsgi.it.status;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomcatwsgi.it.interop.Installed;

/** Debian's Chromium without a window, driven by its DevTools protocol. Closing it ends it. */
final class Chromium implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final Pattern ID = Pattern.compile("^\\{\"id\":(\\d+)");
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<String>> answers;
    private int last;

    private Chromium(Process process, WebSocket socket, Map<Integer, CompletableFuture<String>> answers) {
        this.process = process;
        this.socket = socket;
        this.answers = answers;
    }

    /** Leaves the test out where it is not installed. */
    static void require() {
        Installed.require("chromium", PROGRAM);
    }

    /** @param profile an empty directory */
    static Chromium start(Path profile) {
        // the sandbox needs rights that a container may not have; what is shown here is our own
        ProcessBuilder builder = new ProcessBuilder(PROGRAM.toString(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--hide-scrollbars", "--no-first-run", "--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank");
        builder.environment().put("HOME", profile.toString());
        try {
            Process process = builder.redirectErrorStream(true).start();
            Map<Integer, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
            WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder().connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
                    .buildAsync(address(process), new Listener(answers)).join();
            return new Chromium(process, socket, answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI address(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                Thread drain = new Thread(() -> output.lines().forEach(ignored -> { }), "chromium-output");
                drain.setDaemon(true);
                drain.start();
                return URI.create(listening.group(1));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("Chromium has ended: " + said);
    }

    /** A new page of that width in CSS pixels, in the dark colour scheme or in the light one. */
    BrowserPage page(int width, boolean dark) {
        String target = value("targetId", call(null, "Target.createTarget", "\"url\":\"about:blank\""));
        String session = value("sessionId", call(null, "Target.attachToTarget", "\"targetId\":\"" + target + "\",\"flatten\":true"));
        BrowserPage page = new BrowserPage(this, session);
        page.prepare(width, dark);
        return page;
    }

    /** Sends a command; returns the answer, which has no error. */
    String call(String session, String method, String parameters) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        int id = ++last;
        answers.put(id, answer);
        socket.sendText("{\"id\":" + id + (session == null ? "" : ",\"sessionId\":\"" + session + "\"") + ",\"method\":\"" + method + "\",\"params\":{" + parameters + "}}", true).join();
        String text = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        if (text.startsWith("{\"id\":" + id + ",\"error\"")) {
            throw new AssertionError(method + ": " + text);
        }
        return text;
    }

    /** A text value of an answer, with nothing in it that JSON escapes. */
    static String value(String name, String answer) {
        Matcher value = Pattern.compile("\"" + name + "\":(?:\"([^\"]*)\"|([^,}]*))").matcher(answer);
        if (!value.find()) {
            throw new AssertionError("No [" + name + "] in " + answer);
        }
        return value.group(1) == null ? value.group(2) : value.group(1);
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        try {
            process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Puts texts together and gives each answer to who waits for it. */
    private static final class Listener implements WebSocket.Listener {

        private final Map<Integer, CompletableFuture<String>> answers;
        private final StringBuilder text = new StringBuilder();

        Listener(Map<Integer, CompletableFuture<String>> answers) {
            this.answers = answers;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean lastPart) {
            text.append(data);
            if (lastPart) {
                Matcher id = ID.matcher(text);
                if (id.find()) {
                    CompletableFuture<String> answer = answers.remove(Integer.valueOf(id.group(1)));
                    if (answer != null) {
                        answer.complete(text.toString());
                    }
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
