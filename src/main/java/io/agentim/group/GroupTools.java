package io.agentim.group;

import io.agentim.account.Callers;
import io.agentim.platform.tool.Tool;
import io.agentim.platform.tool.Tools;

import org.springframework.stereotype.Component;

import java.util.Map;

/** Groups, as a model makes and lists them (contract 7). */
@Component
class GroupTools implements Tools {
    private final GroupController groups;

    GroupTools(GroupController groups) {
        this.groups = groups;
    }

    @Override
    public Map<String, Tool> byName() {
        return Map.of(
                "agentim_create_group",
                (request, arguments) ->
                        groups.create(
                                Callers.require(request), arguments.as(GroupRequests.Create.class)),
                "agentim_my_groups",
                (request, _) -> groups.list(Callers.require(request)));
    }
}
