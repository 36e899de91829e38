package io.agentim.group;

import io.agentim.account.AccountId;
import io.agentim.account.ExportPart;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import java.io.IOException;

/** Which groups the account is in. */
@Component
@Order(3)
class GroupExport implements ExportPart {
    private final GroupViews groups;

    GroupExport(GroupViews groups) {
        this.groups = groups;
    }

    @Override
    public void export(AccountId account, HttpServletRequest request, Lines lines)
            throws IOException {
        for (GroupResponse.Summary group : groups.listOf(account)) {
            lines.write("group", group);
        }
    }
}
