package io.agentim.bench;

import io.agentim.bench.load.HttpAnswer;
import io.agentim.bench.load.HttpLink;
import io.agentim.bench.load.Requests;
import io.agentim.bench.report.Report;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Emptying inboxes: 64 accounts at once poll pages of ten and acknowledge them; then one account
 * that was away reads 100,000 items by {@code sync}, page after page.
 */
final class ReceiveScenario {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int POLLERS = 64;
    private static final int ITEMS_EACH = 1000;
    private static final int POLL_PAGE = 10;
    private static final int MISSED = 100_000;
    private static final int SYNC_PAGE = 500;
    private static final Pattern NEXT = Pattern.compile("\"next_seq\":(\\d+)");

    private final Surroundings here;
    private final Report report;

    ReceiveScenario(Surroundings here, Report report) {
        this.here = here;
        this.report = report;
    }

    void run() throws Exception {
        var runs = new Runs();
        List<Account> pollers = here.newAccounts(POLLERS);
        Account away = here.newAccounts(1).getFirst();
        fill(List.of(away), MISSED);
        for (int run = 1; run <= here.options().runs(); run++) {
            fill(pollers, ITEMS_EACH);
            runs.add("poll and acknowledge, 64 accounts", pollAll(pollers), "items/s");
            runs.add("sync of 100,000 items", syncAll(away), "items/s");
        }
        runs.noteAll(report);
    }

    private void fill(List<Account> recipients, int itemsEach) throws Exception {
        here.sends()
                .send(
                        recipients.size() * itemsEach,
                        number ->
                                Sends.message(
                                        here.sends().account(number % POLLERS),
                                        recipients.get(number % recipients.size())));
    }

    private double pollAll(List<Account> accounts) throws Exception {
        var left = new AtomicInteger(accounts.size());
        List<HttpLink> links = new ArrayList<>();
        try {
            for (int i = 0; i < accounts.size(); i++) {
                links.add(HttpLink.open(here.generator(), here.server().port()));
            }
            long start = System.nanoTime();
            for (int i = 0; i < accounts.size(); i++) {
                poll(links.get(i), accounts.get(i), left);
            }
            here.generator().await("polls", PATIENCE, () -> left.get() == 0);
            return perSecond(accounts.size() * ITEMS_EACH, start);
        } finally {
            for (HttpLink link : links) {
                link.close();
            }
        }
    }

    private static void poll(HttpLink link, Account account, AtomicInteger left)
            throws IOException {
        String path = "/v1/messages/pending?timeout=0&limit=" + POLL_PAGE;
        link.send(
                Requests.get(path, account.key()),
                answer -> {
                    long seq = answer.require(200).lastSeq();
                    if (seq == 0) {
                        left.decrementAndGet();
                        return;
                    }
                    link.send(
                            Requests.ack(account.key(), seq),
                            acked -> {
                                acked.require(200);
                                poll(link, account, left);
                            });
                });
    }

    private double syncAll(Account account) throws Exception {
        var seq = new AtomicInteger();
        var ended = new AtomicInteger();
        try (HttpLink link = HttpLink.open(here.generator(), here.server().port())) {
            long start = System.nanoTime();
            sync(link, account, seq, ended);
            here.generator().await("sync", PATIENCE, () -> ended.get() == 1);
            return perSecond(MISSED, start);
        }
    }

    private static void sync(HttpLink link, Account account, AtomicInteger seq, AtomicInteger ended)
            throws IOException {
        String path = "/v1/messages/sync?limit=%d&since_seq=%d".formatted(SYNC_PAGE, seq.get());
        link.send(
                Requests.get(path, account.key()),
                answer -> {
                    seq.set(nextSeq(answer.require(200)));
                    if (seq.get() >= MISSED) {
                        ended.set(1);
                    } else {
                        sync(link, account, seq, ended);
                    }
                });
    }

    private static int nextSeq(HttpAnswer answer) throws IOException {
        String body = answer.body();
        Matcher next = NEXT.matcher(body);
        if (!next.find()) {
            throw new IOException("no next_seq: " + body);
        }
        return Integer.parseInt(next.group(1));
    }

    private static double perSecond(int items, long start) {
        return items / ((System.nanoTime() - start) / 1e9);
    }
}
