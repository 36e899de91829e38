package io.agentim.platform.error;

import io.agentim.platform.http.Public;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

import java.io.IOException;

/** Answers what failed outside any controller: in a filter, or by {@code sendError}. */
@Public
@Controller
class ProblemErrorController implements ErrorController {
    private final ProblemAdvice advice;

    ProblemErrorController(ProblemAdvice advice) {
        this.advice = advice;
    }

    @RequestMapping("/error")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        @Nullable Throwable fault =
                (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        advice.answer(
                fault != null ? fault : new StatusException(statusOf(request)), request, response);
    }

    private static int statusOf(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
                ? status
                : 404;
    }

    /** A bare {@code sendError}. */
    private static final class StatusException
            extends org.springframework.web.ErrorResponseException {
        private static final long serialVersionUID = 1L;

        StatusException(int status) {
            super(org.springframework.http.HttpStatusCode.valueOf(status));
        }
    }
}
