//! The table `question_words`: the index of the words of all questions. It holds no text of its own (the questions
//! stand in `sample_state`), so whoever changes a question tells the index before and after.

use rusqlite::{Connection, params};

/// Takes in the words of a question.
pub(super) fn add(conn: &Connection, sample: i64, question: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO question_words (rowid, question) VALUES (?1, ?2)")?
        .execute(params![sample, question])?;
    Ok(())
}

/// Forgets the words of a question, before it changes.
pub(super) fn forget(conn: &Connection, sample: i64) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO question_words (question_words, rowid, question) \
         SELECT 'delete', sample, question FROM sample_state WHERE sample = ?1",
    )?
    .execute([sample])?;
    Ok(())
}

/// Forgets the questions of the first `most` samples of a batch, before they are removed.
pub(super) fn forget_batch(conn: &Connection, batch: i64, most: u32) -> rusqlite::Result<()> {
    conn.execute(
        "INSERT INTO question_words (question_words, rowid, question) \
         SELECT 'delete', sample, question FROM sample_state \
         WHERE sample IN (SELECT id FROM samples WHERE batch = ?1 ORDER BY id LIMIT ?2)",
        params![batch, most],
    )?;
    Ok(())
}
