package io.agentim.message;

import io.agentim.account.Caller;
import io.agentim.account.Callers;
import io.agentim.message.Asks.Terms;
import io.agentim.message.Asks.Waiting;
import io.agentim.platform.http.ClientAddresses;
import io.agentim.platform.http.Disconnects;
import io.agentim.platform.tool.Arguments;
import io.agentim.platform.tool.Tool;
import io.agentim.platform.tool.Tools;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.util.Map;

/**
 * Asking and waiting for the reply, as a model does it (contract 7): on the request's own virtual
 * thread, with the limits and the end of any other wait.
 */
@Component
class AskTools implements Tools {
    /** Clients cut a call that takes longer than a minute. */
    private static final long LONGEST_SECONDS = 50;

    private final Asks asks;
    private final ClientAddresses addresses;
    private final Disconnects disconnects;

    AskTools(Asks asks, ClientAddresses addresses, Disconnects disconnects) {
        this.asks = asks;
        this.addresses = addresses;
        this.disconnects = disconnects;
    }

    @Override
    public Map<String, Tool> byName() {
        return Map.of("agentim_request", this::ask, "agentim_wait", this::await);
    }

    private Object ask(HttpServletRequest request, Arguments arguments) {
        Caller caller = Callers.require(request);
        Terms terms = terms(request, arguments.number("timeout"));
        return join(request, asks.ask(caller, arguments.as(SendMessageRequest.class), null, terms));
    }

    private Object await(HttpServletRequest request, Arguments arguments) {
        Caller caller = Callers.require(request);
        Terms terms = terms(request, arguments.number("timeout"));
        return join(request, asks.awaitReply(caller, arguments.requireText("message_id"), terms));
    }

    private Terms terms(HttpServletRequest request, @Nullable Long seconds) {
        Long patience = seconds == null ? null : Math.clamp(seconds, 0, LONGEST_SECONDS);
        return new Terms(addresses.limitKey(request), patience, false);
    }

    /** Until the wait ends by itself, or because the client has hung up. */
    private <T> T join(HttpServletRequest request, Waiting<T> waiting) {
        Runnable unwatch = disconnects.watch(request, waiting.cancel());
        try {
            return waiting.answer().join();
        } finally {
            unwatch.run();
        }
    }
}
