package io.agentim.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.LogOfThread;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;

/** Promise P17 and fault F15 of the plan: three clocks, each set as the test likes. */
class ClockGuardTest {
    private final ClockGuard guard = new ClockGuard();
    private Instant theirs = Instant.parse("2026-04-13T10:00:00Z");
    private Instant ours = theirs;
    private long nanos = -5; // its zero is anywhere

    @BeforeEach
    void settle() {
        assertThat(look()).as("just started").isFalse();
        pass(ClockGuard.SETTLING.minusSeconds(1));
        assertThat(look()).as("almost settled").isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(look()).isTrue();
        assertThat(guard.isAlarmed()).isFalse();
    }

    private boolean look() {
        return guard.trusts(new ClockGuard.Reading(theirs, ours, nanos));
    }

    private void pass(Duration time) {
        theirs = theirs.plus(time);
        ours = ours.plus(time);
        nanos += time.toNanos();
    }

    /** Both are set, as on one machine. */
    private void leap(Duration by) {
        theirs = theirs.plus(by);
        ours = ours.plus(by);
    }

    @Test
    void timeThatPassesIsNoLeapHoweverSeldomItIsLookedAt() {
        pass(Duration.ofDays(40));
        assertThat(look()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-05-13T10:00:00Z", "2038-01-19T03:14:08Z", "9999-12-31T23:59:59Z"})
    void aLeapAheadStopsAndAlarmsUntilTheClockIsBack(Instant wrong) {
        Duration leap = Duration.between(theirs, wrong);
        try (var log = new LogOfThread(ClockGuard.class)) {
            leap(leap);
            assertThat(look()).isFalse();
            assertThat(guard.isAlarmed()).isTrue();
            pass(Duration.ofDays(30));
            assertThat(look()).as("it does not get right by waiting").isFalse();
            assertThat(log.messages()).singleElement().asString().contains("has leapt ahead");
        }

        leap(leap.negated());

        assertThat(look()).isTrue();
        assertThat(guard.isAlarmed()).isFalse();
    }

    @Test
    void aDayIsTheLimit() {
        leap(ClockGuard.LEAP);
        assertThat(look()).isTrue();
        leap(ClockGuard.LEAP.plusSeconds(1));
        assertThat(look()).isFalse();
    }

    /** Set back, things look younger than they are: they only stay longer. */
    @ParameterizedTest
    @ValueSource(strings = {"-PT1H", "-P30D"})
    void aClockThatIsSetBackHarmsNothing(Duration leap) {
        leap(leap);
        assertThat(look()).isTrue();
        pass(Duration.ofHours(1));
        assertThat(look()).isTrue();
    }

    @Test
    void stepsOfAnHourBackAndForthAreBorne() {
        for (int step = 0; step < 1000; step++) {
            pass(Duration.ofSeconds(5));
            leap(Duration.ofHours(step % 2 == 0 ? 1 : -1));
            assertThat(look()).isTrue();
        }
    }

    @Test
    void twoMachinesMoreThanADayApartAreNotBelieved() {
        ours = ours.minus(Duration.ofMinutes(10));
        assertThat(look()).isTrue();
        ours = ours.minus(Duration.ofDays(2));
        assertThat(look()).isFalse();
        assertThat(guard.isAlarmed()).isTrue();
    }

    @Test
    void aRestartConfirmsTheNewTime() {
        leap(Duration.ofDays(30));
        assertThat(look()).isFalse();
        var restarted = new ClockGuard();
        restarted.trusts(new ClockGuard.Reading(theirs, ours, nanos));
        pass(ClockGuard.SETTLING);
        assertThat(restarted.trusts(new ClockGuard.Reading(theirs, ours, nanos))).isTrue();
    }
}
