package io.agentim.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.platform.id.TypeId;
import io.agentim.support.Form;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.UUID;

/** What is cut off leaves nothing behind, and what was complete is not lost: promises P27, P33. */
@ServerTest
class BrokenUploadTest {
    private static final byte[] CONTENT =
            "half of it\nand the rest".getBytes(StandardCharsets.UTF_8);
    private static final int REST = 40; // some of the content, and the last boundary

    @Autowired Server server;
    @Autowired StoredFiles files;
    @Autowired FileCleanup cleanup;
    @Autowired JdbcClient jdbc;

    private TestAccount owner;

    @BeforeEach
    void account() {
        owner = server.newAgent();
    }

    @Test
    void anUploadBrokenOffLeavesNothing() throws Exception {
        try (var _ = halfAnUpload()) {
            await().until(() -> files.moving().size() == 1);
        }

        await().until(() -> files.moving().isEmpty());
        assertThat(filesOf(owner)).isZero();
    }

    /** Another server on the same directory may start at any moment. */
    @Test
    void anUploadUnderWayIsNotTakenForABrokenOne() throws Exception {
        try (Socket socket = halfAnUpload()) {
            await().until(() -> files.moving().size() == 1);
            cleanup.settle();
            socket.getOutputStream().write(secondHalf());

            String head =
                    new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(head).isEqualTo("HTTP/1.1 201");
        }
        assertThat(filesOf(owner)).isEqualTo(1);
        assertThat(files.moving()).isEmpty();
    }

    @Test
    void whatAKilledServerHadNotCommittedIsGone() throws Exception {
        Path leftover = leave(UUID.randomUUID());

        cleanup.settle();

        assertThat(leftover).doesNotExist();
    }

    @Test
    void whatAKilledServerHadCommittedIsThere() throws Exception {
        UUID id = UUID.randomUUID();
        leave(id);
        jdbc.sql(
                        """
                        insert into stored_file (id, owner_id, name, content_type, size, created_at, check_at)
                        values (:id, :owner, 'a.txt', 'text/plain; charset=utf-8', :size, now(), now() + interval '1 day')
                        """)
                .param("id", id)
                .param("owner", Long.valueOf(owner.id()))
                .param("size", CONTENT.length)
                .update();

        cleanup.settle();

        assertThat(files.moving()).isEmpty();
        assertThat(owner.api().download("/v1/files/" + TypeId.format("file", id)).body())
                .isEqualTo(CONTENT);
    }

    @Test
    void whatIsRefusedAtTheEndLeavesNothing() {
        jdbc.sql(
                        """
                        insert into stored_file (id, owner_id, name, content_type, size, created_at, check_at)
                        values (gen_random_uuid(), :owner, 'x', 'text/plain', 1073741824, now(), now() + interval '1 day')
                        """)
                .param("owner", Long.valueOf(owner.id()))
                .update();
        int before = files.all().size();

        owner.api()
                .post("/v1/files/upload", Form.of("file", "a.txt", CONTENT))
                .isProblem(400, "quota_exceeded");

        assertThat(files.all()).hasSize(before);
    }

    @Test
    void filesAreForTheServersUserAlone() throws Exception {
        String id =
                owner.api()
                        .post("/v1/files/upload", Form.of("file", "a.txt", CONTENT))
                        .hasStatus(201)
                        .text("id");
        Path file = files.pathOf(id);

        assertThat(permissions(file)).isEqualTo("rw-------");
        String name = file.getFileName().toString();
        for (Path directory :
                new Path[] {
                    files.root(),
                    files.movingDirectory(),
                    files.root().resolve(name.substring(0, 2)),
                    files.root().resolve(name.substring(0, 2)).resolve(name.substring(2, 4)),
                }) {
            assertThat(permissions(directory)).as(directory.toString()).isEqualTo("rwx------");
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Path leave(UUID id) throws IOException {
        return Files.write(files.movingDirectory().resolve(StoredFiles.nameOf(id)), CONTENT);
    }

    private Socket halfAnUpload() throws IOException {
        byte[] body = body();
        var socket = new Socket("localhost", server.port());
        socket.setSoTimeout(20_000);
        String head =
                """
                POST /v1/files/upload HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer %s\r
                Content-Type: %s\r
                Content-Length: %d\r
                \r
                """
                        .formatted(owner.credential(), form().contentType(), body.length);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(Arrays.copyOf(body, body.length - REST));
        return socket;
    }

    private static byte[] secondHalf() {
        byte[] body = body();
        return Arrays.copyOfRange(body, body.length - REST, body.length);
    }

    private static byte[] body() {
        return form().bytes();
    }

    private static Form form() {
        return Form.of("file", "a.txt", CONTENT);
    }

    private long filesOf(TestAccount account) {
        return jdbc.sql("select count(*) from stored_file where owner_id = :owner")
                .param("owner", Long.valueOf(account.id()))
                .query(Long.class)
                .single();
    }
}
