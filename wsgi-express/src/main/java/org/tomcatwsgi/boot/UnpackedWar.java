package org.tomcatwsgi.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A part of a WAR, unpacked into a directory that is named after the content, so that it is there already at the next start.
 *
 * <p>Safe for concurrent starts: the files appear by one rename, and a directory in use is locked against removal. The lock is a
 * byte of one file beside the directories, at an offset made from the name, because a lock file that is itself removed locks nothing.
 */
final class UnpackedWar implements AutoCloseable {

    private static final int NAME_LENGTH = 16;

    /** Complete directories and, with a random suffix, those of a start that was killed half-way. */
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{" + NAME_LENGTH + "}(-.*)?");

    private final Path directory;
    private final FileChannel locks;

    private UnpackedWar(Path directory, FileChannel locks) {
        this.directory = directory;
        this.locks = locks;
    }

    /**
     * Unpacks what is not there yet.
     *
     * @param parent the directory below which the content gets a directory
     * @param wanted chooses the entries by name
     * @param keep how long unused older content stays
     */
    static UnpackedWar unpack(ZipFile war, Path parent, Predicate<String> wanted, Duration keep) throws IOException {
        List<? extends ZipEntry> entries = war.stream()
                .filter(entry -> !entry.isDirectory() && wanted.test(entry.getName()))
                .sorted(Comparator.comparing(ZipEntry::getName))
                .toList();
        Path directory = CacheDirectory.create(parent).resolve(nameOf(entries));
        FileChannel locks = FileChannel.open(parent.resolve("locks"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            locks.lock(offsetOf(directory), 1, true);
            if (!Files.isDirectory(directory)) {
                unpack(war, entries, directory);
                prune(directory, locks, Instant.now().minus(keep));
            }
            Files.setLastModifiedTime(directory, FileTime.from(Instant.now()));
            return new UnpackedWar(directory, locks);
        } catch (IOException | RuntimeException e) {
            locks.close();
            throw e;
        }
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        locks.close();
    }

    private static void unpack(ZipFile war, List<? extends ZipEntry> entries, Path directory) throws IOException {
        Path partial = Files.createTempDirectory(directory.getParent(), directory.getFileName() + "-");
        try {
            for (ZipEntry entry : entries) {
                Path file = partial.resolve(entry.getName()).normalize();
                if (!file.startsWith(partial)) {
                    throw new IOException("The entry [" + entry.getName() + "] of [" + war.getName() + "] leaves its directory: do not run this file.");
                }
                Files.createDirectories(file.getParent());
                try (InputStream content = war.getInputStream(entry)) {
                    Files.copy(content, file);
                }
            }
            Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            FileTree.delete(partial);
            // Another start of the same WAR may have been faster.
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    private static void prune(Path directory, FileChannel locks, Instant oldest) throws IOException {
        List<Path> others;
        try (Stream<Path> siblings = Files.list(directory.getParent())) {
            others = siblings
                    .filter(sibling -> NAME.matcher(sibling.getFileName().toString()).matches())
                    .filter(sibling -> offsetOf(sibling) != offsetOf(directory))
                    .toList();
        }
        for (Path other : others) {
            if (Files.getLastModifiedTime(other).toInstant().isBefore(oldest)) {
                deleteUnlessUsed(other, locks);
            }
        }
    }

    private static void deleteUnlessUsed(Path other, FileChannel locks) throws IOException {
        try (FileLock lock = locks.tryLock(offsetOf(other), 1, false)) {
            if (lock != null) {
                FileTree.delete(other);
            }
        } catch (OverlappingFileLockException e) {
            // In use by this very process.
            return;
        }
    }

    private static long offsetOf(Path directory) {
        return Long.parseUnsignedLong(directory.getFileName().toString(), 0, NAME_LENGTH / 2, 16);
    }

    private static String nameOf(List<? extends ZipEntry> entries) {
        StringBuilder listing = new StringBuilder();
        entries.forEach(entry -> listing.append(entry.getName()).append(' ').append(entry.getSize()).append(' ').append(entry.getCrc()).append('\n'));
        return hash(listing.toString());
    }

    /** The first 16 hexadecimal digits of the SHA-256 of a text. */
    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, NAME_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
