package io.agentim.file;

import io.agentim.account.AccountEvents.AccountDeleted;
import io.agentim.account.AccountId;
import io.agentim.account.AvatarLinks;
import io.agentim.file.AvatarPainter.Picture;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Keeps the picture that an account shows, and lets its profile point to it. */
@Service
class AvatarService {
    private final AvatarRepository avatars;
    private final AvatarLinks links;

    AvatarService(AvatarRepository avatars, AvatarLinks links) {
        this.avatars = avatars;
        this.links = links;
    }

    /** Returns the path under which everybody finds it from now on. */
    @Transactional
    String use(AccountId account, Picture picture) {
        String path = "/avatars/" + account + "." + picture.extension();
        links.set(account, path);
        avatars.save(account, picture);
        return path;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(AccountDeleted event) {
        avatars.delete(event.accountId());
    }
}
