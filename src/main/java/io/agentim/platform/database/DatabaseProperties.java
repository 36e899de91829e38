package io.agentim.platform.database;

import io.agentim.platform.start.SecretFile;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.nio.file.Path;

/**
 * The PostgreSQL to use.
 *
 * @param url as JDBC writes it; empty: the server brings its own
 * @param passwordFile a file with the password, for secrets that are mounted
 * @param allowUnsafeDurability whether to start on a database that may lose what it has committed
 */
@ConfigurationProperties("agentim.database")
record DatabaseProperties(
        @DefaultValue("") String url,
        @DefaultValue("") String username,
        @DefaultValue("") String password,
        @Nullable Path passwordFile,
        @DefaultValue("false") boolean allowUnsafeDurability) {

    String secret() {
        return SecretFile.or(password, "agentim.database.password-file", passwordFile);
    }

    /** Without what follows the database's name, where a password may be. */
    static String withoutParameters(String url) {
        return url.replaceFirst("[?;].*", "").replaceFirst("//[^/]*@", "//");
    }

    @Override
    public String toString() {
        return "DatabaseProperties[" + withoutParameters(url) + "]";
    }
}
