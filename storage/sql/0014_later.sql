-- 0014: a human's own words that leave later, at an hour that they chose.

CREATE TABLE scheduled (
    id           INTEGER PRIMARY KEY,
    worker_id    TEXT NOT NULL REFERENCES person (id),
    client_id    TEXT NOT NULL REFERENCES person (id),
    address_id   INTEGER NOT NULL,          -- the chat they were written in
    external_id  TEXT NOT NULL,             -- their id there
    sealed_event BLOB,                      -- empty once they left or were dropped
    send_at      INTEGER NOT NULL,
    asks_first   INTEGER NOT NULL DEFAULT 0,  -- if the other one wrote since then
    revision     INTEGER NOT NULL DEFAULT 0,
    state        TEXT NOT NULL
                 CHECK (state IN ('waiting', 'asked', 'sent', 'dropped')),
    created_at   INTEGER NOT NULL,
    UNIQUE (address_id, external_id)
) STRICT;

CREATE INDEX scheduled_open ON scheduled (worker_id, send_at)
    WHERE state IN ('waiting', 'asked');
