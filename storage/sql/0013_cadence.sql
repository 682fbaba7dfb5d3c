-- 0013: how often people are in touch: reviews, tries without an answer, promises.

-- When it is next looked whether there was contact, and whether a review is due; 0: now.
ALTER TABLE assignment ADD COLUMN look_at INTEGER NOT NULL DEFAULT 0;

CREATE INDEX assignment_look ON assignment (look_at) WHERE ends_at IS NULL;

-- What people were told about an assignment, so that each is told once.
CREATE TABLE assignment_told (
    assignment_id INTEGER NOT NULL REFERENCES assignment (id),
    what          TEXT NOT NULL CHECK (what IN ('silence', 'follow_up', 'outreach')),
    about         TEXT NOT NULL,     -- the day it counts from, or that it is due on
    step          INTEGER NOT NULL,  -- 1: the contact person, 2: the supervisors
    told_at       INTEGER NOT NULL,
    last_message  INTEGER NOT NULL,  -- the newest there was: words after it end a silence
    PRIMARY KEY (assignment_id, what)
) STRICT, WITHOUT ROWID;

CREATE INDEX assignment_told_of_silence ON assignment_told (assignment_id)
    WHERE what = 'silence';

-- Somebody was looked for and did not answer.
CREATE TABLE attempt (
    id          INTEGER PRIMARY KEY,
    client_id   TEXT NOT NULL REFERENCES person (id),
    by_id       TEXT NOT NULL REFERENCES person (id),
    form        TEXT NOT NULL,
    sealed_note BLOB,
    at          INTEGER NOT NULL
) STRICT;

CREATE INDEX attempt_of_client ON attempt (client_id, at);

-- Everybody sat down and looked at the help; what was said stands in the case alone.
CREATE TABLE follow_up (
    id            INTEGER PRIMARY KEY,
    assignment_id INTEGER NOT NULL REFERENCES assignment (id),
    held_on       TEXT NOT NULL,     -- YYYY-MM-DD
    took_part     TEXT NOT NULL,     -- client guardians caseworker contact_person
    outcome       TEXT NOT NULL CHECK (outcome IN ('goes_on', 'changed', 'ends')),
    by_id         TEXT NOT NULL REFERENCES person (id),
    created_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX follow_up_of_assignment ON follow_up (assignment_id, held_on);

-- Who does what by when, as two people agreed on it.
CREATE TABLE promise (
    id           INTEGER PRIMARY KEY,
    client_id    TEXT NOT NULL REFERENCES person (id),
    who          TEXT NOT NULL CHECK (who IN ('client', 'worker', 'other')),
    sealed_words BLOB NOT NULL,
    due_on       TEXT,               -- YYYY-MM-DD
    by_id        TEXT NOT NULL REFERENCES person (id),
    created_at   INTEGER NOT NULL,
    done_at      INTEGER,
    done_by      TEXT
) STRICT;

CREATE INDEX promise_open ON promise (client_id, due_on) WHERE done_at IS NULL;
