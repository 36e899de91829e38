package io.agentim.stress;

import io.agentim.support.ServerProcess;

import java.io.IOException;
import java.util.List;

/** A server, and the network between it and the database. */
record Node(ServerProcess server, Proxy network) implements AutoCloseable {
    /** Not yet started. */
    static Node create(Postgres postgres, String secretKey) throws IOException {
        var network = new Proxy(List.of(postgres.port()));
        ServerProcess server =
                ServerProcess.create()
                        .with("AGENTIM_DATABASE_URL", Postgres.url(network.port()))
                        .with("AGENTIM_DATABASE_USERNAME", "postgres")
                        .with("AGENTIM_DATABASE_PASSWORD", "postgres")
                        .with("AGENTIM_SECRET_KEY", secretKey)
                        .with("AGENTIM_WEBHOOK_ALLOW_PRIVATE", "127.0.0.0/8")
                        .with("AGENTIM_WEBHOOK_LEASE", "11s"); // an attempt may take 10 s
        return new Node(server, network);
    }

    void signal(String signal) throws IOException {
        Commands.run("kill", "-" + signal, Long.toString(server.pid()));
    }

    @Override
    public void close() throws IOException {
        server.close();
        network.close();
    }
}
