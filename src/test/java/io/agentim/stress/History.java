package io.agentim.stress;

import io.agentim.stress.Entry.Channel;
import io.agentim.stress.Entry.Item;
import io.agentim.stress.Entry.Phase;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A history in the form in which it is checked: by message and by mailbox. What one entry alone, or
 * two that follow each other, prove wrong is found while it is read.
 */
final class History {
    final Map<String, Sent> sent = new LinkedHashMap<>();
    final Map<String, Mailbox> mailboxes = new HashMap<>();
    final List<Entry> bars = new ArrayList<>();
    final List<Entry> heals = new ArrayList<>();
    final Map<String, Cursor> cursors = new HashMap<>();
    final List<Finding> findings = new ArrayList<>();

    /** When sends were accepted, in the order of the entries. */
    final List<Long> acceptances = new ArrayList<>();

    private final Map<String, Long> lastPushed = new HashMap<>();
    private int size;

    static History read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return of(lines.map(Entry::parse));
        }
    }

    static History of(Stream<Entry> entries) {
        var history = new History();
        entries.forEachOrdered(history::see);
        return history;
    }

    int size() {
        return size;
    }

    Mailbox mailbox(String name) {
        return mailboxes.computeIfAbsent(name, Mailbox::new);
    }

    private void see(Entry entry) {
        size++;
        switch (entry.op()) {
            case SEND -> send(entry);
            case READ -> read(entry);
            case ACK -> mailbox(entry.from()).acked(entry);
            case BAR, UNBAR -> bars.add(entry);
            case HOOK -> mailbox(entry.from()).hookedAt = entry.t();
            case HEAL -> heals.add(entry);
            case FAULT -> {} // for whoever reads the file
        }
    }

    private void send(Entry entry) {
        sent.computeIfAbsent(entry.token(), _ -> new Sent(entry)).see(entry);
        if (entry.phase() == Phase.OK) {
            acceptances.add(entry.t());
        }
    }

    private void read(Entry read) {
        Mailbox mailbox = mailbox(read.from());
        mailbox.drained |= read.channel() == Channel.FINAL;
        for (Item item : read.items()) {
            numberOnce(mailbox, item);
            mailbox.see(read, item);
            if (item.forged()) {
                findings.add(new Finding(Check.C13, mailbox.name + " got " + item));
            }
        }
        if (read.channel() != Channel.WEBHOOK) { // which promises no order
            ascending(read);
        }
        if (read.channel() == Channel.SYNC || read.channel() == Channel.FINAL) {
            cursors.computeIfAbsent(read.proc(), _ -> new Cursor(read)).see(read, findings);
        }
    }

    private void numberOnce(Mailbox mailbox, Item item) {
        String known = mailbox.tokens.getOrDefault(item.seq(), item.token());
        if (!known.equals(item.token())) {
            findings.add(
                    new Finding(
                            Check.C4,
                            "%s has %s and %s as number %d"
                                    .formatted(mailbox.name, known, item.token(), item.seq())));
        }
        long seq = mailbox.seqs.getOrDefault(item.token(), item.seq());
        if (seq != item.seq()) {
            findings.add(
                    new Finding(
                            Check.C3,
                            "%s has %s as number %d and %d"
                                    .formatted(mailbox.name, item.token(), seq, item.seq())));
        }
    }

    /** Within a page, and on a connection for as long as it lasts. */
    private void ascending(Entry read) {
        boolean connection = read.channel() == Channel.WS || read.channel() == Channel.AIM;
        long last = connection ? lastPushed.getOrDefault(read.proc(), 0L) : 0;
        for (Item item : read.items()) {
            if (item.seq() <= last) {
                findings.add(
                        new Finding(
                                Check.C5,
                                "%s read %d after %d".formatted(read.proc(), item.seq(), last)));
            }
            last = item.seq();
        }
        if (connection) {
            lastPushed.put(read.proc(), last);
        }
    }
}
