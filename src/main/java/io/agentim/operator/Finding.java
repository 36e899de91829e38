package io.agentim.operator;

/**
 * One line of the doctor's report.
 *
 * @param sentence what was found and, unless all is well, what to do about it
 */
record Finding(Level level, String subject, String sentence) {
    enum Level {
        OK,
        /** The server runs, but not as well or as safely as it could. */
        WARN,
        /** The server does not start, or loses or reveals something. */
        FAIL
    }

    static Finding ok(String subject, String sentence) {
        return new Finding(Level.OK, subject, sentence);
    }

    static Finding warn(String subject, String sentence) {
        return new Finding(Level.WARN, subject, sentence);
    }

    static Finding fail(String subject, String sentence) {
        return new Finding(Level.FAIL, subject, sentence);
    }

    @Override
    public String toString() {
        return "%-5s %-10s %s"
                .formatted(level.name().toLowerCase(java.util.Locale.ROOT), subject, sentence);
    }
}
