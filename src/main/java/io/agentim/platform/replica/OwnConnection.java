package io.agentim.platform.replica;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

import javax.sql.DataSource;

/**
 * A connection beside the pool, to the same database and with the same time-outs, for one thread: a
 * {@code LISTEN} lasts as long as its connection, and a {@code NOTIFY} waits for no other work.
 */
final class OwnConnection implements AutoCloseable {
    private final Connection connection;
    private final ReplicaRepository replicas;

    private OwnConnection(Connection connection) {
        this.connection = connection;
        this.replicas =
                new ReplicaRepository(
                        JdbcClient.create(new SingleConnectionDataSource(connection, true)));
    }

    static OwnConnection open(DataSource pool) throws SQLException {
        var like = pool.unwrap(HikariDataSource.class);
        var properties = new Properties();
        properties.putAll(like.getDataSourceProperties());
        if (like.getUsername() != null && !like.getUsername().isEmpty()) {
            properties.setProperty("user", like.getUsername());
            properties.setProperty("password", like.getPassword());
        }
        properties.setProperty("ApplicationName", "agentim replicas");
        return new OwnConnection(DriverManager.getConnection(like.getJdbcUrl(), properties));
    }

    ReplicaRepository replicas() {
        return replicas;
    }

    <T> T unwrap(Class<T> type) throws SQLException {
        return connection.unwrap(type);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException _) {
            // it was broken, which is why it is closed
        }
    }
}
