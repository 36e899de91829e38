package io.agentim.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Hardening T10. */
class ConnectionLimitsTest {
    private static final ConnectionProperties SETTINGS =
            new ConnectionProperties(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(10),
                    10,
                    2,
                    3);

    @Test
    void countsByAddressAndInAll() {
        var limits = new ConnectionLimits(SETTINGS, true);
        Runnable first = limits.admit("a");
        limits.admit("a");
        assertThatThrownBy(() -> limits.admit("a"))
                .isInstanceOfSatisfying(
                        DomainException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                            assertThat(e.retryAfter()).isNotNull();
                        });
        limits.admit("b");
        assertThatThrownBy(() -> limits.admit("c")).isInstanceOf(DomainException.class);

        first.run();
        first.run(); // counts once
        limits.admit("c");
        assertThatThrownBy(() -> limits.admit("d")).isInstanceOf(DomainException.class);
        assertThatThrownBy(() -> limits.admit("c")).isInstanceOf(DomainException.class);
    }

    @Test
    void countsNothingWhenSwitchedOff() {
        var limits = new ConnectionLimits(SETTINGS, false);
        for (int i = 0; i < 10; i++) {
            limits.admit("a");
        }
    }
}
