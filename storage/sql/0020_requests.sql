-- 0020: what people ask about what is kept of them, so that each is answered in time.

CREATE TABLE request (
    id           INTEGER PRIMARY KEY,  -- by which people call it
    client_id    TEXT NOT NULL REFERENCES person (id),
    case_id      TEXT,
    kind         TEXT NOT NULL CHECK (kind IN ('access', 'correction', 'erasure')),
    entry        INTEGER,              -- which entry is said to be wrong, if one is named
    sealed_words BLOB,                 -- what they say is right; NULL once it is answered
    received_at  INTEGER NOT NULL,
    aim_on       TEXT,                 -- YYYY-MM-DD: by when the country's own law wants it
    due_on       TEXT NOT NULL,        -- YYYY-MM-DD: by when it must be answered
    extended_at  INTEGER,              -- when they were told that it takes longer
    outcome      TEXT CHECK (outcome IN ('granted', 'refused')),
    answered_at  INTEGER,
    answered_by  TEXT                  -- NULL with answered_at: whoever runs the service
) STRICT;

CREATE INDEX request_open ON request (due_on) WHERE answered_at IS NULL;
CREATE INDEX request_of_client ON request (client_id, id);
