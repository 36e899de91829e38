package io.agentim.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Promise P34: the last release goes on serving while the next one migrates, so no migration holds
 * a table that is large for as long as it takes to read it.
 */
class MigrationsTest {
    private static final Path DIRECTORY = Path.of("src/main/resources/db/migration");

    /** The first release has them; nobody had data before. */
    private static final int FIRST_RELEASE = 10;

    private static final Pattern NAME = Pattern.compile("V(\\d+)(?:_\\d+)?__[a-z0-9_]+\\.sql");
    private static final String LARGE =
            "(?:message|inbox_item|idempotency_key|webhook_delivery|webhook_attempt|notification|thread|file_reference)";

    /** Each reads or writes the whole table with others locked out. */
    private static final List<Pattern> HELD_TOO_LONG =
            List.of(
                    statement(
                            "create (?:unique )?index (?!concurrently)\\S+ on " + LARGE + "\\b.*"),
                    statement("drop index (?!concurrently).*"),
                    statement(
                            "alter table "
                                    + LARGE
                                    + "\\b.* (?:alter|alter column) \\S+ (?:type|set data"
                                    + " type)\\b.*"),
                    statement("alter table " + LARGE + "\\b.* set not null\\b.*"),
                    statement("alter table " + LARGE + "\\b.* add constraint (?!.*not valid).*"),
                    statement(
                            "alter table "
                                    + LARGE
                                    + "\\b.* default"
                                    + " (?:now|clock_timestamp|gen_random_uuid|random|nextval)\\b.*"),
                    statement(
                            "(?:update|delete from|truncate|cluster|vacuum full) (?:table )?"
                                    + LARGE
                                    + "\\b.*"));

    @Test
    void noMigrationLocksALargeTableForLong() throws IOException {
        List<Path> migrations = after(FIRST_RELEASE);
        assertThat(migrations).isNotEmpty();
        for (Path migration : migrations) {
            for (String statement : statementsOf(Files.readString(migration))) {
                assertThat(HELD_TOO_LONG)
                        .as("%s: %s", migration.getFileName(), statement)
                        .noneMatch(held -> held.matcher(statement).matches());
            }
        }
    }

    @Test
    void whatWouldBeHeldTooLongIsRecognised() {
        assertThat(
                        List.of(
                                "create index message_x on message (x)",
                                "create unique index x on inbox_item (x)",
                                "alter table message alter column payload type jsonb",
                                "alter table inbox_item add constraint x check (seq > 0)",
                                "alter table message add column x uuid default gen_random_uuid()",
                                "update message set hop = 0"))
                .allMatch(sql ->
                        HELD_TOO_LONG.stream().anyMatch(held -> held.matcher(sql).matches()));
    }

    /** Flyway would otherwise wait for itself. */
    @Test
    void whatIsConcurrentIsAloneAndOutsideATransaction() throws IOException {
        for (Path migration : after(0)) {
            String sql = Files.readString(migration).toLowerCase(Locale.ROOT);
            Path settings = migration.resolveSibling(migration.getFileName() + ".conf");
            assertThat(Files.exists(settings))
                    .as("%s", migration)
                    .isEqualTo(sql.contains(" concurrently "));
            if (Files.exists(settings)) {
                assertThat(Files.readString(settings).strip())
                        .isEqualTo("executeInTransaction=false");
                assertThat(statementsOf(sql)).hasSize(1);
            }
        }
    }

    private static List<Path> after(int version) throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(
                            file -> {
                                var name = NAME.matcher(file.getFileName().toString());
                                return name.matches() && Integer.parseInt(name.group(1)) > version;
                            })
                    .sorted()
                    .toList();
        }
    }

    private static List<String> statementsOf(String sql) {
        String plain =
                sql.replaceAll("--[^\n]*", " ").replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
        return Stream.of(plain.split(";", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static Pattern statement(String regex) {
        return Pattern.compile(regex);
    }
}
