//! The tables `questions` and `question_words`: the question as people search it, and the index of its words. The
//! index holds no text of its own, so both change together, here.

use rusqlite::{Connection, params};

/// Writes a new sample's question.
pub(super) fn insert(conn: &Connection, sample: i64, question: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO questions (sample, question) VALUES (?1, ?2)")?
        .execute(params![sample, question])?;
    add_words(conn, sample, question)
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

/// Removes the questions of the first `most` samples of a batch.
pub(super) fn remove(conn: &Connection, batch: i64, most: u32) -> rusqlite::Result<()> {
    let samples = "SELECT id FROM samples WHERE batch = ?1 ORDER BY id LIMIT ?2";
    conn.execute(
        &format!(
            "INSERT INTO question_words (question_words, rowid, question) \
             SELECT 'delete', sample, question FROM questions WHERE sample IN ({samples})"
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
