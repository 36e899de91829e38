package io.agentim.notification;

import io.agentim.account.AccountEvents.AccountDeleted;
import io.agentim.account.AccountEvents.AccountRecovered;
import io.agentim.account.AccountId;
import io.agentim.delivery.Connections;
import io.agentim.delivery.WebhookDisabled;
import io.agentim.friend.FriendEvents.FriendAccepted;
import io.agentim.friend.FriendEvents.FriendRequested;
import io.agentim.group.GroupEvents.MemberRemoved;
import io.agentim.group.GroupEvents.MembersInvited;
import io.agentim.message.MessageEvents.LoopStopped;
import io.agentim.message.MessageEvents.MembersMentioned;
import io.agentim.moment.MomentEvents.MomentCommented;
import io.agentim.moment.MomentEvents.MomentLiked;
import io.agentim.notification.NotificationRepository.Written;
import io.agentim.platform.id.UuidV7;

import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import tools.jackson.databind.json.JsonMapper;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Writes notifications in the transaction of what they are about, and tells open sockets after its
 * commit by a frame of its own type: as an item the SDK would hand it to the bot (contract 3.3).
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class Notifications {
    private final NotificationRepository notifications;
    private final Connections connections;
    private final JsonMapper json;
    private final UuidV7 ids;
    private final Clock clock;

    Notifications(
            NotificationRepository notifications,
            Connections connections,
            JsonMapper json,
            UuidV7 ids,
            Clock clock) {
        this.notifications = notifications;
        this.connections = connections;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    @EventListener
    public void on(FriendRequested event) {
        Map<String, String> data =
                Map.of("request_id", event.requestId(), "message", event.message());
        notify(event.addressee(), "friend_request", event.requester(), data);
    }

    @EventListener
    public void on(FriendAccepted event) {
        notify(event.requester(), "friend_accepted", event.accepter(), Map.of());
    }

    @EventListener
    public void on(MembersInvited event) {
        Map<String, String> data =
                Map.of("group_id", event.group().toString(), "group_name", event.groupName());
        notify(event.members(), "group_invite", event.by(), data);
    }

    @EventListener
    public void on(MemberRemoved event) {
        Map<String, String> data =
                Map.of("group_id", event.group().toString(), "group_name", event.groupName());
        notify(event.member(), "group_removed", event.by(), data);
    }

    @EventListener
    public void on(MembersMentioned event) {
        Map<String, String> data =
                Map.of(
                        "group_id", event.group().toString(),
                        "group_name", event.groupName(),
                        "message_id", event.messageId());
        notify(event.members(), "mention", event.by(), data);
    }

    /** To both, so that each agent's owner learns of it. */
    @EventListener
    public void on(LoopStopped event) {
        Map<String, String> data = Map.of("thread_id", event.threadId(), "budget", event.budget());
        notify(event.refused(), "loop_guard", event.peer(), data);
        notify(event.peer(), "loop_guard", event.refused(), data);
    }

    @EventListener
    public void on(MomentLiked event) {
        notify(event.author(), "moment_like", event.by(), Map.of("moment_id", event.momentId()));
    }

    @EventListener
    public void on(MomentCommented event) {
        Map<String, String> data =
                Map.of("moment_id", event.momentId(), "comment_id", event.commentId());
        notify(event.author(), "moment_comment", event.by(), data);
    }

    @EventListener
    public void on(WebhookDisabled event) {
        Map<String, String> data = Map.of("url", event.url(), "reason", event.reason());
        notify(event.accountId(), "webhook_disabled", null, data);
    }

    /** Whoever did not do it himself should learn of it (hardening T4). */
    @EventListener
    public void on(AccountRecovered event) {
        notify(event.accountId(), "account_recovered", null, Map.of());
    }

    @EventListener
    public void on(AccountDeleted event) {
        notifications.forget(event.accountId());
    }

    private void notify(
            AccountId account, String type, @Nullable AccountId from, Map<String, String> data) {
        notify(Set.of(account), type, from, data);
    }

    private void notify(
            Set<AccountId> accounts,
            String type,
            @Nullable AccountId from,
            Map<String, String> data) {
        var named = new LinkedHashMap<AccountId, UUID>();
        accounts.forEach(account -> named.put(account, ids.next()));
        List<Written> written =
                notifications.insert(
                        named, type, from, json.writeValueAsString(data), clock.instant());
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        written.forEach(w -> signal(w.account(), w.notification()));
                    }
                });
    }

    /** What is pushed: the notification as the list shows it. */
    private record Frame(String type, Notification data) {}

    private void signal(AccountId account, Notification notification) {
        connections.signal(
                account, json.writeValueAsString(new Frame("notification", notification)));
    }
}
