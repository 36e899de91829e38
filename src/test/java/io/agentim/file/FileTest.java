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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Files: contract 2.6. */
@ServerTest
class FileTest {
    private static final String UPLOAD = "/v1/files/upload";
    private static final byte[] TEXT = "What I have seen.\n".getBytes(StandardCharsets.UTF_8);

    @Autowired Server server;
    @Autowired StoredFiles files;
    @Autowired JdbcClient jdbc;

    private TestAccount owner;

    @BeforeEach
    void account() {
        owner = server.newAgent();
    }

    @Test
    void anUploadIsAnsweredWithAllThatIsKnownOfIt() {
        Instant before = Instant.now();
        Answer answer = upload("notes.txt", TEXT).hasNoNulls();

        assertThat(answer.text("id")).matches("file_[0-7][0-9a-hjkmnp-tv-z]{25}");
        assertThat(answer.text("file_id")).isEqualTo(answer.text("id"));
        assertThat(answer.text("url")).isEqualTo(server.url() + "/v1/files/" + answer.text("id"));
        assertThat(answer.text("filename")).isEqualTo("notes.txt");
        assertThat(answer.at("size").intValue()).isEqualTo(TEXT.length);
        assertThat(answer.text("content_type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(Instant.parse(answer.text("created_at")))
                .isBetween(before.minusSeconds(2), Instant.now().plusSeconds(2));
        assertThat(owner.api().get("/v1/files/" + answer.text("id") + "/info").json())
                .isEqualTo(answer.json());
    }

    @Test
    void idsCannotBeGuessed() {
        // Of time-ordered ids, two that were made one after the other begin with the same
        // characters.
        String one = upload("a", TEXT).text("id");
        String other = upload("b", TEXT).text("id");

        assertThat(one.substring(0, 12)).isNotEqualTo(other.substring(0, 12));
    }

    @Test
    void aDownloadIsTheSameBytesAndRunsNowhere() {
        String id = upload("notes.txt", TEXT).text("id");
        HttpResponse<byte[]> download = owner.api().download("/v1/files/" + id);

        assertThat(download.statusCode()).isEqualTo(200);
        assertThat(download.body()).isEqualTo(TEXT);
        assertThat(header(download, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"notes.txt\"");
        assertThat(header(download, "Content-Type"))
                .isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(header(download, "Content-Length")).isEqualTo(Integer.toString(TEXT.length));
        assertThat(header(download, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(download, "Content-Security-Policy"))
                .isEqualTo("sandbox; default-src 'none'");
        assertThat(header(download, "Cache-Control")).isEqualTo("private, no-store");
        assertThat(header(download, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(header(download, "Accept-Ranges")).isEqualTo("bytes");
    }

    @Test
    void whoeverKnowsTheIdReadsAndNobodyWithoutACredential() {
        Answer file = upload("notes.txt", TEXT);
        String path = "/v1/files/" + file.text("id");

        for (TestAccount other : new TestAccount[] {server.newAgent(), server.newHuman()}) {
            assertThat(other.api().download(path).body()).isEqualTo(TEXT);
            assertThat(other.api().get(path + "/info").hasStatus(200).json())
                    .isEqualTo(file.json());
        }
        server.anonymous().get(path).isProblem(401, "unauthorized");
        server.anonymous().get(path + "/info").isProblem(401, "unauthorized");
        server.anonymous()
                .get(path + "?token=" + owner.credential())
                .isProblem(401, "unauthorized");
        server.anonymous()
                .post(UPLOAD, Form.of("file", "a.txt", TEXT))
                .isProblem(401, "unauthorized");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file_00000000000000000000000000",
                "file_",
                "upload",
                "file_zzzzzzzzzzzzzzzzzzzzzzzzzz",
                "msg_00000000000000000000000000",
                "files",
                "moving"
            })
    void whatIsNoFileIsNotFound(String id) {
        owner.api().get("/v1/files/" + id).isProblem(404, "not_found");
        owner.api().get("/v1/files/" + id + "/info").isProblem(404, "not_found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-3        | 0  | 4",
                "bytes=5-         | 5  | 13",
                "bytes=-4         | 14 | 4",
                "bytes=17-17      | 17 | 1",
                "bytes=10-1000    | 10 | 8",
                "bytes=-1000      | 0  | 18",
            })
    void aRangeIsAPartOfTheFile(String range, int start, int length) {
        String path = "/v1/files/" + upload("notes.txt", TEXT).text("id");
        HttpResponse<byte[]> part = owner.api().with("Range", range).download(path);

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(TEXT, start, start + length));
        assertThat(header(part, "Content-Range"))
                .isEqualTo("bytes %d-%d/18".formatted(start, start + length - 1));
        assertThat(header(part, "Content-Security-Policy"))
                .isEqualTo("sandbox; default-src 'none'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,4-5", "bytes=x-y", "lines=1-2", "bytes=5-1", "bytes="})
    void whatIsNoOneRangeIsAnsweredWithTheWhole(String range) {
        String path = "/v1/files/" + upload("notes.txt", TEXT).text("id");
        HttpResponse<byte[]> whole = owner.api().with("Range", range).download(path);

        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=18-", "bytes=99-100", "bytes=-0"})
    void aRangeBehindTheEndIsRefusedWithoutTheFile(String range) {
        String path = "/v1/files/" + upload("notes.txt", TEXT).text("id");
        Answer answer = owner.api().with("Range", range).get(path);

        answer.isProblem(416, "range_not_satisfiable");
        assertThat(answer.header("Content-Range")).isEqualTo("bytes */18");
    }

    @Test
    void aDownloadGoesOnOnlyWithTheSameFile() {
        String path = "/v1/files/" + upload("notes.txt", TEXT).text("id");
        String tag = header(owner.api().download(path), "ETag");
        var later = owner.api().with("Range", "bytes=5-");

        assertThat(later.with("If-Range", tag).download(path).statusCode()).isEqualTo(206);
        assertThat(later.with("If-Range", "\"another\"").download(path).body()).isEqualTo(TEXT);
    }

    @Test
    void twentyMebibytesAreKeptAndOneByteMoreIsNot() {
        byte[] most = new byte[20 * 1024 * 1024];
        new Random(7).nextBytes(most);
        String id = upload("big.bin", most).text("id");

        assertThat(owner.api().download("/v1/files/" + id).body()).isEqualTo(most);
        owner.api()
                .post(UPLOAD, Form.of("file", "big.bin", Arrays.copyOf(most, most.length + 1)))
                .isProblem(413, "payload_too_large");
        owner.api()
                .post(UPLOAD, Form.of("file", "big.bin", new byte[22 * 1024 * 1024]))
                .isProblem(413, "payload_too_large");
    }

    /** The legacy class labels its form as JSON. */
    @Test
    void whatIsLabelledJsonIsToldHowToUpload() {
        for (int size : new int[] {100, 300 * 1024, 3 * 1024 * 1024}) {
            Answer answer =
                    owner.api()
                            .with("Content-Type", "application/json")
                            .post(UPLOAD, "x".repeat(size))
                            .isProblem(415, "unsupported_media_type");
            assertThat(answer.text("detail"))
                    .contains("multipart/form-data", "'file'", "application/json");
        }
    }

    @Test
    void aFormElsewhereIsNoLargerThanJson() {
        owner.api()
                .post("/v1/messages", Form.of("file", "a.bin", new byte[300 * 1024]))
                .isProblem(413, "payload_too_large");
        owner.api()
                .post("/v1/messages", Form.of("file", "a.bin", TEXT))
                .isProblem(415, "unsupported_media_type");
    }

    @Test
    void anAccountHasFiveThousandFiles() {
        fill(4999, 10);
        upload("last.txt", TEXT);

        owner.api()
                .post(UPLOAD, Form.of("file", "more.txt", TEXT))
                .isProblem(400, "quota_exceeded");
        server.newAgent().api().post(UPLOAD, Form.of("file", "a.txt", TEXT)).hasStatus(201);
    }

    @Test
    void anAccountHasOneGibibyte() {
        fill(1, 1024L * 1024 * 1024 - TEXT.length);
        upload("last.txt", TEXT);

        owner.api()
                .post(UPLOAD, Form.of("file", "x", new byte[] {'x'}))
                .isProblem(400, "quota_exceeded");
    }

    /** Files of that size, as if they had been uploaded. */
    private void fill(int files, long size) {
        jdbc.sql(
                        """
                        insert into stored_file (id, owner_id, name, content_type, size, created_at, check_at)
                        select gen_random_uuid(), :owner, 'x', 'text/plain', :size, now(), now() + interval '1 day'
                        from generate_series(1, :files)
                        """)
                .param("owner", Long.valueOf(owner.id()))
                .param("size", size)
                .param("files", files)
                .update();
    }

    @Test
    void twoUploadsAtOnceDoNotShareTheLastPlace() throws Exception {
        fill(4995, 10);
        var form = Form.of("file", "a.txt", TEXT);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var uploads = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 20; i++) {
                uploads.add(threads.submit(() -> owner.api().post(UPLOAD, form).status()));
            }
            int kept = 0;
            for (var upload : uploads) {
                kept += upload.get(60, TimeUnit.SECONDS) == 201 ? 1 : 0;
            }
            assertThat(kept).isEqualTo(5);
        }
    }

    @Test
    void anImageMessageIsPassedOnUntouched() {
        TestAccount friend = server.newAgent();
        Answer file = upload("a.txt", TEXT);
        for (String body :
                new String[] {
                    Server.json("url", file.text("url")), file.text("url"), file.text("id"),
                }) {
            var message = Answer.JSON.createObjectNode().put("to", friend.id());
            message.putObject("content").put("format", "image").put("body", body);
            owner.api().post("/v1/messages", message.toString()).hasStatus(201);
            var item = friend.pending().getLast();

            assertThat(item.get("content").get("format").asString()).isEqualTo("image");
            assertThat(item.get("content").get("body").asString()).isEqualTo(body);
        }
    }

    @Test
    void bytesThatWereLostAreNotFound() throws Exception {
        String id = upload("a.txt", TEXT).text("id");
        Files.delete(files.pathOf(id));

        owner.api().get("/v1/files/" + id).isProblem(404, "not_found");
    }

    private Answer upload(String name, byte[] content) {
        return owner.api().post(UPLOAD, Form.of("file", name, content)).hasStatus(201);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
