package io.agentim.stress;

/** What is looked for in a history; each says when it fails. */
enum Check {
    C1("lost: accepted, and not kept until its acknowledgement"),
    C2("phantom: refused, and yet received"),
    C3("duplicate: one idempotency key, two messages"),
    C4("reuse: one number of a mailbox, two messages"),
    C5("reorder: a sender's messages, a page or a connection out of order"),
    C6("regression: sent after another was accepted, with a smaller number"),
    C7("skip: a cursor went past an item that came later"),
    C8("page: a hole, a repeat or a wrong has_more"),
    C9("ack regression: acknowledged, and handed out again"),
    C10("foreign: received by somebody whom it was not for"),
    C11("ack loss: acknowledged, and un-acked in the end"),
    C12("webhook loss: accepted, and never attempted"),
    C13("signature: an attempt that does not verify"),
    C14("availability: not back in time");

    private final String meaning;

    Check(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }
}
