package io.agentim.support;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextCustomizerFactories;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test that speaks to the running server over its ports, on a database shared with the other
 * tests of the same settings: each test makes its own accounts. Suites run two at a time, but never
 * on the same server. Take a {@link Server} as a parameter of the constructor.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "agentim.limits.enabled=false",
            "agentim.embedded-database.enabled=false",
            "agentim.aim-port=0",
            "agentim.management-port=0",
            "agentim.data-dir=target/test-data/${test.thread}"
        })
@ContextCustomizerFactories(ServersOfThread.class)
@Import({TestDatabase.class, Server.class})
public @interface ServerTest {}
