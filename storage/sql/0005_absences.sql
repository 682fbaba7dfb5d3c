-- 0005: somebody is away, and somebody else answers meanwhile.

CREATE TABLE absence (
    id            INTEGER PRIMARY KEY,
    person_id     TEXT NOT NULL REFERENCES person (id),
    substitute_id TEXT REFERENCES person (id),  -- NULL: the supervisors
    starts_at     INTEGER NOT NULL,
    ends_at       INTEGER NOT NULL,
    state         TEXT NOT NULL
                  CHECK (state IN ('planned', 'running', 'over', 'cancelled')),
    created_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX absence_of ON absence (person_id) WHERE state IN ('planned', 'running');
CREATE INDEX absence_due ON absence (starts_at) WHERE state IN ('planned', 'running');

-- What matters of a client, in a line for the substitute alone.
CREATE TABLE absence_line (
    absence_id  INTEGER NOT NULL REFERENCES absence (id),
    client_id   TEXT NOT NULL REFERENCES person (id),
    sealed_line BLOB,
    waits       INTEGER NOT NULL DEFAULT 0,  -- wants to wait for their contact person
    told_at     INTEGER,
    PRIMARY KEY (absence_id, client_id)
) STRICT;

-- Who answers the client just now, if it is not the contact person.
ALTER TABLE assignment ADD COLUMN substitute_id TEXT REFERENCES person (id);
CREATE INDEX assignment_of_substitute ON assignment (substitute_id)
    WHERE ends_at IS NULL AND substitute_id IS NOT NULL;
