package io.agentim.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.platform.http.Texts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.stream.IntStream;

/** Names: what is visible of them, and when two are the same (hardening T20). */
class ProfileTextTest {
    @ParameterizedTest
    @CsvSource({
        "Straße, STRASSE",
        "ﬁsh, FISH",
        "Ａｄａ, ada",
        "É, é",
        "Ελλάς, ΕΛΛΆΣ",
        "a  b, A B",
        "①, 1",
        "\u212A, k" // the Kelvin sign
    })
    void namesAreTheSameWhenTheyReadTheSame(String one, String other) {
        assertThat(ProfileText.key(one)).isEqualTo(ProfileText.key(other));
    }

    @ParameterizedTest
    @CsvSource({"Ada, Eda", "a b, ab", "e, é", "日本, 日木"})
    void otherNamesAreNot(String one, String other) {
        assertThat(ProfileText.key(one)).isNotEqualTo(ProfileText.key(other));
    }

    @Test
    void theKeyOfAKeyIsItself() {
        for (String name : new String[] {"Straße", "ﬃ", "İstanbul", "ǅ", "ΐ", "ẞ"}) {
            String key = ProfileText.key(name);
            assertThat(ProfileText.key(key)).as(name).isEqualTo(key);
        }
    }

    @Test
    void nothingInvisibleIsLeft() {
        var invisible =
                IntStream.of(
                        0x0001, 0x0008, 0x000E, 0x001F, 0x007F, 0x0084, 0x00AD, 0x034F, 0x061C,
                        0x115F, 0x1160, 0x180E, 0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F,
                        0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0x1D173, 0xE0001, 0xE0100, 0xE01EF);
        invisible.forEach(c ->
                assertThat(Texts.visible("a" + Character.toString(c) + "b"))
                        .as("U+%04X", c)
                        .isEqualTo("ab"));
        for (int c = 0xE0000; c <= 0xE007F; c++) {
            assertThat(Texts.visible(Character.toString(c))).isEmpty();
        }
    }

    @Test
    void whatPeopleWriteStays() {
        for (String text :
                new String[] {
                    "Zoë O'Neil", "山田 太郎", "محمد", "🚀 Rocket", "a-b_c.d", "नमस्ते", "x²"
                }) {
            assertThat(Texts.visible(text)).isEqualTo(text);
        }
        assertThat(Texts.visible("\tone\r\ntwo\u2028three ")).isEqualTo("one  two three");
    }
}
