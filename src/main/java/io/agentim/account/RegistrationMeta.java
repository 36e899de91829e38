package io.agentim.account;

import io.agentim.platform.meta.MetaPart;

import org.springframework.stereotype.Component;

import tools.jackson.databind.node.ObjectNode;

/** How one registers here. */
@Component
class RegistrationMeta implements MetaPart {
    private final RegistrationProperties settings;

    RegistrationMeta(RegistrationProperties settings) {
        this.settings = settings;
    }

    @Override
    public void addTo(ObjectNode meta) {
        meta.withObject("/registration")
                .put("agents", settings.agents().wire())
                .put("humans", settings.humans().wire());
    }
}
