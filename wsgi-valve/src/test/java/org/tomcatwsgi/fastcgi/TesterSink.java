package org.tomcatwsgi.fastcgi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is given. */
final class TesterSink implements ResponseSink {

    private final List<String> calls = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String head = "";
    private long size;
    private IOException failure;

    /** From now on the client has gone. */
    TesterSink failing() {
        failure = new IOException("the client has gone");
        return this;
    }

    List<String> calls() {
        return calls;
    }

    String head() {
        return head;
    }

    String body() {
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    long size() {
        return size;
    }

    @Override
    public void whole(byte[] headAndBody) throws IOException {
        String text = new String(headAndBody, StandardCharsets.ISO_8859_1);
        note("whole");
        head = text.substring(0, text.indexOf("\n\n") + 2);
        body.writeBytes(text.substring(head.length()).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void head(byte[] bytes) throws IOException {
        note("head");
        head = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void body(ByteBuffer block, boolean flush) throws IOException {
        note(flush ? "body, flush" : "body");
        size += block.remaining();
        byte[] bytes = new byte[block.remaining()];
        block.get(bytes);
        if (body.size() < 1 << 20) {
            body.writeBytes(bytes);
        }
    }

    @Override
    public void file(String path, long offset, long count) throws IOException {
        note("file " + path + " " + offset + " " + count);
    }

    @Override
    public void log(String text) {
        calls.add("log " + text);
    }

    private void note(String call) throws IOException {
        if (calls.size() < 1000) {
            calls.add(call);
        }
        if (failure != null) {
            throw failure;
        }
    }
}
