package io.agentim.moment;

import io.agentim.account.AccountId;
import io.agentim.account.ExportPart;
import io.agentim.platform.id.TypeId;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** What the account has posted. */
@Component
@Order(5)
class MomentExport implements ExportPart {
    private static final int PAGE = 200;
    private static final UUID END = new UUID(-1, -1);

    private final MomentRepository moments;

    MomentExport(MomentRepository moments) {
        this.moments = moments;
    }

    @Override
    public void export(AccountId account, HttpServletRequest request, Lines lines)
            throws IOException {
        List<Moment> page = moments.of(account, account, END, PAGE);
        while (!page.isEmpty()) {
            for (Moment moment : page) {
                lines.write("moment", moment);
            }
            UUID last = TypeId.parse(Moment.PREFIX, page.getLast().id()).orElseThrow();
            page = moments.of(account, account, last, PAGE);
        }
    }
}
