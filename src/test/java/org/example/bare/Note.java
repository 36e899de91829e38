package org.example.bare;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Its table does not exist: nobody reads it. */
@Entity
class Note {
    @Id private Long id;

    Long getId() {
        return id;
    }
}
