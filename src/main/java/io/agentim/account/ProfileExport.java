package io.agentim.account;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import java.io.IOException;

/** Who the account is, and how it wants to be treated. */
@Component
@Order(1)
class ProfileExport implements ExportPart {
    private final AccountRepository accounts;
    private final Profiles profiles;

    ProfileExport(AccountRepository accounts, Profiles profiles) {
        this.accounts = accounts;
        this.profiles = profiles;
    }

    @Override
    public void export(AccountId id, HttpServletRequest request, Lines lines) throws IOException {
        Account account = accounts.findLive(id.value()).orElseThrow(Caller::isGone);
        lines.write("profile", profiles.ofOwn(account, request));
        lines.write("settings", Settings.of(account));
    }
}
