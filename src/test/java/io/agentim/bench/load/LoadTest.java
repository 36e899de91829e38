package io.agentim.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the load generator reads by itself, instead of a library that would cost more. */
class LoadTest {
    @Test
    void readsAnAnswerHoweverItsBytesArrive() throws Exception {
        assertReads("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello", 201, "hello");
        String chunks = "3\r\nhel\r\nC\r\nlo\r\n2\r\n good\r\n0\r\n\r\n";
        assertReads(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
                200,
                "hello\r\n2\r\n good");
        assertReads("HTTP/1.1 204 No Content\r\nDate: today\r\n\r\n", 204, "");
    }

    /** Twice on one connection, cut at every place. */
    private static void assertReads(String answer, int status, String body) throws Exception {
        byte[] bytes = (answer + answer).getBytes(StandardCharsets.US_ASCII);
        int half = bytes.length / 2;
        for (int cut = 1; cut < half; cut++) {
            var reader = new AnswerReader();
            for (int start : new int[] {0, half}) {
                reader.add(ByteBuffer.wrap(bytes, start, cut));
                assertThat(reader.take()).isNull();
                reader.add(ByteBuffer.wrap(bytes, start + cut, half - cut));
                assertThat(requireNonNull(reader.take()).require(status).body()).isEqualTo(body);
                reader.forget();
            }
        }
    }

    @Test
    void aRefusalEndsTheBenchmark() {
        var reader = new AnswerReader();
        reader.add(ascii("HTTP/1.1 429 Too Many\r\nContent-Length: 4\r\n\r\nslow"));
        HttpAnswer answer = requireNonNull(reader.take());

        assertThatThrownBy(() -> answer.require(201))
                .isInstanceOf(IOException.class)
                .hasMessage("status 429: slow");
    }

    @Test
    void findsStampsAndNumbersInTheBytes() {
        byte[] page =
                ("[{\"seq\":41,\"body\":\""
                                + Stamps.stamp(123)
                                + "\"},"
                                + "{\"seq\":42,\"body\":\"# "
                                + Stamps.stamp(4567)
                                + "\"}]")
                        .getBytes(StandardCharsets.US_ASCII);
        List<Long> stamps = new ArrayList<>();

        Stamps.find(page, 0, page.length, stamps::add);

        assertThat(stamps).containsExactly(123L, 4567L);
        assertThat(Seqs.lastInJson(page, 0, page.length)).isEqualTo(42);
        assertThat(Seqs.lastInJson(page, 0, 5)).isZero();
        assertThat(seqInMessagePack(0x2a)).isEqualTo(42);
        assertThat(seqInMessagePack(0xcd, 0x01, 0x00)).isEqualTo(256);
        assertThat(seqInMessagePack(0xce, 0x80, 0, 0, 1)).isEqualTo(0x8000_0001L);
    }

    private static long seqInMessagePack(int... number) {
        ByteBuffer bytes = ByteBuffer.allocate(5 + number.length);
        bytes.put((byte) 0x81).put((byte) 0xa3).put(ascii("seq"));
        for (int b : number) {
            bytes.put((byte) b);
        }
        return Seqs.inMessagePack(bytes.array(), 0, bytes.capacity());
    }

    @Test
    void theScheduleHasItsRateInTheLongRun() {
        long start = System.nanoTime();
        var schedule = new Schedule(1000, Duration.ofSeconds(100));
        int due = 0;
        long last = start;
        for (long next = schedule.next(); next != Schedule.OVER; next = schedule.next()) {
            assertThat(next).isGreaterThanOrEqualTo(last);
            last = next;
            due++;
        }
        assertThat(due).isBetween(98_000, 102_000); // the same numbers each time: no chance in it
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
