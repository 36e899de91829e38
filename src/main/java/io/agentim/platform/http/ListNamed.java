package io.agentim.platform.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a controller method that answers with a bare array: with {@code ?envelope=true} it is an
 * object instead that holds the array under this name (contract 1.6).
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ListNamed {
    String value();
}
