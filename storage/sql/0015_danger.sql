-- 0015: who may be in danger, who was told, and who has it.

-- Raised by words or by an answer, open until a human says that it is dealt with.
CREATE TABLE danger (
    id         INTEGER PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES person (id),  -- whom it is about
    case_id    TEXT,
    raised_at  INTEGER NOT NULL,
    last_at    INTEGER NOT NULL,  -- the newest words, or the answer that raised it
    hits       INTEGER NOT NULL DEFAULT 0,  -- messages with such words
    round      INTEGER NOT NULL DEFAULT 0,  -- how often the ladder was begun anew
    step       INTEGER NOT NULL DEFAULT 0,  -- revision of what is due next
    taken_by   TEXT,  -- a person, or "duty"
    taken_at   INTEGER,
    done_by    TEXT,
    done_at    INTEGER
) STRICT;

CREATE UNIQUE INDEX danger_open ON danger (person_id) WHERE done_at IS NULL;

-- In which messages: the same one twice counts once.
CREATE TABLE danger_hit (
    danger_id  INTEGER NOT NULL REFERENCES danger (id),
    message_id INTEGER NOT NULL,
    PRIMARY KEY (danger_id, message_id)
) STRICT, WITHOUT ROWID;

-- Who was told of it, in which climb of the ladder.
CREATE TABLE danger_told (
    danger_id INTEGER NOT NULL REFERENCES danger (id),
    round     INTEGER NOT NULL,
    told      TEXT NOT NULL,  -- a person, or "duty"
    told_at   INTEGER NOT NULL,
    PRIMARY KEY (danger_id, round, told)
) STRICT, WITHOUT ROWID;

-- When somebody was last told the help lines.
CREATE TABLE help_line (
    person_id TEXT PRIMARY KEY REFERENCES person (id),
    named_at  INTEGER NOT NULL
) STRICT;

-- When somebody was last told that nobody reads at night.
CREATE TABLE night_word (
    person_id TEXT PRIMARY KEY REFERENCES person (id),
    told_at   INTEGER NOT NULL
) STRICT;
