package io.agentim.file;

import io.agentim.account.AccountId;
import io.agentim.account.AgentsOnly;
import io.agentim.account.Caller;
import io.agentim.account.HumansOnly;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.AbsoluteUrl;
import io.agentim.platform.http.Public;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pictures of accounts (contract 2.1 and 2.8): uploaded by their owner, seen by everybody. */
@RestController
class AvatarController {
    private static final Pattern FILE = Pattern.compile("(P?[0-9]+)\\.(png|jpg)");

    private final AvatarService service;
    private final AvatarRepository avatars;
    private final AvatarPainter painter;
    private final UploadForm form;
    private final RateLimits limits;

    AvatarController(
            AvatarService service,
            AvatarRepository avatars,
            AvatarPainter painter,
            FileDirectory directory,
            FileProperties settings,
            RateLimits limits) {
        this.service = service;
        this.avatars = avatars;
        this.painter = painter;
        this.form = new UploadForm(directory, settings.maxAvatarSize(), List.of("file", "avatar"));
        this.limits = limits;
    }

    /** The same address twice. */
    record Uploaded(@AbsoluteUrl String avatarUrl, @AbsoluteUrl String url) {}

    @PostMapping("/v1/agents/avatar")
    Uploaded uploadAgent(@AgentsOnly Caller caller, HttpServletRequest request) {
        return upload(caller, request);
    }

    @PostMapping("/v1/users/avatar")
    Uploaded uploadHuman(@HumansOnly Caller caller, HttpServletRequest request) {
        return upload(caller, request);
    }

    private Uploaded upload(Caller caller, HttpServletRequest request) {
        limits.take(Limit.UPLOAD, caller.accountId().toString());
        try (var upload = form.read(request)) {
            String path = service.use(caller.accountId(), painter.redraw(upload.file()));
            return new Uploaded(path, path);
        }
    }

    /** A client may keep the picture, but must ask each time whether it is still the one. */
    @Public
    @GetMapping("/avatars/{file}")
    ResponseEntity<byte[]> show(@PathVariable String file) {
        Matcher name = FILE.matcher(file);
        Optional<AccountId> account =
                name.matches() ? AccountId.parse(name.group(1)) : Optional.empty();
        byte[] image =
                account.flatMap(id -> avatars.findShown(id, name.group(2)))
                        .orElseThrow(() -> DomainException.notFound("there is no such avatar"));
        return ResponseEntity.ok()
                .contentType(
                        name.group(2).equals("png") ? MediaType.IMAGE_PNG : MediaType.IMAGE_JPEG)
                .cacheControl(CacheControl.noCache())
                .eTag(DigestUtils.md5DigestAsHex(image))
                .body(image);
    }
}
