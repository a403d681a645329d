//! Queries behind the queue: which rows pass a filter, what a row shows, and how many there are of what.

use super::derived::state_of;
use super::error::{Result, reading};
use super::filter::{Filter, Row, Sort};
use super::reader::Reader;
use super::sample_rows::VISIBLE;
use crate::sample::{Digest, Key, State};
use rusqlite::params_from_iter;
use std::collections::BTreeMap;

/// What one line of the queue shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowSummary {
    /// Its place.
    pub row: Row,
    /// The sample.
    pub key: Key,
    /// Category; `None` while it is not settled.
    pub category: Option<String>,
    /// One of the 30 tasks; `None` while it is not settled.
    pub task: Option<String>,
    /// Answer format, as released.
    pub question_type: String,
    /// What the model gets, as released.
    pub modality: String,
    /// Source benchmark.
    pub source: String,
    /// `real`, `simulated`, `aigc` or `unknown`.
    pub data_kind: String,
    /// Where it stands.
    pub state: State,
    /// Flagged for the lead.
    pub flagged: bool,
    /// Standing verdicts.
    pub verdicts: u32,
    /// Verdicts required.
    pub need: u32,
    /// Time of the newest event about it, ms since 1970 UTC.
    pub touched_at_ms: Option<i64>,
    /// The question.
    pub question: String,
}

/// How many samples there are of what. Every map sums up to `total`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Visible samples.
    pub total: u64,
    /// Flagged for the lead.
    pub flagged: u64,
    /// By state; states without samples are left out.
    pub states: BTreeMap<State, u64>,
    /// By task and state; "" is "not settled".
    pub tasks: BTreeMap<String, BTreeMap<State, u64>>,
    /// By category and state; "" is "not settled".
    pub categories: BTreeMap<String, BTreeMap<State, u64>>,
    /// By answer format.
    pub question_types: BTreeMap<String, u64>,
    /// By what the model gets.
    pub modalities: BTreeMap<String, u64>,
    /// By source.
    pub sources: BTreeMap<String, u64>,
    /// By kind of pictures.
    pub data_kinds: BTreeMap<String, u64>,
}

impl Reader {
    /// The rows that pass a filter, in order: cheap enough (8 bytes a row) to hold for the whole queue.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rows(&self, filter: &Filter, sort: Sort) -> Result<Vec<Row>> {
        let conditions = filter.conditions();
        let sql = format!(
            "SELECT s.id FROM samples s JOIN sample_state t ON t.sample = s.id WHERE {} ORDER BY {}",
            conditions.sql,
            sort.sql(),
        );
        reading(&self.path, || {
            let mut statement = self.conn.prepare_cached(&sql)?;
            let rows = statement.query_map(params_from_iter(&conditions.values), |row| {
                row.get(0).map(Row)
            })?;
            rows.collect()
        })
    }

    /// What these rows show, in their order; rows that are gone are left out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn row_page(&self, rows: &[Row]) -> Result<Vec<RowSummary>> {
        let sql = format!(
            "SELECT s.id, s.key, t.category, t.sub_task, t.question_type, t.input_modality, t.source_dataset, \
             t.data_kind, t.state, t.flagged, t.verdicts, t.need, t.touched_at_ms, t.question \
             FROM samples s JOIN sample_state t ON t.sample = s.id \
             WHERE s.id = ?1 AND {VISIBLE}"
        );
        reading(&self.path, || {
            let mut statement = self.conn.prepare_cached(&sql)?;
            let mut page = Vec::with_capacity(rows.len());
            for row in rows {
                page.extend(
                    statement
                        .query_map([row.0], summary)?
                        .collect::<rusqlite::Result<Vec<_>>>()?,
                );
            }
            Ok(page)
        })
    }

    /// How many visible samples there are of what.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn counts(&self) -> Result<Counts> {
        let sql = format!(
            "SELECT coalesce(t.category, ''), coalesce(t.sub_task, ''), t.question_type, t.input_modality, \
             t.source_dataset, t.data_kind, t.state, t.flagged, count(*) \
             FROM samples s JOIN sample_state t ON t.sample = s.id WHERE {VISIBLE} \
             GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
        );
        reading(&self.path, || {
            let mut counts = Counts::default();
            let mut statement = self.conn.prepare_cached(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                counts.add(row)?;
            }
            Ok(counts)
        })
    }
}

impl Counts {
    fn add(&mut self, row: &rusqlite::Row<'_>) -> rusqlite::Result<()> {
        let n: u64 = row.get(8)?;
        let state = state_of(&row.get::<_, String>(6)?)?;
        self.total += n;
        self.flagged += n * u64::from(row.get::<_, bool>(7)?);
        *self.states.entry(state).or_default() += n;
        for (column, by) in [(0, &mut self.categories), (1, &mut self.tasks)] {
            *by.entry(row.get(column)?)
                .or_default()
                .entry(state)
                .or_default() += n;
        }
        for (column, by) in [
            (2, &mut self.question_types),
            (3, &mut self.modalities),
            (4, &mut self.sources),
            (5, &mut self.data_kinds),
        ] {
            *by.entry(row.get(column)?).or_default() += n;
        }
        Ok(())
    }
}

fn summary(row: &rusqlite::Row<'_>) -> rusqlite::Result<RowSummary> {
    Ok(RowSummary {
        row: Row(row.get(0)?),
        key: Key(Digest(row.get(1)?)),
        category: row.get(2)?,
        task: row.get(3)?,
        question_type: row.get(4)?,
        modality: row.get(5)?,
        source: row.get(6)?,
        data_kind: row.get(7)?,
        state: state_of(&row.get::<_, String>(8)?)?,
        flagged: row.get(9)?,
        verdicts: row.get(10)?,
        need: row.get(11)?,
        touched_at_ms: row.get(12)?,
        question: row.get(13)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::*;
    use super::*;
    use crate::sample::{Body, DataKind, Modality, QuestionType};

    fn found(p: &Project, filter: &Filter) -> usize {
        p.store
            .read()
            .rows(filter, Sort::Queue)
            .expect("rows")
            .len()
    }

    #[test]
    fn every_filter_narrows_and_all_of_them_hold_together() {
        let mut p = Project::with(60);
        p.say(0, accept());
        p.say(
            1,
            Body::Flagged {
                note: "look".into(),
            },
        );
        let all = Filter::default();
        assert_eq!(found(&p, &all), 60);
        let with = |change: &dyn Fn(&mut Filter)| {
            let mut filter = Filter::default();
            change(&mut filter);
            found(&p, &filter)
        };
        assert_eq!(with(&|f| f.categories = vec!["Distance".into()]), 20);
        assert_eq!(
            with(&|f| f.categories = vec!["Distance".into(), "Size".into()]),
            40
        );
        assert_eq!(
            with(&|f| f.categories = vec![String::new()]),
            0,
            "all are settled"
        );
        assert_eq!(with(&|f| f.tasks = vec!["Camera Pose".into()]), 20);
        assert_eq!(
            with(&|f| f.question_types = vec![QuestionType::OpenEnded]),
            30
        );
        assert_eq!(with(&|f| f.modalities = vec![Modality::Video]), 0);
        assert_eq!(with(&|f| f.sources = vec!["SPAR-Bench".into()]), 30);
        assert_eq!(with(&|f| f.data_kinds = vec![DataKind::Real]), 30);
        assert_eq!(with(&|f| f.states = vec![State::Valid]), 1);
        assert_eq!(with(&|f| f.flagged = Some(true)), 1);
        assert_eq!(with(&|f| f.text = "chair 7".into()), 1);
        assert_eq!(
            with(&|f| f.text = "sof".into()),
            20,
            "the beginning of a word suffices"
        );
        assert_eq!(
            with(&|f| f.text = "tur".into()),
            20,
            "accents do not matter"
        );
        assert_eq!(
            with(&|f| f.text = "\" OR NEAR( *".into()),
            0,
            "signs are no query language"
        );
        assert_eq!(
            with(&|f| {
                f.text = "chair".into();
                f.categories = vec!["Size".into()];
                f.data_kinds = vec![DataKind::Simulated];
            }),
            10
        );
    }

    #[test]
    fn text_without_spaces_is_found_inside() {
        let mut p = Project::with(3);
        let old = p.store.read().sample(key(1)).expect("a sample");
        p.store
            .append(fix(&old, "桌子和椅子之间的距离是多少?100%"))
            .expect("saved");
        let with = |text: &str| {
            found(
                &p,
                &Filter {
                    text: text.into(),
                    ..Filter::default()
                },
            )
        };
        assert_eq!(
            (
                with("椅子"),
                with("椅 距离"),
                with("沙发"),
                with("%"),
                with("chair")
            ),
            (1, 1, 0, 1, 2)
        );
    }

    #[test]
    fn orders_pages_and_counts_agree() {
        let mut p = Project::with(30);
        p.say(4, reject());
        p.say(2, accept());
        let reader = p.store.read();
        let rows = |sort| reader.rows(&Filter::default(), sort).expect("rows");
        let newest = reader.row_page(&rows(Sort::Newest)[..2]).expect("a page");
        assert_eq!(
            newest.iter().map(|r| r.key).collect::<Vec<_>>(),
            [key(2), key(4)]
        );
        let by_state = reader.row_page(&rows(Sort::State)).expect("a page");
        assert!(by_state.is_sorted_by_key(|r| r.state));
        let by_text = reader.row_page(&rows(Sort::Question)).expect("a page");
        assert!(by_text.is_sorted_by_key(|r| r.question.clone()));
        let by_task = reader.row_page(&rows(Sort::Task)).expect("a page");
        assert!(by_task.is_sorted_by_key(|r| (r.category.clone(), r.task.clone())));
        assert!(rows(Sort::Queue).is_sorted());
        assert_eq!(rows(Sort::Source).len(), 30);

        let counts = reader.counts().expect("counts");
        assert_eq!((counts.total, counts.states[&State::Candidate]), (30, 28));
        assert_eq!(counts.tasks["Camera Pose"][&State::Valid], 1);
        assert_eq!(
            counts
                .categories
                .values()
                .flat_map(|s| s.values())
                .sum::<u64>(),
            30
        );
        assert_eq!(counts.sources["VSI-Bench"], 15);
        assert_eq!(reader.key_at(newest[0].row).expect("a key"), key(2));
    }
}
