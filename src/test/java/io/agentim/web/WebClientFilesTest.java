package io.agentim.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page and its files, as they are served. */
@ServerTest
class WebClientFilesTest {
    private static final int FIRST_LOAD_GOAL = 150 * 1024;
    private static final Pattern LINKED = Pattern.compile("(?:href|src)=\"(app/[^\"]+)\"");
    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>");
    private static final Pattern TEXT_KEY =
            Pattern.compile("\\b(?:t|text)\\('([a-zA-Z.]+[a-zA-Z])'");

    @Autowired Server server;
    @Autowired ClientFiles files;

    @Test
    void thePageAllowsNothingFromElsewhereAndNothingInlineButItsImportMap() throws Exception {
        Answer page = page();

        assertThat(page.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=utf-8");
        assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(page.header("Permissions-Policy")).contains("camera=()", "microphone=()");
        String policy = page.header("Content-Security-Policy");
        assertThat(policy)
                .contains(
                        "default-src 'none'",
                        "style-src 'self'",
                        "base-uri 'none'",
                        "frame-ancestors 'none'",
                        "require-trusted-types-for 'script'",
                        "connect-src 'self' ws://localhost:" + server.port())
                .doesNotContain("unsafe", "https:", "*");
        assertThat(policy).contains("script-src 'self' 'sha256-" + hashOf(importMap(page)) + "'");
    }

    @Test
    void everyFileThatThePageNamesIsThereAndMayBeKeptForGood() {
        Set<String> linked = linkedFiles();

        assertThat(linked).hasSizeGreaterThan(30);
        for (String path : linked) {
            Answer file = server.anonymous().get("/" + path).hasStatus(200);
            assertThat(file.header("Cache-Control")).as(path).contains("immutable");
            assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
        Answer.JSON
                .readTree(importMap(page()))
                .get("imports")
                .forEach(target -> {
                    String path = target.asString().substring(1);
                    if (!path.endsWith("/")) {
                        server.anonymous().get(path).hasStatus(200);
                    }
                });
    }

    /** Scripts, styles, and the words of one language, as they go over the wire. */
    @Test
    void theFirstLoadIsSmall() {
        Set<String> first = new LinkedHashSet<>(linkedFiles());
        first.add("app/" + files.version() + "/i18n/en.json");
        long bytes = Long.parseLong(compressed("/").header("Content-Length"));
        for (String path : first) {
            Answer file = compressed("/" + path).hasStatus(200);
            assertThat(file.header("Content-Encoding")).as(path).isEqualTo("gzip");
            bytes += Long.parseLong(file.header("Content-Length"));
        }

        System.out.printf("First load: %d files, %d bytes compressed%n", first.size() + 1, bytes);
        assertThat(bytes).isLessThan(FIRST_LOAD_GOAL);
    }

    @Test
    void whoDoesNotTakeGzipGetsTheFileAsItIs() {
        Answer plain = server.anonymous().get("/app/" + files.version() + "/main.js");

        assertThat(plain.header("Content-Encoding")).isEmpty();
        assertThat(plain.header("Vary")).contains("Accept-Encoding");
        assertThat(plain.body()).contains("import");
        assertThat(server.anonymous().send("HEAD", "/", null).hasStatus(200).body()).isEmpty();
    }

    @Test
    void aPageFromBeforeAnUpgradeStillFindsItsFilesButKeepsThemNot() {
        Answer file = server.anonymous().get("/app/0123456789abcdef/main.js").hasStatus(200);

        assertThat(file.header("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void whatIsNoFileIsNotThereAndOtherMethodsAreRefused() {
        String folder = "/app/" + files.version();
        for (String path :
                new String[] {
                    "/app/",
                    folder,
                    folder + "/nothing.js",
                    folder + "/index.html",
                    folder + "/../application.yaml",
                    folder + "/%2e%2e/application.yaml"
                }) {
            assertThat(server.anonymous().get(path).status()).as(path).isBetween(400, 404);
        }
        server.anonymous().post("/", "{}").isProblem(405, "method_not_allowed");
    }

    @Test
    void bothLanguagesHaveAllWordsAndNoWordsAreInTheCode() {
        JsonNode english = words("en");
        JsonNode chinese = words("zh");

        assertThat(new TreeSet<>(chinese.propertyNames()))
                .isEqualTo(new TreeSet<>(english.propertyNames()));
        Set<String> used = usedKeys();
        assertThat(used).hasSizeGreaterThan(150);
        assertThat(english.propertyNames()).containsAll(used);
    }

    private Set<String> usedKeys() {
        return linkedAndLazyModules().stream()
                .flatMap(path -> TEXT_KEY.matcher(textOf(path)).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> linkedAndLazyModules() {
        var modules =
                linkedFiles().stream()
                        .map(path -> path.substring(path.indexOf('/', 4) + 1))
                        .filter(path -> path.endsWith(".js") && !path.startsWith("lib/"))
                        .collect(Collectors.toCollection(TreeSet::new));
        for (String page :
                new String[] {
                    "contacts", "moments", "notifications", "agents", "settings", "find"
                }) {
            modules.add("pages/" + page + ".js");
        }
        modules.add("ui/share.js");
        return modules;
    }

    private String textOf(String path) {
        return Objects.requireNonNull(files.find(path), path).text();
    }

    private JsonNode words(String language) {
        return Answer.JSON.readTree(textOf("i18n/" + language + ".json"));
    }

    private Answer page() {
        return server.anonymous().get("/").hasStatus(200);
    }

    private Answer compressed(String path) {
        return server.anonymous().with("Accept-Encoding", "gzip").send("HEAD", path, null);
    }

    private Set<String> linkedFiles() {
        return LINKED.matcher(page().body())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String importMap(Answer page) {
        var found = IMPORT_MAP.matcher(page.body());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static String hashOf(String text) throws Exception {
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(hash);
    }
}
