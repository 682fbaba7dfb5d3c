-- 0006: when and how one may safely write to somebody.

CREATE TABLE safe_contact (
    person_id      TEXT PRIMARY KEY REFERENCES person (id),
    sealed_profile BLOB NOT NULL,
    set_by         TEXT NOT NULL,
    checked_at     INTEGER NOT NULL
) STRICT;

CREATE INDEX safe_contact_checked ON safe_contact (checked_at);
-- Whether somebody was asked this before, and when.
CREATE INDEX question_of ON question (person_id, kind);
