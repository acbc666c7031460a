package org.tomcatwsgi.express;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a WAR; it appears under its name only when it is complete. */
final class WarFile {

    private WarFile() {
    }

    /** Writes the manifest first, where readers of a jar look for it, and then the entries in their order. */
    static void write(Path war, Map<String, WarEntry> entries) throws IOException {
        Path partial = war.resolveSibling(war.getFileName() + ".part");
        try {
            try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(partial)))) {
                WarEntry manifest = entries.get(JarFile.MANIFEST_NAME);
                if (manifest != null) {
                    write(zip, JarFile.MANIFEST_NAME, manifest);
                }
                for (Map.Entry<String, WarEntry> entry : entries.entrySet()) {
                    if (entry.getValue() != manifest) {
                        write(zip, entry.getKey(), entry.getValue());
                    }
                }
            }
            Files.move(partial, war, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void write(ZipOutputStream zip, String name, WarEntry content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        if (content instanceof WarEntry.Content written) {
            zip.putNextEntry(entry);
            zip.write(written.bytes());
        } else if (content instanceof WarEntry.Jar jar) {
            copyStored(zip, entry, jar.file());
        } else if (content instanceof WarEntry.Copy copy) {
            entry.setLastModifiedTime(Files.getLastModifiedTime(copy.file()));
            zip.putNextEntry(entry);
            Files.copy(copy.file(), zip);
        }
        zip.closeEntry();
    }

    /** The size and the checksum of a stored entry come before its content. */
    private static void copyStored(ZipOutputStream zip, ZipEntry entry, Path file) throws IOException {
        CRC32 checksum = new CRC32();
        try (InputStream in = new CheckedInputStream(Files.newInputStream(file), checksum)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(Files.size(file));
        entry.setCrc(checksum.getValue());
        entry.setLastModifiedTime(Files.getLastModifiedTime(file));
        zip.putNextEntry(entry);
        Files.copy(file, zip);
    }
}
