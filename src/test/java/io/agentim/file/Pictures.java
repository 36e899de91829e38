package io.agentim.file;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

import javax.imageio.ImageIO;

/** Pictures, good ones and made by hand. */
final class Pictures {
    private static final byte[] PNG_HEAD = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private Pictures() {}

    static byte[] png(int width, int height) {
        return encoded(image(width, height, BufferedImage.TYPE_INT_ARGB), "png");
    }

    static byte[] jpeg(int width, int height) {
        return encoded(image(width, height, BufferedImage.TYPE_INT_RGB), "jpeg");
    }

    /** Left half red, right half blue. */
    private static BufferedImage image(int width, int height, int type) {
        var image = new BufferedImage(width, height, type);
        var graphics = image.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, width / 2, height);
        graphics.setColor(Color.BLUE);
        graphics.fillRect(width / 2, 0, width - width / 2, height);
        graphics.dispose();
        return image;
    }

    static byte[] encoded(BufferedImage image, String format) {
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static BufferedImage decoded(byte[] bytes) {
        try {
            return ImageIO.read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A PNG of these chunks. */
    static byte[] pngOf(byte[]... chunks) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(PNG_HEAD);
        for (byte[] chunk : chunks) {
            out.writeBytes(chunk);
        }
        return out.toByteArray();
    }

    static byte[] chunk(String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(name)
                .put(data)
                .putInt((int) crc.getValue())
                .array();
    }

    /**
     * @param colors 2 for RGB, 3 for a palette
     */
    static byte[] head(int width, int height, int colors) {
        byte[] data =
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) 8)
                        .put((byte) colors)
                        .array();
        return chunk("IHDR", data);
    }

    static byte[] deflated(int zeros) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(new byte[zeros]);
        deflater.finish();
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 * 1024];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    /** The end of a picture of zeros. */
    static byte[][] body(int width, int height, int bytesPerPixel) {
        return new byte[][] {
            chunk("IDAT", deflated(height * (1 + width * bytesPerPixel))),
            chunk("IEND", new byte[0])
        };
    }

    /** With a segment more before its first. */
    static byte[] withSegment(byte[] jpeg, int marker, byte[] data) {
        byte[] head =
                ByteBuffer.allocate(4)
                        .putShort((short) (0xff00 | marker))
                        .putShort((short) (data.length + 2))
                        .array();
        return joined(Arrays.copyOf(jpeg, 2), head, data, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    static byte[] exif(int orientation) {
        return joined(
                latin1("Exif\0\0MM\0*"),
                ByteBuffer.allocate(22)
                        .putInt(8) // the directory begins here
                        .putShort((short) 1)
                        .putShort((short) 0x0112)
                        .putShort((short) 3)
                        .putInt(1)
                        .putShort((short) orientation)
                        .array());
    }

    static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
