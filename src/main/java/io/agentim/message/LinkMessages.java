package io.agentim.message;

import io.agentim.account.Authenticator;
import io.agentim.account.Caller;
import io.agentim.delivery.MessageSink;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.springframework.stereotype.Component;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages sent over a link instead of by HTTP. */
@Component
class LinkMessages implements MessageSink {
    private final MessageService messages;
    private final Authenticator authenticator;
    private final JsonMapper json;

    LinkMessages(MessageService messages, Authenticator authenticator, JsonMapper json) {
        this.messages = messages;
        this.authenticator = authenticator;
        this.json = json;
    }

    @Override
    public JsonNode send(Caller caller, JsonNode request) {
        Caller current = authenticator.refresh(caller).orElseThrow(Caller::isGone);
        return json.readTree(messages.send(current, requestOf(request), null).json());
    }

    private SendMessageRequest requestOf(JsonNode request) {
        try {
            return json.treeToValue(request, SendMessageRequest.class);
        } catch (JacksonException _) {
            throw new DomainException(
                    ErrorCode.INVALID_REQUEST, "a field has the wrong type or form");
        }
    }
}
