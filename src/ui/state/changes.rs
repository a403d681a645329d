//! What a fix changes, beside the original: the rows of the diff.

use super::fix::{BoxNumbers, Fix};
use crate::answer::Answer;
use crate::evidence::{Evidence, Shape};
use crate::sample::Sample;

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
    /// Points; the label of the evidence.
    Points(String),
    /// Frames in which evidence is seen.
    Frames(String),
}

/// The diff, in the order it is shown.
pub fn changes(fix: &Fix) -> Vec<Change> {
    let (a, b) = (&fix.original, &fix.draft);
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
    for (old, new) in a.evidence.iter().zip(&b.evidence) {
        if let (Some(x), Some(y)) = (points(old), points(new))
            && x != y
        {
            rows.push(row(Field::Points(old.label.clone()), x, y));
        }
        if old.frames != new.frames {
            let frames = |e: &Evidence| e.frames.join(" ");
            rows.push(row(
                Field::Frames(old.label.clone()),
                frames(old),
                frames(new),
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

/// Points and pixels of evidence that is made of them.
fn points(evidence: &Evidence) -> Option<String> {
    let Shape::Points { xyz, uv } = &evidence.shape else {
        return None;
    };
    let pixels = uv.iter().map(|p| format!("{:.1} {:.1}", p[0], p[1]));
    let all: Vec<String> = xyz.iter().map(|p| three(*p)).chain(pixels).collect();
    Some(all.join("; "))
}

fn three(v: [f64; 3]) -> String {
    format!("{:.2} {:.2} {:.2}", v[0], v[1], v[2])
}

fn degrees(v: Option<f64>) -> String {
    v.map_or_else(|| "–".into(), |d| format!("{d:.0}°"))
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
