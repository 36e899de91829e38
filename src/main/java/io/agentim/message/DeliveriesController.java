package io.agentim.message;

import io.agentim.account.Caller;
import io.agentim.delivery.Receipts;
import io.agentim.delivery.Receipts.Receipt;
import io.agentim.platform.http.Envelope;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;
import java.util.UUID;

/** {@code GET /v1/messages/{id}/deliveries}: what became of a message, for its sender. */
@RestController
class DeliveriesController {
    private final SentMessages sent;
    private final Receipts receipts;

    DeliveriesController(SentMessages sent, Receipts receipts) {
        this.sent = sent;
        this.receipts = receipts;
    }

    @Envelope("deliveries")
    @GetMapping("/v1/messages/{id}/deliveries")
    List<Receipt> list(Caller caller, @PathVariable String id) {
        UUID message = MessageId.parse(id).orElseThrow(SentMessages::unknown);
        return receipts.of(message, sent.requireTimeOf(caller.accountId(), message));
    }
}
