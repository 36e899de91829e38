package io.agentim.delivery.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.HexFormat;
import java.util.Random;

/** Frames and their MessagePack: contract 4.1 and 4.2, hardening T12. */
class FrameTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HexFormat HEX = HexFormat.of();

    /** Made with the SDK's own encoder. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0|0|0|{\"token\":\"am_x\",\"protocol_version\":1}|414d010000000000000000000000001e82a5746f6b656ea4616d5f78b070726f746f636f6c5f76657273696f6e01",
                "128|0|0|0|{\"agent_id\":\"81018\"}|414d018000000000000000000000001081a86167656e745f6964a53831303138",
                "0|1|0|0|{\"ts\":1700000000000}|414d010001000000000000000000000d81a27473cf0000018bcfe56800",
                "128|1|0|0||414d0180010000000000000000000000",
                "0|2|0|5|{\"id\":\"msg_1\",\"from\":\"80989\"}|414d010002000000000000050000001582a26964a56d73675f31a466726f6da53830393839",
                "0|2|1|7|{\"to\":\"80989\",\"content\":{\"format\":\"text\",\"body\":\"hi\"},\"type\":\"request\"}|414d010002000000010000070000003483a2746fa53830393839a7636f6e74656e7482a6666f726d6174a474657874a4626f6479a26869a474797065a772657175657374",
                "128|7|0|0|{\"message\":\"invalid api"
                    + " key\"}|414d018007000000000000000000001981a76d657373616765af696e76616c696420617069206b6579"
            })
    void theSampleFramesAreWrittenAndReadByteForByte(
            int flags, int type, int streamId, int seq, @Nullable String json, String hex)
            throws Exception {
        JsonNode payload = json == null ? null : JSON.readTree(json);

        assertThat(HEX.formatHex(Frame.of(type, flags, streamId, seq, payload).encode()))
                .isEqualTo(hex);

        byte[] bytes = HEX.parseHex(hex);
        byte[] head = java.util.Arrays.copyOf(bytes, Frame.HEAD_LENGTH);
        Frame.Head parsed = Frame.Head.parse(head);
        assertThat(parsed)
                .isEqualTo(
                        new Frame.Head(
                                type, flags, streamId, seq, bytes.length - Frame.HEAD_LENGTH));
        Frame frame =
                parsed.with(java.util.Arrays.copyOfRange(bytes, Frame.HEAD_LENGTH, bytes.length));
        assertThat(frame.map()).isEqualTo(payload == null ? JSON.createObjectNode() : payload);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":null,\"b\":true,\"c\":false,\"d\":[],\"e\":{}}",
                "{\"n\":[0,1,127,128,255,256,65535,65536,4294967295,4294967296,9223372036854775807,18446744073709551615]}",
                "{\"n\":[-1,-32,-33,-128,-129,-32768,-32769,-2147483648,-2147483649,-9223372036854775808]}",
                "{\"n\":[0.5,-1.25,1.0E100]}",
                "{\"t\":\"日本語 émoji 😀\"}"
            })
    void aTreeComesBackAsItWent(String json) throws Exception {
        JsonNode tree = JSON.readTree(json);

        assertThat(MessagePackDecoder.decodeMap(MessagePackEncoder.encode(tree)))
                .hasToString(tree.toString());
    }

    @Test
    void textsArraysAndMapsOfEveryLengthComeBack() throws Exception {
        for (int n : new int[] {0, 1, 15, 16, 31, 32, 255, 256, 1000, 65_535, 65_536, 200_000}) {
            var tree = JSON.createObjectNode().put("t", "x".repeat(n));
            var array = tree.putArray("a");
            var map = tree.putObject("m");
            for (int i = 0; i < Math.min(n, 2000); i++) {
                array.add(i);
                map.put("k" + i, i);
            }
            assertThat(MessagePackDecoder.decodeMap(MessagePackEncoder.encode(tree)).equals(tree))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "80c0", // more after the end
                "a161", // no map
                "c0", // no map
                "90", // no map
                "81", // no key
                "81a161", // no value
                "8101a161", // a key that is no string
                "82a16101a16102", // a key twice
                "81a161c70100ff", // extension
                "81a161d600ffffffff", // extension (a timestamp)
                "81a161c401ff", // binary
                "81a161c1", // never used
                "81a161a2ff", // shorter than it says
                "81a161a1ff", // not UTF-8
                "81a161a3eda080", // half of a surrogate pair
                "81a161cb7ff0000000000000", // infinite
                "81a161ca7fc00000", // not a number
                "dfffffffff", // a map of four billion in five bytes
                "81a161ddffffffff", // an array of four billion
                "81a161dd7fffffff", // an array of two billion
                "81a161dbffffffff", // a text of four billion
                "81a161db7fffffff", // a text of two billion
                "81a161df00100000", // a map of a million
            })
    void whatIsNotAllowedIsRefused(String hex) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> MessagePackDecoder.decodeMap(HEX.parseHex(hex)));
    }

    @Test
    void depthAndNumberOfValuesAreBounded() throws Exception {
        String deepEnough = "81a161" + "91".repeat(30) + "c0";
        assertThat(MessagePackDecoder.decodeMap(HEX.parseHex(deepEnough)).has("a")).isTrue();

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() ->
                        MessagePackDecoder.decodeMap(
                                HEX.parseHex("81a161" + "91".repeat(40) + "c0")));
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() ->
                        MessagePackDecoder.decodeMap(
                                HEX.parseHex("81a161" + "91".repeat(100_000) + "c0")));
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() ->
                        MessagePackDecoder.decodeMap(
                                HEX.parseHex("81a161dc2710" + "c0".repeat(10_000))));
    }

    @Test
    void randomBytesAreRefusedOrReadAndNothingElse() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        byte[] valid =
                MessagePackEncoder.encode(
                        JSON.readTree(
                                "{\"to\":\"1\",\"content\":{\"body\":\"hi\",\"n\":[1,2.5]}}"));
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = valid.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                MessagePackDecoder.decodeMap(bytes);
            } catch (ProtocolException _) {
                // one of the two allowed outcomes
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + HEX.formatHex(bytes), e);
            }
        }
    }
}
