package io.agentim.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

class SecretMaskTest {
    @ParameterizedTest
    @CsvSource({
        "key am_5JrQyT8nWm3xKpLs2Vb7Zc was used, key am_*** was used",
        "pt_5JrQyT8nWm3x whsec_bGFyZ2U= rc_5JrQyT8nWm3x, pt_*** whsec_*** rc_***",
        "tk_5JrQyT8nWm3x iv_5JrQyT8nWm3x, tk_*** iv_***",
        "GET /v1/ws?token=abc123&x=1, GET /v1/ws?token=***&x=1",
        "Authorization: Bearer xyz, Authorization: Bearer ***",
        "x-api-key: xyz, x-api-key: ***",
        "jdbc:postgresql://db/im?password=x&ssl=true,"
                + " jdbc:postgresql://db/im?password=***&ssl=true",
    })
    void masks(String line, String masked) {
        assertThat(SecretMask.apply(line)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"team_members_changed", "the token is unknown", "msg_01h455vb4pex5vsknk"})
    void leavesTheRestAlone(String line) {
        assertThat(SecretMask.apply(line)).isEqualTo(line);
    }

    @Test
    void jsonStaysJson() {
        String line = "{\"message\":\"body {\\\"password\\\":\\\"hunter2\\\"} refused\"}";

        String masked = SecretMask.apply(line);

        assertThat(masked).doesNotContain("hunter2");
        assertThat(JsonMapper.shared().readTree(masked).get("message").asString())
                .isEqualTo("body {\"password\":\"***\"} refused");
    }
}
