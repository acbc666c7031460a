package org.tomcatwsgi.it.status;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** A screenshot, written as a PNG with a palette: a third of what a browser writes, for the repository holds it. */
final class Picture {

    private static final int COLOURS = 256;

    private final BufferedImage image;

    /** @param png as the browser writes it */
    Picture(byte[] png) {
        try {
            image = ImageIO.read(new ByteArrayInputStream(png));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Path file) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        Map<Integer, Integer> numbers = new HashMap<>();
        int[] palette = palette(pixels, numbers);
        BufferedImage small = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE));
        byte[] indices = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            indices[i] = numbers.get(pixels[i]).byteValue();
        }
        small.getRaster().setDataElements(0, 0, image.getWidth(), image.getHeight(), indices);
        try {
            Files.createDirectories(file.getParent());
            ImageIO.write(small, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The most frequent colours, but of those that differ in their low bits alone one; every other colour gets the nearest one's number. */
    private static int[] palette(int[] pixels, Map<Integer, Integer> numbers) {
        Map<Integer, Integer> counts = new HashMap<>();
        Arrays.stream(pixels).forEach(pixel -> counts.merge(pixel, 1, Integer::sum));
        List<Integer> colours = counts.keySet().stream().sorted(Comparator.<Integer, Integer>comparing(counts::get).reversed().thenComparing(Comparator.naturalOrder())).toList();
        Map<Integer, Integer> kept = new LinkedHashMap<>();
        int mask = counts.size() <= COLOURS ? 0xffffff : 0xf8f8f8;
        for (int colour : colours) {
            if (kept.size() < COLOURS) {
                kept.putIfAbsent(colour & mask, colour);
            }
        }
        int[] palette = kept.values().stream().mapToInt(Integer::intValue).toArray();
        colours.forEach(colour -> numbers.put(colour, nearest(palette, colour)));
        return palette;
    }

    private static int nearest(int[] palette, int colour) {
        int best = 0;
        for (int i = 1; i < palette.length; i++) {
            if (distance(palette[i], colour) < distance(palette[best], colour)) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int one, int other) {
        int red = (one >> 16 & 0xff) - (other >> 16 & 0xff);
        int green = (one >> 8 & 0xff) - (other >> 8 & 0xff);
        int blue = (one & 0xff) - (other & 0xff);
        return red * red + green * green + blue * blue;
    }
}
