package io.agentim.platform.start;

/**
 * Why the server cannot start, in one sentence for the operator; printed without a stack trace.
 * Name the setting at fault if there is one, and never a secret.
 */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String sentence) {
        super(sentence);
    }

    public StartFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /**
     * A setting has a value that cannot be used.
     *
     * @param property for example {@code agentim.base-url}
     * @param problem what is wrong; follows the name of the environment variable and a colon
     */
    public static StartFailure ofSetting(String property, String problem) {
        return new StartFailure(EnvironmentVariable.of(property) + ": " + problem);
    }
}
