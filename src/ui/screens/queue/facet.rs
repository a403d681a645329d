//! What the queue can be narrowed by: one facet a filter menu, with the values that occur and how many there are.

use crate::sample::taxonomy;
use crate::sample::{DataKind, Modality, QuestionType, State};
use crate::ui::state::queue::{Counts, Filter};
use crate::ui::text::{tr, tr_in};

/// A property of samples that has a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Facet {
    Category,
    Task,
    Format,
    Modality,
    Source,
    DataKind,
    State,
    Flag,
}

/// One line of a facet's menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// As the filter holds it.
    pub value: String,
    /// As people read it.
    pub label: String,
    /// Samples in the whole project.
    pub count: u64,
}

impl Facet {
    pub(super) const ALL: [Self; 8] = [
        Self::Category,
        Self::Task,
        Self::Format,
        Self::Modality,
        Self::Source,
        Self::DataKind,
        Self::State,
        Self::Flag,
    ];

    /// Its name on the chip.
    pub(super) fn name(self) -> &'static str {
        tr_in(
            "facet",
            match self {
                Self::Category => "category",
                Self::Task => "task",
                Self::Format => "format",
                Self::Modality => "modality",
                Self::Source => "source",
                Self::DataKind => "data_kind",
                Self::State => "state",
                Self::Flag => "flag",
            },
        )
    }

    /// The values that occur, in the benchmark's order where there is one.
    pub(super) fn entries(self, counts: &Counts) -> Vec<Entry> {
        let entry = |(value, count): (String, u64)| Entry {
            label: self.label(&value),
            value,
            count,
        };
        self.values(counts).into_iter().map(entry).collect()
    }

    fn values(self, counts: &Counts) -> Vec<(String, u64)> {
        let plain = |map: &std::collections::BTreeMap<String, u64>| {
            map.iter().map(|(name, n)| (name.clone(), *n)).collect()
        };
        let summed = |map: &std::collections::BTreeMap<String, _>| {
            let sum = |states: &std::collections::BTreeMap<State, u64>| states.values().sum();
            map.iter().map(|(name, s)| (name.clone(), sum(s))).collect()
        };
        match self {
            Self::Category => in_order(&taxonomy().categories(), summed(&counts.categories)),
            Self::Task => {
                let names: Vec<&str> = taxonomy().tasks().iter().map(|t| t.name.as_str()).collect();
                in_order(&names, summed(&counts.tasks))
            }
            Self::Format => plain(&counts.question_types),
            Self::Modality => plain(&counts.modalities),
            Self::Source => plain(&counts.sources),
            Self::DataKind => plain(&counts.data_kinds),
            Self::State => {
                let states = counts.states.iter();
                states.map(|(s, n)| (s.as_str().to_owned(), *n)).collect()
            }
            Self::Flag => vec![
                (FLAGGED.to_owned(), counts.flagged),
                (
                    NOT_FLAGGED.to_owned(),
                    counts.total - counts.flagged.min(counts.total),
                ),
            ],
        }
    }

    /// A value as people read it.
    pub(super) fn label(self, value: &str) -> String {
        match self {
            _ if value.is_empty() => tr("queue.not_settled").to_owned(),
            Self::State => State::ALL
                .iter()
                .find(|s| s.as_str() == value)
                .map_or(value, |s| tr_in("state", s.as_str()))
                .to_owned(),
            Self::DataKind => data_kind(value)
                .map_or(value, |(_, name)| tr_in("data_kind", name))
                .to_owned(),
            Self::Flag if value == FLAGGED => tr("queue.flagged").to_owned(),
            Self::Flag => tr("queue.not_flagged").to_owned(),
            _ => value.to_owned(),
        }
    }

    /// The values that a filter asks for.
    pub(super) fn chosen(self, filter: &Filter) -> Vec<String> {
        let names = |list: &[&'static str]| list.iter().map(|s| (*s).to_owned()).collect();
        match self {
            Self::Category => filter.categories.clone(),
            Self::Task => filter.tasks.clone(),
            Self::Source => filter.sources.clone(),
            Self::Format => names(&each(&filter.question_types, QuestionType::as_str)),
            Self::Modality => names(&each(&filter.modalities, Modality::as_str)),
            Self::State => names(&each(&filter.states, State::as_str)),
            Self::DataKind => names(&each(&filter.data_kinds, |kind| {
                DATA_KINDS
                    .iter()
                    .find(|(k, _)| *k == kind)
                    .map_or("", |(_, name)| name)
            })),
            Self::Flag => filter
                .flagged
                .map(|on| if on { FLAGGED } else { NOT_FLAGGED }.to_owned())
                .into_iter()
                .collect(),
        }
    }

    /// Asks for a value, or no longer. A value that the facet does not know changes nothing.
    pub(super) fn toggle(self, filter: &mut Filter, value: &str) {
        match self {
            Self::Category => flip(&mut filter.categories, value.to_owned()),
            Self::Task => flip(&mut filter.tasks, value.to_owned()),
            Self::Source => flip(&mut filter.sources, value.to_owned()),
            Self::Format => flip_known(&mut filter.question_types, &FORMATS, |f| {
                f.as_str() == value
            }),
            Self::Modality => {
                flip_known(&mut filter.modalities, &MODALITIES, |m| m.as_str() == value)
            }
            Self::State => flip_known(&mut filter.states, &State::ALL, |s| s.as_str() == value),
            Self::DataKind => {
                if let Some((kind, _)) = data_kind(value) {
                    flip(&mut filter.data_kinds, kind);
                }
            }
            Self::Flag => {
                let asked = Some(value == FLAGGED);
                filter.flagged = if filter.flagged == asked { None } else { asked };
            }
        }
    }

    /// Lets everything pass.
    pub(super) fn clear(self, filter: &mut Filter) {
        match self {
            Self::Category => filter.categories.clear(),
            Self::Task => filter.tasks.clear(),
            Self::Format => filter.question_types.clear(),
            Self::Modality => filter.modalities.clear(),
            Self::Source => filter.sources.clear(),
            Self::DataKind => filter.data_kinds.clear(),
            Self::State => filter.states.clear(),
            Self::Flag => filter.flagged = None,
        }
    }
}

const FLAGGED: &str = "flagged";
const NOT_FLAGGED: &str = "not_flagged";
const FORMATS: [QuestionType; 3] = [
    QuestionType::MultiChoice,
    QuestionType::Judgement,
    QuestionType::OpenEnded,
];
const MODALITIES: [Modality; 3] = [Modality::SingleImage, Modality::MultiImage, Modality::Video];
const DATA_KINDS: [(DataKind, &str); 4] = [
    (DataKind::Real, "real"),
    (DataKind::Simulated, "simulated"),
    (DataKind::Aigc, "aigc"),
    (DataKind::Unknown, "unknown"),
];

fn data_kind(value: &str) -> Option<(DataKind, &'static str)> {
    DATA_KINDS.into_iter().find(|(_, name)| *name == value)
}

fn each<T: Copy>(list: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    list.iter().copied().map(name).collect()
}

fn flip<T: PartialEq>(list: &mut Vec<T>, value: T) {
    match list.iter().position(|v| *v == value) {
        Some(at) => {
            list.remove(at);
        }
        None => list.push(value),
    }
}

fn flip_known<T: PartialEq + Copy>(list: &mut Vec<T>, known: &[T], is: impl Fn(&T) -> bool) {
    if let Some(value) = known.iter().copied().find(is) {
        flip(list, value);
    }
}

/// Values in a given order; others follow as they come.
fn in_order(order: &[&str], mut values: Vec<(String, u64)>) -> Vec<(String, u64)> {
    values.sort_by_key(|(name, _)| order.iter().position(|o| o == name).unwrap_or(order.len()));
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn counts() -> Counts {
        let states = BTreeMap::from([(State::Candidate, 3), (State::Valid, 2)]);
        let named = |name: &str, n| BTreeMap::from([(name.to_owned(), n)]);
        Counts {
            total: 5,
            flagged: 1,
            states: states.clone(),
            tasks: ["Orientation", "Spatial Map", ""]
                .map(|t| (t.to_owned(), states.clone()))
                .into(),
            categories: ["Camera", "Mental Animation"]
                .map(|t| (t.to_owned(), states.clone()))
                .into(),
            question_types: named("open-ended", 5),
            modalities: named("video", 5),
            sources: named("MMIU", 5),
            data_kinds: named("aigc", 5),
        }
    }

    #[test]
    fn every_entry_of_every_facet_goes_into_the_filter_and_out_again() {
        for facet in Facet::ALL {
            let entries = facet.entries(&counts());
            assert!(!entries.is_empty(), "{facet:?} has nothing to choose");
            for entry in entries {
                let mut filter = Filter::default();
                facet.toggle(&mut filter, &entry.value);
                assert_eq!(
                    facet.chosen(&filter),
                    std::slice::from_ref(&entry.value),
                    "{facet:?}"
                );
                facet.toggle(&mut filter, &entry.value);
                assert_eq!(filter, Filter::default(), "{facet:?} {entry:?}");
                facet.toggle(&mut filter, &entry.value);
                facet.clear(&mut filter);
                assert_eq!(filter, Filter::default(), "{facet:?}");
            }
        }
    }

    #[test]
    fn tasks_come_in_the_benchmarks_order_with_their_sums() {
        let entries = Facet::Task.entries(&counts());
        let seen: Vec<(&str, u64)> = entries
            .iter()
            .map(|e| (e.label.as_str(), e.count))
            .collect();
        assert_eq!(
            seen,
            [("Spatial Map", 5), ("Orientation", 5), ("Not settled", 5)]
        );
    }

    #[test]
    fn unknown_values_change_nothing() {
        let mut filter = Filter::default();
        for facet in [
            Facet::Format,
            Facet::Modality,
            Facet::State,
            Facet::DataKind,
        ] {
            facet.toggle(&mut filter, "from a newer version");
        }
        assert_eq!(filter, Filter::default());
    }
}
