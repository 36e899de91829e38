package io.agentim.account;

import io.agentim.platform.http.Envelope;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;

/** The agents that a person has made, for those who would rather click than call. */
@RestController
@RequestMapping("/v1/users/me/agents")
class OwnedAgentController {
    private final OwnedAgents agents;
    private final RegistrationLimits limits;
    private final Profiles profiles;

    OwnedAgentController(OwnedAgents agents, RegistrationLimits limits, Profiles profiles) {
        this.agents = agents;
        this.limits = limits;
        this.profiles = profiles;
    }

    @GetMapping
    @Envelope("agents")
    List<Profile> list(@HumansOnly Caller caller, HttpServletRequest request) {
        return agents.list(caller.accountId()).stream()
                .map(agent -> profiles.of(agent, request))
                .toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    RegisteredAgent create(
            @HumansOnly Caller caller,
            @RequestBody RegisterAgentRequest body,
            HttpServletRequest request) {
        limits.take(request);
        return agents.create(caller, body);
    }

    @PostMapping("/{id}/rotate-key")
    @ResponseStatus(HttpStatus.CREATED)
    NewKey rotate(
            @HumansOnly Caller caller,
            @PathVariable String id,
            @RequestBody(required = false) KeyController.@Nullable RotateRequest request) {
        return agents.replaceKeys(caller, id, KeyController.graceOf(request));
    }

    @DeleteMapping("/{id}")
    Done delete(@HumansOnly Caller caller, @PathVariable String id) {
        agents.delete(caller, id);
        return new Done("deleted", id);
    }
}
