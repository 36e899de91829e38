package io.agentim.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentim.platform.start.StartFailure;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** Promise P1, each case on a PostgreSQL of its own. */
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_OUT)
class DatabaseCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "full_page_writes", "synchronous_commit"})
    void refusesWhatMayLoseCommitsUnlessAllowed(String setting, CapturedOutput log)
            throws Exception {
        try (var postgres = durable().setServerConfig(setting, "off").start()) {
            assertThatThrownBy(() -> check(postgres, false))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith("AGENTIM_DATABASE_ALLOW_UNSAFE_DURABILITY: ")
                    .hasMessageContaining(setting + "=off");

            check(postgres, true);
            assertThat(log).contains("Allowed by the settings", setting + "=off");
        }
    }

    @Test
    void warnsOfALocaleThatHidesLetters(CapturedOutput log) throws Exception {
        try (var postgres = durable().setLocaleConfig("locale", "C").start()) {
            check(postgres, false);
            assertThat(log).contains("LC_CTYPE C");
        }
    }

    private static EmbeddedPostgres.Builder durable() {
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(Path.of("target/postgres-binaries").toFile())
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on");
    }

    private static void check(EmbeddedPostgres postgres, boolean allow) throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection()) {
            new DatabaseCheck(new DatabaseProperties("", "", "", null, allow)).check(connection);
        }
    }
}
