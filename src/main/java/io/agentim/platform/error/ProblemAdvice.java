package io.agentim.platform.error;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.ConstraintViolationException;

import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.BindException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

import java.io.IOException;
import java.util.Objects;

/**
 * Turns whatever a controller or Spring itself throws into a refusal, which {@link ProblemWriter}
 * answers.
 */
@RestControllerAdvice
class ProblemAdvice {
    private final ProblemWriter problems;

    ProblemAdvice(ProblemWriter problems) {
        this.problems = problems;
    }

    @ExceptionHandler(Throwable.class)
    void answer(Throwable fault, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (fault instanceof AsyncRequestNotUsableException) {
            return; // the client has gone
        }
        if (fault instanceof HttpRequestMethodNotSupportedException e
                && e.getSupportedMethods() != null) {
            response.setHeader("Allow", String.join(", ", e.getSupportedMethods()));
        }
        problems.write(request, response, Objects.requireNonNullElse(refusalOf(fault), fault));
    }

    private static @Nullable DomainException refusalOf(Throwable fault) {
        return switch (fault) {
            case HttpRequestMethodNotSupportedException e ->
                    new DomainException(
                            ErrorCode.METHOD_NOT_ALLOWED,
                            "method " + e.getMethod() + " is not allowed here");
            case HttpMediaTypeNotSupportedException _ ->
                    new DomainException(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "this media type is not understood here");
            case HttpMediaTypeNotAcceptableException _ ->
                    new DomainException(
                            ErrorCode.NOT_ACCEPTABLE, "no representation that you accept");
            case NoResourceFoundException _ ->
                    DomainException.notFound("there is nothing at this path");
            case MissingRequestValueException e -> missing(e);
            case HttpMessageNotReadableException e -> JsonFaults.toRefusal(e.getCause());
            case MethodArgumentNotValidException e -> invalid(e);
            case BindException e -> invalid(e);
            case TypeMismatchException e -> mismatch(e);
            case ConstraintViolationException e ->
                    new DomainException(
                            ErrorCode.INVALID_REQUEST,
                            Objects.requireNonNullElse(e.getMessage(), "invalid"));
            case HttpException e -> ofStatus(e.getCode());
            case ErrorResponse e -> ofStatus(e.getStatusCode().value());
            default -> null;
        };
    }

    private static DomainException missing(MissingRequestValueException e) {
        return e instanceof org.springframework.web.bind.MissingServletRequestParameterException p
                ? DomainException.required(p.getParameterName())
                : new DomainException(ErrorCode.INVALID_REQUEST, "a required value is missing");
    }

    private static DomainException invalid(BindException e) {
        var error = e.getBindingResult().getFieldErrors().stream().findFirst();
        return error.map(f ->
                        DomainException.invalid(
                                snakeCase(f.getField()),
                                snakeCase(f.getField()) + " " + f.getDefaultMessage()))
                .orElseGet(() ->
                        new DomainException(ErrorCode.INVALID_REQUEST, "the request is not valid"));
    }

    private static DomainException invalid(MethodArgumentNotValidException e) {
        var error = e.getBindingResult().getFieldErrors().stream().findFirst();
        return error.map(f ->
                        DomainException.invalid(
                                snakeCase(f.getField()),
                                snakeCase(f.getField()) + " " + f.getDefaultMessage()))
                .orElseGet(() ->
                        new DomainException(ErrorCode.INVALID_REQUEST, "the request is not valid"));
    }

    private static DomainException mismatch(TypeMismatchException e) {
        String name = Objects.requireNonNullElse(e.getPropertyName(), "a parameter");
        return DomainException.invalid(name, name + " has the wrong type or form");
    }

    private static DomainException ofStatus(int status) {
        return switch (status) {
            case 404 -> DomainException.notFound("there is nothing at this path");
            case 405 ->
                    new DomainException(
                            ErrorCode.METHOD_NOT_ALLOWED, "this method is not allowed here");
            case 406 ->
                    new DomainException(
                            ErrorCode.NOT_ACCEPTABLE, "no representation that you accept");
            case 413 ->
                    new DomainException(
                            ErrorCode.PAYLOAD_TOO_LARGE, "the body is larger than allowed");
            case 415 ->
                    new DomainException(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "this media type is not understood here");
            case 503 -> Faults.unavailable("the server cannot answer at the moment, try again");
            default ->
                    status < 500
                            ? new DomainException(
                                    ErrorCode.INVALID_REQUEST, "the request is not valid")
                            : new DomainException(
                                    ErrorCode.INTERNAL_ERROR, "something went wrong on our side");
        };
    }

    private static String snakeCase(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
    }
}
