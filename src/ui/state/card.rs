//! The card on screen: one sample, where in its flow it stands, and what has been typed.

use super::fix::Fix;
use crate::answer::{Answer, Quantity, Unit, quantity};
use crate::question::checks::recheck;
use crate::sample::{QuestionType, ReasonCode, Sample, SampleState};
use crate::ui::text::tr;

/// A card.
#[derive(Clone, Debug)]
pub struct Card {
    /// The sample at the revision that is judged.
    pub sample: Sample,
    /// What is derived from its events.
    pub state: SampleState,
    /// Where in the flow it stands.
    pub phase: Phase,
    /// What this reviewer answered before the reveal; `None` before, or when blind answering is off.
    pub blind: Option<Blind>,
    /// Half-typed number or text.
    pub typed: String,
    /// Unit chosen beside the number field.
    pub unit: Unit,
    /// Half-typed note; `None` while the note field is closed.
    pub note: Option<String>,
    /// A fix in progress.
    pub fix: Option<Fix>,
    /// Wall clock when first painted, ms; `None` until then.
    pub shown_at_ms: Option<i64>,
}

/// Where a card stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Media and question only.
    Blind,
    /// Key, evidence, proof and checks are shown.
    Revealed,
    /// A list of reasons is open in place of the decision bar.
    Reasons(Refusal),
    /// Accepted against one's own blind answer: slip or ambiguous?
    Cause,
    /// On the fix screen.
    Fixing,
}

/// The two decisions that need a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Reject.
    Reject,
    /// Defer.
    Defer,
}

impl Refusal {
    /// Reasons in the order of their keys.
    pub fn reasons(self) -> &'static [ReasonCode] {
        match self {
            Self::Reject => &ReasonCode::REJECT,
            Self::Defer => &ReasonCode::DEFER,
        }
    }
}

/// An answer before the reveal.
#[derive(Clone, Debug, PartialEq)]
pub enum Blind {
    /// This.
    Answer(Answer),
    /// It cannot be told from what is shown.
    CannotTell,
}

impl Blind {
    /// As an event stores it: `None` is "cannot tell".
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Answer(answer) => Some(answer),
            Self::CannotTell => None,
        }
    }
}

/// A blind number this near to the key, as a share of it, is the same answer: eyes measure no finer.
const SAME_NUMBER_SHARE: f64 = 0.10;

impl Card {
    /// A card for `me`: revealed when blind answering is off or was done before, else blind.
    pub fn new(mut sample: Sample, state: SampleState, me: &str, blind_first: bool) -> Self {
        // Imported rows carry no checks, and a fix may have come from an older version: what can be recomputed is.
        sample.checks = recheck(&sample);
        let before = state
            .blind
            .get(me)
            .map(|b| b.answer.clone().map_or(Blind::CannotTell, Blind::Answer));
        let phase = if blind_first && before.is_none() {
            Phase::Blind
        } else {
            Phase::Revealed
        };
        Self {
            unit: usual_unit(&sample),
            blind: before,
            sample,
            state,
            phase,
            typed: String::new(),
            note: None,
            fix: None,
            shown_at_ms: None,
        }
    }

    /// Whether the key may be shown.
    pub fn revealed(&self) -> bool {
        self.phase != Phase::Blind
    }

    /// The question without inline options that were parsed out of it.
    pub fn question(&self) -> &str {
        self.sample.shown_question()
    }

    /// Texts that can be chosen by digit; empty for questions that want a number or text.
    pub fn choices(&self) -> Vec<&str> {
        match self.sample.released.question_type {
            QuestionType::MultiChoice => self
                .sample
                .options
                .iter()
                .map(|o| o.text.as_str())
                .collect(),
            QuestionType::Judgement => vec![tr("answer.yes"), tr("answer.no")],
            QuestionType::OpenEnded => Vec::new(),
        }
    }

    /// Whether the answer is typed rather than chosen.
    pub fn is_typed(&self) -> bool {
        self.sample.released.question_type == QuestionType::OpenEnded
    }

    /// The answer that choosing row `index` gives.
    pub fn choice(&self, index: usize) -> Option<Answer> {
        match self.sample.released.question_type {
            QuestionType::MultiChoice => {
                (index < self.sample.options.len()).then_some(Answer::Option { index })
            }
            QuestionType::Judgement => (index < 2).then_some(Answer::YesNo { value: index == 0 }),
            QuestionType::OpenEnded => None,
        }
    }

    /// The row that an answer stands for.
    pub fn row_of(&self, answer: &Answer) -> Option<usize> {
        (0..self.choices().len()).find(|i| self.choice(*i).as_ref() == Some(answer))
    }

    /// What the typed text says, with the chosen unit when it names none; `None` while it says nothing.
    pub fn typed_answer(&self) -> Option<Answer> {
        let text = self.typed.trim();
        match quantity(text) {
            Some(q) if q.unit == Unit::None && self.unit != Unit::None => {
                Some(Answer::Quantity(Quantity {
                    unit: self.unit,
                    ..q
                }))
            }
            Some(_) => Some(crate::answer::parse(text, crate::answer::Expect::Open)),
            None if text.is_empty() => None,
            None => Some(Answer::Text {
                text: text.to_owned(),
            }),
        }
    }

    /// Whether the blind answer contradicts the key, so that accepting needs a cause.
    pub fn contradicts_key(&self) -> bool {
        let Some(Blind::Answer(answer)) = &self.blind else {
            return false;
        };
        match (answer, &self.sample.answer) {
            (_, Answer::Ambiguous { .. }) => false,
            (a, k) if a.means(k) => false,
            (a, k) => match (base(a), base(k)) {
                (Some(a), Some(k)) if k != 0.0 => ((a - k) / k).abs() > SAME_NUMBER_SHARE,
                _ => true,
            },
        }
    }
}

/// A number in base units.
fn base(answer: &Answer) -> Option<f64> {
    match answer {
        Answer::Quantity(q) => Some(q.base()),
        Answer::Count { value } => Some(*value as f64),
        _ => None,
    }
}

/// The unit that answers to this task usually carry; from the task alone, never from the key.
fn usual_unit(sample: &Sample) -> Unit {
    match sample.released.category.as_deref() {
        Some("Object Distance" | "Depth Estimation" | "Object Size") => Unit::M,
        _ => Unit::None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::sample;
    use super::*;

    fn card(question_type: QuestionType, key: Answer) -> Card {
        let mut sample = sample("1");
        sample.released.question_type = question_type;
        sample.answer = key;
        sample.released.category = Some("Object Distance".into());
        Card::new(sample, SampleState::default(), "me", true)
    }
    fn metres(value: f64) -> Answer {
        Answer::Quantity(Quantity {
            value,
            unit: Unit::M,
            step: 0.1,
        })
    }

    #[test]
    fn a_number_takes_the_chosen_unit_unless_it_names_one() {
        let mut card = card(QuestionType::OpenEnded, metres(1.4));
        card.typed = "1.4".into();
        assert_eq!(card.typed_answer(), Some(metres(1.4)));
        card.typed = "140 cm".into();
        assert!(card.typed_answer().expect("an answer").means(&metres(1.4)));
        card.typed = "  ".into();
        assert_eq!(card.typed_answer(), None);
    }

    #[test]
    fn only_a_real_contradiction_asks_for_a_cause() {
        let mut c = card(QuestionType::OpenEnded, metres(1.4));
        assert!(!c.contradicts_key(), "no blind answer");
        c.blind = Some(Blind::CannotTell);
        assert!(!c.contradicts_key());
        c.blind = Some(Blind::Answer(metres(1.5)));
        assert!(!c.contradicts_key(), "within a tenth");
        c.blind = Some(Blind::Answer(metres(2.0)));
        assert!(c.contradicts_key());
        let mut c = card(QuestionType::MultiChoice, Answer::Option { index: 1 });
        c.blind = Some(Blind::Answer(Answer::Option { index: 0 }));
        assert!(c.contradicts_key());
    }

    #[test]
    fn an_earlier_blind_answer_opens_the_card_revealed() {
        let mut state = SampleState::default();
        state.blind.insert(
            "me".into(),
            crate::sample::BlindAnswer {
                revision: None,
                answer: None,
            },
        );
        let card = Card::new(sample("1"), state.clone(), "me", true);
        assert_eq!(
            (card.phase, card.blind),
            (Phase::Revealed, Some(Blind::CannotTell))
        );
        assert_eq!(
            Card::new(sample("1"), state, "other", true).phase,
            Phase::Blind
        );
    }
}
