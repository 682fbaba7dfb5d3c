-- 0002: guardians and others who take part, so that a whole family can be written with.
--
-- A CHECK cannot be changed in place: the table is made anew under its own name.
-- Tables that refer to it do so by that name, and nothing checks them meanwhile.

CREATE TABLE person_anew (
    id              TEXT PRIMARY KEY,
    role            TEXT NOT NULL
                    CHECK (role IN ('client', 'guardian', 'contact_person', 'caseworker',
                                    'supervisor')),
    alias           TEXT NOT NULL UNIQUE,  -- K7: says nothing about the person
    ref_fingerprint BLOB NOT NULL UNIQUE,
    sealed_ref      BLOB NOT NULL,
    sealed_name     BLOB NOT NULL,
    sealed_birth    BLOB,
    language        TEXT NOT NULL,
    profile         TEXT NOT NULL,
    agreement       TEXT NOT NULL DEFAULT 'not_asked'
                    CHECK (agreement IN ('not_asked', 'asked', 'given', 'declined')),
    agreement_at    INTEGER,
    declined_topics TEXT NOT NULL DEFAULT '',  -- what is switched off alone
    paused_until    INTEGER,                   -- asked for a pause from what we start
    left_at         INTEGER,                   -- somebody who worked here, and left
    created_at      INTEGER NOT NULL
) STRICT;

INSERT INTO person_anew (id, role, alias, ref_fingerprint, sealed_ref, sealed_name,
                         sealed_birth, language, profile, agreement, agreement_at,
                         created_at)
    SELECT id, role, alias, ref_fingerprint, sealed_ref, sealed_name, sealed_birth,
           language, profile, agreement, agreement_at, created_at
    FROM person;

DROP TABLE person;
ALTER TABLE person_anew RENAME TO person;

-- Who takes part in somebody else's assignment: each with an address, an agreement, a
-- language and a case file of their own, so that no words meant for one reach another.
CREATE TABLE participant (
    assignment_id INTEGER NOT NULL REFERENCES assignment (id),
    person_id     TEXT NOT NULL REFERENCES person (id),
    kind          TEXT NOT NULL
                  CHECK (kind IN ('guardian', 'representative', 'sibling', 'relative')),
    starts_at     INTEGER NOT NULL,
    ends_at       INTEGER,
    PRIMARY KEY (assignment_id, person_id)
) STRICT;

-- A person takes part in one assignment at a time: where else would their words go?
CREATE UNIQUE INDEX participant_now ON participant (person_id) WHERE ends_at IS NULL;
