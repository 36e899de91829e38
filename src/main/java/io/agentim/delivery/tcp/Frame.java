package io.agentim.delivery.tcp;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.ByteBuffer;

/**
 * An AIM frame: a head of 16 bytes, big-endian, and a payload of MessagePack (contract 4.1).
 *
 * @param seq 24 bits of the sender's own counting, not a number of the inbox
 */
@SuppressWarnings("ArrayRecordComponent") // frames are read and written, never compared
record Frame(int type, int flags, int streamId, int seq, byte[] payload) {
    static final int HEAD_LENGTH = 16;

    static final int HANDSHAKE = 0x00;
    static final int HEARTBEAT = 0x01;
    static final int MESSAGE = 0x02;
    static final int ACK = 0x03;
    static final int ERROR = 0x07;

    static final int RESPONSE = 0x80;

    static final int FIRST_BYTE = 0x41;
    private static final int SECOND_BYTE = 0x4D;
    private static final int VERSION = 1;
    private static final byte[] NOTHING = {};

    static Frame of(int type, int flags, int streamId, int seq, @Nullable JsonNode payload) {
        return new Frame(
                type,
                flags,
                streamId,
                seq & 0xFFFFFF,
                payload == null ? NOTHING : MessagePackEncoder.encode(payload));
    }

    /** What a head says about the frame that it begins. */
    record Head(int type, int flags, int streamId, int seq, int length) {

        static Head parse(byte[] bytes) throws ProtocolException {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if ((in.get() & 0xFF) != FIRST_BYTE || (in.get() & 0xFF) != SECOND_BYTE) {
                throw new ProtocolException("this is not AIM: a frame begins with 'AM'");
            }
            if (in.get() != VERSION) {
                throw new ProtocolException("only version 1 of AIM is spoken here");
            }
            int flags = in.get() & 0xFF;
            int type = in.get() & 0xFF;
            int streamId = in.getInt();
            int seq = (in.get() & 0xFF) << 16 | (in.getShort() & 0xFFFF);
            return new Head(type, flags, streamId, seq, in.getInt());
        }

        Frame with(byte[] payload) {
            return new Frame(type, flags, streamId, seq, payload);
        }
    }

    byte[] encode() {
        return ByteBuffer.allocate(HEAD_LENGTH + payload.length)
                .put((byte) FIRST_BYTE)
                .put((byte) SECOND_BYTE)
                .put((byte) VERSION)
                .put((byte) flags)
                .put((byte) type)
                .putInt(streamId)
                .put((byte) (seq >> 16))
                .putShort((short) seq)
                .putInt(payload.length)
                .put(payload)
                .array();
    }

    /** The payload as a map; empty for a frame without one. */
    ObjectNode map() throws ProtocolException {
        return payload.length == 0
                ? JsonNodeFactory.instance.objectNode()
                : MessagePackDecoder.decodeMap(payload);
    }
}
