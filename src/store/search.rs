//! The tables `questions` and `question_words`: the question as people search it, and the index of its words. The
//! index holds no text of its own, so both change together, here.

use rusqlite::{Connection, params};

/// Questions indexed in one transaction: no longer than a chunk of an import.
const INDEXED_AT_ONCE: i64 = 2_000;

/// Writes a new sample's question; [`index_some`] puts its words into the index.
pub(super) fn insert(conn: &Connection, sample: i64, question: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO questions (sample, question) VALUES (?1, ?2)")?
        .execute(params![sample, question])?;
    Ok(())
}

/// Indexes the next questions from `from` on up to `last`, in one statement: between statements the index flushes what
/// it has gathered. Gives where to go on.
pub(super) fn index_some(conn: &Connection, from: i64, last: i64) -> rusqlite::Result<i64> {
    let to = last.min(from + INDEXED_AT_ONCE - 1);
    conn.prepare_cached(
        "INSERT INTO question_words (rowid, question) \
         SELECT sample, question FROM questions WHERE sample BETWEEN ?1 AND ?2 ORDER BY sample",
    )?
    .execute([from, to])?;
    Ok(to + 1)
}

/// Writes another question for a sample that is there.
pub(super) fn update(conn: &Connection, sample: i64, question: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO question_words (question_words, rowid, question) \
         SELECT 'delete', sample, question FROM questions WHERE sample = ?1",
    )?
    .execute([sample])?;
    conn.prepare_cached("UPDATE questions SET question = ?2 WHERE sample = ?1")?
        .execute(params![sample, question])?;
    add_words(conn, sample, question)
}

/// Removes the questions of the first `most` samples of a batch; not all of them need be indexed yet.
pub(super) fn remove(conn: &Connection, batch: i64, most: u32) -> rusqlite::Result<()> {
    let samples = "SELECT id FROM samples WHERE batch = ?1 ORDER BY id LIMIT ?2";
    conn.execute(
        &format!(
            "INSERT INTO question_words (question_words, rowid, question) \
             SELECT 'delete', sample, question FROM questions WHERE sample IN ({samples}) \
             AND sample IN (SELECT id FROM question_words_docsize)"
        ),
        params![batch, most],
    )?;
    conn.execute(
        &format!("DELETE FROM questions WHERE sample IN ({samples})"),
        params![batch, most],
    )?;
    Ok(())
}

fn add_words(conn: &Connection, sample: i64, question: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO question_words (rowid, question) VALUES (?1, ?2)")?
        .execute(params![sample, question])?;
    Ok(())
}
