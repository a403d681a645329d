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
    /// How the checks that are measured on pixels and points stand to the boxes as they are now.
    pub measured: Measured,
    /// Number of the newest edit of geometry; tells which boxes a measurement is of.
    pub edit: u64,
    /// Drafts before each edit, newest last.
    past: Vec<Past>,
}

/// How checks measured on pixels and points stand to the boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// They are of these boxes.
    Current,
    /// They are of earlier boxes; new ones are on their way.
    Awaited,
    /// They cannot be measured: no scene, no depth, or a box of nothing in the scan.
    Impossible,
}

/// A draft that one can go back to.
#[derive(Clone, Debug)]
struct Past {
    draft: Sample,
    measured: Measured,
    problem: Option<String>,
    /// What the edit that followed changed; a text being typed is one edit.
    by: Touched,
}

/// What an edit changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Touched {
    Box,
    Question,
    Option(usize),
    Answer,
    Task,
}

/// Edits that can be taken back.
const KEPT: usize = 100;

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
            measured: Measured::Current,
            edit: 0,
            past: Vec::new(),
        }
    }

    /// A fix that was interrupted, as it was kept. What was measured last is not kept with it.
    pub fn resumed(sample: &Sample, draft: Sample) -> Self {
        let mut fix = Self::new(sample);
        let moved = draft
            .evidence
            .iter()
            .zip(&sample.evidence)
            .any(|(new, old)| new.shape != old.shape);
        fix.draft = draft;
        if moved {
            fix.await_measurement();
        }
        fix
    }

    /// Takes back the last edit; `false` when there is none.
    pub fn undo(&mut self) -> bool {
        let Some(past) = self.past.pop() else {
            return false;
        };
        (self.draft, self.problem) = (past.draft, past.problem);
        self.measured = past.measured;
        self.edit += 1;
        if past.by == Touched::Box && self.measured == Measured::Awaited {
            self.await_measurement();
        }
        true
    }

    /// Keeps the draft as it is, to come back to it. A text being typed is kept once.
    fn keep(&mut self, by: Touched) {
        let typing = !matches!(by, Touched::Box | Touched::Task);
        if typing && self.past.last().is_some_and(|p| p.by == by) {
            return;
        }
        if self.past.len() == KEPT {
            self.past.remove(0);
        }
        self.past.push(Past {
            draft: self.draft.clone(),
            measured: self.measured,
            problem: self.problem.clone(),
            by,
        });
    }

    fn await_measurement(&mut self) {
        self.edit += 1;
        let measured = |c: &Check| checks::MEASURED.contains(&c.name.as_str());
        if self.draft.checks.iter().any(measured) {
            self.measured = Measured::Awaited;
        }
    }

    /// Puts what was measured of the boxes after edit number `edit`; `None` says that it cannot be measured.
    pub fn put_measured(&mut self, edit: u64, measured: Option<Vec<Check>>) {
        match measured {
            // Of boxes that have moved on since: nearer than what is shown, and still not of these.
            Some(checks) if edit <= self.edit && self.measured == Measured::Awaited => {
                self.draft.checks = checks::with_measured(&self.draft.checks, checks);
                if edit == self.edit {
                    self.measured = Measured::Current;
                }
            }
            None if edit == self.edit => {
                self.draft = with_stale_checks(self.draft.clone());
                self.measured = Measured::Impossible;
            }
            _ => {}
        }
    }

    /// Whether a check's number is of boxes as they were before the newest edits.
    pub fn is_stale(&self, check: &Check) -> bool {
        self.measured == Measured::Awaited && checks::MEASURED.contains(&check.name.as_str())
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

    /// Puts new numbers on the box being edited and recomputes what follows; one edit to take back.
    pub fn set_box(&mut self, numbers: BoxNumbers) {
        self.keep(Touched::Box);
        self.drag_box(numbers);
    }

    /// Puts new numbers on the box being edited as a part of the edit that is under way.
    pub fn drag_box(&mut self, numbers: BoxNumbers) {
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
                self.draft = sample;
                self.problem = None;
            }
            Err(why) => {
                self.draft.checks = checks::recheck(&self.draft);
                self.problem = Some(why);
            }
        }
        match self.measured {
            Measured::Impossible => self.draft = with_stale_checks(self.draft.clone()),
            _ => self.await_measurement(),
        }
    }

    /// Replaces the question as shown; words keep their evidence where their label still stands.
    pub fn set_question(&mut self, text: &str) {
        self.keep(Touched::Question);
        let options = self.option_texts();
        self.reword(text, &options);
    }

    /// Replaces one option's text.
    pub fn set_option(&mut self, index: usize, text: &str) {
        self.keep(Touched::Option(index));
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
        self.keep(Touched::Answer);
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
        self.keep(Touched::Task);
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
        let mut sample = match self.measured {
            // Saved before the new numbers came: the old ones are of other boxes.
            Measured::Awaited => with_stale_checks(self.draft.clone()),
            Measured::Current | Measured::Impossible => self.draft.clone(),
        };
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
}

/// Checks that were measured on pixels and points no longer hold for a moved box: they say so, and lose their number.
fn with_stale_checks(mut sample: Sample) -> Sample {
    for check in sample
        .checks
        .iter_mut()
        .filter(|c| checks::MEASURED.contains(&c.name.as_str()) && c.value.is_some())
    {
        *check = Check::not_applicable(&check.name, check.of.as_deref(), tr("fix.before"));
    }
    sample
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
