package io.agentim.delivery.webhook;

import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The events that a webhook may ask for (contract 5.2). */
final class WebhookEvents {
    private static final String ALL = "*";
    private static final List<String> NAMES =
            List.of(
                    "message.created",
                    "friend.request",
                    "friend.accepted",
                    "moment.like",
                    "moment.comment",
                    "group.mention");

    private WebhookEvents() {}

    /** What is to be stored; all when nothing was said. */
    static List<String> of(@Nullable List<@Nullable String> requested) {
        if (requested == null) {
            return List.of(ALL);
        }
        if (requested.isEmpty()) {
            throw DomainException.invalid("events", "events must name at least one event");
        }
        for (String name : requested) {
            if (name == null || !(name.equals(ALL) || NAMES.contains(name))) {
                throw DomainException.invalid(
                        "events", "events must be \"*\" or some of " + String.join(", ", NAMES));
            }
        }
        return requested.contains(ALL)
                ? List.of(ALL)
                : List.copyOf(requested).stream().distinct().toList();
    }
}
