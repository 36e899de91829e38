package io.agentim.support;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;

/** A multipart form, well-formed unless it is told otherwise. */
public final class Form {
    private static final String BOUNDARY = "----a-boundary-7d4a6d158c9";
    private static final String WRONG_TYPE = "\r\nContent-Type: text/html"; // not to be believed

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String end = "--" + BOUNDARY + "--\r\n";

    /** A form of one file. */
    public static Form of(String part, String filename, byte[] content) {
        return new Form().file(part, filename, content);
    }

    public Form file(String part, String filename, byte[] content) {
        String head =
                "Content-Disposition: form-data; name=\"%s\"; filename=\"%s\""
                        .formatted(part, filename);
        return part(head + WRONG_TYPE, content);
    }

    public Form field(String part, String value) {
        return part(
                "Content-Disposition: form-data; name=\"%s\"".formatted(part),
                value.getBytes(StandardCharsets.UTF_8));
    }

    /** A part with this head, whatever that says. */
    public Form part(String head, byte[] content) {
        body.writeBytes(
                ("--" + BOUNDARY + "\r\n" + head + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes(new byte[] {'\r', '\n'});
        return this;
    }

    /** Ends otherwise than with the last boundary. */
    public Form endingWith(String text) {
        end = text;
        return this;
    }

    public String contentType() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    public byte[] bytes() {
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(body.toByteArray());
        whole.writeBytes(end.getBytes(StandardCharsets.UTF_8));
        return whole.toByteArray();
    }

    BodyPublisher publisher() {
        return BodyPublishers.ofByteArray(bytes());
    }
}
