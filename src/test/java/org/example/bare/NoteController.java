package org.example.bare;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import java.util.Map;

@RestController
class NoteController {
    private final NoteRepository notes;

    NoteController(NoteRepository notes) {
        this.notes = notes;
    }

    /** Answers without a look at the database, as soon as it can. */
    @GetMapping("/notes/{id}")
    Map<String, Object> note(@PathVariable long id) {
        return Map.of("id", id, "by", notes.getClass().getSimpleName());
    }
}
