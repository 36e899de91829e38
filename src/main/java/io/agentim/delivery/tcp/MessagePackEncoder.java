package io.agentim.delivery.tcp;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes a JSON tree as MessagePack in its shortest forms: text as str, never bin, and keys as
 * strings, as the SDK needs it.
 */
final class MessagePackEncoder {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(bytes);

    private MessagePackEncoder() {}

    static byte[] encode(JsonNode tree) {
        var encoder = new MessagePackEncoder();
        try {
            encoder.value(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array in memory does not fail
        }
        return encoder.bytes.toByteArray();
    }

    private void value(JsonNode node) throws IOException {
        switch (node.getNodeType()) {
            case OBJECT -> map(node);
            case ARRAY -> array(node);
            case STRING -> text(node.asString());
            case BOOLEAN -> out.writeByte(node.booleanValue() ? 0xC3 : 0xC2);
            case NUMBER -> number(node);
            default -> out.writeByte(0xC0);
        }
    }

    private void map(JsonNode node) throws IOException {
        head(node.size(), 0x80, 15, 0xDE);
        for (var property : node.properties()) {
            text(property.getKey());
            value(property.getValue());
        }
    }

    private void array(JsonNode node) throws IOException {
        head(node.size(), 0x90, 15, 0xDC);
        for (JsonNode element : node) {
            value(element);
        }
    }

    /** The size in the head itself, or after it in two bytes, or in four. */
    private void head(int size, int shortForm, int shortMax, int form16) throws IOException {
        if (size <= shortMax) {
            out.writeByte(shortForm | size);
        } else if (size <= 0xFFFF) {
            out.writeByte(form16);
            out.writeShort(size);
        } else {
            out.writeByte(form16 + 1);
            out.writeInt(size);
        }
    }

    private void text(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > 31 && utf8.length <= 0xFF) {
            out.writeByte(0xD9);
            out.writeByte(utf8.length);
        } else {
            head(utf8.length, 0xA0, 31, 0xDA);
        }
        out.write(utf8);
    }

    private void number(JsonNode node) throws IOException {
        if (!node.isIntegralNumber()) {
            out.writeByte(0xCB);
            out.writeDouble(node.doubleValue());
        } else if (node.canConvertToLong()) {
            integer(node.longValue());
        } else if (node.bigIntegerValue().signum() > 0
                && node.bigIntegerValue().bitLength() <= 64) {
            out.writeByte(0xCF);
            out.writeLong(node.bigIntegerValue().longValue());
        } else {
            text(node.bigIntegerValue().toString()); // larger than any number there is
        }
    }

    private void integer(long n) throws IOException {
        if (n >= -32 && n <= 127) {
            out.writeByte((int) n);
        } else if (n >= 0 && n <= 0xFF) {
            out.writeByte(0xCC);
            out.writeByte((int) n);
        } else if (n >= 0 && n <= 0xFFFF) {
            out.writeByte(0xCD);
            out.writeShort((int) n);
        } else if (n >= 0 && n <= 0xFFFFFFFFL) {
            out.writeByte(0xCE);
            out.writeInt((int) n);
        } else {
            out.writeByte(n >= 0 ? 0xCF : 0xD3);
            out.writeLong(n);
        }
    }
}
