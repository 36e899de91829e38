package io.agentim.file;

import io.agentim.account.Caller;
import io.agentim.platform.http.AbsoluteUrl;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Files (contract 2.6). Whoever has a credential and knows the id, which nobody can guess, may read
 * a file (promises 1.7).
 */
@RestController
@RequestMapping("/v1/files")
class FileController {
    private final FileService service;
    private final StoredFileRepository files;
    private final UploadForm form;
    private final Download download;
    private final RateLimits limits;

    FileController(
            FileService service,
            StoredFileRepository files,
            FileDirectory directory,
            FileProperties settings,
            Download download,
            RateLimits limits) {
        this.service = service;
        this.files = files;
        this.form = new UploadForm(directory, settings.maxSize(), List.of("file"));
        this.download = download;
        this.limits = limits;
    }

    /** {@code file_id} is another name of {@code id}. */
    record FileInfo(
            String id,
            String fileId,
            @AbsoluteUrl String url,
            String filename,
            long size,
            String contentType,
            Instant createdAt) {

        static FileInfo of(StoredFile file) {
            String id = file.wireId();
            return new FileInfo(
                    id,
                    id,
                    "/v1/files/" + id,
                    file.name(),
                    file.size(),
                    file.contentType(),
                    file.createdAt());
        }
    }

    @PostMapping("/upload")
    @ResponseStatus(HttpStatus.CREATED)
    FileInfo upload(Caller caller, HttpServletRequest request) {
        limits.take(Limit.UPLOAD, caller.accountId().toString());
        try (var upload = form.read(request)) {
            return FileInfo.of(service.keep(caller.accountId(), upload));
        }
    }

    @GetMapping("/{id}")
    void download(
            Caller caller,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable String range,
            @RequestHeader(name = HttpHeaders.IF_RANGE, required = false) @Nullable String ifRange,
            HttpServletResponse response)
            throws IOException {
        download.send(get(id), range, ifRange, response);
    }

    @GetMapping("/{id}/info")
    FileInfo info(Caller caller, @PathVariable String id) {
        return FileInfo.of(get(id));
    }

    private StoredFile get(String id) {
        return files.find(StoredFile.idOf(id)).orElseThrow(StoredFile::unknown);
    }
}
