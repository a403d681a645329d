-- Rows that an import changes, so that no transaction is long however many there are.
--
-- Their new content and `revised` events come in with the batch and count once it is done, like all of it. What is
-- derived of them (`sample_state` and the words of the question) is made again after that, some at a time; this table
-- says of which samples it still has to be. A decision about one of them makes its derived row again as always.
CREATE TABLE stale (
    sample INTEGER PRIMARY KEY REFERENCES samples (id),
    batch INTEGER NOT NULL REFERENCES batches (id)
) STRICT;
CREATE INDEX stale_of_batch ON stale (batch);
