package io.agentim.platform.log;

import io.agentim.platform.start.StartFailure;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Checks {@code agentim.log-format}: the log itself starts too early to refuse anything. */
@Component
class LogFormat {
    static final String TEXT = "text";
    static final String JSON = "json";

    LogFormat(@Value("${agentim.log-format}") String format) {
        if (!format.equals(TEXT) && !format.equals(JSON)) {
            throw StartFailure.ofSetting(
                    "agentim.log-format", "must be text or json, not '" + format + "'");
        }
    }
}
