package io.agentim.operator;

import java.util.List;

/** Looks at one part of what the server needs, and changes nothing. */
interface Check {
    /** What the part is called in the report, should the look itself fail. */
    String subject();

    List<Finding> look(Settings settings) throws Exception;
}
