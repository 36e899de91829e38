package io.agentim.delivery.tcp;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads MessagePack (the specification of 2017, less what JSON has no word for: binary, extensions,
 * keys that are no strings) into a JSON tree. Written by hand because libraries allocate what a
 * length of five bytes claims; here nothing is allocated that is not there, depth and number of
 * values are bounded, and a key may occur once (hardening T12).
 */
final class MessagePackDecoder {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_VALUES = 10_000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ByteBuffer in;
    private int values;

    private MessagePackDecoder(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    /** The map that the bytes are, all of them. */
    static ObjectNode decodeMap(byte[] bytes) throws ProtocolException {
        var decoder = new MessagePackDecoder(bytes);
        try {
            JsonNode value = decoder.value(0);
            if (decoder.in.hasRemaining()) {
                throw new ProtocolException("bytes after the end of the payload");
            }
            if (value instanceof ObjectNode map) {
                return map;
            }
            throw new ProtocolException("the payload must be a map");
        } catch (BufferUnderflowException _) {
            throw new ProtocolException("the payload ends too early");
        }
    }

    private JsonNode value(int depth) throws ProtocolException {
        if (depth > MAX_DEPTH) {
            throw new ProtocolException("nested more than " + MAX_DEPTH + " deep");
        }
        if (++values > MAX_VALUES) {
            throw new ProtocolException("more than " + MAX_VALUES + " values");
        }
        int head = in.get() & 0xFF;
        if (head <= 0x7F) {
            return NODES.numberNode(head);
        }
        if (head <= 0x8F) {
            return map(head & 0x0F, depth);
        }
        if (head <= 0x9F) {
            return array(head & 0x0F, depth);
        }
        if (head <= 0xBF) {
            return NODES.stringNode(text(head & 0x1F));
        }
        if (head >= 0xE0) {
            return NODES.numberNode((byte) head);
        }
        return withLength(head, depth);
    }

    /** The forms whose length or value follows in bytes of its own. */
    private JsonNode withLength(int head, int depth) throws ProtocolException {
        return switch (head) {
            case 0xC0 -> NODES.nullNode();
            case 0xC2 -> NODES.booleanNode(false);
            case 0xC3 -> NODES.booleanNode(true);
            case 0xCA -> NODES.numberNode(finite(in.getFloat()));
            case 0xCB -> NODES.numberNode(finite(in.getDouble()));
            case 0xCC -> NODES.numberNode(in.get() & 0xFF);
            case 0xCD -> NODES.numberNode(in.getShort() & 0xFFFF);
            case 0xCE -> NODES.numberNode(in.getInt() & 0xFFFFFFFFL);
            case 0xCF -> unsigned(in.getLong());
            case 0xD0 -> NODES.numberNode(in.get());
            case 0xD1 -> NODES.numberNode(in.getShort());
            case 0xD2 -> NODES.numberNode(in.getInt());
            case 0xD3 -> NODES.numberNode(in.getLong());
            case 0xD9 -> NODES.stringNode(text(in.get() & 0xFF));
            case 0xDA -> NODES.stringNode(text(in.getShort() & 0xFFFF));
            case 0xDB -> NODES.stringNode(text(in.getInt()));
            case 0xDC -> array(in.getShort() & 0xFFFF, depth);
            case 0xDD -> array(in.getInt(), depth);
            case 0xDE -> map(in.getShort() & 0xFFFF, depth);
            case 0xDF -> map(in.getInt(), depth);
            default ->
                    throw new ProtocolException(
                            "only nil, booleans, numbers, strings, arrays and maps are allowed");
        };
    }

    private static double finite(double number) throws ProtocolException {
        if (!Double.isFinite(number)) {
            throw new ProtocolException("a number must be finite");
        }
        return number;
    }

    private static JsonNode unsigned(long bits) {
        return bits >= 0
                ? NODES.numberNode(bits)
                : NODES.numberNode(BigInteger.valueOf(bits).add(BigInteger.ONE.shiftLeft(64)));
    }

    private String text(int length) throws ProtocolException {
        requireRemaining(length, 1);
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException _) {
            throw new ProtocolException("a string is not UTF-8");
        }
    }

    private ArrayNode array(int size, int depth) throws ProtocolException {
        requireRemaining(size, 1);
        ArrayNode array = NODES.arrayNode();
        for (int i = 0; i < size; i++) {
            array.add(value(depth + 1));
        }
        return array;
    }

    private ObjectNode map(int size, int depth) throws ProtocolException {
        requireRemaining(size, 2);
        ObjectNode map = NODES.objectNode();
        for (int i = 0; i < size; i++) {
            JsonNode key = value(depth + 1);
            if (!key.isString()) {
                throw new ProtocolException("a key must be a string");
            }
            if (map.has(key.asString())) {
                throw new ProtocolException("a key occurs twice");
            }
            map.set(key.asString(), value(depth + 1));
        }
        return map;
    }

    /** A length from the wire is believed only as far as there are bytes for it. */
    private void requireRemaining(int count, int bytesEach) throws ProtocolException {
        if (count < 0 || (long) count * bytesEach > in.remaining()) {
            throw new ProtocolException("the payload ends too early");
        }
    }
}
