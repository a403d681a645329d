-- What an import writes a row of, made smaller and written once.
--
-- Everything derived about a sample stands in one row of sample_state: where it stands, its filter columns, its
-- question. Lists of allowed values are spelled with OR: SQLite makes a table in memory for every IN of three and
-- more, at every insert. Content of an imported row is packed with that row as its dictionary, because it says most
-- of it again.

CREATE TABLE sample_state_2 (
    sample INTEGER PRIMARY KEY REFERENCES samples (id),
    revision BLOB NOT NULL CHECK (length(revision) = 32),
    state TEXT NOT NULL CHECK (state = 'candidate' OR state = 'filtered' OR state = 'open' OR state = 'deferred'
        OR state = 'disputed' OR state = 'valid' OR state = 'rejected' OR state = 'selected' OR state = 'released'),
    need INTEGER NOT NULL CHECK (need > 0),
    verdicts INTEGER NOT NULL CHECK (verdicts >= 0),
    flagged INTEGER NOT NULL CHECK (flagged IN (0, 1)),
    pinned INTEGER NOT NULL CHECK (pinned IN (0, 1)),
    banned INTEGER NOT NULL CHECK (banned IN (0, 1)),
    -- Time of the newest event about it; null while there is none.
    touched_at_ms INTEGER,
    -- From here on as the revision that counts has them.
    category TEXT,
    sub_task TEXT,
    question_type TEXT NOT NULL
        CHECK (question_type = 'multi-choice' OR question_type = 'judgement' OR question_type = 'open-ended'),
    input_modality TEXT NOT NULL
        CHECK (input_modality = 'single-image' OR input_modality = 'multi-image' OR input_modality = 'video'),
    source_dataset TEXT NOT NULL,
    data_kind TEXT NOT NULL
        CHECK (data_kind = 'real' OR data_kind = 'simulated' OR data_kind = 'aigc' OR data_kind = 'unknown'),
    question TEXT NOT NULL
) STRICT;
INSERT INTO sample_state_2
SELECT t.sample, t.revision, t.state, t.need, t.verdicts, t.flagged, t.pinned, t.banned, t.touched_at_ms,
    s.category, s.sub_task, s.question_type, s.input_modality, s.source_dataset, s.data_kind, q.question
FROM sample_state t JOIN samples s ON s.id = t.sample JOIN questions q ON q.sample = t.sample;
DROP TABLE question_words;
DROP TABLE questions;
DROP TABLE sample_state;
ALTER TABLE sample_state_2 RENAME TO sample_state;
ALTER TABLE samples DROP COLUMN category;
ALTER TABLE samples DROP COLUMN sub_task;
ALTER TABLE samples DROP COLUMN question_type;
ALTER TABLE samples DROP COLUMN input_modality;
ALTER TABLE samples DROP COLUMN source_dataset;
ALTER TABLE samples DROP COLUMN data_kind;

-- The words of the questions. The program writes both together: a trigger would do it too, but a statement with a
-- trigger makes the index flush after every row.
CREATE VIRTUAL TABLE question_words USING fts5 (
    question,
    content = 'sample_state',
    content_rowid = 'sample',
    tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO question_words (question_words) VALUES ('rebuild');

CREATE TABLE revisions_2 (
    id INTEGER PRIMARY KEY,
    sample INTEGER NOT NULL REFERENCES samples (id),
    revision BLOB NOT NULL CHECK (length(revision) = 32),
    -- The import that brought it; null when an event of its own did (a fix).
    batch INTEGER REFERENCES batches (id),
    -- An imported row as it stood.
    raw TEXT,
    -- JSON of the interchange without `raw`; or the same as an LZ4 block whose dictionary is `raw`, after the length
    -- of the JSON in four bytes, the least significant first.
    content TEXT,
    packed BLOB,
    UNIQUE (sample, revision, batch),
    CHECK ((content IS NULL) <> (packed IS NULL)),
    CHECK (packed IS NULL OR raw IS NOT NULL)
) STRICT;
INSERT INTO revisions_2 (id, sample, revision, batch, raw, content)
SELECT id, sample, revision, batch, raw, content FROM revisions;
DROP TABLE revisions;
ALTER TABLE revisions_2 RENAME TO revisions;
CREATE INDEX revisions_of_batch ON revisions (batch);
CREATE TRIGGER revisions_never_change BEFORE UPDATE ON revisions
BEGIN SELECT RAISE(ABORT, 'a revision is never changed'); END;
CREATE TRIGGER revisions_stay BEFORE DELETE ON revisions
WHEN OLD.batch IS NULL OR (SELECT done_at_ms FROM batches WHERE id = OLD.batch) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a revision is never deleted'); END;
