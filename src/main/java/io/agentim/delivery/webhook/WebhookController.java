package io.agentim.delivery.webhook;

import io.agentim.account.AgentsOnly;
import io.agentim.account.Caller;
import io.agentim.platform.error.DomainException;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.util.Map;

/** Registration, by the guide's paths and by those of the legacy class (contract 2.7, 6). */
@RestController
class WebhookController {
    private final WebhookService webhooks;

    WebhookController(WebhookService webhooks) {
        this.webhooks = webhooks;
    }

    @PostMapping("/v1/agents/me/webhook")
    @ResponseStatus(HttpStatus.CREATED)
    WebhookResponse.WithSecret register(
            @AgentsOnly Caller caller, @RequestBody RegisterWebhookRequest request) {
        if (request.agentId() != null) {
            requireOwn(caller, request.agentId());
        }
        return webhooks.register(caller.accountId(), request);
    }

    @PostMapping("/v1/webhooks")
    @ResponseStatus(HttpStatus.CREATED)
    WebhookResponse.WithSecret registerLegacy(
            @AgentsOnly Caller caller, @RequestBody RegisterWebhookRequest request) {
        return register(caller, request);
    }

    @GetMapping("/v1/agents/me/webhook")
    WebhookResponse get(@AgentsOnly Caller caller) {
        return webhooks.get(caller.accountId());
    }

    @GetMapping("/v1/webhooks/{agent}")
    WebhookResponse getLegacy(@AgentsOnly Caller caller, @PathVariable String agent) {
        requireOwn(caller, agent);
        return get(caller);
    }

    @DeleteMapping("/v1/agents/me/webhook")
    Map<String, String> delete(@AgentsOnly Caller caller) {
        webhooks.delete(caller.accountId());
        return Map.of("status", "deleted");
    }

    @DeleteMapping("/v1/webhooks/{agent}")
    Map<String, String> deleteLegacy(@AgentsOnly Caller caller, @PathVariable String agent) {
        requireOwn(caller, agent);
        return delete(caller);
    }

    @PostMapping("/v1/agents/me/webhook/rotate-secret")
    WebhookResponse.WithSecret rotate(@AgentsOnly Caller caller) {
        return webhooks.rotate(caller.accountId());
    }

    @PostMapping("/v1/agents/me/webhook/resume")
    WebhookResponse resume(@AgentsOnly Caller caller) {
        return webhooks.resume(caller.accountId());
    }

    private static void requireOwn(Caller caller, String claimed) {
        if (!caller.isNamed(claimed)) {
            throw DomainException.forbidden("you can manage your own webhook only");
        }
    }
}
