package io.agentim.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;

class MentionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@42|42",
                "hi @42!|42",
                "@P10001|P10001",
                "@agent_42 take a look|42",
                "@{42}|42",
                "@{agent_42}|42",
                "@{P10001}|P10001",
                "@10009请看|10009",
                "请@10009看|10009",
                "(@42)|42",
                "@42,@43;@44|42,43,44",
                "@42 @42|42",
                "mail me@42.example|''",
                "a_@42|''",
                "@@42|42",
                "@42x|''",
                "@x42|''",
                "@042|''",
                "@{42|''",
                "@|''",
                "@P|''",
                "@agent_|''",
                "@99999999999999999999|''",
            })
    void findsWhoIsAddressed(String text, String expected) {
        List<String> found = Mentions.in(text).stream().map(Object::toString).toList();

        assertThat(found)
                .isEqualTo(expected.isEmpty() ? List.of() : Arrays.asList(expected.split(",")));
    }

    @Test
    void readsLongTextsInLinearTime() {
        for (String hostile :
                List.of("@", "@4", "@{", "@agent_", "@{agent_4", "a@", "@".repeat(3) + "4")) {
            assertThat(Mentions.in(hostile.repeat(20_000))).hasSizeLessThanOrEqualTo(500);
        }
    }
}
