-- 0019: who had a case taken out, in which way and why; and keys for whoever stands in.

ALTER TABLE look ADD COLUMN by_id TEXT;   -- who took it out, if that was somebody else
ALTER TABLE look ADD COLUMN way TEXT NOT NULL DEFAULT 'command'
    CHECK (way IN ('command', 'telegram'));
ALTER TABLE look ADD COLUMN entry INTEGER;  -- its place in the case; NULL: none is kept
ALTER TABLE look ADD COLUMN sealed_reason BLOB;

CREATE INDEX look_at ON look (at, id);

-- What the access log is read from: the chain itself, which nobody can cut unnoticed.
CREATE INDEX contact_entry_access ON contact_entry (at, global_sequence)
    WHERE kind IN (
        'taken_out', 'history_given', 'reader_added', 'reader_removed', 'denied'
    );

-- Readers whose key lies where a team can get at it while somebody is away. Signed, so
-- that nobody makes a reader one who only can write into the file.
CREATE TABLE duty_key (
    reader_id TEXT PRIMARY KEY REFERENCES reader (id),
    added_at  INTEGER NOT NULL,
    signature BLOB NOT NULL
) STRICT, WITHOUT ROWID;
