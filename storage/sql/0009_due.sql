-- 0009: what is due at its hour: rules in local time, and what comes of them.

-- A rhythm in wall-clock time. Its revision changes with it: what was planned under an
-- older one is dead.
CREATE TABLE rule (
    id            INTEGER PRIMARY KEY,
    person_id     TEXT NOT NULL REFERENCES person (id),
    kind          TEXT NOT NULL,
    subject       INTEGER NOT NULL DEFAULT 0,  -- what it belongs to, if to anything
    rhythm        TEXT NOT NULL,
    zone          TEXT NOT NULL,
    revision      INTEGER NOT NULL DEFAULT 1,
    paused_until  INTEGER,
    paused_by     TEXT,
    planned_until INTEGER NOT NULL,
    set_by        TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    ended_at      INTEGER
) STRICT;

CREATE INDEX rule_to_plan ON rule (planned_until) WHERE ended_at IS NULL;
CREATE INDEX rule_of ON rule (person_id, kind) WHERE ended_at IS NULL;

-- One thing to do at one moment. What it is about, its revision and its local time are
-- the key: planned twice, it is there once.
CREATE TABLE due (
    id            INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL,
    subject       INTEGER NOT NULL,
    revision      INTEGER NOT NULL,
    local_time    TEXT NOT NULL,     -- wall clock, YYYY-MM-DDTHH:MM[:SS]
    person_id     TEXT NOT NULL,     -- whom it is about
    due_at        INTEGER NOT NULL,
    not_before    INTEGER NOT NULL,  -- the next look at it; while claimed: end of lease
    urgent        INTEGER NOT NULL DEFAULT 0,  -- somebody waits for it: it comes first
    state         TEXT NOT NULL
                  CHECK (state IN ('planned', 'claimed', 'done', 'skipped', 'cancelled')),
    attempts      INTEGER NOT NULL DEFAULT 0,
    reason        TEXT,
    delivery_id   INTEGER,           -- what went into the outbox for it
    settled_at    INTEGER,
    UNIQUE (kind, subject, revision, local_time)
) STRICT;

CREATE INDEX due_next ON due (urgent, not_before)
    WHERE state IN ('planned', 'claimed');
CREATE INDEX due_claimed ON due (id) WHERE state = 'claimed';
CREATE INDEX due_by_delivery ON due (delivery_id) WHERE delivery_id IS NOT NULL;
CREATE INDEX due_of_person ON due (person_id, due_at);

-- Whether people talk just now, and how much started from our side today.
CREATE INDEX message_of_case ON message (case_id, id);
CREATE INDEX delivery_started ON delivery (recipient_id, settled_at)
    WHERE kind = 'automatic';
CREATE INDEX delivery_starting ON delivery (not_before)
    WHERE kind = 'automatic' AND state = 'ready';
