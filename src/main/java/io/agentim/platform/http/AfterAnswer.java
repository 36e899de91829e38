package io.agentim.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.AsyncHandlerInterceptor;

import java.util.ArrayList;
import java.util.List;

/**
 * What must wait until the caller has its answer: the SDK's {@code request()} begins to listen only
 * once its own send has been answered (contract 2.2), so the receiver must not be woken before.
 * Thread-safe.
 */
@Component
public class AfterAnswer implements AsyncHandlerInterceptor {
    private static final String ATTRIBUTE = AfterAnswer.class.getName();
    private static final ThreadLocal<@Nullable List<Runnable>> CURRENT = new ThreadLocal<>();

    /**
     * Runs the action once the request on this thread has been answered; at once if there is none.
     * Must not block.
     */
    public void run(Runnable action) {
        List<Runnable> waiting = CURRENT.get();
        if (waiting == null) {
            action.run();
        } else {
            waiting.add(action);
        }
    }

    /** The same for transports of our own: {@code exchange} reads a frame and writes its answer. */
    public void afterThis(Runnable exchange) {
        List<Runnable> outer = CURRENT.get();
        var actions = new ArrayList<Runnable>();
        CURRENT.set(actions);
        try {
            exchange.run();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
            actions.forEach(Runnable::run);
        }
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        List<Runnable> actions = actionsOf(request);
        if (actions == null) {
            actions = new ArrayList<>();
            request.setAttribute(ATTRIBUTE, actions);
        }
        CURRENT.set(actions);
        return true;
    }

    @Override
    public void afterConcurrentHandlingStarted(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        CURRENT.remove();
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request,
            HttpServletResponse response,
            Object handler,
            @Nullable Exception e) {
        CURRENT.remove();
        List<Runnable> actions = actionsOf(request);
        if (actions != null) {
            actions.forEach(Runnable::run);
        }
    }

    @SuppressWarnings("unchecked") // nobody else sets this attribute
    private static @Nullable List<Runnable> actionsOf(HttpServletRequest request) {
        return (List<Runnable>) request.getAttribute(ATTRIBUTE);
    }
}
