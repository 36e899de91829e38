package io.agentim.platform.http;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.error.ProblemWriter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * Bounds every request body in size and, against trickled bodies, in time. An upload may be larger
 * than JSON (contract 1.5). An oversize body is refused by its announced length, else while it is
 * read.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class BodyLimit extends OncePerRequestFilter {
    private static final long MAX_JSON = 256 * 1024;
    private static final Set<String> UPLOADS =
            Set.of("/v1/files/upload", "/v1/agents/avatar", "/v1/users/avatar");
    private static final long AROUND_FILE = 1024 * 1024; // boundaries, heads and other parts
    private static final Duration MAX_TIME = Duration.ofSeconds(60);
    private static final long MAX_READ_ON = 32 * 1024 * 1024;

    private final ProblemWriter problems;
    private final long maxUpload;

    BodyLimit(ProblemWriter problems, @Value("${agentim.file.max-size}") DataSize maxFile) {
        this.problems = problems;
        this.maxUpload = maxFile.toBytes() + AROUND_FILE;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long limit = UPLOADS.contains(request.getRequestURI()) ? maxUpload : MAX_JSON;
        if (request.getContentLengthLong() > limit) {
            response.setHeader("Connection", "close"); // the rest of the body is not worth reading
            problems.write(request, response, tooLarge(limit));
            readOn(request, response);
            return;
        }
        var limited = new LimitedRequest(request, limit);
        chain.doFilter(limited, response);
        if (limited.isTooLarge()) {
            readOn(request, response);
        }
    }

    private static DomainException tooLarge(long limit) {
        return new DomainException(
                ErrorCode.PAYLOAD_TOO_LARGE, "the body is larger than %d bytes".formatted(limit));
    }

    /**
     * Closing a connection with unread input resets it, and a client that is still sending never
     * sees the answer. So what comes after the answer is read, and dropped; up to a bound, and not
     * from a client that has asked before it sends.
     */
    private static void readOn(HttpServletRequest request, HttpServletResponse response) {
        if (request.getHeader("Expect") != null) {
            return;
        }
        long deadline = System.nanoTime() + MAX_TIME.toNanos();
        long left = MAX_READ_ON;
        byte[] dropped = new byte[8192];
        try {
            response.flushBuffer();
            var in = request.getInputStream();
            int n = in.read(dropped);
            while (n >= 0 && left > 0 && deadline - System.nanoTime() > 0) {
                left -= n;
                n = in.read(dropped);
            }
        } catch (IOException _) {
            // the client has gone
        }
    }

    private static final class LimitedRequest extends HttpServletRequestWrapper {
        private final long limit;
        private @Nullable LimitedStream in;

        LimitedRequest(HttpServletRequest request, long limit) {
            super(request);
            this.limit = limit;
        }

        boolean isTooLarge() {
            return in != null && in.read > limit;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (in == null) {
                in = new LimitedStream(super.getInputStream(), limit);
            }
            return in;
        }
    }

    private static final class LimitedStream extends ServletInputStream {
        private final ServletInputStream in;
        private final long limit;
        private final long deadline = System.nanoTime() + MAX_TIME.toNanos();
        private long read;

        LimitedStream(ServletInputStream in, long limit) {
            this.in = in;
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            count(Math.max(n, 0));
            return n;
        }

        private void count(int n) {
            read += n;
            if (read > limit) {
                throw tooLarge(limit);
            }
            if (n > 0 && System.nanoTime() - deadline > 0) {
                throw new DomainException(
                        ErrorCode.INVALID_REQUEST, "the body took longer than a minute to arrive");
            }
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
