-- 0004: who said yes or no to what, when and how, so that it can be shown and withdrawn.
--
-- Nothing here is ever changed: the newest answer on a purpose by a giver is what
-- counts, and a question only until there is one.

CREATE TABLE consent (
    id           INTEGER PRIMARY KEY,
    person_id    TEXT NOT NULL REFERENCES person (id),  -- whom it concerns
    giver_id     TEXT NOT NULL REFERENCES person (id),  -- themself, or who speaks for them
    purpose      TEXT NOT NULL
                 CHECK (purpose IN ('messages', 'reminders', 'check_ins', 'measure',
                                    'media', 'history', 'sharing')),
    state        TEXT NOT NULL
                 CHECK (state IN ('asked', 'given', 'declined', 'withdrawn')),
    how          TEXT NOT NULL
                 CHECK (how IN ('telegram', 'sms', 'paper', 'spoken', 'import')),
    text_key     TEXT NOT NULL DEFAULT '',
    text_version TEXT NOT NULL DEFAULT '',  -- hash of the words that were shown
    recorded_by  TEXT,                      -- who wrote it down, if not the giver
    valid_until  INTEGER,
    at           INTEGER NOT NULL
) STRICT;

CREATE INDEX consent_of ON consent (person_id, purpose, giver_id, id);
CREATE INDEX consent_given ON consent (at) WHERE state = 'given';

-- What was said before this was written down; on which words nobody can tell any more.
INSERT INTO consent (person_id, giver_id, purpose, state, how, at)
    SELECT id, id, 'messages', agreement, 'import', coalesce(agreement_at, created_at)
    FROM person WHERE agreement IN ('asked', 'given', 'declined');

-- A question that takes a digit, a yes or a no. Of one person at most one is open: the
-- next waits, because nobody could tell which of two was answered.
CREATE TABLE question (
    id          INTEGER PRIMARY KEY,
    person_id   TEXT NOT NULL REFERENCES person (id),
    kind        TEXT NOT NULL,
    subject     TEXT NOT NULL DEFAULT '',
    state       TEXT NOT NULL
                CHECK (state IN ('waiting', 'open', 'answered', 'lapsed', 'withdrawn')),
    delivery_id INTEGER,  -- the message that asks it
    not_before  INTEGER NOT NULL DEFAULT 0,
    asked_at    INTEGER,
    expires_at  INTEGER,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX question_open ON question (person_id) WHERE state = 'open';
CREATE INDEX question_waiting ON question (not_before) WHERE state = 'waiting';
CREATE INDEX question_over ON question (expires_at) WHERE state = 'open';

-- Something done step by step in a chat. What is typed for it answers its question, so
-- that no words to a client end here, and none of these at a client.
CREATE TABLE dialog (
    person_id    TEXT PRIMARY KEY REFERENCES person (id),
    name         TEXT NOT NULL,
    step         TEXT NOT NULL,
    sealed_state BLOB NOT NULL,
    delivery_id  INTEGER,  -- the question that stands now
    takes_words  INTEGER NOT NULL DEFAULT 0,  -- it is answered by words, too
    expires_at   INTEGER NOT NULL
) STRICT;

-- Who had a case taken out to be read, so that whom it is about can be told.
CREATE TABLE look (
    id        INTEGER PRIMARY KEY,
    case_id   TEXT NOT NULL,
    person_id TEXT,  -- whom it was for; NULL: nobody was named
    at        INTEGER NOT NULL
) STRICT;

CREATE INDEX look_of ON look (case_id, at);
