//! How long a reviewer's decisions took, in active time.

use super::error::{Result, reading};
use super::reader::Reader;
use rusqlite::params;

impl Reader {
    /// Active time of an author's newest `limit` decisions, ms, newest last. Decisions whose time is not known are
    /// left out; one that was taken back counts, since the time was spent.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn decision_times(&self, author: &str, limit: u32) -> Result<Vec<u64>> {
        let mut times: Vec<u64> = reading(self.path(), || {
            self.conn
                .prepare_cached(
                    "SELECT active_ms FROM events WHERE author = (SELECT id FROM authors WHERE author = ?1) \
                     AND kind IN ('accepted', 'fixed', 'rejected', 'deferred') AND active_ms > 0 \
                     ORDER BY seq DESC LIMIT ?2",
                )?
                .query_map(params![author, limit], |row| row.get(0))?
                .collect()
        })?;
        times.reverse();
        Ok(times)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::*;
    use crate::store::NewEvent;

    #[test]
    fn only_ones_own_decisions_with_a_time_count() {
        let mut p = Project::with(4);
        let mut say = |n, body, active| {
            let (key, revision) = (
                key(n),
                p.store.read().sample(key(n)).expect("there").revision,
            );
            let event = NewEvent::on(key, revision, body).timed(1_000, active);
            p.store.append(event).expect("saved");
        };
        say(0, accept(), 19_000);
        say(1, reject(), 0);
        say(2, crate::sample::Body::Noted { text: "x".into() }, 4_000);
        say(3, accept(), 23_000);
        let me = p.store.author().to_owned();
        let times = |who: &str, limit| p.store.read().decision_times(who, limit).expect("read");
        assert_eq!(times(&me, 9), [19_000, 23_000]);
        assert_eq!(times(&me, 1), [23_000], "the newest");
        assert!(times("somebody else", 9).is_empty());
    }
}
