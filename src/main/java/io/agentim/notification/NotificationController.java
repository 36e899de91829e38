package io.agentim.notification;

import io.agentim.account.Caller;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.Envelope;
import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;
import java.util.UUID;

/** Notifications of the caller (contract 2.6). */
@RestController
@RequestMapping("/v1/notifications")
class NotificationController {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final UUID END = new UUID(-1, -1);

    private final NotificationRepository notifications;

    NotificationController(NotificationRepository notifications) {
        this.notifications = notifications;
    }

    record Read(String status, String id) {}

    record AllRead(String status, int count) {}

    @Envelope("notifications")
    @GetMapping
    List<Notification> list(
            Caller caller,
            @RequestParam(required = false) @Nullable Long limit,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "false") boolean unread) {
        UUID place =
                before == null
                        ? END
                        : TypeId.parse(Notification.PREFIX, before)
                                .orElseThrow(() ->
                                        DomainException.invalid(
                                                "before",
                                                "before must be the id of a notification"));
        int most = limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
        return notifications.list(caller.accountId(), place, unread, most);
    }

    @PostMapping("/{id}/read")
    Read read(Caller caller, @PathVariable String id) {
        boolean found =
                TypeId.parse(Notification.PREFIX, id)
                        .filter(uuid -> notifications.markRead(caller.accountId(), uuid))
                        .isPresent();
        if (!found) {
            throw DomainException.notFound("you have no notification with this id");
        }
        return new Read("read", id);
    }

    @PostMapping("/read-all")
    AllRead readAll(Caller caller) {
        return new AllRead("read", notifications.markAllRead(caller.accountId()));
    }
}
