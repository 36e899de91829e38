package io.agentim.operator;

import io.agentim.platform.database.DatabaseLogin;

import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The settings as the server would find them. */
final class Settings {
    private final ConfigurableEnvironment environment;

    private Settings(ConfigurableEnvironment environment) {
        this.environment = environment;
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        ConfigurationPropertySources.attach(environment);
    }

    static Settings ofEnvironment() {
        return new Settings(new StandardEnvironment());
    }

    /** The same with some properties of our own, which come first. */
    static Settings with(Map<String, Object> properties) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("ours", properties));
        return new Settings(environment);
    }

    String text(String property) {
        return environment.getProperty(property, "");
    }

    int port(String property) {
        return Binder.get(environment).bind(property, Integer.class).get();
    }

    boolean isTrue(String property, boolean byDefault) {
        return Binder.get(environment).bind(property, Boolean.class).orElse(byDefault);
    }

    DataSize size(String property, DataSize byDefault) {
        return Binder.get(environment).bind(property, DataSize.class).orElse(byDefault);
    }

    Path dataDirectory() {
        return Path.of(text("agentim.data-dir")).toAbsolutePath().normalize();
    }

    boolean hasExternalDatabase() {
        return !text("agentim.database.url").isBlank();
    }

    /** Empty while the embedded database is not running. */
    Optional<DatabaseLogin> database() throws IOException {
        return hasExternalDatabase()
                ? Optional.of(DatabaseLogin.external(environment))
                : DatabaseLogin.embedded(dataDirectory());
    }
}
