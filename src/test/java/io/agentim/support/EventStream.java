package io.agentim.support;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A client of server-sent events, which reads everything at once. */
public final class EventStream implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Event CLOSED = new Event("closed", "", "{}");

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final HttpResponse<Stream<String>> response;

    /**
     * @param type what stands after {@code event:}
     */
    public record Event(String type, String id, String data) {
        public JsonNode json() {
            return Answer.JSON.readTree(data);
        }
    }

    private EventStream(HttpRequest request) {
        try {
            response = CLIENT.send(request, BodyHandlers.ofLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/event-stream");
        Thread.ofVirtual().start(this::read);
    }

    public static EventStream open(
            String url, String credential, String path, Map<String, String> headers) {
        var request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Authorization", "Bearer " + credential);
        headers.forEach(request::header);
        return new EventStream(request.build());
    }

    public static EventStream open(TestAccount as, String path, Map<String, String> headers) {
        return open(as.server().url(), as.credential(), path, headers);
    }

    public static EventStream open(TestAccount as, String path) {
        return open(as, path, Map.of());
    }

    private void read() {
        String type = "";
        String id = "";
        String data = "";
        try (Stream<String> lines = response.body()) {
            for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                String line = each.next();
                if (line.startsWith("event:")) {
                    type = line.substring("event:".length()).strip();
                } else if (line.startsWith("id:")) {
                    id = line.substring("id:".length()).strip();
                } else if (line.startsWith("data:")) {
                    data += line.substring("data:".length());
                } else if (line.isEmpty() && !data.isEmpty()) {
                    events.add(new Event(type, id, data));
                    type = "";
                    data = "";
                }
            }
        } catch (UncheckedIOException _) {
            // the server has hung up, or we have
        }
        events.add(CLOSED);
    }

    /** The next event, which must come. */
    public Event next() {
        try {
            Event event = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(event).as("an event within %s", PATIENCE).isNotNull();
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The next event, which must be of this type; {@code closed} once the server has hung up. */
    public Event next(String type) {
        Event event = next();
        assertThat(event.type()).as(event.data()).isEqualTo(type);
        return event;
    }

    @Override
    public void close() {
        response.body().close();
    }
}
