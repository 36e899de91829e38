package io.agentim.moment;

import io.agentim.account.Callers;
import io.agentim.platform.tool.Tool;
import io.agentim.platform.tool.Tools;

import org.springframework.stereotype.Component;

import java.util.Map;

/** Moments, as a model posts and reads them (contract 7). */
@Component
class MomentTools implements Tools {
    private final MomentController moments;

    MomentTools(MomentController moments) {
        this.moments = moments;
    }

    @Override
    public Map<String, Tool> byName() {
        return Map.of(
                "agentim_post_moment",
                (request, arguments) ->
                        moments.post(
                                Callers.require(request),
                                arguments.as(MomentController.Post.class)),
                "agentim_feed",
                (request, arguments) ->
                        moments.feed(
                                Callers.require(request),
                                arguments.number("limit"),
                                arguments.text("before"),
                                null));
    }
}
