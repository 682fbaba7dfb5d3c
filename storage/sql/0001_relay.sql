-- 0001: people, their messages on the way, and the sealed record.
--
-- Times are milliseconds since 1970, UTC. A column named sealed_… is encrypted: those
-- of contact_entry to the case, all others under the service key. A column named
-- …fingerprint is a keyed hash for looking up.

CREATE TABLE store_fact (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE person (
    id              TEXT PRIMARY KEY,
    role            TEXT NOT NULL
                    CHECK (role IN ('client', 'contact_person', 'caseworker', 'supervisor')),
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
    created_at      INTEGER NOT NULL
) STRICT;

CREATE TABLE address (
    id              INTEGER PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES person (id),
    channel         TEXT NOT NULL CHECK (channel IN ('telegram', 'sms')),
    fingerprint     BLOB NOT NULL,
    sealed_value    BLOB NOT NULL,
    state           TEXT NOT NULL
                    CHECK (state IN ('unverified', 'verified', 'frozen', 'retired')),
    reason          TEXT,              -- why it is frozen
    verified_at     INTEGER,
    last_inbound_at INTEGER,
    not_before      INTEGER NOT NULL DEFAULT 0,  -- the provider asked us to wait
    created_at      INTEGER NOT NULL
) STRICT;

-- One person per address: a shared one is never guessed.
CREATE UNIQUE INDEX address_in_use ON address (channel, fingerprint)
    WHERE state <> 'retired';
CREATE INDEX address_of_person ON address (person_id);

CREATE TABLE invitation (
    id               INTEGER PRIMARY KEY,
    person_id        TEXT NOT NULL REFERENCES person (id),
    token_hash       BLOB NOT NULL UNIQUE,
    code_fingerprint BLOB NOT NULL,
    expires_at       INTEGER NOT NULL,
    used_at          INTEGER,
    created_at       INTEGER NOT NULL
) STRICT;

CREATE INDEX invitation_by_code ON invitation (code_fingerprint) WHERE used_at IS NULL;
CREATE INDEX invitation_of_person ON invitation (person_id);

-- Who tries codes, and how often it went wrong.
CREATE TABLE guess (
    fingerprint BLOB PRIMARY KEY,
    count       INTEGER NOT NULL,
    until       INTEGER NOT NULL
) STRICT;

CREATE TABLE assignment (
    id                INTEGER PRIMARY KEY,
    client_id         TEXT NOT NULL REFERENCES person (id),
    contact_person_id TEXT NOT NULL REFERENCES person (id),
    starts_at         INTEGER NOT NULL,
    ends_at           INTEGER
) STRICT;

CREATE UNIQUE INDEX assignment_open ON assignment (client_id) WHERE ends_at IS NULL;
CREATE INDEX assignment_of_contact_person ON assignment (contact_person_id)
    WHERE ends_at IS NULL;

-- What was taken in. sealed_body goes in the transaction that deals with it.
CREATE TABLE inbox (
    id          INTEGER PRIMARY KEY,
    channel     TEXT NOT NULL,
    external_id TEXT NOT NULL,
    lane        BLOB NOT NULL,  -- keyed hash of the chat whose order is kept
    sealed_body BLOB,
    state       TEXT NOT NULL CHECK (state IN ('new', 'done', 'dead')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    received_at INTEGER NOT NULL,
    UNIQUE (channel, external_id)
) STRICT;

CREATE INDEX inbox_new ON inbox (id) WHERE state = 'new';
CREATE INDEX inbox_open ON inbox (state, received_at) WHERE state <> 'done';

-- A message that was passed on, and where it stands in its author's chat.
CREATE TABLE message (
    id          INTEGER PRIMARY KEY,
    case_id     TEXT NOT NULL,
    author_id   TEXT NOT NULL,
    address_id  INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    kind        TEXT NOT NULL,
    entry       INTEGER NOT NULL,  -- contact_entry.sequence, of its latest version
    album       TEXT,
    created_at  INTEGER NOT NULL,
    UNIQUE (address_id, external_id)
) STRICT;

CREATE INDEX message_by_author ON message (author_id, id);

-- Where a message of ours stands in somebody's chat. Never expires: an answer to a
-- year-old message still finds its way.
CREATE TABLE message_copy (
    address_id  INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    case_id     TEXT,
    message_id  INTEGER,
    delivery_id INTEGER NOT NULL,
    PRIMARY KEY (address_id, external_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_copy_of ON message_copy (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX message_copy_by_delivery ON message_copy (delivery_id);

-- What is to go out. sealed_body goes when it is settled.
CREATE TABLE delivery (
    id            INTEGER PRIMARY KEY,
    lane          TEXT NOT NULL,     -- recipient/case: the conversation whose order is kept
    recipient_id  TEXT NOT NULL,
    case_id       TEXT,
    message_id    INTEGER,           -- the message that it carries
    sender_id     TEXT,              -- who is told what came of it
    kind          TEXT NOT NULL,
    form          TEXT NOT NULL,
    sealed_body   BLOB,
    state         TEXT NOT NULL
                  CHECK (state IN ('held', 'ready', 'claimed', 'unknown', 'sent',
                                   'delivered', 'read', 'skipped', 'failed')),
    reason        TEXT,
    not_before    INTEGER NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    maybe_twice   INTEGER NOT NULL DEFAULT 0,
    in_words      INTEGER NOT NULL DEFAULT 0,  -- the sender wants words, not a sign
    notice_id     INTEGER,           -- the delivery that told the sender of it
    album         TEXT,
    channel       TEXT,
    address_id    INTEGER,
    provider_id   TEXT,
    created_at    INTEGER NOT NULL,
    settled_at    INTEGER
) STRICT;

CREATE INDEX delivery_open ON delivery (lane, id)
    WHERE state IN ('held', 'ready', 'claimed', 'unknown');
CREATE INDEX delivery_of_message ON delivery (message_id) WHERE message_id IS NOT NULL;
-- Sent by SMS, and the last word on it is still to come.
CREATE INDEX delivery_unconfirmed ON delivery (settled_at)
    WHERE state = 'sent' AND channel = 'sms';
-- Counted every few seconds; without these each count reads the whole table.
CREATE INDEX delivery_failed ON delivery (settled_at) WHERE state = 'failed';
CREATE INDEX delivery_twice ON delivery (id) WHERE maybe_twice = 1;

-- To whom a contact person writes just now, without swiping again.
CREATE TABLE choice (
    contact_person_id TEXT PRIMARY KEY,
    client_id         TEXT NOT NULL,
    how               TEXT NOT NULL,
    held              INTEGER NOT NULL DEFAULT 0,  -- this run of lines was held once
    expires_at        INTEGER NOT NULL
) STRICT;

CREATE INDEX choice_of_client ON choice (client_id);

-- Lines of a contact person that nobody was named for. Never sent by themselves.
CREATE TABLE unaddressed (
    id                INTEGER PRIMARY KEY,
    contact_person_id TEXT NOT NULL,
    address_id        INTEGER NOT NULL,
    external_id       TEXT NOT NULL,
    sealed_event      BLOB NOT NULL,
    asked_at          INTEGER NOT NULL,
    asked_again_at    INTEGER
) STRICT;

CREATE INDEX unaddressed_of ON unaddressed (contact_person_id, id);

CREATE TABLE button (
    id          TEXT PRIMARY KEY,
    person_id   TEXT NOT NULL,
    action      TEXT NOT NULL,
    subject     TEXT NOT NULL,
    delivery_id INTEGER NOT NULL,  -- the message that it stands under
    used_at     INTEGER,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX button_under ON button (delivery_id);

-- Strangers who got their one neutral answer.
CREATE TABLE stranger (
    fingerprint BLOB PRIMARY KEY,
    answered_at INTEGER NOT NULL
) STRICT;

CREATE TABLE alarm (
    name     TEXT PRIMARY KEY,
    since    INTEGER NOT NULL,
    count    INTEGER NOT NULL DEFAULT 1,
    ended_at INTEGER
) STRICT;

CREATE TABLE case_file (
    id            TEXT PRIMARY KEY,
    client_id     TEXT UNIQUE,  -- NULL: the intake, for what belongs to nobody yet
    record_policy TEXT NOT NULL
                  CHECK (record_policy IN ('full', 'summary', 'log_only', 'none')),
    created_at    INTEGER NOT NULL,
    signature     BLOB NOT NULL
) STRICT;

CREATE TABLE case_key (
    case_id    TEXT NOT NULL REFERENCES case_file (id),
    epoch      INTEGER NOT NULL,
    suite      INTEGER NOT NULL,
    public_key BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    signature  BLOB NOT NULL,
    PRIMARY KEY (case_id, epoch)
) STRICT;

CREATE TABLE reader (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES person (id),
    public_key BLOB NOT NULL,
    added_at   INTEGER NOT NULL,
    signature  BLOB NOT NULL,
    removed_at INTEGER
) STRICT;

CREATE TABLE wrap (
    case_id   TEXT NOT NULL,
    epoch     INTEGER NOT NULL,
    reader_id TEXT NOT NULL,
    sealed    BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (case_id, epoch, reader_id),
    FOREIGN KEY (case_id, epoch) REFERENCES case_key (case_id, epoch)
) STRICT;

CREATE TABLE contact_entry (
    global_sequence      INTEGER PRIMARY KEY,
    case_id              TEXT NOT NULL REFERENCES case_file (id),
    sequence             INTEGER NOT NULL,
    epoch                INTEGER NOT NULL,
    suite                INTEGER NOT NULL,
    kind                 TEXT NOT NULL,
    at                   INTEGER NOT NULL,
    direction            TEXT NOT NULL,
    channel              TEXT NOT NULL,
    author               TEXT NOT NULL,
    refers_to            INTEGER,
    sealed               BLOB NOT NULL,
    attachments          BLOB NOT NULL,
    previous_hash        BLOB NOT NULL,
    previous_global_hash BLOB NOT NULL,
    hash                 BLOB NOT NULL,
    signature            BLOB NOT NULL,
    UNIQUE (case_id, sequence)
) STRICT;

-- Sealed streams lie as files named by this id; their hashes stand in the entry.
CREATE TABLE attachment (
    id              TEXT PRIMARY KEY,
    case_id         TEXT,
    entry           INTEGER,  -- contact_entry.global_sequence; NULL while it is fetched
    bytes           INTEGER NOT NULL,
    hash            BLOB NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX attachment_of_entry ON attachment (entry);
