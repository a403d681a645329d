//! A fix in progress: what was changed, and what follows from it.
//!
//! Editing geometry recomputes answer, options, measure and checks through the family that asked the
//! question; editing text parses it again. The original stays beside the fix.

use crate::answer::{Answer, Expect, parse};
use crate::evidence::{Evidence, Shape};
use crate::geom::{DVec3, Obb};
use crate::question::{checks, rebuild};
use crate::record::reword;
use crate::sample::{Check, QuestionType, Sample, Word};
use crate::ui::text::tr;

/// A fix in progress.
#[derive(Clone, Debug)]
pub struct Fix {
    /// What it started from.
    pub original: Sample,
    /// What it would become; always consistent with the edits so far, or `problem` says why not.
    pub draft: Sample,
    /// The box being edited, by evidence id.
    pub evidence: Option<String>,
    /// Why the draft cannot be saved, in a sentence.
    pub problem: Option<String>,
}

/// One row of the diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which field: `answer`, `options`, `question`, `task`, or evidence label and part.
    pub field: Field,
    /// Before.
    pub original: String,
    /// After; `None` when it is the same.
    pub fix: Option<String>,
}

/// A field of the diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// The key.
    Answer,
    /// All options.
    Options,
    /// The question.
    Question,
    /// The task.
    Task,
    /// A box's centre; the label of the box.
    Center(String),
    /// A box's size.
    Size(String),
    /// A box's yaw.
    Yaw(String),
}

/// An upright box in the numbers of the fields: metres and degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoxNumbers {
    /// Centre, metres.
    pub center: [f64; 3],
    /// Full size, metres.
    pub size: [f64; 3],
    /// Turn about Z in degrees; `None` for a box that does not stand upright.
    pub yaw_deg: Option<f64>,
}

impl BoxNumbers {
    /// Of a piece of evidence that is a box.
    pub fn of(evidence: &Evidence) -> Option<Self> {
        let Shape::Obb(shape) = &evidence.shape else {
            return None;
        };
        let yaw_deg = shape.obb()?.yaw_rad().map(f64::to_degrees);
        Some(Self {
            center: shape.center,
            size: shape.size,
            yaw_deg,
        })
    }

    /// Whether these numbers can be a box.
    pub fn usable(&self) -> bool {
        let numbers = self.center.iter().chain(&self.size).chain(&self.yaw_deg);
        numbers.into_iter().all(|v| v.is_finite() && v.abs() < 1e6)
            && self.size.iter().all(|s| *s > 0.0)
    }
}

impl Fix {
    /// A fix of this sample with nothing changed.
    pub fn new(sample: &Sample) -> Self {
        let evidence = sample
            .evidence
            .iter()
            .find(|e| matches!(e.shape, Shape::Obb(_)))
            .map(|e| e.id.clone());
        Self {
            original: sample.clone(),
            draft: sample.clone(),
            evidence,
            problem: None,
        }
    }

    /// Whether anything differs from the original.
    pub fn changed(&self) -> bool {
        self.draft.content_hash() != self.original.content_hash()
    }

    /// The numbers of the box being edited.
    pub fn box_numbers(&self) -> Option<BoxNumbers> {
        let id = self.evidence.as_deref()?;
        crate::evidence::find(&self.draft.evidence, id).and_then(BoxNumbers::of)
    }

    /// Puts new numbers on the box being edited and recomputes what follows.
    pub fn set_box(&mut self, numbers: BoxNumbers) {
        if !numbers.usable() {
            self.problem = Some(tr("fix.bad_box").into());
            return;
        }
        let Some(id) = self.evidence.clone() else {
            return;
        };
        for evidence in self.draft.evidence.iter_mut().filter(|e| e.id == id) {
            let Shape::Obb(shape) = &mut evidence.shape else {
                continue;
            };
            (shape.center, shape.size) = (numbers.center, numbers.size);
            if let Some(yaw) = numbers.yaw_deg {
                let turned = Obb::upright(DVec3::ZERO, DVec3::ONE, yaw.to_radians());
                shape.rotation = turned.rotation_row_major();
            }
        }
        self.follow_geometry();
    }

    fn follow_geometry(&mut self) {
        match rebuild(self.draft.clone()) {
            Ok(sample) => {
                self.draft = with_stale_checks(sample);
                self.problem = None;
            }
            Err(why) => {
                self.draft.checks = checks::recheck(&self.draft);
                self.problem = Some(why);
            }
        }
    }

    /// Replaces the question as shown; words keep their evidence where their label still stands.
    pub fn set_question(&mut self, text: &str) {
        let options = self.option_texts();
        self.reword(text, &options);
    }

    /// Replaces one option's text.
    pub fn set_option(&mut self, index: usize, text: &str) {
        let mut options = self.option_texts();
        if let Some(option) = options.get_mut(index) {
            *option = text.to_owned();
            let question = self.draft.shown_question().to_owned();
            self.reword(&question, &options);
        }
    }

    fn option_texts(&self) -> Vec<String> {
        self.draft.options.iter().map(|o| o.text.clone()).collect()
    }

    fn reword(&mut self, question: &str, options: &[String]) {
        self.draft = reword(self.draft.clone(), question, options);
        self.draft.words = words_in(&self.draft.released.question, &self.draft.evidence);
        self.after_text();
    }

    /// Replaces the key, as text: a letter, yes or no, a number with its unit.
    pub fn set_answer(&mut self, text: &str) {
        self.draft.released.answer = text.to_owned();
        let texts: Vec<String> = self.draft.options.iter().map(|o| o.text.clone()).collect();
        self.draft.answer = match self.draft.released.question_type {
            QuestionType::MultiChoice => parse(text, Expect::Choice(&texts)),
            QuestionType::Judgement => parse(text, Expect::YesNo),
            QuestionType::OpenEnded => parse(text, Expect::Open),
        };
        self.after_text();
    }

    /// Files the question under another of the 30 tasks.
    pub fn set_task(&mut self, category: &str, task: &str) {
        self.draft.released.category = Some(category.to_owned());
        self.draft.released.sub_task = Some(task.to_owned());
        self.after_text();
    }

    fn after_text(&mut self) {
        self.draft.checks = checks::recheck(&self.draft);
        self.problem = match &self.draft.answer {
            Answer::Ambiguous { why } => Some(why.clone()),
            _ if self.draft.shown_question().trim().is_empty() => {
                Some(tr("fix.empty_question").into())
            }
            _ => None,
        };
    }

    /// The finished fix: sealed, with its parent; `None` while there is a problem or nothing changed.
    pub fn finish(&self) -> Option<Sample> {
        if self.problem.is_some() || !self.changed() {
            return None;
        }
        let mut sample = self.draft.clone();
        sample.parent = Some(self.original.revision);
        sample.provenance.made_by = "fix".into();
        Some(sample.seal())
    }

    /// What the original's proof measured, in its unit.
    pub fn original_value(&self) -> Option<f64> {
        self.original
            .evidence
            .iter()
            .find(|e| e.role == crate::evidence::Role::Measure)?
            .value
    }

    /// The diff, in the order it is shown.
    pub fn changes(&self) -> Vec<Change> {
        let (a, b) = (&self.original, &self.draft);
        let row = |field, original: String, fix: String| {
            let fix = (fix != original).then_some(fix);
            Change {
                field,
                original,
                fix,
            }
        };
        let mut rows = vec![
            row(Field::Answer, key_text(a), key_text(b)),
            row(
                Field::Options,
                a.released.options.join("  "),
                b.released.options.join("  "),
            ),
        ];
        for (old, new) in a
            .evidence
            .iter()
            .zip(&b.evidence)
            .filter(|(o, n)| o.shape != n.shape)
        {
            if let (Some(x), Some(y)) = (BoxNumbers::of(old), BoxNumbers::of(new)) {
                rows.push(row(
                    Field::Center(old.label.clone()),
                    three(x.center),
                    three(y.center),
                ));
                rows.push(row(
                    Field::Yaw(old.label.clone()),
                    degrees(x.yaw_deg),
                    degrees(y.yaw_deg),
                ));
                rows.push(row(
                    Field::Size(old.label.clone()),
                    three(x.size),
                    three(y.size),
                ));
            }
        }
        rows.push(row(
            Field::Question,
            a.released.question.clone(),
            b.released.question.clone(),
        ));
        rows.push(row(Field::Task, a.task().to_owned(), b.task().to_owned()));
        rows
    }
}

fn three(v: [f64; 3]) -> String {
    format!("{:.2} {:.2} {:.2}", v[0], v[1], v[2])
}

fn degrees(v: Option<f64>) -> String {
    v.map_or_else(|| "–".into(), |d| format!("{d:.0}°"))
}

/// Checks that were measured on pixels and points no longer hold for a moved box: they say so, and lose their number.
fn with_stale_checks(mut sample: Sample) -> Sample {
    let names = checks::RECOMPUTED;
    for check in sample
        .checks
        .iter_mut()
        .filter(|c| !names.contains(&c.name.as_str()) && c.value.is_some())
    {
        *check = Check::not_applicable(&check.name, check.of.as_deref(), tr("fix.before"));
    }
    sample
}

/// The key as people read it: for a choice, the option's text.
pub fn key_text(sample: &Sample) -> String {
    match &sample.answer {
        Answer::Option { index } => sample
            .options
            .get(*index)
            .map_or_else(|| sample.answer.to_string(), |o| o.text.clone()),
        other => other.to_string(),
    }
}

/// Where the labels of evidence stand in a text, first occurrence each, longest labels first.
fn words_in(text: &str, evidence: &[Evidence]) -> Vec<Word> {
    let mut named: Vec<&Evidence> = evidence
        .iter()
        .filter(|e| {
            !e.label.is_empty()
                && matches!(
                    e.role,
                    crate::evidence::Role::Subject | crate::evidence::Role::Reference
                )
        })
        .collect();
    named.sort_by_key(|e| std::cmp::Reverse(e.label.len()));
    let mut words: Vec<Word> = Vec::new();
    for e in named {
        let free =
            |start: usize, end: usize| words.iter().all(|w| end <= w.start || w.end <= start);
        let found = text
            .match_indices(&e.label)
            .map(|(start, l)| (start, start + l.len()))
            .find(|(s, t)| free(*s, *t));
        if let Some((start, end)) = found {
            words.push(Word {
                evidence: e.id.clone(),
                field: "question".into(),
                start,
                end,
            });
        }
    }
    words.sort_by_key(|w| w.start);
    words
}
