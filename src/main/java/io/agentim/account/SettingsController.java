package io.agentim.account;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/agents/settings")
class SettingsController {
    private final AccountFinder accounts;
    private final AccountService service;

    SettingsController(AccountFinder accounts, AccountService service) {
        this.accounts = accounts;
        this.service = service;
    }

    @GetMapping
    Settings get(Caller caller) {
        return Settings.of(accounts.get(caller));
    }

    /** A partial update, although a PUT: that is what clients of this API send. */
    @PutMapping
    Settings put(Caller caller, @RequestBody Settings change) {
        return service.changeSettings(caller.accountId(), change);
    }
}
