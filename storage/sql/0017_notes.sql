-- 0017: contact that was elsewhere, chats that are over, notes that are owed, goals.

-- Once a chat is over, its messages are counted into one contact of the case.
ALTER TABLE message ADD COLUMN in_chat INTEGER NOT NULL DEFAULT 0;
UPDATE message SET in_chat = 1;
CREATE INDEX message_not_in_chat ON message (case_id, created_at) WHERE in_chat = 0;

-- That there was contact, in what form and for how long; what it was about stands in
-- the case alone.
CREATE TABLE contact (
    id         INTEGER PRIMARY KEY,
    case_id    TEXT NOT NULL,
    entry      INTEGER NOT NULL,  -- its place in the case
    by_id      TEXT,              -- who noted it; empty where it was counted
    form       TEXT NOT NULL,
    parties    TEXT NOT NULL,     -- words with a space between them
    minutes    INTEGER,
    started_by TEXT NOT NULL,     -- client, worker, other; empty where nobody said
    at         INTEGER NOT NULL
) STRICT;

CREATE INDEX contact_of_case ON contact (case_id, at);

-- What somebody and those around them want to reach.
CREATE TABLE goal (
    id           INTEGER PRIMARY KEY,
    client_id    TEXT NOT NULL REFERENCES person (id),
    sealed_words BLOB NOT NULL,   -- the word of a list, or their own
    by_id        TEXT NOT NULL REFERENCES person (id),
    created_at   INTEGER NOT NULL,
    ended_at     INTEGER
) STRICT;

CREATE INDEX goal_of_client ON goal (client_id, id);

-- A message that matters for the case: somebody owes a note of it.
CREATE TABLE owed_note (
    message_id INTEGER PRIMARY KEY REFERENCES message (id),
    client_id  TEXT NOT NULL REFERENCES person (id),
    by_id      TEXT NOT NULL REFERENCES person (id),
    marked_at  INTEGER NOT NULL,
    noted_at   INTEGER
) STRICT;

CREATE INDEX owed_note_open ON owed_note (client_id) WHERE noted_at IS NULL;

-- When a contact person was last told how much contact no note stands for.
CREATE TABLE note_nudge (
    client_id TEXT PRIMARY KEY REFERENCES person (id),
    told_on   TEXT NOT NULL       -- YYYY-MM-DD
) STRICT, WITHOUT ROWID;
