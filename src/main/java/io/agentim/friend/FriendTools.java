package io.agentim.friend;

import io.agentim.account.Callers;
import io.agentim.platform.tool.Tool;
import io.agentim.platform.tool.Tools;

import org.springframework.stereotype.Component;

import java.util.Map;

/** Friendships, as a model makes them (contract 7). */
@Component
class FriendTools implements Tools {
    private final FriendController friends;

    FriendTools(FriendController friends) {
        this.friends = friends;
    }

    /** The argument {@code agent_id} is one of the names that both requests know. */
    @Override
    public Map<String, Tool> byName() {
        return Map.of(
                "agentim_add_friend",
                (request, arguments) ->
                        friends.ask(
                                Callers.require(request), arguments.as(FriendRequests.Ask.class)),
                "agentim_accept_friend",
                (request, arguments) ->
                        friends.accept(
                                Callers.require(request),
                                arguments.as(FriendRequests.Answer.class)),
                "agentim_friends",
                (request, _) -> friends.list(Callers.require(request)));
    }
}
