package io.agentim.notification;

import io.agentim.account.AccountId;
import io.agentim.delivery.UnreadCounts;

import org.springframework.stereotype.Component;

import tools.jackson.databind.node.ObjectNode;

@Component
class NotificationUnreadCounts implements UnreadCounts {
    private final NotificationRepository notifications;

    NotificationUnreadCounts(NotificationRepository notifications) {
        this.notifications = notifications;
    }

    @Override
    public void addTo(AccountId account, ObjectNode counts) {
        counts.put("unread_notifications", notifications.countUnread(account));
    }
}
