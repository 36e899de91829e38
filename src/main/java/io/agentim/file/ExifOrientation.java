package io.agentim.file;

import org.jspecify.annotations.Nullable;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How the camera was held. Telephones store the picture as the sensor saw it and leave turning it
 * to the viewer, by a note that does not outlive the metadata: so it is turned here.
 */
final class ExifOrientation {
    private static final int UPRIGHT = 1;
    private static final int TAG = 0x0112;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    private ExifOrientation() {}

    /** From 1 to 8 (CIPA DC-008, 4.6.5); upright where nothing readable is said. */
    static int of(byte[] jpeg) {
        try {
            ByteBuffer tiff = tiffIn(ByteBuffer.wrap(jpeg));
            return tiff == null ? UPRIGHT : orientationIn(tiff);
        } catch (IndexOutOfBoundsException | IllegalArgumentException _) {
            return UPRIGHT;
        }
    }

    /** Looks through the segments before the first scan. */
    private static @Nullable ByteBuffer tiffIn(ByteBuffer jpeg) {
        int at = 2;
        while ((jpeg.get(at) & 0xff) == 0xff && (jpeg.get(at + 1) & 0xff) != 0xda) {
            int length = jpeg.getShort(at + 2) & 0xffff;
            boolean app1 = (jpeg.get(at + 1) & 0xff) == 0xe1;
            if (app1 && length > 8 && startsWithExif(jpeg, at + 4)) {
                return jpeg.slice(at + 10, length - 8);
            }
            at += 2 + Math.max(2, length);
        }
        return null;
    }

    private static boolean startsWithExif(ByteBuffer jpeg, int at) {
        return jpeg.slice(at, EXIF.length).equals(ByteBuffer.wrap(EXIF));
    }

    private static int orientationIn(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if ((tiff.getShort(entry) & 0xffff) == TAG) {
                int orientation = tiff.getShort(entry + 8);
                return orientation >= 1 && orientation <= 8 ? orientation : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /** The picture as it was seen. */
    static BufferedImage turned(BufferedImage image, int orientation) {
        if (orientation == UPRIGHT) {
            return image;
        }
        int width = image.getWidth();
        int height = image.getHeight();
        boolean lying = orientation >= 5;
        boolean fromRight = orientation == 2 || orientation == 3 || orientation >= 7;
        boolean fromBelow =
                orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        var turned =
                new BufferedImage(lying ? height : width, lying ? width : height, image.getType());
        for (int y = 0; y < turned.getHeight(); y++) {
            for (int x = 0; x < turned.getWidth(); x++) {
                int column = lying ? y : x;
                int row = lying ? x : y;
                turned.setRGB(
                        x,
                        y,
                        image.getRGB(
                                fromRight ? width - 1 - column : column,
                                fromBelow ? height - 1 - row : row));
            }
        }
        return turned;
    }
}
