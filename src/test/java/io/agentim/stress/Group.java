package io.agentim.stress;

import java.util.List;

/** A group of the load, whose members stay. */
record Group(String id, List<Account> members) {
    /** The mailboxes to which a message of this member goes. */
    List<String> others(Account sender) {
        return members.stream().filter(m -> !m.equals(sender)).map(Account::id).toList();
    }
}
