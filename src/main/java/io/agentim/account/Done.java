package io.agentim.account;

/** The answer of an action that has nothing to show: what came of it, and what it was done to. */
record Done(String status, String id) {}
