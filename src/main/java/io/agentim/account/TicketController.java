package io.agentim.account;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Duration;

/**
 * Issues what a browser, which cannot send a header with a WebSocket, may put into its URL instead
 * of a token: good for one connection within seconds (hardening T2).
 */
@RestController
class TicketController {
    private static final Duration LIFETIME = Duration.ofSeconds(30);

    private final TicketRepository tickets;

    TicketController(TicketRepository tickets) {
        this.tickets = tickets;
    }

    /**
     * @param expiresIn seconds
     */
    record Ticket(String ticket, long expiresIn) {}

    @PostMapping("/v1/ws/ticket")
    Ticket issue(Caller caller) {
        String ticket = Secrets.generate(Secrets.TICKET);
        tickets.insert(Secrets.hash(ticket), caller.credentialId(), LIFETIME);
        return new Ticket(ticket, LIFETIME.toSeconds());
    }
}
