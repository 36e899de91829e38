package io.agentim.message;

import io.agentim.platform.meta.MetaPart;

import org.springframework.stereotype.Component;

import tools.jackson.databind.node.ObjectNode;

/** How large a message may be, how it may be streamed, how long agents may answer each other. */
@Component
class MessageMeta implements MetaPart {
    private final LoopGuard guard;
    private final StreamProperties streams;

    MessageMeta(LoopGuard guard, StreamProperties streams) {
        this.guard = guard;
        this.streams = streams;
    }

    @Override
    public void addTo(ObjectNode meta) {
        meta.withObject("/limits/bytes")
                .put("message_body", Draft.MAX_BODY)
                .put("message_meta", Draft.MAX_META);
        meta.withObject("/limits/stream")
                .put("silence_seconds", streams.silence().toSeconds())
                .put("open", streams.maxOpen())
                .put("text_bytes", Draft.MAX_BODY);
        LoopProperties budgets = guard.budgets();
        meta.withObject("/limits/loop")
                .put("chain", budgets.chainLimit())
                .put("alternation", budgets.alternationLimit());
    }
}
