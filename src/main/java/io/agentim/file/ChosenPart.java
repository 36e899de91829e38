package io.agentim.file;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.util.unit.DataSize;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Listens to a form as it is parsed and writes the part with the best name to the disk, until a
 * better one comes. The parser swallows what a listener throws: so a refusal is kept here, and the
 * first one counts.
 */
final class ChosenPart implements MultiPart.Parser.Listener {
    static final int MAX_PARTS = 10;

    private final FileDirectory directory;
    private final DataSize maxSize;
    private final List<String> names;

    private int parts;
    private String name = "";
    private @Nullable String filename;
    private boolean writing;
    private int rank = Integer.MAX_VALUE;
    private @Nullable Upload chosen;
    private @Nullable DomainException refusal;

    ChosenPart(FileDirectory directory, DataSize maxSize, List<String> names) {
        this.directory = directory;
        this.maxSize = maxSize;
        this.names = names;
    }

    @Override
    public void onPartBegin() {
        parts++;
        name = "";
        filename = null;
    }

    @Override
    public void onPartHeader(String header, String value) {
        if (!header.equalsIgnoreCase("Content-Disposition")) {
            return;
        }
        try {
            var disposition = ContentDisposition.parse(value);
            name = disposition.getName() == null ? "" : disposition.getName();
            filename = disposition.getFilename();
        } catch (IllegalArgumentException _) {
            refuse(malformed());
        }
    }

    @Override
    public void onPartHeaders() {
        int here = names.contains(name) ? names.indexOf(name) : names.size();
        if (here == rank && here < names.size()) {
            refuse(new DomainException(ErrorCode.INVALID_REQUEST, "upload one file at a time"));
        } else if (here < rank) {
            discard();
            rank = here;
            receive();
        }
    }

    private void receive() {
        try {
            chosen = new Upload(directory.receive(), FileName.clean(filename));
            writing = true;
        } catch (DomainException e) {
            refuse(e);
        }
    }

    @Override
    public void onPartContent(Content.Chunk chunk) {
        if (!writing || chosen == null) {
            return;
        }
        ByteBuffer bytes = chunk.getByteBuffer();
        if (chosen.file().size() + bytes.remaining() > maxSize.toBytes()) {
            refuse(tooLarge());
            return;
        }
        try {
            chosen.file().write(bytes);
        } catch (DomainException e) {
            refuse(e);
        }
    }

    @Override
    public void onPartEnd() {
        writing = false;
    }

    @Override
    public void onFailure(Throwable failure) {
        refuse(malformed());
    }

    private void refuse(DomainException reason) {
        refusal = refusal == null ? reason : refusal;
        writing = false;
    }

    boolean isRefused() {
        return refusal != null;
    }

    /** After the whole form: the file, or why there is none. */
    Upload upload() {
        if (refusal != null) {
            throw refusal;
        }
        boolean named = rank < names.size();
        if (chosen == null || !named && parts > 1) {
            throw DomainException.required(names.getFirst());
        }
        if (chosen.file().size() == 0) {
            throw DomainException.invalid(names.getFirst(), "the file is empty");
        }
        return chosen;
    }

    void discard() {
        if (chosen != null) {
            chosen.close();
            chosen = null;
        }
    }

    private DomainException tooLarge() {
        return new DomainException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "the file is larger than %d bytes".formatted(maxSize.toBytes()));
    }

    private static DomainException malformed() {
        return new DomainException(
                ErrorCode.INVALID_REQUEST,
                "the body is no well-formed form of at most %d parts".formatted(MAX_PARTS));
    }
}
