-- 0003: an assignment has a life: why it is there, how it stands, how it ends.

ALTER TABLE assignment ADD COLUMN profile TEXT NOT NULL DEFAULT '';
ALTER TABLE assignment ADD COLUMN state TEXT NOT NULL DEFAULT 'active'
    CHECK (state IN ('referred', 'establishing', 'active', 'paused', 'ended'));
ALTER TABLE assignment ADD COLUMN state_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE assignment ADD COLUMN mandate TEXT NOT NULL DEFAULT 'voluntary'
    CHECK (mandate IN ('voluntary', 'court_condition', 'withdrawn_charge',
                       'care_order'));
ALTER TABLE assignment ADD COLUMN legal_basis TEXT;
ALTER TABLE assignment ADD COLUMN sealed_purpose BLOB;
ALTER TABLE assignment ADD COLUMN sealed_decision BLOB;  -- the authority's reference
ALTER TABLE assignment ADD COLUMN expected_end TEXT;     -- a day, YYYY-MM-DD
ALTER TABLE assignment ADD COLUMN aftercare_until TEXT;  -- a day: who writes is heard
ALTER TABLE assignment ADD COLUMN overrides TEXT NOT NULL DEFAULT '{}';  -- of its profile

UPDATE assignment SET
    state_since = starts_at,
    state = CASE WHEN ends_at IS NULL THEN 'active' ELSE 'ended' END,
    profile = coalesce((SELECT profile FROM person WHERE id = client_id), '');

-- What is announced of somebody's age, so that it is said once.
CREATE TABLE age_event (
    person_id TEXT NOT NULL REFERENCES person (id),
    age       INTEGER NOT NULL,
    what      TEXT NOT NULL CHECK (what IN ('announced', 'reached')),
    at        INTEGER NOT NULL,
    PRIMARY KEY (person_id, age, what)
) STRICT, WITHOUT ROWID;
