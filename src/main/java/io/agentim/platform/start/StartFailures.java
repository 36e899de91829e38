package io.agentim.platform.start;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.validation.FieldError;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Recognises what an operator can put right, and names the environment variable. Everything else is
 * a fault of the program and keeps its stack trace.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class StartFailures implements FailureAnalyzer {
    private static final List<String> PORTS =
            List.of("agentim.port", "agentim.aim-port", "agentim.management-port");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z.-]+)[:}].*");

    private final ConfigurableEnvironment environment;

    StartFailures(Environment environment) {
        this.environment = (ConfigurableEnvironment) environment;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        String sentence = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String better = sentenceOf(cause);
            sentence = better == null ? sentence : better; // the innermost knows best
        }
        return sentence == null ? null : new FailureAnalysis(sentence, null, failure);
    }

    private @Nullable String sentenceOf(Throwable cause) {
        return switch (cause) {
            case StartFailure e -> e.getMessage();
            case PortInUseException e -> portInUse(e.getPort());
            case BindValidationException e -> invalid(e);
            case BindException e when e.getProperty() != null ->
                    unusable(e.getProperty().getName().toString(), reason(e));
            case InvalidConfigurationPropertyValueException e -> unusable(e.getName(), reason(e));
            default -> null;
        };
    }

    private String portInUse(int port) {
        String problem = "port %d is in use".formatted(port);
        return PORTS.stream()
                .filter(setting -> environment.getProperty(setting, "").equals("" + port))
                .findFirst()
                .map(setting -> EnvironmentVariable.of(setting) + ": " + problem)
                .orElse(problem);
    }

    private static String invalid(BindValidationException e) {
        ConfigurationPropertyName prefix = e.getValidationErrors().getName();
        return e.getValidationErrors().getAllErrors().stream()
                .map(error -> {
                    String setting =
                            error instanceof FieldError field
                                    ? prefix + "." + kebab(field.getField())
                                    : prefix.toString();
                    return EnvironmentVariable.of(setting) + ": " + error.getDefaultMessage();
                })
                .reduce((one, other) -> one + "; " + other)
                .orElseGet(() -> EnvironmentVariable.of(prefix.toString()) + ": invalid");
    }

    private String unusable(String property, String reason) {
        String setting = settingBehind(property);
        return "%s: cannot use '%s' (%s)"
                .formatted(
                        EnvironmentVariable.of(setting), environment.getProperty(setting), reason);
    }

    /** Our application.yaml passes settings on to Spring's: the operator knows the one inside. */
    private String settingBehind(String property) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            Matcher placeholder =
                    PLACEHOLDER.matcher(Objects.toString(source.getProperty(property)));
            if (placeholder.matches()) {
                return placeholder.group(1);
            }
        }
        return property;
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            if (root instanceof ConversionFailedException conversion
                    && conversion.getTargetType().getType().isEnum()) {
                return "none of " + wordsOf(conversion.getTargetType().getType());
            }
            root = root.getCause();
        }
        return root instanceof NumberFormatException
                ? "not a number"
                : Objects.toString(root.getMessage(), root.getClass().getSimpleName());
    }

    private static String wordsOf(Class<?> choice) {
        return Arrays.stream(Objects.requireNonNull(choice.getEnumConstants()))
                .map(word -> word.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", "));
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2");
    }
}
