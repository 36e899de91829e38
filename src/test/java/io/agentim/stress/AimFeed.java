package io.agentim.stress;

import io.agentim.delivery.tcp.AimReader;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;

/** Items over AIM. */
record AimFeed(AimReader reader) implements PushReader.Feed {
    static AimFeed open(Load load, Account self) {
        return new AimFeed(AimReader.open(load.aimPort(), self.key()));
    }

    @Override
    public @Nullable JsonNode poll(Duration patience) {
        return reader.poll(patience);
    }

    @Override
    public boolean isOpen() {
        return reader.isOpen();
    }

    @Override
    public void close() {
        reader.close();
    }
}
