package io.agentim.stress;

import static org.awaitility.Awaitility.await;

import io.agentim.stress.Entry.Outgoing;
import io.agentim.support.Answer;
import io.agentim.support.Api;
import io.agentim.support.Server;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Eight senders, forty mailboxes, four groups of twenty, and readers of every kind, all of whom go
 * on whatever happens to the server and write down what they see. Thread-safe.
 */
final class Load {
    private static final int ACCOUNTS = 40;
    private static final int SENDERS = 8;
    private static final int GROUPS = 4;
    private static final int GROUP_SIZE = 20;
    private static final Duration LONGEST_END = Duration.ofSeconds(90);

    private final Api api;
    private final int aimPort;
    private final Recorder history;
    private final WebhookReceiver webhooks;
    private final List<Account> accounts = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final List<Thread> senders = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger strangers = new AtomicInteger();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private volatile boolean sending = true;
    private volatile boolean reading = true;
    private volatile long retryUntil = Long.MAX_VALUE;

    /** On a server that is well, which then has the accounts. */
    Load(String url, int aimPort, Recorder history) {
        this.api = new Api(url);
        this.aimPort = aimPort;
        this.history = history;
        this.webhooks = new WebhookReceiver(history);
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.add(register(i));
        }
        for (int i = 0; i < GROUPS; i++) {
            groups.add(newGroup(i));
        }
        accounts.stream().filter(a -> Reader.kindOf(a) == Reader.Kind.WEBHOOK).forEach(this::hook);
    }

    /** One that has no part in the history. */
    Account newAccount() {
        return register(ACCOUNTS + strangers.incrementAndGet());
    }

    private Account register(int number) {
        var request = json();
        request.put("display_name", Server.uniqueName("stress"));
        Answer answer = api.post("/v1/agents/register", request.toString()).hasStatus(201);
        return new Account(number, answer.text("id"), answer.text("api_key"));
    }

    /** Of twenty neighbours in the circle of accounts; each account is in two. */
    private Group newGroup(int number) {
        List<Account> members = new ArrayList<>();
        for (int i = 0; i < GROUP_SIZE; i++) {
            members.add(accounts.get((number * ACCOUNTS / GROUPS + i) % ACCOUNTS));
        }
        var request = json();
        request.put("name", "group " + number);
        var ids = request.putArray("members");
        members.stream().skip(1).forEach(member -> ids.add(member.id()));
        String id =
                as(members.getFirst())
                        .post("/v1/groups", request.toString())
                        .hasStatus(201)
                        .text("id");
        return new Group(id, members);
    }

    private void hook(Account account) {
        var request = json();
        request.put("url", webhooks.url(account));
        request.put("auto_ack", false);
        Answer answer =
                as(account).post("/v1/agents/me/webhook", request.toString()).hasStatus(201);
        webhooks.secret(account, answer.text("webhook_secret"));
        history.add(Entry.hook(history.now(), account.id()));
    }

    private static ObjectNode json() {
        return Answer.JSON.createObjectNode();
    }

    /**
     * @param perSecond messages of all senders together
     */
    void start(long seed, double perSecond) {
        for (Account account : accounts) {
            readers.add(Thread.ofVirtual().start(Reader.of(this, account)));
        }
        readers.add(Thread.ofVirtual().start(new Blocker(this, blocker(), accounts.get(0))));
        for (Account account : accounts.subList(0, SENDERS)) {
            senders.add(
                    Thread.ofVirtual().start(new Sender(this, account, seed, perSecond / SENDERS)));
        }
    }

    /** Returns when every message has met its fate, webhooks have been called, readers are done. */
    void stop() {
        sending = false;
        retryUntil = System.nanoTime() + LONGEST_END.toNanos();
        senders.forEach(Load::join);
        try {
            await().atMost(LONGEST_END).until(webhooks::isComplete);
        } catch (org.awaitility.core.ConditionTimeoutException _) {
            // the checker says which one is missing
        }
        reading = false;
        readers.forEach(Load::join);
        webhooks.close();
    }

    private static void join(Thread thread) {
        try {
            thread.join(LONGEST_END.plus(LONGEST_END));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All that there is in the end, on a server that is well. */
    void drain() {
        accounts.forEach(account -> new Drain(this, account).run());
    }

    boolean isSending() {
        return sending;
    }

    boolean isReading() {
        return reading;
    }

    boolean mayRetry() {
        return System.nanoTime() < retryUntil;
    }

    void accepted(Outgoing message) {
        webhooks.expect(message);
        accepted.incrementAndGet();
    }

    /** Blocks one of the senders now and then. */
    private Account blocker() {
        return accounts.getLast();
    }

    boolean mayBeBarred(Outgoing message) {
        return message.from().equals(accounts.get(0).id())
                && message.to().equals(List.of(blocker().id()));
    }

    int acceptedCount() {
        return accepted.get();
    }

    /** Until so many more messages are accepted: the load is under way, or again. */
    void awaitMore(int messages) {
        int before = acceptedCount();
        await().atMost(Duration.ofMinutes(3)).until(() -> acceptedCount() >= before + messages);
    }

    /** An answer that no fault excuses. */
    void unexpected(String answer) {
        unexpected.add(answer);
    }

    List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    Recorder history() {
        return history;
    }

    Api as(Account account) {
        return api.with("Authorization", "Bearer " + account.key());
    }

    String base() {
        return api.base();
    }

    int aimPort() {
        return aimPort;
    }

    List<Account> accounts() {
        return accounts;
    }

    List<Group> groupsOf(Account account) {
        return groups.stream().filter(group -> group.members().contains(account)).toList();
    }

    Account anyoneBut(Account self, Random random) {
        Account other = accounts.get(random.nextInt(accounts.size()));
        return other.equals(self) ? anyoneBut(self, random) : other;
    }
}
