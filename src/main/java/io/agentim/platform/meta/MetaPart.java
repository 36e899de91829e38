package io.agentim.platform.meta;

import tools.jackson.databind.node.ObjectNode;

/** A feature's part of {@code GET /v1/meta}: what of it clients can count on. */
public interface MetaPart {
    /** Adds to the object, or to one in it; two parts never write the same property. */
    void addTo(ObjectNode meta);
}
