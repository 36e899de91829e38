package io.agentim.delivery;

import io.agentim.account.AccountId;

import org.springframework.stereotype.Component;

import tools.jackson.databind.node.ObjectNode;

@Component
class UnreadItems implements UnreadCounts {
    private final Inbox inbox;

    UnreadItems(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public void addTo(AccountId account, ObjectNode counts) {
        counts.put("unread_messages", inbox.countUnacked(account));
        counts.put("last_seq", inbox.lastSeq(account));
    }
}
