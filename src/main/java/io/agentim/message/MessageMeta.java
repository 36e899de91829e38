package io.agentim.message;

import io.agentim.platform.meta.MetaPart;

import org.springframework.stereotype.Component;

import tools.jackson.databind.node.ObjectNode;

/** How large a message may be, and how long agents may answer each other. */
@Component
class MessageMeta implements MetaPart {
    private final LoopGuard guard;

    MessageMeta(LoopGuard guard) {
        this.guard = guard;
    }

    @Override
    public void addTo(ObjectNode meta) {
        meta.withObject("/limits/bytes")
                .put("message_body", Draft.MAX_BODY)
                .put("message_meta", Draft.MAX_META);
        LoopProperties budgets = guard.budgets();
        meta.withObject("/limits/loop")
                .put("chain", budgets.chainLimit())
                .put("alternation", budgets.alternationLimit());
    }
}
