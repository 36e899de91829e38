package io.agentim.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Form;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Forms of all kinds: hardening 2.6. No form writes outside the store, and none is a 500. */
@ServerTest
class MultipartTest {
    private static final String UPLOAD = "/v1/files/upload";
    private static final byte[] TEXT = bytes("text");

    @Autowired Server server;
    @Autowired StoredFiles files;

    private TestAccount owner;

    @BeforeEach
    void account() {
        owner = server.newAgent();
    }

    /** Said in the form, and how the file is called then. */
    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of("a.txt", "a.txt"),
                Arguments.of("../../etc/passwd", "passwd"),
                Arguments.of("/etc/shadow", "shadow"),
                Arguments.of("C:/Users/me/a.txt", "a.txt"),
                Arguments.of("..", "file"),
                Arguments.of(".", "file"),
                Arguments.of("a/..", "file"),
                Arguments.of("a/", "file"),
                Arguments.of("", "file"),
                Arguments.of("   ", "file"),
                Arguments.of("invoice\u202egnp.exe", "invoicegnp.exe"),
                Arguments.of("a\u200bb.txt", "ab.txt"),
                Arguments.of("图片.png", "图片.png"),
                Arguments.of("naïve 😀.txt", "naïve 😀.txt"),
                Arguments.of("a;b=c.txt", "a;b=c.txt"),
                Arguments.of("a'b%22c.txt", "a'b%22c.txt"),
                Arguments.of("<script>.html", "<script>.html"),
                Arguments.of(".htaccess", ".htaccess"),
                Arguments.of("x".repeat(300) + ".txt", "x".repeat(251) + ".txt"),
                Arguments.of("图".repeat(100) + ".jpeg", "图".repeat(83) + ".jpeg"),
                Arguments.of("y".repeat(300), "y".repeat(255)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameIsMadeHarmless(String said, String called) {
        Answer answer = owner.api().post(UPLOAD, Form.of("file", said, TEXT)).hasStatus(201);
        assertThat(answer.text("filename")).isEqualTo(called);

        String disposition =
                owner.api()
                        .download("/v1/files/" + answer.text("id"))
                        .headers()
                        .firstValue("Content-Disposition")
                        .orElseThrow();
        assertThat(disposition).startsWith("attachment; filename=\"").matches("[ -~]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.php\0.png", "a\u0001b", "a\u007fb", "\u001b[2J"})
    void controlCharactersDoNotComeThrough(String said) {
        owner.api().post(UPLOAD, Form.of("file", said, TEXT)).isProblem(400, "invalid_request");

        String encoded =
                said.chars()
                        .mapToObj("%%%02x"::formatted)
                        .collect(Collectors.joining("", "filename*=UTF-8''", ".txt"));
        Form form = new Form().part("Content-Disposition: form-data; name=file; " + encoded, TEXT);
        assertThat(owner.api().post(UPLOAD, form).hasStatus(201).text("filename"))
                .matches("[ -~]+[.]txt");
    }

    @Test
    void bothFormsOfANameAreUnderstood() {
        Answer answer =
                owner.api()
                        .post(
                                UPLOAD,
                                new Form()
                                        .part(
                                                "Content-Disposition: form-data; name=file;"
                                                        + " filename*=UTF-8''%e2%82%ac%20rates.txt",
                                                TEXT))
                        .hasStatus(201);
        assertThat(answer.text("filename")).isEqualTo("€ rates.txt");
    }

    @ParameterizedTest
    @CsvSource({"file", "other", "''", "avatar"})
    void theOnlyPartMayBeCalledAnything(String part) {
        owner.api().post(UPLOAD, Form.of(part, "a.txt", TEXT)).hasStatus(201);
    }

    @Test
    void amongSeveralThePartIsCalledFile() {
        for (Form form :
                new Form[] {
                    new Form().field("note", "x").file("file", "a.txt", TEXT),
                    new Form().file("file", "a.txt", TEXT).field("note", "x"),
                    new Form().file("other", "b.txt", bytes("other")).file("file", "a.txt", TEXT),
                    new Form().file("file", "a.txt", TEXT).file("other", "b.txt", bytes("other")),
                }) {
            Answer answer = owner.api().post(UPLOAD, form).hasStatus(201);
            assertThat(answer.text("filename")).isEqualTo("a.txt");
            assertThat(owner.api().download("/v1/files/" + answer.text("id")).body())
                    .isEqualTo(TEXT);
        }
        assertThat(files.moving()).isEmpty();
    }

    static Stream<Form> refused() {
        return Stream.of(
                new Form(),
                new Form().endingWith(""),
                new Form().endingWith("no form at all"),
                new Form().field("a", "x").field("b", "y"),
                new Form().file("a", "a.txt", TEXT).file("b", "b.txt", TEXT),
                new Form().file("file", "a.txt", TEXT).file("file", "b.txt", TEXT),
                Form.of("file", "empty.txt", new byte[0]),
                Form.of("file", "a.txt", TEXT).endingWith(""),
                Form.of("file", "a.txt", TEXT).endingWith("------a-boundary"),
                new Form().part("Content-Disposition: nonsense; =; \"", TEXT).field("x", "y"),
                new Form().part(" : x", TEXT),
                new Form().part("no header", TEXT),
                new Form().part("X-Long: " + "x".repeat(10_000), TEXT),
                new Form().part("X: y\r\n".repeat(3000) + "A: b", TEXT),
                parts(11),
                parts(1000));
    }

    private static Form parts(int count) {
        var form = new Form();
        for (int i = 0; i < count; i++) {
            form.field("part" + i, "x");
        }
        return form.file("file", "a.txt", TEXT);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNoFormWithOneFileIsRefusedAndLeavesNothing(Form form) {
        int before = files.all().size();

        owner.api().post(UPLOAD, form).isProblem(400, "invalid_request");

        assertThat(files.all()).hasSize(before);
    }

    @Test
    void tenPartsAreNotTooMany() {
        owner.api().post(UPLOAD, parts(9)).hasStatus(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/mixed; boundary=x",
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/octet-stream",
                "nonsense",
            })
    void anotherMediaTypeIsRefused(String type) {
        Answer answer = owner.api().with("Content-Type", type).post(UPLOAD, "--x\r\n\r\n--x--");
        assertThat(answer.status()).as(answer.body()).isIn(400, 415);
        assertThat(answer.text("detail")).isNotBlank();
    }

    @Test
    void aQuotedBoundaryIsTheSame() {
        owner.api()
                .with("Content-Type", "multipart/form-data; charset=utf-8; boundary=\"it's = x\"")
                .post(
                        UPLOAD,
                        """
                        --it's = x\r
                        Content-Disposition: form-data; name="file"\r
                        \r
                        abc\r
                        --it's = x--\r
                        """)
                .hasStatus(201);
    }

    /** Boundaries that almost come, at every place of the reader's buffer. */
    @Test
    void contentThatLooksLikeABoundaryIsContent() {
        var random = new Random(3);
        byte[] almost = bytes("\r\n------a-boundary-7d4a6d158c");
        for (int length : new int[] {1, 16 * 1024 - 150, 16 * 1024, 50_000}) {
            byte[] content = new byte[length];
            for (int i = 0; i < length; i++) {
                content[i] = almost[random.nextInt(100) == 0 ? 0 : i % almost.length];
            }
            String id =
                    owner.api()
                            .post(UPLOAD, Form.of("file", "a", content))
                            .hasStatus(201)
                            .text("id");
            assertThat(owner.api().download("/v1/files/" + id).body()).isEqualTo(content);
        }
    }

    /** Bytes changed, cut and doubled at random: a refusal or a file, never a fault. */
    @Test
    void noFormIsAFault() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        byte[] good = new Form().field("note", "x").file("file", "a.txt", TEXT).bytes();
        var api = owner.api().with("Content-Type", new Form().contentType());
        for (int i = 0; i < 150; i++) {
            byte[] bad = good.clone();
            for (int n = random.nextInt(1, 6); n > 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(128);
            }
            bad =
                    Arrays.copyOf(
                            bad, random.nextInt(4) == 0 ? random.nextInt(bad.length) : bad.length);
            Answer answer = api.post(UPLOAD, new String(bad, StandardCharsets.ISO_8859_1));
            assertThat(answer.status())
                    .as("seed %d, form %d: %s", seed, i, answer.body())
                    .isIn(201, 400);
        }
        assertThat(files.moving()).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
