package io.agentim.file;

import io.agentim.platform.meta.MetaPart;

import org.springframework.stereotype.Component;

import tools.jackson.databind.node.ObjectNode;

/** How large files may be, so that a client can say so before anybody has waited for an upload. */
@Component
class FileMeta implements MetaPart {
    private final FileProperties settings;

    FileMeta(FileProperties settings) {
        this.settings = settings;
    }

    @Override
    public void addTo(ObjectNode meta) {
        meta.withObject("/limits/bytes")
                .put("file", settings.maxSize().toBytes())
                .put("avatar", settings.maxAvatarSize().toBytes());
    }
}
