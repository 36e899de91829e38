package io.agentim.stress;

/** An agent of the load. Its id is the name of its mailbox in the history. */
record Account(int number, String id, String key) {}
