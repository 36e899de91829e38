package io.agentim.file;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Form;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.awt.image.BufferedImage;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Avatars: contract 2.1 and 2.8, hardening T14. */
@ServerTest
class AvatarTest {
    private static final String AGENT = "/v1/agents/avatar";
    private static final String HUMAN = "/v1/users/avatar";

    @Autowired Server server;
    @Autowired StoredFiles files;
    @Autowired FileCleanup cleanup;
    @Autowired JdbcClient jdbc;

    @Test
    void anAgentsPictureIsSeenByEverybodyUnderItsId() {
        TestAccount agent = server.newAgent();
        Answer answer = upload(agent, Pictures.png(100, 60)).hasNoNulls();
        String url = answer.text("avatar_url");

        assertThat(url).isEqualTo(server.url() + "/avatars/" + agent.id() + ".png");
        assertThat(answer.text("url")).isEqualTo(url);
        HttpResponse<byte[]> shown = show(url);
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(header(shown, "Content-Type")).isEqualTo("image/png");
        assertThat(shown.headers().allValues("Cache-Control")).containsExactly("no-cache");
        assertThat(header(shown, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(shown, "Content-Security-Policy"))
                .contains("default-src 'none'", "sandbox");
        BufferedImage picture = Pictures.decoded(shown.body());
        assertThat(picture.getWidth()).isEqualTo(100);
        assertThat(picture.getHeight()).isEqualTo(60);
        assertThat(picture.getRGB(10, 30)).isEqualTo(0xffff0000);
        assertThat(picture.getRGB(90, 30)).isEqualTo(0xff0000ff);
    }

    @Test
    void aPersonHasOneToo() {
        TestAccount human = server.newHuman();
        Answer answer =
                human.api()
                        .post(HUMAN, Form.of("avatar", "me.jpg", Pictures.jpeg(80, 80)))
                        .hasStatus(200);

        assertThat(answer.text("url")).isEqualTo(server.url() + "/avatars/" + human.id() + ".jpg");
        HttpResponse<byte[]> shown = show(answer.text("url"));
        assertThat(header(shown, "Content-Type")).isEqualTo("image/jpeg");
        assertThat(human.api().get("/v1/users/me").text("avatar_url"))
                .isEqualTo(answer.text("url"));
    }

    @Test
    void eachKindHasItsOwnRoute() {
        Form form = Form.of("file", "a.png", Pictures.png(10, 10));
        server.newHuman().api().post(AGENT, form).isProblem(403, "forbidden");
        server.newAgent().api().post(HUMAN, form).isProblem(403, "forbidden");
        server.anonymous().post(AGENT, form).isProblem(401, "unauthorized");
        server.anonymous().post(HUMAN, form).isProblem(401, "unauthorized");
    }

    @Test
    void allPlacesShowTheSameAbsoluteUrl() {
        TestAccount agent = server.newAgent();
        TestAccount friend = server.newHuman();
        String url = upload(agent, Pictures.png(10, 10)).text("url");
        agent.api().post("/v1/friends/request", json("addressee", friend.id())).hasStatus(200);
        assertShown(friend, "/v1/friends/pending", url);
        friend.api().post("/v1/friends/accept", json("requester", agent.id())).hasStatus(200);
        String group =
                agent.api()
                        .post(
                                "/v1/groups",
                                "{\"name\": \"g\", \"members\": [\"%s\"]}".formatted(friend.id()))
                        .text("id");
        agent.send(friend, "hello");
        String moment = agent.api().post("/v1/moments", json("content", "x")).text("id");
        agent.api()
                .post("/v1/moments/" + moment + "/comments", json("content", "y"))
                .hasStatus(201);

        for (String path :
                new String[] {
                    "/v1/profile/" + agent.id(),
                    "/v1/agents/" + agent.id(),
                    "/v1/card/preview?id=" + agent.id(),
                    "/v1/agents/search?q=" + agent.id(),
                    "/v1/friends",
                    "/v1/groups/" + group,
                    "/v1/groups/" + group + "/members",
                    "/v1/messages/threads",
                    "/v1/moments/" + agent.id(),
                    "/v1/moments/detail/" + moment,
                    "/v1/moments/" + moment + "/comments",
                }) {
            assertShown(friend, path, url);
        }
        assertShown(agent, "/v1/agents/me", url);
        assertThat(agent.api().post("/v1/agents/login").text("avatar_url")).isEqualTo(url);
    }

    private static void assertShown(TestAccount reader, String path, String url) {
        assertThat(reader.api().get(path).hasStatus(200).body())
                .as(path)
                .contains("\"avatar_url\":\"" + url + "\"")
                .doesNotContain("\"avatar_url\":\"/");
    }

    @Test
    void aNewPictureTakesThePlaceOfTheOld() {
        TestAccount agent = server.newAgent();
        String first = upload(agent, Pictures.png(10, 10)).text("url");
        HttpResponse<byte[]> before = show(first);
        String second = upload(agent, Pictures.png(20, 10)).text("url");

        assertThat(second).isEqualTo(first);
        assertThat(Pictures.decoded(show(second).body()).getWidth()).isEqualTo(20);
        assertThat(notModified(second, header(before, "ETag"))).isFalse();
        assertThat(notModified(second, header(show(second), "ETag"))).isTrue();

        upload(agent, Pictures.jpeg(30, 10));
        assertThat(show(first).statusCode()).isEqualTo(404);
        assertThat(agent.api().get("/v1/agents/me").text("avatar_url")).endsWith(".jpg");
    }

    private boolean notModified(String url, String tag) {
        return server.anonymous().with("If-None-Match", tag).get(path(url)).status() == 304;
    }

    @Test
    void aPictureIsSeenOnlyWhileTheProfileShowsIt() {
        TestAccount agent = server.newAgent();
        String url = upload(agent, Pictures.png(10, 10)).text("url");
        agent.api().patch("/v1/agents/me", json("bio", "x", "avatar_url", url)).hasStatus(200);
        assertThat(show(url).statusCode()).as("written back as it was shown").isEqualTo(200);

        agent.api().patch("/v1/agents/me", json("avatar_url", "https://example.org/a.png"));
        assertThat(show(url).statusCode()).isEqualTo(404);
        assertThat(stored(agent)).isEqualTo(1);
        cleanup.removeUnusedAvatars(1000);
        assertThat(stored(agent)).isZero();
    }

    @Test
    void aPictureGoesWithItsAccount() {
        TestAccount agent = server.newAgent();
        String url = upload(agent, Pictures.png(10, 10)).text("url");
        agent.api().delete("/v1/agents/me").hasStatus(200);

        assertThat(show(url).statusCode()).isEqualTo(404);
        assertThat(stored(agent)).isZero();
    }

    private long stored(TestAccount account) {
        return jdbc.sql("select count(*) from avatar where account_id = :id")
                .param("id", Long.valueOf(account.id()))
                .query(Long.class)
                .single();
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 1024, 512, 512",
        "4000, 4000, 512, 512",
        "4096, 3000, 512, 375",
        "700,  4096,  88, 512",
        "4096, 1,    512, 1",
        "512,  512,  512, 512",
        "3,    2,      3, 2"
    })
    void aLargePictureIsMadeSmall(int width, int height, int drawnWidth, int drawnHeight) {
        TestAccount agent = server.newAgent();
        for (byte[] bytes :
                new byte[][] {Pictures.png(width, height), Pictures.jpeg(width, height)}) {
            BufferedImage drawn = Pictures.decoded(show(upload(agent, bytes).text("url")).body());
            assertThat(drawn.getWidth()).isEqualTo(drawnWidth);
            assertThat(drawn.getHeight()).isEqualTo(drawnHeight);
        }
    }

    @Test
    void transparencyStays() {
        var clear = new BufferedImage(20, 20, BufferedImage.TYPE_INT_ARGB);
        TestAccount agent = server.newAgent();
        String url = upload(agent, Pictures.encoded(clear, "png")).text("url");

        assertThat(Pictures.decoded(show(url).body()).getRGB(5, 5) >>> 24).isZero();
    }

    @Test
    void nothingButThePixelsIsKept() {
        byte[] png = Pictures.png(10, 10);
        byte[] withText =
                Pictures.joined(
                        Arrays.copyOf(png, 33),
                        Pictures.chunk("tEXt", Pictures.latin1("Location\0at home")),
                        Arrays.copyOfRange(png, 33, png.length));
        byte[] jpeg = Pictures.jpeg(10, 10);
        byte[] withComment = Pictures.withSegment(jpeg, 0xfe, Pictures.latin1("at home"));
        TestAccount agent = server.newAgent();
        for (byte[] bytes : new byte[][] {withText, withComment}) {
            byte[] shown = show(upload(agent, bytes).text("url")).body();
            assertThat(new String(shown, StandardCharsets.ISO_8859_1)).doesNotContain("at home");
        }
    }

    /** A camera held upright notes it, and the note goes with the metadata. */
    @ParameterizedTest
    @CsvSource({
        "0, red, blue", "1, red, blue", "2, blue, red", "3, blue, red", "4, red, blue",
        "5, red, blue", "6, red, blue", "7, blue, red", "8, blue, red", "9, red, blue"
    })
    void aPictureIsTurnedAsItWasSeen(int orientation, String first, String last) {
        TestAccount agent = server.newAgent();
        byte[] jpeg = Pictures.jpeg(80, 40); // red, then blue from the left
        byte[] noted = Pictures.withSegment(jpeg, 0xe1, Pictures.exif(orientation));
        BufferedImage drawn = Pictures.decoded(show(upload(agent, noted).text("url")).body());
        boolean turned = orientation >= 5 && orientation <= 8;

        assertThat(drawn.getWidth()).isEqualTo(turned ? 40 : 80);
        assertThat(drawn.getHeight()).isEqualTo(turned ? 80 : 40);
        assertThat(colorAt(drawn, turned ? 20 : 10, turned ? 10 : 20)).isEqualTo(first);
        assertThat(colorAt(drawn, turned ? 20 : 70, turned ? 70 : 20)).isEqualTo(last);
    }

    private static String colorAt(BufferedImage image, int x, int y) {
        int rgb = image.getRGB(x, y);
        return (rgb >> 16 & 0xff) > (rgb & 0xff) ? "red" : "blue";
    }

    @Test
    void thePartIsCalledFileElseAvatarElseAnything() {
        TestAccount agent = server.newAgent();
        byte[] good = Pictures.png(10, 10);
        byte[] other = Pictures.png(20, 20);
        for (Form form :
                new Form[] {
                    new Form().file("avatar", "b.png", other).file("file", "a.png", good),
                    new Form().file("file", "a.png", good).file("avatar", "b.png", other),
                    new Form().file("picture", "b.png", other).file("avatar", "a.png", good),
                    Form.of("anything", "a.png", good),
                }) {
            String url = agent.api().post(AGENT, form).hasStatus(200).text("url");
            assertThat(Pictures.decoded(show(url).body()).getWidth()).isEqualTo(10);
        }
        agent.api()
                .post(AGENT, new Form().file("a", "a.png", good).file("b", "b.png", good))
                .isProblem(400, "invalid_request");
    }

    @Test
    void fiveMebibytesAreTheMost() {
        TestAccount agent = server.newAgent();
        byte[] small = Pictures.png(10, 10);
        byte[] most = Arrays.copyOf(small, 5 * 1024 * 1024); // what comes after the end is ignored

        agent.api().post(AGENT, Form.of("file", "a.png", most)).hasStatus(200);
        for (int size : new int[] {5 * 1024 * 1024 + 1, 12 * 1024 * 1024, 22 * 1024 * 1024}) {
            agent.api()
                    .post(AGENT, Form.of("file", "a.png", Arrays.copyOf(small, size)))
                    .isProblem(413, "payload_too_large");
        }
        assertThat(files.moving()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.png",
                "x.png",
                "80001",
                "80001.gif",
                "P1.jpg",
                "..png",
                "99999999999999999999.png"
            })
    void whoHasNoPictureHasNone(String file) {
        server.anonymous().get("/avatars/" + file).isProblem(404, "not_found");
    }

    private static Answer upload(TestAccount agent, byte[] picture) {
        return agent.api().post(AGENT, Form.of("file", "a.png", picture)).hasStatus(200);
    }

    private HttpResponse<byte[]> show(String url) {
        return server.anonymous().download(path(url));
    }

    private String path(String url) {
        assertThat(url).startsWith(server.url());
        return url.substring(server.url().length());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
