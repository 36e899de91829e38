package io.agentim.delivery;

/** A way to receive that has to be ended properly before the server stops (promise P28). */
public interface Drainable {
    /** Of the AIM listener, which comes first: clients that are accepted and dropped then crash. */
    int LISTENERS = 100;

    /** Of what waits for an answer. */
    int POLLS = 200;

    /** Of links that are told why they end. */
    int LINKS = 300;

    /** Lower ones are ended first. */
    int drainOrder();

    /**
     * Ends what is open, and from now on whatever is opened. May block for about a second, no
     * longer: the whole stop has ten.
     */
    void drain();
}
