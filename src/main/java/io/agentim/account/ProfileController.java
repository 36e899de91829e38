package io.agentim.account;

import io.agentim.platform.http.Envelope;
import io.agentim.platform.http.Public;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;

/** What everybody may know of an account, looked up or searched for (contract 2.1). */
@RestController
class ProfileController {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    private final AccountFinder accounts;
    private final Search search;
    private final Profiles profiles;

    ProfileController(AccountFinder accounts, Search search, Profiles profiles) {
        this.accounts = accounts;
        this.search = search;
        this.profiles = profiles;
    }

    @Public
    @GetMapping({"/v1/agents/{id:" + Handles.ID_PATTERN + "}", "/v1/profile/{id}"})
    Profile profile(@PathVariable String id, HttpServletRequest request) {
        return profiles.of(accounts.get(id), request);
    }

    /** One's own card, or with an id somebody else's. */
    @GetMapping("/v1/card/preview")
    Profile card(
            Caller caller,
            @RequestParam(required = false) @Nullable String id,
            HttpServletRequest request) {
        return id == null || id.isBlank() || caller.isNamed(id)
                ? profiles.ofOwn(accounts.get(caller), request)
                : profiles.of(accounts.get(id), request);
    }

    @GetMapping("/v1/agents/search")
    @Envelope("agents")
    List<Profile> search(
            @Nullable Caller caller,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable Long limit,
            HttpServletRequest request) {
        search.takeLimit(caller, request);
        int most = limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
        return search.find(q, most).stream().map(a -> profiles.of(a, request)).toList();
    }
}
