-- 0010: tasks for people, each with a promised time, and the hours in which they work.

-- The hours of those who do not work when the office does, as people write them.
CREATE TABLE worker_hours (
    person_id TEXT PRIMARY KEY REFERENCES person (id),
    hours     TEXT NOT NULL,
    set_at    INTEGER NOT NULL
) STRICT;

-- Something that a human promised to somebody who is helped: one of a kind at a time.
CREATE TABLE task (
    id          INTEGER PRIMARY KEY,
    number      INTEGER NOT NULL,  -- by which people call it, while it is open
    worker_id   TEXT NOT NULL REFERENCES person (id),  -- who has it
    client_id   TEXT NOT NULL REFERENCES person (id),
    case_id     TEXT,
    kind        TEXT NOT NULL,
    subject     TEXT NOT NULL DEFAULT '',
    sealed_note BLOB,              -- NULL once it is done
    is_urgent   INTEGER NOT NULL DEFAULT 0,
    promised_at INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    climbed     INTEGER NOT NULL DEFAULT 0,  -- how many were told that it is overdue
    done_at     INTEGER,
    done_by     TEXT   -- whoever did it; NULL with done_at: the help ended before
) STRICT;

CREATE UNIQUE INDEX task_open ON task (client_id, kind, subject) WHERE done_at IS NULL;
CREATE UNIQUE INDEX task_number ON task (number) WHERE done_at IS NULL;
CREATE INDEX task_of_worker ON task (worker_id, promised_at) WHERE done_at IS NULL;
CREATE INDEX task_of_client ON task (client_id);
CREATE INDEX task_done ON task (done_at) WHERE done_at IS NOT NULL;

-- When each who works here is next told what the day brings; once a day at most.
CREATE TABLE digest (
    person_id TEXT PRIMARY KEY REFERENCES person (id),
    next_at   INTEGER NOT NULL,
    told_on   TEXT  -- YYYY-MM-DD
) STRICT;

CREATE INDEX digest_next ON digest (next_at);

-- Staff are a few among many: looked for every few seconds.
CREATE INDEX person_at_work ON person (role) WHERE left_at IS NULL;
