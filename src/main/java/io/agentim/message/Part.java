package io.agentim.message;

import com.fasterxml.jackson.annotation.JsonIgnore;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that was said, or shown, in a stream.
 *
 * @param kind {@code text} becomes the message; what an agent thinks or does is for those who watch
 */
record Part(String kind, String delta) {
    static final String TEXT = "text";

    @JsonIgnore
    boolean isText() {
        return kind.equals(TEXT);
    }

    /** Neighbours of one kind in one. */
    static List<Part> joined(List<Part> parts) {
        var joined = new ArrayList<Part>();
        var delta = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            delta.append(part.delta);
            if (i + 1 == parts.size() || !parts.get(i + 1).kind.equals(part.kind)) {
                joined.add(new Part(part.kind, delta.toString()));
                delta.setLength(0);
            }
        }
        return joined;
    }
}
