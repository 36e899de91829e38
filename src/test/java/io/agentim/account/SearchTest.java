package io.agentim.account;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Contract 2.1, search; hardening T26 and T28. */
@ServerTest
class SearchTest {
    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    @Autowired TransactionTemplate transaction;

    private final String mark = "m" + Long.toString(System.nanoTime(), 36);

    private Answer search(String q, String more) {
        String query = URLEncoder.encode(q, StandardCharsets.UTF_8) + more;
        return server.anonymous().get("/v1/agents/search?q=" + query);
    }

    private List<String> idsFor(String q) {
        return search(q, "").hasStatus(200).hasNoNulls().elements().stream()
                .map(hit -> hit.path("id").asString())
                .toList();
    }

    private String register(String body) {
        return server.anonymous().post("/v1/agents/register", body).hasStatus(201).text("id");
    }

    @Test
    void everyTextOfAProfileIsSearchedWhateverItsCase() {
        String named = register(json("display_name", "Été " + mark));
        String described = register(json("display_name", mark + "x", "bio", "speaks 日本語" + mark));
        String addressed = register(json("id", "handle." + mark));
        String able =
                register(
                        "{\"display_name\":\"y%s\",\"capabilities\":[\"a\",\"Übersetzen%s\"]}"
                                .formatted(mark, mark));

        assertThat(idsFor("ÉTÉ " + mark.toUpperCase(Locale.ROOT))).containsExactly(named);
        assertThat(idsFor("本語" + mark)).containsExactly(described);
        assertThat(idsFor("HANDLE." + mark)).containsExactly(addressed);
        assertThat(idsFor("übersetzen" + mark)).containsExactly(able);
        assertThat(idsFor(mark)).containsExactlyInAnyOrder(named, described, addressed, able);
    }

    @Test
    void peopleAreFoundToo() {
        TestAccount human = server.newHuman();
        var hit = search(human.name(), "").hasStatus(200).elements().getFirst();
        assertThat(hit.path("id").asString()).isEqualTo(human.id());
        assertThat(hit.path("user_type").asString()).isEqualTo("human");
        assertThat(hit.path("online").booleanValue()).isFalse();
        assertThat(hit.path("bio").isString()).isTrue();
        assertThat(hit.path("capabilities").isArray()).isTrue();
    }

    @Test
    void anExactIdOrHandleComesFirstThenTheNameThenItsBeginning() {
        String inside = register(json("display_name", "a " + mark + " b"));
        String begins = register(json("display_name", mark + " b"));
        String exact = register(json("display_name", mark));
        String handle = register(json("id", mark, "display_name", "z" + mark));
        assertThat(idsFor(mark)).containsExactly(handle, exact, begins, inside);

        String quoting = register(json("display_name", "q" + mark, "bio", "friend of " + exact));
        assertThat(idsFor(exact)).startsWith(exact).contains(quoting);
    }

    @Test
    void wildcardsAreOrdinaryCharacters() {
        String id = register(json("display_name", "100%_\\" + mark));
        register(json("display_name", "100xy" + mark));
        assertThat(idsFor("100%_\\" + mark)).containsExactly(id);
        assertThat(idsFor("0%_\\" + mark.substring(0, 3))).contains(id);
        assertThat(idsFor("1%" + mark)).isEmpty();
        assertThat(idsFor("100__" + mark)).isEmpty();
        assertThat(idsFor("'; drop table account; --")).isEmpty();
    }

    @Test
    void aMatchDoesNotReachOverTwoTexts() {
        register(json("display_name", "left" + mark, "bio", "right" + mark));
        assertThat(idsFor("left" + mark + "\nright" + mark)).isEmpty();
        assertThat(idsFor("left" + mark + "right" + mark)).isEmpty();
    }

    @Test
    void whoDoesNotWantToBeFoundIsNot() {
        TestAccount shy = server.newAgent("shy " + mark);
        assertThat(idsFor("shy " + mark)).containsExactly(shy.id());
        shy.api().put("/v1/agents/settings", "{\"searchable\": false}").hasStatus(200);

        assertThat(idsFor("shy " + mark)).isEmpty();
        assertThat(idsFor(shy.id())).doesNotContain(shy.id());
        server.anonymous().get("/v1/profile/" + shy.id()).hasStatus(200);
    }

    @Test
    void theDeletedAreNotFound() {
        TestAccount agent = server.newAgent("gone " + mark);
        agent.api().delete("/v1/agents/me").hasStatus(200);
        assertThat(idsFor("gone " + mark)).isEmpty();
        assertThat(idsFor(agent.id())).doesNotContain(agent.id());
    }

    @Test
    void theLimitIsClamped() {
        for (int i = 0; i < 3; i++) {
            register(json("display_name", mark + " " + i));
        }
        assertThat(search(mark, "&limit=2").elements()).hasSize(2);
        assertThat(search(mark, "&limit=0").elements()).hasSize(1);
        assertThat(search(mark, "&limit=-5").elements()).hasSize(1);
        assertThat(search(mark, "&limit=100000").elements()).hasSize(3);
        search(mark, "&limit=many").isProblem(400, "invalid_request");
        assertThat(search(mark, "&envelope=true").elements("agents")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?q=", "?q=%20%09", "?q=%E2%80%8B", "?q=%00"})
    void somethingMustBeSearchedFor(String query) {
        server.anonymous().get("/v1/agents/search" + query).isProblem(400, "invalid_request");
    }

    @Test
    void aVeryLongQueryIsRefused() {
        search("x".repeat(201), "").isProblem(400, "invalid_request");
        search("x".repeat(200), "").hasStatus(200);
    }

    /** Else every search would read the whole table; on a small one the planner has to be told. */
    @Test
    void theIndexServesTheQuery() {
        String plan =
                transaction.execute(_ -> {
                    jdbc.sql("set local enable_seqscan = off").update();
                    return String.join("\n", jdbc.sql(EXPLAIN).query(String.class).list());
                });
        assertThat(plan).contains("account_search", "account_pkey").doesNotContain("Seq Scan");
    }

    private static final String EXPLAIN =
            """
            explain select id from account a
            where a.deleted_at is null and a.searchable
              and (a.id = 1 or account_search_text(a.display_name, a.handle, a.bio, a.capabilities)
                               ilike '%' || 'something' || '%')
            """;
}
