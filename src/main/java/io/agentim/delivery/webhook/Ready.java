package io.agentim.delivery.webhook;

import io.agentim.account.AccountId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The accounts that may have something due, first come, first served. Only a hint: the table
 * decides. Thread-safe.
 */
final class Ready {
    private final LinkedHashSet<AccountId> accounts = new LinkedHashSet<>();
    private final Lanes lanes;

    Ready(Lanes lanes) {
        this.lanes = lanes;
    }

    /** One account's right to so many attempts. */
    record Turn(AccountId account, List<Lanes.Ticket> tickets) {}

    synchronized void add(Collection<AccountId> more) {
        if (accounts.addAll(more)) {
            notifyAll();
        }
    }

    /** A place is free again. */
    synchronized void freed() {
        notifyAll();
    }

    /**
     * Waits for an account and a free place, then gives every account its tickets. Whoever cannot
     * have any for reasons of his own leaves too: the end of his own attempt, or the next look at
     * the table, brings him back.
     */
    synchronized List<Turn> take(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (accounts.isEmpty() || lanes.isFull()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return List.of();
            }
            wait(left);
        }
        var turns = new ArrayList<Turn>();
        for (Iterator<AccountId> i = accounts.iterator(); i.hasNext() && !lanes.isFull(); ) {
            AccountId account = i.next();
            i.remove();
            List<Lanes.Ticket> tickets = ticketsOf(account);
            if (!tickets.isEmpty()) {
                turns.add(new Turn(account, tickets));
            }
        }
        return turns;
    }

    private List<Lanes.Ticket> ticketsOf(AccountId account) {
        var tickets = new ArrayList<Lanes.Ticket>();
        Optional<Lanes.Ticket> ticket = lanes.take(account);
        while (ticket.isPresent()) {
            tickets.add(ticket.get());
            ticket = lanes.take(account);
        }
        return tickets;
    }
}
