-- 0012: meetings that two people agree on, and everything that became of them.

CREATE TABLE appointment (
    id                 INTEGER PRIMARY KEY,
    uid                TEXT NOT NULL UNIQUE,  -- in calendar files, for ever the same
    client_id          TEXT NOT NULL REFERENCES person (id),
    case_id            TEXT NOT NULL REFERENCES case_file (id),
    worker_id          TEXT NOT NULL REFERENCES person (id),
    local_start        TEXT NOT NULL,         -- wall clock, YYYY-MM-DDTHH:MM:SS
    zone               TEXT NOT NULL,
    starts_at          INTEGER NOT NULL,
    minutes            INTEGER NOT NULL,
    kind               TEXT NOT NULL,
    sealed_place       BLOB,
    remind_soon        INTEGER NOT NULL DEFAULT 0,
    state              TEXT NOT NULL
                       CHECK (state IN ('proposed', 'confirmed', 'declined',
                                        'move_asked', 'cancelled', 'over')),
    revision           INTEGER NOT NULL DEFAULT 0,  -- SEQUENCE in calendar files
    outcome            TEXT,
    cancelled_by       TEXT REFERENCES person (id),
    rule_id            INTEGER REFERENCES rule (id),
    import_fingerprint BLOB,
    created_at         INTEGER NOT NULL
) STRICT;

CREATE INDEX appointment_of_client ON appointment (client_id, starts_at);
CREATE INDEX appointment_of_worker ON appointment (worker_id, starts_at);
CREATE INDEX appointment_of_rule ON appointment (rule_id, starts_at)
    WHERE rule_id IS NOT NULL;
-- Whatever has no outcome yet: few, and looked for again and again.
CREATE INDEX appointment_without_outcome ON appointment (starts_at)
    WHERE outcome IS NULL AND state IN ('proposed', 'confirmed', 'move_asked');
-- Where people met, of which nothing is left a month later.
CREATE INDEX appointment_place ON appointment (starts_at)
    WHERE sealed_place IS NOT NULL;
CREATE UNIQUE INDEX appointment_imported ON appointment (import_fingerprint)
    WHERE import_fingerprint IS NOT NULL;

-- Each change, in its order; nothing is ever written over.
CREATE TABLE appointment_history (
    id             INTEGER PRIMARY KEY,
    appointment_id INTEGER NOT NULL REFERENCES appointment (id),
    what           TEXT NOT NULL,
    revision       INTEGER NOT NULL,
    local_start    TEXT NOT NULL,
    by_id          TEXT,
    at             INTEGER NOT NULL
) STRICT;

CREATE INDEX appointment_history_of ON appointment_history (appointment_id, id);

-- Who took its calendar file, and gets another when it changes.
CREATE TABLE appointment_file (
    appointment_id INTEGER NOT NULL REFERENCES appointment (id),
    person_id      TEXT NOT NULL REFERENCES person (id),
    PRIMARY KEY (appointment_id, person_id)
) STRICT, WITHOUT ROWID;

-- Who else hears of it.
CREATE TABLE appointment_party (
    appointment_id INTEGER NOT NULL REFERENCES appointment (id),
    person_id      TEXT NOT NULL REFERENCES person (id),
    PRIMARY KEY (appointment_id, person_id)
) STRICT, WITHOUT ROWID;
