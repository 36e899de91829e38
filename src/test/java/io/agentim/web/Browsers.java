package io.agentim.web;

import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.RequestOptions;

import io.agentim.support.Answer;
import io.agentim.support.Server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The browser of the machine, one for each thread that runs suites, as Playwright demands, and
 * people who sit before it, each with cookies and storage of his own. Where there is no browser the
 * tests are skipped, and say so.
 */
final class Browsers {
    static final String PASSWORD = "correct horse 9";
    private static final double PATIENCE_MILLIS = 20_000;
    private static final List<Path> PLACES =
            List.of(
                    Path.of("/usr/bin/chromium"),
                    Path.of("/usr/bin/chromium-browser"),
                    Path.of("/usr/bin/google-chrome"),
                    Path.of("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"));

    private static final ThreadLocal<Browser> BROWSER = ThreadLocal.withInitial(Browsers::launch);

    private Browsers() {}

    /** Somebody with a session, before an empty tab. */
    record Person(String id, String name, String token, BrowserContext context, Page page)
            implements AutoCloseable {

        /** Shows a place of the client, such as {@code #/moments}. */
        void goTo(Server server, String place) {
            page.navigate(server.url() + "/" + place);
        }

        @Override
        public void close() {
            context.close();
        }
    }

    /** Registers without the browser's help, which saves seconds. */
    static Person newPerson(Server server, String stem) {
        BrowserContext context = newContext();
        String name = Server.uniqueName(stem);
        Map<String, String> account = Map.of("display_name", name, "password", PASSWORD);
        var answer =
                context.request()
                        .post(
                                server.url() + "/v1/users/register?session=cookie",
                                RequestOptions.create().setData(account));
        String id = Answer.JSON.readTree(answer.text()).get("id").asString();
        Answer login =
                server.anonymous()
                        .post(
                                "/v1/users/login",
                                Server.json("username", name, "password", PASSWORD));
        return new Person(id, name, login.text("token"), context, context.newPage());
    }

    static BrowserContext newContext() {
        BrowserContext context =
                BROWSER.get()
                        .newContext(
                                new Browser.NewContextOptions()
                                        .setViewportSize(1280, 800)
                                        .setLocale("en-US"));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        return context;
    }

    private static Browser launch() {
        Optional<Path> executable = PLACES.stream().filter(Files::isExecutable).findFirst();
        if (executable.isEmpty()) {
            System.err.println("SKIPPED: no browser on this machine, install chromium");
            abort("no browser on this machine, install chromium");
        }
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        var playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
        return playwright
                .chromium()
                .launch(
                        new BrowserType.LaunchOptions()
                                .setExecutablePath(executable.orElseThrow())
                                .setArgs(
                                        List.of(
                                                "--no-sandbox",
                                                "--disable-dev-shm-usage",
                                                "--disable-gpu",
                                                "--no-first-run",
                                                "--disable-background-networking",
                                                "--disable-component-update",
                                                "--disable-sync")));
    }
}
