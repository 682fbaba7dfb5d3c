-- 0018: records that must go: what stands in the way, who decided, and what became of it.

-- What a human said of a case. Nothing is changed: the newest of a kind counts.
CREATE TABLE retention_mark (
    id            INTEGER PRIMARY KEY,
    case_id       TEXT NOT NULL REFERENCES case_file (id),
    kind          TEXT NOT NULL
                  CHECK (kind IN ('hold', 'placed', 'archived', 'not_selected')),
    is_on         INTEGER NOT NULL,
    sealed_reason BLOB NOT NULL,
    by_id         TEXT NOT NULL REFERENCES person (id),
    at            INTEGER NOT NULL
) STRICT;

CREATE INDEX retention_mark_of ON retention_mark (case_id, kind, id);

-- Cases that one person wants gone, and a second one as well.
CREATE TABLE retention_list (
    id                INTEGER PRIMARY KEY,
    proposed_by       TEXT NOT NULL REFERENCES person (id),
    proposed_at       INTEGER NOT NULL,
    confirmed_by      TEXT REFERENCES person (id),
    confirmed_at      INTEGER,
    confirm_signature BLOB,          -- over the list and both people
    ended_at          INTEGER,       -- carried out, or withdrawn
    is_withdrawn      INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One case of a list. It names nobody, and stays.
CREATE TABLE retention_item (
    list_id       INTEGER NOT NULL REFERENCES retention_list (id),
    case_id       TEXT NOT NULL REFERENCES case_file (id),
    profile       TEXT NOT NULL,
    authority     TEXT NOT NULL,     -- by what right
    counted_since TEXT NOT NULL,     -- closure, last_entry
    counted_from  TEXT NOT NULL,     -- YYYY-MM-DD
    over_on       TEXT NOT NULL,     -- YYYY-MM-DD
    state         TEXT NOT NULL
                  CHECK (state IN ('listed', 'destroyed', 'kept')),
    why_not       TEXT NOT NULL DEFAULT '',  -- by spaces
    entries       INTEGER,           -- how many the case had
    tombstone     INTEGER,           -- contact_entry.global_sequence
    settled_at    INTEGER,
    PRIMARY KEY (list_id, case_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX retention_item_of ON retention_item (case_id);
