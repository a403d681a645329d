//! How the distance is asked: as a number, with options, or with yes or no.

use super::super::from_scene::article;
use super::super::metric::{length_text, threshold_m};
use super::super::phrase::{Slot, fill};
use super::super::seeding;
use super::{FAMILY, Thresholds, closest, length};
use crate::answer::Unit;
use crate::proof::{Expr, Relation};
use crate::sample::{QuestionType, Word};
use crate::scene::Object;

/// Ways to ask. Each says that the closest points count: a distance between centres is another question.
pub const TEMPLATES: [(&str, &str); 5] = [
    ("ad-1", "what is the shortest distance between {a} and {b}?"),
    (
        "ad-2",
        "how far apart are {a} and {b} at their closest points?",
    ),
    (
        "ad-3",
        "measured between their closest points, how far is {a} from {b}?",
    ),
    (
        "ad-4",
        "how wide is the gap between {a} and {b} at its narrowest?",
    ),
    (
        "ad-5",
        "what is the distance from {a} to {b}, measured between their nearest points?",
    ),
];

/// Ways to ask with yes or no, with what the proof compares.
pub const JUDGEMENTS: [(&str, Relation, &str); 4] = [
    (
        "ad-j1",
        Relation::Greater,
        "is the shortest distance between {a} and {b} more than {t}?",
    ),
    (
        "ad-j2",
        Relation::Less,
        "is the shortest distance between {a} and {b} less than {t}?",
    ),
    (
        "ad-j3",
        Relation::Greater,
        "measured between their closest points, is {a} more than {t} from {b}?",
    ),
    (
        "ad-j4",
        Relation::Less,
        "is the gap between {a} and {b} at its narrowest less than {t} wide?",
    ),
];

/// The form of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A number.
    Open,
    /// Four options.
    MultiChoice,
    /// Yes or no: more or less than a stated length.
    Judgement,
}

impl Form {
    pub(super) fn question_type(self) -> QuestionType {
        match self {
            Self::Open => QuestionType::OpenEnded,
            Self::MultiChoice => QuestionType::MultiChoice,
            Self::Judgement => QuestionType::Judgement,
        }
    }

    /// In facts, and so in keys.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::MultiChoice => "choice",
            Self::Judgement => "judgement",
        }
    }
}

/// How a fact is put into words, and what proves the answer to them.
pub(super) struct Put {
    pub(super) template: &'static str,
    pub(super) pattern: String,
    pub(super) proof: Expr,
}

/// Draws the words, seeded by the fact; for a yes or no first which of both it is, each as likely as the other, and then
/// a length on that side. `None` when no length is clear of the distance.
pub(super) fn put(
    form: Form,
    metres: f64,
    limits: &Thresholds,
    seed: u64,
    fact: &str,
) -> Option<Put> {
    let mut random = seeding::random(seed, &[FAMILY, fact]);
    if form != Form::Judgement {
        let (template, pattern) = TEMPLATES[seeding::below(&mut random, TEMPLATES.len())];
        return Some(Put {
            template,
            pattern: pattern.to_owned(),
            proof: length(metres),
        });
    }
    let (template, relation, pattern) = JUDGEMENTS[seeding::below(&mut random, JUDGEMENTS.len())];
    let yes = seeding::below(&mut random, 2) == 1;
    // "More than" is true of a length below the distance, "less than" of one above it.
    let below = yes == (relation == Relation::Greater);
    let threshold = threshold_m(metres, below, limits.allowed_m(metres), &mut random)?;
    Some(Put {
        template,
        pattern: pattern.replace("{t}", &length_text(threshold)),
        proof: Expr::Compare {
            relation,
            a: Box::new(closest()),
            b: Box::new(Expr::Stated {
                value: threshold,
                unit: Unit::M,
            }),
        },
    })
}

/// Fills a pattern with the names of both objects.
pub(super) fn text(pattern: &str, a: &Object, b: &Object) -> (String, Vec<Word>) {
    let slots = [
        Slot {
            name: "a",
            before: article(&a.name),
            text: &a.name,
            evidence: "e1",
        },
        Slot {
            name: "b",
            before: article(&b.name),
            text: &b.name,
            evidence: "e2",
        },
    ];
    fill(pattern, "question", &slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 400 facts: template, whether it is true, the length that it states.
    fn judged(metres: f64) -> Vec<(&'static str, bool, f64)> {
        let one = |n: u32| {
            let put = put(
                Form::Judgement,
                metres,
                &Thresholds::STRICT,
                9,
                &format!("fact {n}"),
            )
            .expect("a length");
            let Expr::Compare { relation, b, .. } = put.proof else {
                panic!("a comparison")
            };
            let Expr::Stated { value, unit } = *b else {
                panic!("a stated length")
            };
            assert_eq!(unit, Unit::M);
            assert!(put.pattern.contains(&length_text(value)), "{}", put.pattern);
            let yes = match relation {
                Relation::Greater => metres > value,
                Relation::Less => metres < value,
            };
            (put.template, yes, value)
        };
        (0..400).map(one).collect()
    }

    #[test]
    fn yes_and_no_are_even_in_every_way_to_ask() {
        let all = judged(1.743);
        for (template, _, _) in JUDGEMENTS {
            let of: Vec<_> = all.iter().filter(|(t, ..)| *t == template).collect();
            let yes = of.iter().filter(|(_, yes, _)| *yes).count();
            let share = yes as f64 / of.len() as f64;
            assert!(
                of.len() > 60 && (0.35..=0.65).contains(&share),
                "{template}: {yes} of {}",
                of.len()
            );
        }
        let yes = all.iter().filter(|(_, yes, _)| *yes).count();
        assert!((170..=230).contains(&yes), "{yes} of 400");
    }

    #[test]
    fn a_stated_length_is_never_as_near_as_boxes_and_points_may_disagree() {
        for metres in [0.3, 0.34, 0.5, 0.99, 1.0, 1.01, 2.5, 7.9] {
            for (_, _, stated) in judged(metres) {
                let off = (stated - metres).abs();
                assert!(
                    off >= Thresholds::STRICT.allowed_m(metres),
                    "{stated} for {metres}"
                );
            }
        }
        assert!(put(Form::Judgement, 0.02, &Thresholds::STRICT, 9, "fact").is_none());
    }
}
