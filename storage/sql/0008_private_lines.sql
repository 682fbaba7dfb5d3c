-- 0008: words that look private wait, each by itself, until their author decides.

CREATE TABLE private_line (
    id           INTEGER PRIMARY KEY,
    worker_id    TEXT NOT NULL REFERENCES person (id),
    client_id    TEXT NOT NULL REFERENCES person (id),
    address_id   INTEGER NOT NULL,
    external_id  TEXT NOT NULL,
    sealed_event BLOB NOT NULL,
    asked_at     INTEGER NOT NULL,  -- milliseconds since 1970, UTC
    UNIQUE (address_id, external_id)
) STRICT;

CREATE INDEX private_line_asked ON private_line (asked_at);

-- They were a dialog before, which no program of today goes on with.
DELETE FROM dialog WHERE name = 'private_line';
