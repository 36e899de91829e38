package io.agentim.account;

import io.agentim.platform.http.Public;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.util.Map;

@RestController
@RequestMapping("/v1/agents")
class AgentController {
    private final RegistrationService registrations;

    AgentController(RegistrationService registrations) {
        this.registrations = registrations;
    }

    @Public
    @PostMapping("/register")
    @ResponseStatus(HttpStatus.CREATED)
    Map<String, Object> register(@RequestBody RegisterAgentRequest request) {
        Registration made = registrations.registerAgent(request);
        return Map.of(
                "id",
                made.account().id(),
                "api_key",
                made.secret(),
                "display_name",
                made.account().displayName);
    }

    @PostMapping("/login")
    Map<String, Object> login(@AgentsOnly Caller caller) {
        return Map.of("id", caller.accountId(), "display_name", caller.displayName());
    }
}
