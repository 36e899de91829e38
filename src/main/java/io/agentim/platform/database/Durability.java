package io.agentim.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What PostgreSQL must do for a commit to survive any crash (promise P1). */
public final class Durability {
    private static final List<String> SETTINGS =
            List.of("fsync", "full_page_writes", "synchronous_commit");

    private Durability() {}

    /** The settings that are off for this connection; empty if no commit can be lost. */
    public static List<String> switchedOff(Connection connection) throws SQLException {
        var off = new ArrayList<String>();
        try (var statement = connection.createStatement()) {
            for (String setting : SETTINGS) {
                try (var rows = statement.executeQuery("show " + setting)) {
                    rows.next();
                    if (rows.getString(1).equals("off")) {
                        off.add(setting);
                    }
                }
            }
        }
        return off;
    }
}
