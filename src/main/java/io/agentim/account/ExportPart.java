package io.agentim.account;

import jakarta.servlet.http.HttpServletRequest;

import java.io.IOException;

/** What one feature adds to an account's export of its data. */
public interface ExportPart {
    /** Where the lines go. Waits for a client that reads slowly. */
    @FunctionalInterface
    interface Lines {
        /**
         * @param data becomes JSON as in an answer
         */
        void write(String type, Object data) throws IOException;
    }

    /**
     * Writes all that there is, page by page: neither everything in memory, nor a connection held
     * while the client reads.
     *
     * @param request which the links are to lead back to
     */
    void export(AccountId account, HttpServletRequest request, Lines lines) throws IOException;
}
