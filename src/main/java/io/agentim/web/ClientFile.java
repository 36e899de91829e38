package io.agentim.web;

import jakarta.servlet.http.HttpServletResponse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** A file in memory, as it is and compressed by gzip. Immutable. */
final class ClientFile {
    private final String contentType;
    private final byte[] bytes;
    private final byte[] compressed;

    ClientFile(String contentType, byte[] bytes) throws IOException {
        this.contentType = contentType;
        this.bytes = bytes.clone();
        this.compressed = compress(bytes);
    }

    private static byte[] compress(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream(bytes.length / 2);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    String contentType() {
        return contentType;
    }

    String text() {
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Hands the bytes out to be looked at, not to be kept. */
    void read(Consumer<byte[]> reader) {
        reader.accept(bytes);
    }

    /** The headers about the content, and the content itself unless that is not wanted. */
    void writeTo(HttpServletResponse response, boolean asGzip, boolean withBody)
            throws IOException {
        byte[] body = asGzip ? compressed : bytes;
        response.setContentType(contentType);
        response.setContentLength(body.length);
        if (asGzip) {
            response.setHeader("Content-Encoding", "gzip");
        }
        if (withBody) {
            response.getOutputStream().write(body);
        }
    }
}
