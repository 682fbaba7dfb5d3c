-- 0021: when somebody got another contact person, so that continuity can be counted.

CREATE TABLE contact_person_change (
    id            INTEGER PRIMARY KEY,
    assignment_id INTEGER NOT NULL,
    from_id       TEXT NOT NULL,
    to_id         TEXT NOT NULL,
    at            INTEGER NOT NULL
) STRICT;

CREATE INDEX contact_person_change_of ON contact_person_change (assignment_id, at);

-- Nobody can tell any more who was handed over before this was written down; of a
-- store without entries nothing is missing.
INSERT INTO store_fact (name, value)
    SELECT 'changes_since', CAST(newest AS TEXT)
    FROM (SELECT max(at) AS newest FROM contact_entry) AS entries
    WHERE newest IS NOT NULL;
