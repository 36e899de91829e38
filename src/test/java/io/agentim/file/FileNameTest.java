package io.agentim.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The header of a download: RFC 6266 and RFC 8187, whose examples are among these. */
class FileNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "a.txt        | attachment; filename=\"a.txt\"",
                "a b;c=d.txt  | attachment; filename=\"a b;c=d.txt\"",
                "€ rates.txt  | attachment; filename=\"_ rates.txt\";"
                        + " filename*=UTF-8''%E2%82%AC%20rates.txt",
                "a\"b\\c.txt  | attachment; filename=\"a_b_c.txt\"; filename*=UTF-8''a%22b%5Cc.txt",
                "100%41.txt   | attachment; filename=\"100_41.txt\"; filename*=UTF-8''100%2541.txt",
                "é'(1)*.txt   | attachment; filename=\"_'(1)*.txt\";"
                        + " filename*=UTF-8''%C3%A9%27%281%29%2A.txt",
            })
    void isQuotedAndEncoded(String name, String header) {
        assertThat(FileName.disposition("attachment", name)).isEqualTo(header);
    }
}
