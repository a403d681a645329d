-- What the migrations make; generated, not edited. After a new migration:
-- UPDATE_SCHEMA=1 cargo test --no-default-features --lib store::schema

CREATE INDEX events_by_clock ON events (hlc);

CREATE INDEX events_of_batch ON events (batch) WHERE batch IS NOT NULL;

CREATE INDEX events_of_sample ON events (sample) WHERE sample IS NOT NULL;

CREATE INDEX fingerprints_by_input ON fingerprints (input);

CREATE INDEX fingerprints_by_task ON fingerprints (task);

CREATE INDEX media_files_by_hash ON media_files (hash);

CREATE INDEX revisions_of_batch ON revisions (batch);

CREATE INDEX samples_of_batch ON samples (batch);

CREATE INDEX stale_of_batch ON stale (batch);

CREATE TABLE authors (
    id INTEGER PRIMARY KEY,
    author TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE batches (
    id INTEGER PRIMARY KEY,
    -- The name that the `added` events carry.
    name TEXT NOT NULL UNIQUE,
    reason TEXT NOT NULL CHECK (reason IN ('import', 'generate', 'rewrite', 'fix', 'propagated_fix')),
    -- The file they came from, as people know it.
    label TEXT NOT NULL,
    started_at_ms INTEGER NOT NULL,
    done_at_ms INTEGER,
    added INTEGER NOT NULL DEFAULT 0 CHECK (added >= 0),
    revised INTEGER NOT NULL DEFAULT 0 CHECK (revised >= 0)
) STRICT;

CREATE TABLE cursors (
    author TEXT PRIMARY KEY,
    sample BLOB NOT NULL CHECK (length(sample) = 32),
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
    author TEXT NOT NULL,
    sample BLOB NOT NULL CHECK (length(sample) = 32),
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (author, sample, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
    author INTEGER NOT NULL REFERENCES authors (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    hlc INTEGER NOT NULL CHECK (hlc >= 0),
    at_ms INTEGER NOT NULL,
    shown_at_ms INTEGER,
    active_ms INTEGER,
    app TEXT NOT NULL,
    prev BLOB NOT NULL CHECK (length(prev) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    sig TEXT NOT NULL,
    kind TEXT NOT NULL,
    sample BLOB CHECK (length(sample) = 32),
    revision BLOB CHECK (length(revision) = 32),
    body TEXT NOT NULL,
    -- Set for the `added` events of a batch: they count once it is done.
    batch INTEGER REFERENCES batches (id),
    UNIQUE (author, seq)
) STRICT;

CREATE TABLE fingerprints (
    sample INTEGER PRIMARY KEY REFERENCES samples (id),
    input BLOB CHECK (length(input) = 32),
    task BLOB CHECK (length(task) = 32)
) STRICT;

CREATE TABLE media_files (
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    width INTEGER NOT NULL CHECK (width >= 0),
    height INTEGER NOT NULL CHECK (height >= 0),
    modified_at_ms INTEGER NOT NULL,
    PRIMARY KEY (root, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE media_roots (
    name TEXT NOT NULL,
    install TEXT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (name, install)
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    reason TEXT NOT NULL CHECK (reason IN ('same_id', 'same_seq', 'bad_hash', 'bad_signature', 'broken_chain', 'unreadable')),
    detail TEXT NOT NULL,
    event TEXT NOT NULL,
    label TEXT NOT NULL,
    at_ms INTEGER NOT NULL
) STRICT;

CREATE VIRTUAL TABLE question_words USING fts5 (
    question,
    content = 'sample_state',
    content_rowid = 'sample',
    tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE 'question_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'question_words_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'question_words_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'question_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE "revisions" (
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

CREATE TABLE "sample_state" (
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

CREATE TABLE samples (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
    batch INTEGER NOT NULL REFERENCES batches (id),
    -- The revision it came in with.
    added BLOB NOT NULL CHECK (length(added) = 32)) STRICT;

CREATE TABLE saved_views (
    name TEXT PRIMARY KEY,
    filter TEXT NOT NULL CHECK (json_valid(filter)),
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE stale (
    sample INTEGER PRIMARY KEY REFERENCES samples (id),
    batch INTEGER NOT NULL REFERENCES batches (id)
) STRICT;

CREATE TRIGGER batches_stay BEFORE DELETE ON batches WHEN OLD.done_at_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a finished batch is never deleted'); END;

CREATE TRIGGER batches_stay_done BEFORE UPDATE ON batches WHEN OLD.done_at_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a finished batch is never changed'); END;

CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

CREATE TRIGGER events_stay BEFORE DELETE ON events
WHEN OLD.batch IS NULL OR (SELECT done_at_ms FROM batches WHERE id = OLD.batch) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

CREATE TRIGGER revisions_never_change BEFORE UPDATE ON revisions
BEGIN SELECT RAISE(ABORT, 'a revision is never changed'); END;

CREATE TRIGGER revisions_stay BEFORE DELETE ON revisions
WHEN OLD.batch IS NULL OR (SELECT done_at_ms FROM batches WHERE id = OLD.batch) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a revision is never deleted'); END;
