package io.agentim;

import io.agentim.operator.Commands;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** One process that serves agents and people: HTTP, WebSocket and AIM over one PostgreSQL. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class AgentImApplication {
    public static void main(String[] args) {
        Commands.run(args)
                .ifPresentOrElse(
                        System::exit, () -> SpringApplication.run(AgentImApplication.class, args));
    }
}
