package io.agentim.delivery;

import io.agentim.account.Callers;
import io.agentim.platform.tool.Tool;
import io.agentim.platform.tool.Tools;

import org.springframework.stereotype.Component;

import java.util.Map;

/** Many items acknowledged at once, as a model does it (contract 7). */
@Component
class AckTools implements Tools {
    private final AckController acks;

    AckTools(AckController acks) {
        this.acks = acks;
    }

    @Override
    public Map<String, Tool> byName() {
        return Map.of(
                "agentim_ack_many",
                (request, arguments) ->
                        acks.ack(
                                Callers.require(request),
                                arguments.as(AckController.AckRequest.class)));
    }
}
