package org.tomcatwsgi.fastcgi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;

/** A sink that remembers what it was given; of large bodies only size and checksum. */
class RecordingSink implements ResponseSink {

    private static final int KEPT = 1 << 20;

    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<String> log = new CopyOnWriteArrayList<>();
    final CRC32 checksum = new CRC32();
    volatile String head = "";
    volatile long size;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Override
    public void whole(byte[] headAndBody) throws IOException {
        calls.add("whole");
        String text = new String(headAndBody, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\n\n") + 2;
        head = text.substring(0, end);
        take(ByteBuffer.wrap(headAndBody, end, headAndBody.length - end));
    }

    @Override
    public void head(byte[] bytes) throws IOException {
        calls.add("head");
        head = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void body(ByteBuffer block, boolean flush) throws IOException {
        if (calls.size() < 1000) {
            calls.add("body " + block.remaining() + (flush ? " flush" : ""));
        }
        take(block);
    }

    private void take(ByteBuffer block) {
        size += block.remaining();
        checksum.update(block.duplicate());
        byte[] kept = new byte[Math.min(block.remaining(), KEPT - body.size())];
        block.get(kept);
        body.writeBytes(kept);
    }

    @Override
    public void file(String path, long offset, long count) throws IOException {
        calls.add("file " + path + " " + offset + " " + count);
    }

    @Override
    public void log(String text) {
        log.add(text);
    }

    String body() {
        return body.toString(StandardCharsets.ISO_8859_1);
    }
}
