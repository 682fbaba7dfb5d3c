-- 0011: asking how somebody is: what was proposed, asked and answered, who was told.

-- A rhythm that a contact person would like; it counts once the person said yes.
CREATE TABLE check_in_proposal (
    id         INTEGER PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES person (id),
    rhythm     TEXT NOT NULL,
    by_id      TEXT NOT NULL REFERENCES person (id),
    state      TEXT NOT NULL
               CHECK (state IN ('asked', 'agreed', 'declined', 'other', 'withdrawn')),
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX check_in_proposal_of ON check_in_proposal (person_id) WHERE state = 'asked';

-- One time that somebody was asked, or was to be asked, and what they said.
CREATE TABLE check_in (
    id            INTEGER PRIMARY KEY,
    person_id     TEXT NOT NULL REFERENCES person (id),
    rule_id       INTEGER NOT NULL REFERENCES rule (id),
    due_id        INTEGER NOT NULL UNIQUE REFERENCES due (id),
    due_at        INTEGER NOT NULL,
    is_scaled     INTEGER NOT NULL,   -- asked from 1 to 5
    state         TEXT NOT NULL
                  CHECK (state IN ('asked', 'answered', 'words', 'missed', 'skipped',
                                   'withdrawn')),
    reason        TEXT,               -- why it was not asked: never their silence
    sealed_answer BLOB,
    sealed_words  BLOB,
    lines_given   INTEGER NOT NULL DEFAULT 0,  -- whether help lines were named
    told          INTEGER NOT NULL DEFAULT 0,  -- whether the contact person has read it
    settled_at    INTEGER
) STRICT;

CREATE INDEX check_in_of ON check_in (person_id, id);
CREATE INDEX check_in_kept ON check_in (settled_at)
    WHERE sealed_answer IS NOT NULL OR sealed_words IS NOT NULL;

-- Who has not answered by now, how often that was tried, and since when a human has it.
CREATE TABLE check_in_silence (
    person_id   TEXT PRIMARY KEY REFERENCES person (id),
    check_in_id INTEGER NOT NULL REFERENCES check_in (id),
    tries       INTEGER NOT NULL,
    tried_at    INTEGER NOT NULL,
    since       INTEGER NOT NULL,
    handed_at   INTEGER
) STRICT, WITHOUT ROWID;

-- Each rung that was climbed, and who was told.
CREATE TABLE check_in_rung (
    id          INTEGER PRIMARY KEY,
    check_in_id INTEGER NOT NULL REFERENCES check_in (id),
    rung        TEXT NOT NULL
                CHECK (rung IN ('question', 'reminder', 'other_channel',
                                'contact_person')),
    told_id     TEXT NOT NULL REFERENCES person (id),
    at          INTEGER NOT NULL
) STRICT;

CREATE INDEX check_in_rung_of ON check_in_rung (check_in_id, id);
