-- 0008: each for itself: words that look private wait until their author decides, and
-- no assignment is in another's way when ages are looked at.

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

-- The day, where the organisation is, on which somebody last looked.
ALTER TABLE assignment ADD COLUMN ages_looked_on TEXT;
ALTER TABLE assignment ADD COLUMN guardians_looked_on TEXT;
DELETE FROM store_fact WHERE name IN ('ages_looked_at', 'guardians_looked_at');
