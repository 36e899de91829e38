package io.agentim.platform.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox();

    @Test
    void whatIsToldOftenIsToldOnce() throws InterruptedException {
        outbox.put("items 1", "missing");
        outbox.put("items 2", "missing");
        outbox.put("items 1", "missing");

        assertThat(outbox.take()).containsExactly("items 1", "items 2");
    }

    @Test
    void whatDoesNotFitIsToldToBeMissing() throws InterruptedException {
        outbox.put("x".repeat(Outbox.MAX_CHARS), "missing");
        outbox.put("items 1", "missing");
        outbox.put("items 2", "missing");

        assertThat(outbox.take()).hasSize(2).contains("missing");
        outbox.put("items 3", "missing");
        assertThat(outbox.take()).containsExactly("items 3");
    }
}
