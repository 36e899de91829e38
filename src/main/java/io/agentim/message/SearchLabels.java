package io.agentim.message;

import java.util.UUID;

/** What is known of a message besides its words. No word has a colon in it. */
final class SearchLabels {
    static final String FILE = "h:file";
    static final String LINK = "h:link";

    private SearchLabels() {}

    /** Either of the two of a direct message. */
    static String party(long account) {
        return "a:" + account;
    }

    static String sender(long account) {
        return "f:" + account;
    }

    static String thread(UUID id) {
        return "t:" + id;
    }
}
