package io.agentim.bench;

/** An agent. */
record Account(String id, String key) {}
