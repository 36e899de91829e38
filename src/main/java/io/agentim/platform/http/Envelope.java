package io.agentim.platform.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a controller method that answers a bare array: with {@code ?envelope=true} it is {@code
 * {"<value>": […]}} (contract 1.6).
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Envelope {
    /** The name under which the array stands. */
    String value();
}
