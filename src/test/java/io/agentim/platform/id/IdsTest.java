package io.agentim.platform.id;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** RFC 9562 and the TypeID specification. */
class IdsTest {
    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    private final UuidV7 ids =
            new UuidV7(
                    new Clock() {
                        @Override
                        public ZoneOffset getZone() {
                            return ZoneOffset.UTC;
                        }

                        @Override
                        public Clock withZone(java.time.ZoneId zone) {
                            return this;
                        }

                        @Override
                        public Instant instant() {
                            return Instant.ofEpochMilli(millis.get());
                        }
                    });

    @Test
    void anIdCarriesItsVersionVariantAndTime() {
        UUID id = ids.next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(millis.get());
    }

    @Test
    void idsRiseAlsoWithinAMillisecondAndWhenTheClockStepsBack() {
        String before = "";
        var seen = new HashSet<UUID>();
        for (int i = 0; i < 100_000; i++) {
            if (i == 30_000) {
                millis.addAndGet(-86_400_000);
            }
            if (i == 60_000) {
                millis.addAndGet(2 * 86_400_000L);
            }
            UUID id = ids.next();
            String text = TypeId.format("msg", id);
            assertThat(text.compareTo(before)).isPositive();
            before = text;
            seen.add(id);
        }
        assertThat(seen).hasSize(100_000);
    }

    /** From the specification's own examples. */
    @ParameterizedTest
    @CsvSource({
        "00000000-0000-0000-0000-000000000000,prefix_00000000000000000000000000",
        "00000000-0000-0000-0000-000000000001,prefix_00000000000000000000000001",
        "00000000-0000-0000-0000-00000000000a,prefix_0000000000000000000000000a",
        "00000000-0000-0000-0000-000000000020,prefix_00000000000000000000000010",
        "ffffffff-ffff-ffff-ffff-ffffffffffff,prefix_7zzzzzzzzzzzzzzzzzzzzzzzzz",
        "0110c853-1d09-52d8-d73e-1194e95b5f19,prefix_0123456789abcdefghjkmnpqrs",
        "01890a5d-ac96-774b-bcce-b302099a8057,prefix_01h455vb4pex5vsknk084sn02q"
    })
    void theSpecificationsExamples(UUID id, String text) {
        assertThat(TypeId.format("prefix", id)).isEqualTo(text);
        assertThat(TypeId.parse("prefix", text)).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "msg",
                "msg_",
                "msg_0123456789abcdefghjkmnpqr", // short
                "msg_0123456789abcdefghjkmnpqrst", // long
                "msg_8zzzzzzzzzzzzzzzzzzzzzzzzz", // more than 128 bits
                "msg_0123456789ABCDEFGHJKMNPQRS", // upper case
                "msg_0123456789abcdefghijklmnop", // i, l and o are no digits
                "msg-0123456789abcdefghjkmnpqrs",
                "grp_0123456789abcdefghjkmnpqrs",
                "msg_0123456789abcdefghjkmnpqré"
            })
    void whatIsNoIdIsNone(String text) {
        assertThat(TypeId.parse("msg", text)).isEmpty();
    }
}
