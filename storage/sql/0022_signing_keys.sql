-- 0022: which signing key took over from which, so that one can be changed while the
-- service runs and a stolen old one signs nothing any more; and the key of the next
-- daily tag, so that nobody with today's keys can write anew what was there yesterday.

-- Signed by both: the old key says who comes after it, the new one what came before.
-- Every other signed row was signed again with the new key; entries keep their own.
CREATE TABLE signing_hand_over (
    number        INTEGER PRIMARY KEY,  -- 1, 2, 3 ... without a gap
    old_key       BLOB NOT NULL,
    new_key       BLOB NOT NULL,
    last_entry    INTEGER NOT NULL,     -- contact_entry.global_sequence; 0: none yet
    last_hash     BLOB NOT NULL,        -- of that entry, the last that the old key signed
    at            INTEGER NOT NULL,
    old_signature BLOB NOT NULL,
    new_signature BLOB NOT NULL
) STRICT;

-- Replaced by what follows from it as soon as it has tagged; the first one is sealed to
-- those who read the intake.
CREATE TABLE tag_key (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    number     INTEGER NOT NULL,  -- of the tag that it makes next
    sealed_key BLOB NOT NULL
) STRICT;
