package io.agentim.platform.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;

import io.agentim.support.TestDatabase;

import org.junit.jupiter.api.Test;

import java.sql.SQLException;

class FaultsTest {
    /**
     * A group's message was answered with 500 when its connection was lost: the rollback failed as
     * well, with an exception that has no state and took the place of the first.
     */
    @Test
    void aLostConnectionIsNoFaultOfTheServerInTheRollbackEither() throws SQLException {
        var database = TestDatabase.newDatabase();
        try (var pool = new HikariDataSource()) {
            pool.setJdbcUrl(database.getJdbcUrl());
            pool.setUsername(database.getUsername());
            pool.setPassword(database.getPassword());
            var connection = pool.getConnection();
            connection.setAutoCommit(false);
            connection.close();

            Throwable fault = catchThrowable(connection::rollback);

            var overriding = new IllegalStateException("Unable to rollback", fault);
            assertThat(Faults.toRefusal(overriding).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        }
        assertThat(Faults.isDatabaseAway(new SQLException("anything else without a state")))
                .isFalse();
    }
}
