package io.agentim.file;

import io.agentim.account.AccountId;
import io.agentim.account.ExportPart;
import io.agentim.file.FileController.FileInfo;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import java.io.IOException;

/** What files the account has uploaded; their bytes are where they say. */
@Component
@Order(6)
class FileExport implements ExportPart {
    private final StoredFileRepository files;

    FileExport(StoredFileRepository files) {
        this.files = files;
    }

    /** An account has no more than some thousand. */
    @Override
    public void export(AccountId account, HttpServletRequest request, Lines lines)
            throws IOException {
        for (StoredFile file : files.of(account)) {
            lines.write("file", FileInfo.of(file));
        }
    }
}
