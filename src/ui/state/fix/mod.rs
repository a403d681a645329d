//! A fix in progress: what was changed, and what follows from it.
//!
//! Editing geometry recomputes answer, options, measure and checks through the family that asked the
//! question; editing text parses it again. The original stays beside the fix.

pub mod gizmo;
pub mod grip;
mod numbers;
mod pull;
mod text;

pub use numbers::BoxNumbers;
pub use pull::Pull;

use crate::evidence::{Shape, find};
use crate::geom::{DVec3, Obb};
use crate::question::{checks, rebuild};
use crate::sample::{Check, Sample};
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
    /// Whether the options are what the proof gives for this evidence, not words typed over them.
    pub options_follow: bool,
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
    Points,
    Frames,
    Question,
    Option(usize),
    Answer,
    Task,
}

/// Edits that can be taken back.
const KEPT: usize = 100;

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
            options_follow: options_follow(sample),
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
        fix.options_follow = options_follow(&fix.draft);
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
        self.options_follow = options_follow(&self.draft);
        self.edit += 1;
        if matches!(past.by, Touched::Box | Touched::Points) && self.measured == Measured::Awaited {
            self.await_measurement();
        }
        true
    }

    /// Keeps the draft as it is, to come back to it. A text being typed is kept once.
    fn keep(&mut self, by: Touched) {
        let typing = matches!(by, Touched::Question | Touched::Option(_) | Touched::Answer);
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
        find(&self.draft.evidence, id).and_then(BoxNumbers::of)
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

    /// The box being edited as it is in the draft, and as it was; `None` for one that is not in world.
    pub fn boxes(&self) -> Option<(Obb, Obb)> {
        let id = self.evidence.as_deref()?;
        let of = |sample: &Sample| {
            let piece = find(&sample.evidence, id).filter(|e| e.space == "world")?;
            match &piece.shape {
                Shape::Obb(shape) => shape.obb(),
                _ => None,
            }
        };
        Some((of(&self.draft)?, of(&self.original)?))
    }

    /// Puts other points or pixels on a piece of evidence that is points, and recomputes what follows.
    pub fn set_points(&mut self, id: &str, xyz: Vec<[f64; 3]>, uv: Vec<[f64; 2]>) {
        let numbers = || xyz.iter().flatten().chain(uv.iter().flatten());
        if !numbers().all(|v| v.is_finite() && v.abs() < 1e6) {
            self.problem = Some(tr("fix.bad_point").into());
            return;
        }
        self.keep(Touched::Points);
        for evidence in self.draft.evidence.iter_mut().filter(|e| e.id == id) {
            if matches!(evidence.shape, Shape::Points { .. }) {
                evidence.shape = Shape::Points {
                    xyz: xyz.clone(),
                    uv: uv.clone(),
                };
            }
        }
        self.follow_geometry();
    }

    /// Says in which frames a piece of evidence is seen.
    pub fn set_frames(&mut self, id: &str, frames: Vec<String>) {
        self.keep(Touched::Frames);
        for evidence in self.draft.evidence.iter_mut().filter(|e| e.id == id) {
            evidence.frames.clone_from(&frames);
        }
    }

    fn follow_geometry(&mut self) {
        match rebuild(self.draft.clone()) {
            Ok(sample) => {
                self.draft = sample;
                self.problem = None;
                self.options_follow = !self.draft.options.is_empty();
            }
            // Nothing to recompute where nothing is claimed to follow from the evidence.
            Err(_) if self.draft.proof.is_none() => {
                self.draft.checks = checks::recheck(&self.draft);
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

/// Whether the options are those that the proof gives for the evidence.
fn options_follow(sample: &Sample) -> bool {
    let texts = |s: &Sample| -> Vec<String> { s.options.iter().map(|o| o.text.clone()).collect() };
    sample.proof.is_some()
        && !sample.options.is_empty()
        && rebuild(sample.clone()).is_ok_and(|again| texts(&again) == texts(sample))
}
