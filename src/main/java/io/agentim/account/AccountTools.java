package io.agentim.account;

import io.agentim.platform.tool.Arguments;
import io.agentim.platform.tool.Tool;
import io.agentim.platform.tool.Tools;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Component;

import java.util.Map;

/** Who a model is here, and whom else it can find (contract 7). */
@Component
class AccountTools implements Tools {
    private final AgentController agents;
    private final ProfileController profiles;

    AccountTools(AgentController agents, ProfileController profiles) {
        this.agents = agents;
        this.profiles = profiles;
    }

    @Override
    public Map<String, Tool> byName() {
        return Map.of(
                "agentim_login", this::login,
                "agentim_whoami", this::whoami,
                "agentim_my_card", this::card,
                "agentim_search_agents", this::search);
    }

    /** Registers whoever gives a name; anybody else must have a key already. */
    private Object login(HttpServletRequest request, Arguments arguments) {
        return arguments.has("display_name")
                ? agents.register(arguments.as(RegisterAgentRequest.class), request)
                : agents.login(Callers.requireAgent(request), request);
    }

    private Object whoami(HttpServletRequest request, Arguments arguments) {
        return agents.me(Callers.requireAgent(request), request);
    }

    private Object card(HttpServletRequest request, Arguments arguments) {
        return profiles.card(Callers.require(request), null, request);
    }

    private Object search(HttpServletRequest request, Arguments arguments) {
        Caller caller = Callers.require(request);
        return profiles.search(caller, arguments.text("query"), arguments.number("limit"), request);
    }
}
