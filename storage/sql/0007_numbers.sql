-- 0007: numbers change hands, and some are shared.

-- When somebody who works here last saw its holder with this phone.
ALTER TABLE address ADD COLUMN seen_at INTEGER;
-- When its holder was asked whether it is still theirs; empty once they answered.
ALTER TABLE address ADD COLUMN asked_at INTEGER;
ALTER TABLE address ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;

DROP INDEX address_in_use;
-- One person per address, and one that is known to be shared is never guessed.
CREATE UNIQUE INDEX address_in_use ON address (channel, fingerprint)
    WHERE state <> 'retired' AND shared = 0;
CREATE UNIQUE INDEX address_shared ON address (channel, fingerprint, person_id)
    WHERE state <> 'retired' AND shared = 1;

-- Words from a shared number: a human says whose they are.
CREATE TABLE shared_line (
    id           INTEGER PRIMARY KEY,
    fingerprint  BLOB NOT NULL,
    sealed_event BLOB NOT NULL,
    asked_id     TEXT NOT NULL,  -- who was asked
    created_at   INTEGER NOT NULL
) STRICT;

-- A number that somebody who works here typed, until its holder reads the code aloud.
CREATE TABLE number_check (
    id           INTEGER PRIMARY KEY,
    person_id    TEXT NOT NULL REFERENCES person (id),
    worker_id    TEXT NOT NULL REFERENCES person (id),
    fingerprint  BLOB NOT NULL,
    sealed_value BLOB NOT NULL,
    code_hash    BLOB NOT NULL,
    wrong        INTEGER NOT NULL DEFAULT 0,
    expires_at   INTEGER NOT NULL,
    used_at      INTEGER
) STRICT;

CREATE INDEX number_check_open ON number_check (fingerprint) WHERE used_at IS NULL;
