package io.agentim.delivery.webhook;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads at most 16 KiB in search of the end of an answer's head. */
final class BoundedHeadParser extends DefaultHttpResponseParser {
    private static final int MAX_HEAD = 16 * 1024;

    /** One parser per connection. */
    static final class Factory implements HttpMessageParserFactory<ClassicHttpResponse> {
        @Override
        @SuppressWarnings("deprecation") // but still the only abstract one
        public HttpMessageParser<ClassicHttpResponse> create(@Nullable Http1Config config) {
            return new BoundedHeadParser(config == null ? Http1Config.DEFAULT : config);
        }
    }

    private BoundedHeadParser(Http1Config config) {
        super(config);
    }

    @Override
    public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
            throws IOException, HttpException {
        return super.parse(buffer, new Bounded(in));
    }

    private static final class Bounded extends FilterInputStream {
        private int left = MAX_HEAD;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                throw new MessageConstraintException("the head is longer than 16 KiB");
            }
            int read = super.read(into, offset, length);
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }
    }
}
