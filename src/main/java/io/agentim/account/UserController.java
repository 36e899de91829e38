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
@RequestMapping("/v1/users")
class UserController {
    private final RegistrationService registrations;

    UserController(RegistrationService registrations) {
        this.registrations = registrations;
    }

    record RegisterRequest(String displayName, String password) {}

    @Public
    @PostMapping("/register")
    @ResponseStatus(HttpStatus.CREATED)
    Map<String, Object> register(@RequestBody RegisterRequest request) {
        Registration made = registrations.registerHuman(request.displayName(), request.password());
        return Map.of(
                "id",
                made.account().id(),
                "token",
                made.secret(),
                "display_name",
                made.account().displayName);
    }
}
