package io.agentim.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Requests made at the same moment, and what happens in the database between them. */
public final class Together {
    private Together() {}

    /** The answers, in the order of the requests. */
    public static List<Answer> run(List<Callable<Answer>> requests) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Answer>();
            for (var answer : executor.invokeAll(requests)) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    /** The answers, none of which may have another status than these. */
    public static List<Answer> run(List<Integer> statuses, List<Callable<Answer>> requests)
            throws Exception {
        List<Answer> answers = run(requests);
        assertThat(answers).allSatisfy(a -> assertThat(statuses).as(a.body()).contains(a.status()));
        return answers;
    }

    /**
     * The answer to a request that had to wait for this agent's account while the change was made,
     * in the same transaction that held the account. A request that does not wait fails the test.
     */
    public static Answer whileHeld(
            TransactionTemplate transaction,
            JdbcClient jdbc,
            TestAccount agent,
            Supplier<Answer> request,
            Runnable change) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = new CompletableFuture<Answer>();
            transaction.executeWithoutResult(_ -> {
                int holder =
                        jdbc.sql(
                                        """
                                        select pg_backend_pid() from account where id = :id
                                        for no key update
                                        """)
                                .param("id", Long.parseLong(agent.id()))
                                .query(Integer.class)
                                .single();
                answer.completeAsync(request, executor);
                await("the request to wait").until(() -> somebodyWaitsFor(holder, jdbc));
                change.run();
            });
            return answer.join();
        }
    }

    private static boolean somebodyWaitsFor(int holder, JdbcClient jdbc) {
        return jdbc.sql(
                        """
                        select exists (
                            select from pg_locks where not granted and :holder = any(pg_blocking_pids(pid))
                        )
                        """)
                .param("holder", holder)
                .query(Boolean.class)
                .single();
    }
}
