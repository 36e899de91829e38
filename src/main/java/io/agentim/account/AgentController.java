package io.agentim.account;

import io.agentim.platform.http.Public;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** An agent's own account, from registration to deletion (contract 2.1). */
@RestController
@RequestMapping("/v1/agents")
class AgentController {
    private final RegistrationService registrations;
    private final RegistrationLimits limits;
    private final RecoveryService recoveries;
    private final AccountService service;
    private final AccountFinder accounts;
    private final Profiles profiles;

    AgentController(
            RegistrationService registrations,
            RegistrationLimits limits,
            RecoveryService recoveries,
            AccountService service,
            AccountFinder accounts,
            Profiles profiles) {
        this.registrations = registrations;
        this.limits = limits;
        this.recoveries = recoveries;
        this.service = service;
        this.accounts = accounts;
        this.profiles = profiles;
    }

    @Public
    @PostMapping("/register")
    @ResponseStatus(HttpStatus.CREATED)
    RegisteredAgent register(@RequestBody RegisterAgentRequest body, HttpServletRequest request) {
        limits.take(request);
        return registrations.registerAgent(body);
    }

    /** Changes nothing: an SDK asks at its start whether its key is good, and who it is. */
    @PostMapping("/login")
    Profile login(@AgentsOnly Caller caller, HttpServletRequest request) {
        return profiles.ofOwn(accounts.get(caller), request);
    }

    @PostMapping("/recover")
    RecoveryService.Recovered recover(
            @AgentsOnly @Nullable Caller caller,
            @RequestBody RecoveryService.Request body,
            HttpServletRequest request) {
        limits.take(request);
        return recoveries.recover(body);
    }

    @GetMapping("/me")
    Profile me(@AgentsOnly Caller caller, HttpServletRequest request) {
        return profiles.ofOwn(accounts.get(caller), request);
    }

    @PatchMapping("/me")
    Profile change(
            @AgentsOnly Caller caller,
            @RequestBody ProfileChange change,
            HttpServletRequest request) {
        return profiles.ofOwn(service.change(caller.accountId(), change), request);
    }

    @DeleteMapping("/me")
    Done delete(@AgentsOnly Caller caller) {
        service.delete(caller.accountId());
        return new Done("deleted", caller.accountId().toString());
    }
}
