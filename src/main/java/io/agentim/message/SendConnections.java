package io.agentim.message;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * Connections for {@link SendQueue} alone. Planning its statement anew each time, which PostgreSQL
 * would do because it takes arrays of unknown length for long ones, costs many times the statement;
 * for all other statements that choice is right. The plan is kept from when the tables may still be
 * empty, and must be good when they are not: by index, row by row.
 */
@Configuration(proxyBeanMethods = false)
class SendConnections {
    static final String NAME = "sendDataSource";

    private static final String OPTIONS =
            " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off"
                    + " -c enable_mergejoin=off -c jit=off -c lock_timeout=500ms";

    /** Made after the database's own, from the same settings; opened at the first use. */
    @Bean(name = NAME, defaultCandidate = false)
    HikariDataSource sendDataSource(DataSource dataSource) throws SQLException {
        var main = dataSource.unwrap(HikariDataSource.class);
        var config = new HikariConfig(); // copyStateTo would share the driver's properties
        config.setPoolName("send");
        config.setMinimumIdle(SendQueue.WRITERS);
        config.setMaximumPoolSize(SendQueue.WRITERS);
        config.setJdbcUrl(main.getJdbcUrl());
        config.setUsername(main.getUsername());
        config.setPassword(main.getPassword());
        config.setInitializationFailTimeout(main.getInitializationFailTimeout());
        config.setConnectionTimeout(main.getConnectionTimeout());
        config.setValidationTimeout(main.getValidationTimeout());
        config.setKeepaliveTime(main.getKeepaliveTime());
        config.setMaxLifetime(main.getMaxLifetime());
        config.setDataSourceProperties(main.getDataSourceProperties());
        config.addDataSourceProperty(
                "options", main.getDataSourceProperties().getProperty("options", "") + OPTIONS);
        config.addDataSourceProperty("prepareThreshold", 1);
        return new HikariDataSource(config);
    }
}
