package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.group.GroupId;
import io.agentim.message.MessageSearch.Hit;
import io.agentim.message.MessageSearch.Wanted;
import io.agentim.message.ThreadHistory.Place;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.Texts;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;

/** {@code GET /v1/messages/search}: finds what was said in the caller's conversations. */
@RestController
class SearchController {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_TEXT = 200;

    private final MessageSearch search;
    private final Places places;
    private final Recipients accounts;
    private final RateLimits limits;

    SearchController(MessageSearch search, Places places, Recipients accounts, RateLimits limits) {
        this.search = search;
        this.places = places;
        this.accounts = accounts;
        this.limits = limits;
    }

    /**
     * Newest first.
     *
     * @param nextCursor for the page after this one, if there is one
     */
    record Found(List<Hit> results, boolean hasMore, @Nullable String nextCursor) {}

    /**
     * @param q words that must all occur; may be absent if something else is asked for
     * @param from who said it: an id, a handle, or {@code me}
     * @param in a thread's id, or a group's
     * @param has {@code file} or {@code link}
     * @param before a time, or a day
     * @param after the same
     */
    @GetMapping("/v1/messages/search")
    Found find(
            Caller caller,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String in,
            @RequestParam(required = false) @Nullable String has,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Long limit) {
        var wanted =
                new Wanted(
                        checked(q),
                        from == null ? null : author(caller, from),
                        in == null ? null : place(caller.accountId(), in),
                        label(has),
                        SearchSpan.of(after, before, cursor));
        if (wanted.isEverything()) {
            throw DomainException.required("q");
        }
        limits.take(Limit.MESSAGE_SEARCH, caller.accountId().toString());
        int most = limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
        return page(search.find(caller.accountId(), wanted, most + 1), most);
    }

    private static Found page(List<Hit> hits, int most) {
        boolean hasMore = hits.size() > most;
        List<Hit> page = hits.subList(0, Math.min(most, hits.size()));
        return new Found(page, hasMore, hasMore ? page.getLast().messageId() : null);
    }

    private static String checked(@Nullable String q) {
        if (q == null) {
            return "";
        }
        if (q.length() > MAX_TEXT || !Texts.isStorable(q)) {
            throw DomainException.invalid(
                    "q", "q must be text of no more than " + MAX_TEXT + " characters");
        }
        return q;
    }

    private AccountId author(Caller caller, String from) {
        if (from.equals("me")) {
            return caller.accountId();
        }
        return accounts.require(shortText("from", from));
    }

    private Place place(AccountId reader, String in) {
        String thread = GroupId.parse(in).map(GroupId::threadId).orElse(in);
        return places.require(reader, shortText("in", thread));
    }

    private static String shortText(String parameter, String text) {
        if (text.length() > MAX_TEXT || !Texts.isStorable(text)) {
            throw DomainException.invalid(parameter, parameter + " is no id");
        }
        return text;
    }

    private static @Nullable String label(@Nullable String has) {
        return switch (has) {
            case null -> null;
            case "file" -> SearchLabels.FILE;
            case "link" -> SearchLabels.LINK;
            default -> throw DomainException.invalid("has", "has must be file or link");
        };
    }
}
