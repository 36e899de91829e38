package org.example.bare;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The least that anybody would call a Spring Boot application with web and JPA: what the server's
 * start is measured against. In a package of its own, where the server's scans do not look.
 */
@SpringBootApplication
public class BareApplication {
    public static void main(String[] args) {
        SpringApplication.run(BareApplication.class, args);
    }
}
