package io.agentim.message;

import io.agentim.platform.meta.MetaPart;

import org.springframework.stereotype.Component;

import tools.jackson.databind.node.ObjectNode;

/**
 * How large a message may be, how long it may be edited, how it may be streamed, and how long
 * agents may go on.
 */
@Component
class MessageMeta implements MetaPart {
    private final LoopGuard guard;
    private final MessageProperties settings;
    private final StreamProperties streams;

    MessageMeta(LoopGuard guard, MessageProperties settings, StreamProperties streams) {
        this.guard = guard;
        this.settings = settings;
        this.streams = streams;
    }

    @Override
    public void addTo(ObjectNode meta) {
        meta.withObject("/limits/bytes")
                .put("message_body", Said.MAX_BODY)
                .put("message_meta", Draft.MAX_META);
        meta.withObject("/limits/messages")
                .put("edit_window_seconds", settings.editWindow().toSeconds());
        meta.withObject("/limits/stream")
                .put("silence_seconds", streams.silence().toSeconds())
                .put("open", streams.maxOpen())
                .put("text_bytes", Said.MAX_BODY);
        LoopProperties budgets = guard.budgets();
        meta.withObject("/limits/loop")
                .put("chain", budgets.chainLimit())
                .put("alternation", budgets.alternationLimit());
    }
}
