package io.agentim.file;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import jakarta.servlet.http.HttpServletRequest;

import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads a multipart form as it arrives and keeps the one part that matters, on the disk: no upload
 * is ever whole in memory. Every refusal waits until the body has been read, which {@code
 * BodyLimit} bounds: a client that writes before it reads would see a broken connection in its
 * place.
 */
final class UploadForm {
    private static final int MAX_PART_HEAD = 8 * 1024;
    private static final int BUFFER = 16 * 1024;

    private final FileDirectory directory;
    private final DataSize maxSize;
    private final List<String> names;

    /**
     * @param names what the part with the file may be called, the best first; a form of one part
     *     may call it anything
     */
    UploadForm(FileDirectory directory, DataSize maxSize, List<String> names) {
        this.directory = directory;
        this.maxSize = maxSize;
        this.names = names;
    }

    /**
     * @throws DomainException {@code unsupported_media_type} for a body that is no such form,
     *     {@code payload_too_large} for a file over its size, {@code invalid_request} for what is
     *     broken or has no file, {@code unavailable} if the disk will not take it
     */
    Upload read(HttpServletRequest request) {
        var part = new ChosenPart(directory, maxSize, names);
        try {
            InputStream body = request.getInputStream();
            String boundary = boundaryOf(request.getContentType());
            if (boundary == null) {
                body.transferTo(OutputStream.nullOutputStream());
                throw noForm(request.getContentType());
            }
            read(body, boundary, part);
            return part.upload();
        } catch (IOException e) {
            part.discard();
            throw new DomainException(
                    ErrorCode.INVALID_REQUEST, "the upload ended before it was complete");
        } catch (RuntimeException e) {
            part.discard();
            throw e;
        }
    }

    private static void read(InputStream body, String boundary, ChosenPart part)
            throws IOException {
        var parser = new MultiPart.Parser(boundary, part);
        parser.setMaxParts(ChosenPart.MAX_PARTS);
        parser.setPartHeadersMaxLength(MAX_PART_HEAD);
        byte[] buffer = new byte[BUFFER];
        for (int n; (n = body.read(buffer)) >= 0; ) {
            if (!part.isRefused()) {
                parser.parse(Content.Chunk.from(ByteBuffer.wrap(buffer, 0, n), false));
            }
        }
        if (!part.isRefused()) {
            parser.parse(Content.Chunk.EOF);
        }
    }

    private static @Nullable String boundaryOf(@Nullable String contentType) {
        try {
            MediaType type = MediaType.parseMediaType(contentType == null ? "" : contentType);
            String boundary = type.getParameter("boundary");
            return MediaType.MULTIPART_FORM_DATA.equalsTypeAndSubtype(type) && boundary != null
                    ? boundary.replaceAll("^\"|\"$", "")
                    : null;
        } catch (InvalidMediaTypeException _) {
            return null;
        }
    }

    private static DomainException noForm(@Nullable String contentType) {
        return new DomainException(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "send the file as the part 'file' of a form: Content-Type multipart/form-data with"
                        + " a boundary, not "
                        + (contentType == null ? "none" : contentType));
    }
}
