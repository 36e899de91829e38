package io.agentim.message;

import io.agentim.message.OpenStream.State;
import io.agentim.message.StreamRepository.Stored;

import org.springframework.stereotype.Component;

import java.util.List;

/**
 * Sends a viewer of a stream whatever he has not seen: what was said just now from memory if that
 * is all, else from the table, however far behind he is.
 */
@Component
class ViewerCatchUp {
    private final StreamRepository repository;

    ViewerCatchUp(StreamRepository repository) {
        this.repository = repository;
    }

    /** For one thread at a time of each viewer. */
    void bringUpToDate(Broadcast broadcast, StreamViewer viewer) {
        State state = broadcast.state(); // before what was said: nothing is said after the end
        viewer.begin(opening(broadcast.stream(), viewer, state));
        ChunkEvent latest = broadcast.latest();
        if (latest != null && latest.after() == viewer.position()) {
            viewer.send(latest);
        }
        if (viewer.position() < broadcast.shown() || !viewer.hasCaughtUp()) {
            sendStored(broadcast, viewer);
        }
        if (state != State.STREAMING) {
            sendStored(broadcast, viewer);
            viewer.end(
                    ChunkEvent.end(
                            broadcast.stream(),
                            state,
                            viewer.position(),
                            repository.findMessage(broadcast.stream().id()).orElse(null)));
        }
    }

    private static ChunkEvent opening(OpenStream stream, StreamViewer viewer, State state) {
        return ChunkEvent.of(stream, viewer.position(), viewer.position(), List.of())
                .in(state, stream.opening());
    }

    private void sendStored(Broadcast broadcast, StreamViewer viewer) {
        long after = viewer.position();
        List<Stored> stored = repository.findAfter(broadcast.stream().id(), after);
        if (!stored.isEmpty()) {
            List<Part> parts = stored.stream().flatMap(s -> s.parts().stream()).toList();
            viewer.send(
                    ChunkEvent.of(
                            broadcast.stream(), after, stored.getLast().seq(), Part.joined(parts)));
        }
        viewer.caughtUp();
    }
}
