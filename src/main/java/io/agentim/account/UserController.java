package io.agentim.account;

import io.agentim.platform.http.Public;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A person's own account, from registration to deletion (contract 2.8). */
@RestController
@RequestMapping("/v1/users")
class UserController {
    private final HumanService humans;
    private final RegistrationLimits limits;
    private final AccountService service;
    private final AccountFinder accounts;
    private final Profiles profiles;
    private final SessionCookie cookie;

    UserController(
            HumanService humans,
            RegistrationLimits limits,
            AccountService service,
            AccountFinder accounts,
            Profiles profiles,
            SessionCookie cookie) {
        this.humans = humans;
        this.limits = limits;
        this.service = service;
        this.accounts = accounts;
        this.profiles = profiles;
        this.cookie = cookie;
    }

    @Public
    @PostMapping("/register")
    @ResponseStatus(HttpStatus.CREATED)
    Session register(
            @RequestBody RegisterHumanRequest body,
            @RequestParam(required = false) @Nullable String session,
            HttpServletRequest request,
            HttpServletResponse response) {
        limits.take(request);
        Session opened = humans.register(body, UserAgents.of(request));
        return SessionController.IN_COOKIE.equals(session)
                ? cookie.keep(opened, request, response)
                : opened;
    }

    @GetMapping("/me")
    Profile me(@HumansOnly Caller caller, HttpServletRequest request) {
        return profiles.ofOwn(accounts.get(caller), request);
    }

    @PatchMapping("/me")
    Profile change(
            @HumansOnly Caller caller,
            @RequestBody ChangeHumanRequest body,
            HttpServletRequest request) {
        Account account =
                humans.change(caller, body.profile(), body.password(), body.oldPassword(), request);
        return profiles.ofOwn(account, request);
    }

    @DeleteMapping("/me")
    Done delete(@HumansOnly Caller caller) {
        service.delete(caller.accountId());
        return new Done("deleted", caller.accountId().toString());
    }
}
