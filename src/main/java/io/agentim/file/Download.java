package io.agentim.file;

import io.agentim.platform.error.DomainException;

import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Sends a file, or the part of it that is asked for. Whatever it holds, no browser runs it in the
 * name of this server (promises 2.1, hardening T17).
 */
@Component
class Download {
    private static final Logger log = LoggerFactory.getLogger(Download.class);
    private static final int BUFFER = 64 * 1024;

    private final FileDirectory directory;

    Download(FileDirectory directory) {
        this.directory = directory;
    }

    void send(
            StoredFile file,
            @Nullable String range,
            @Nullable String ifRange,
            HttpServletResponse response)
            throws IOException {
        try (FileChannel content = directory.open(file.id())) {
            String tag = '"' + file.wireId() + '"';
            boolean wanted = ifRange == null || ifRange.equals(tag);
            ByteRange part = part(wanted ? range : null, file.size(), response);
            response.setHeader(HttpHeaders.ETAG, tag);
            response.setContentLengthLong(part.length());
            describe(file, response);
            copy(content, part, response.getOutputStream());
        } catch (NoSuchFileException e) {
            log.atError().addKeyValue("file", file.wireId()).log("The bytes of a file are lost");
            throw StoredFile.unknown();
        }
    }

    /** Which part to send, as the response then says. */
    private static ByteRange part(@Nullable String range, long size, HttpServletResponse response) {
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        try {
            Optional<ByteRange> part = ByteRange.of(range, size);
            part.ifPresent(p -> {
                response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
                response.setHeader(HttpHeaders.CONTENT_RANGE, p.in(size));
            });
            return part.orElse(new ByteRange(0, size));
        } catch (DomainException e) {
            response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
            throw e;
        }
    }

    private static void describe(StoredFile file, HttpServletResponse response) {
        String disposition = FileType.isShown(file.contentType()) ? "inline" : "attachment";
        response.setContentType(file.contentType());
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION, FileName.disposition(disposition, file.name()));
        response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
    }

    private static void copy(FileChannel content, ByteRange part, OutputStream out)
            throws IOException {
        var buffer = ByteBuffer.allocate(BUFFER);
        long left = part.length();
        content.position(part.start());
        while (left > 0) {
            buffer.clear().limit((int) Math.min(BUFFER, left));
            int n = content.read(buffer);
            if (n < 0) {
                throw new IOException("the file is shorter than its row says");
            }
            out.write(buffer.array(), 0, n);
            left -= n;
        }
    }
}
