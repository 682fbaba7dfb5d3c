-- 0016: meetings that come again and again, proposed and agreed on as one.

CREATE TABLE meeting_series (
    id            INTEGER PRIMARY KEY,
    client_id     TEXT NOT NULL REFERENCES person (id),
    case_id       TEXT NOT NULL REFERENCES case_file (id),
    rule_id       INTEGER REFERENCES rule (id),            -- once it is agreed on
    replaces      INTEGER REFERENCES meeting_series (id),  -- ends as this is agreed on
    rhythm        TEXT NOT NULL,
    zone          TEXT NOT NULL,
    minutes       INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    sealed_place  BLOB,
    remind_soon   INTEGER NOT NULL DEFAULT 0,
    told          TEXT NOT NULL DEFAULT '',  -- who else hears of it, by spaces
    state         TEXT NOT NULL CHECK (state IN ('proposed', 'agreed', 'ended')),
    planned_until INTEGER NOT NULL,          -- every meeting before then is there
    set_by        TEXT NOT NULL REFERENCES person (id),
    created_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX meeting_series_of ON meeting_series (client_id) WHERE state <> 'ended';
CREATE UNIQUE INDEX meeting_series_by_rule ON meeting_series (rule_id)
    WHERE rule_id IS NOT NULL;
