package io.agentim.file;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.error.Faults;

import org.springframework.stereotype.Component;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Draws an uploaded picture anew, small and without anything but its pixels. Somebody else's
 * picture is dangerous to decode (hardening T14): the header is judged first, by the decoders of
 * the JDK alone, and one picture at a time.
 */
@Component
class AvatarPainter {
    private static final int MAX_SIDE = 4096;
    private static final int MAX_PIXELS = 16_000_000;
    private static final int DRAWN_SIDE = 512;
    private static final int MAX_SCANS = 64; // of a progressive JPEG; each costs a whole pass
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Semaphore turn = new Semaphore(1);

    /** The new picture, and what its file name ends in. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares pictures
    record Picture(String extension, byte[] bytes) {}

    /**
     * @throws DomainException {@code unsupported_media_type} for what is no PNG or JPEG by its
     *     first bytes, {@code invalid_request} for one too large or broken
     */
    Picture redraw(Incoming upload) {
        boolean png =
                switch (FileType.of(upload.head(), false)) {
                    case FileType.PNG -> true;
                    case FileType.JPEG -> false;
                    default ->
                            throw new DomainException(
                                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                                    "an avatar must be a PNG or JPEG picture");
                };
        awaitTurn();
        try {
            return redraw(Files.readAllBytes(upload.path()), png);
        } catch (DomainException e) {
            throw e;
        } catch (IOException | RuntimeException _) { // the decoders throw either at broken pictures
            throw refusal("the picture cannot be read");
        } finally {
            turn.release();
        }
    }

    private void awaitTurn() {
        try {
            if (turn.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw Faults.unavailable("too many pictures at once, try again");
    }

    private static Picture redraw(byte[] bytes, boolean png) throws IOException {
        if (!png && scansOf(bytes) > MAX_SCANS) {
            throw refusal("the picture has too many scans");
        }
        BufferedImage decoded = decode(bytes, png ? "png" : "jpeg");
        boolean alpha = png && decoded.getColorModel().hasAlpha();
        double scale =
                Math.min(
                        1, (double) DRAWN_SIDE / Math.max(decoded.getWidth(), decoded.getHeight()));
        BufferedImage drawn =
                draw(
                        decoded,
                        (int) Math.max(1, Math.round(decoded.getWidth() * scale)),
                        (int) Math.max(1, Math.round(decoded.getHeight() * scale)),
                        alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        if (!png) {
            drawn = ExifOrientation.turned(drawn, ExifOrientation.of(bytes));
        }
        var out = new ByteArrayOutputStream();
        if (!ImageIO.write(drawn, png ? "png" : "jpeg", out)) {
            throw new IOException("no encoder");
        }
        return new Picture(png ? "png" : "jpg", out.toByteArray());
    }

    /** Start-of-scan markers; within a scan the byte 0xFF is always followed by a zero. */
    private static int scansOf(byte[] jpeg) {
        int scans = 0;
        for (int i = 0; i < jpeg.length - 1; i++) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xda) {
                scans++;
            }
        }
        return scans;
    }

    /** The first frame, with pixels left out where it is much larger than what will be drawn. */
    private static BufferedImage decode(byte[] bytes, String format) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, false, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (Math.max(width, height) > MAX_SIDE || (long) width * height > MAX_PIXELS) {
                throw refusal("the picture is larger than 4096 pixels a side or 16 megapixels");
            }
            int step = Math.max(1, Math.max(width, height) / (2 * DRAWN_SIDE));
            var how = reader.getDefaultReadParam();
            how.setSourceSubsampling(step, step, 0, 0);
            return reader.read(0, how);
        } finally {
            reader.dispose();
        }
    }

    /** By halves, since a pixel is mixed from no more than its neighbours. */
    private static BufferedImage draw(BufferedImage image, int width, int height, int type) {
        BufferedImage from = image;
        if (image.getWidth() > 2 * width && image.getHeight() > 2 * height) {
            from = draw(image, 2 * width, 2 * height, type);
        }
        var drawn = new BufferedImage(width, height, type);
        Graphics2D graphics = drawn.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(from, 0, 0, width, height, null);
        graphics.dispose();
        return drawn;
    }

    private static DomainException refusal(String detail) {
        return new DomainException(ErrorCode.INVALID_REQUEST, detail);
    }
}
