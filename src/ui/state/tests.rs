//! The flow of cards, without a window, on a real project file.

use super::tests_support::sample;
use super::*;
use crate::answer::{Answer, Quantity, Unit};
use crate::job::{Cancel, Reporter};
use crate::sample::{AddReason, BlindCause, QuestionType, State as Standing};
use crate::store::{Identity, Store};
use std::path::Path;

/// Later than any guard.
const STEP_MS: u64 = 1_000;

/// A person at a project; every command comes a second after the one before.
struct Person {
    state: State,
    now_ms: u64,
    _folder: tempfile::TempDir,
    project: PathBuf,
}

impl Person {
    fn with_samples(count: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let project = folder.path().join("p.spatialscore");
        let store = Store::create(&project, &identity()).expect("a project");
        let samples = (0..count).map(|n| sample(&n.to_string()));
        let mut importer = store.importer().expect("an importer");
        importer
            .run(
                AddReason::Import,
                "test",
                samples,
                Some,
                &Reporter::silent(),
                &Cancel::default(),
            )
            .expect("an import");
        drop(store);
        let mut person = Self {
            state: State::default(),
            now_ms: 0,
            _folder: folder,
            project,
        };
        person.sit_down();
        person
    }

    /// Opens the project as after a start of the program.
    fn sit_down(&mut self) {
        self.state = State::default();
        self.now_ms += STEP_MS;
        self.state.take(desk(&self.project), self.now_ms);
    }

    fn does(&mut self, commands: impl IntoIterator<Item = Command>) {
        for command in commands {
            self.now_ms += STEP_MS;
            self.state.apply(command, self.now_ms);
            assert_eq!(self.state.trouble, None);
        }
    }

    fn card(&self) -> &Card {
        self.state.card.as_ref().expect("a card")
    }

    fn id(&self) -> String {
        self.card()
            .sample
            .released
            .id
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    fn standing(&self, id: &str) -> Standing {
        self.state
            .desk
            .as_ref()
            .expect("a desk")
            .state(sample(id).key)
            .expect("a state")
            .state
    }
}

fn identity() -> Identity {
    Identity::from_secret([5; 32])
}

fn desk(project: &Path) -> Desk {
    Desk::new(Store::open(project, &identity()).expect("the project")).expect("a desk")
}

const RIGHT: usize = 1;

#[test]
fn accepting_is_two_keys_and_the_next_card_is_there() {
    let mut person = Person::with_samples(3);
    assert_eq!(
        (person.id().as_str(), person.card().phase),
        ("0", Phase::Blind)
    );
    person.does([Command::Choose(RIGHT)]);
    assert_eq!(person.card().phase, Phase::Revealed);
    person.does([Command::Accept]);
    assert_eq!(
        (person.id().as_str(), person.card().phase),
        ("1", Phase::Blind)
    );
    assert_eq!(person.standing("0"), Standing::Valid);
    assert!(
        person
            .state
            .desk
            .as_ref()
            .expect("a desk")
            .saved_at_ms
            .is_some()
    );
}

#[test]
fn before_the_answer_nothing_decides_and_a_double_hit_is_dropped() {
    let mut person = Person::with_samples(2);
    person.does([
        Command::Accept,
        Command::AskReason(Refusal::Reject),
        Command::StartFix,
    ]);
    assert_eq!(
        (person.id().as_str(), person.card().phase),
        ("0", Phase::Blind)
    );
    person.does([Command::Choose(RIGHT)]);
    // A second hit within 300 ms of the reveal.
    person.state.apply(Command::Accept, person.now_ms + 100);
    assert_eq!(
        (person.id().as_str(), person.card().phase),
        ("0", Phase::Revealed)
    );
}

#[test]
fn accepting_against_ones_own_answer_asks_for_the_cause() {
    let mut person = Person::with_samples(2);
    person.does([Command::Choose(0), Command::Accept]);
    assert_eq!(
        (person.id().as_str(), person.card().phase),
        ("0", Phase::Cause)
    );
    person.does([Command::AcceptBecause(BlindCause::Slip)]);
    assert_eq!(
        (person.id().as_str(), person.standing("0")),
        ("1", Standing::Valid)
    );
}

#[test]
fn rejecting_takes_a_reason_and_other_takes_a_note() {
    let mut person = Person::with_samples(2);
    person.does([Command::CannotTell, Command::AskReason(Refusal::Reject)]);
    person.does([Command::Reason(9)]);
    assert_eq!(
        person.card().phase,
        Phase::Reasons(Refusal::Reject),
        "other without a note waits for it"
    );
    person.does([Command::Note("two tables".into()), Command::Reason(9)]);
    assert_eq!(
        (person.id().as_str(), person.standing("0")),
        ("1", Standing::Rejected)
    );
}

#[test]
fn undo_and_redo_survive_a_restart_and_nothing_is_skipped_after() {
    let mut person = Person::with_samples(3);
    person.does([
        Command::Choose(RIGHT),
        Command::Accept,
        Command::Choose(RIGHT),
        Command::Accept,
    ]);
    assert_eq!(person.id(), "2");
    person.sit_down();
    person.does([Command::Undo]);
    assert_eq!(
        (person.id().as_str(), person.standing("1")),
        ("1", Standing::Open)
    );
    person.sit_down();
    person.does([Command::Redo]);
    assert_eq!(person.standing("1"), Standing::Valid);
    person.does([
        Command::Undo,
        Command::AskReason(Refusal::Defer),
        Command::Reason(0),
    ]);
    assert_eq!(
        (person.standing("1"), person.id().as_str()),
        (Standing::Deferred, "2")
    );
}

#[test]
fn a_crash_brings_back_the_card_and_the_half_typed_number() {
    let mut person = Person::with_samples(2);
    let key = sample("1").key;
    person.does([
        Command::ShowSample(key),
        Command::Type("1.".into()),
        Command::Note("half".into()),
    ]);
    // No goodbye: the state is simply gone.
    person.sit_down();
    assert_eq!(person.id(), "1");
    assert_eq!(
        (person.card().typed.as_str(), person.card().note.as_deref()),
        ("1.", Some("half"))
    );
}

#[test]
fn a_fix_is_a_new_revision_that_counts_as_accepted() {
    let mut person = Person::with_samples(2);
    person.does([Command::Choose(RIGHT), Command::StartFix]);
    person.does([Command::SaveFix]);
    assert_eq!(person.card().phase, Phase::Fixing, "nothing is changed yet");
    person.does([Command::Fix(FixEdit::Answer("C".into())), Command::SaveFix]);
    assert_eq!(
        (person.id().as_str(), person.standing("0")),
        ("1", Standing::Valid)
    );
    let desk = person.state.desk.as_ref().expect("a desk");
    let fixed = desk.card(sample("0").key).expect("a card").sample;
    assert_eq!(
        (fixed.answer, fixed.parent),
        (Answer::Option { index: 2 }, Some(sample("0").revision))
    );
}

#[test]
fn a_typed_number_answers_with_its_unit() {
    let mut person = Person::with_samples(1);
    if let Some(card) = &mut person.state.card {
        card.sample.released.question_type = QuestionType::OpenEnded;
        card.unit = Unit::M;
    }
    person.does([Command::Type("1.3".into()), Command::Commit]);
    let metres = Answer::Quantity(Quantity {
        value: 1.3,
        unit: Unit::M,
        step: 0.1,
    });
    assert_eq!(person.card().blind, Some(Blind::Answer(metres)));
}

#[test]
fn flags_and_notes_stay_with_the_card() {
    let mut person = Person::with_samples(2);
    person.does([
        Command::ToggleFlag,
        Command::Note("look".into()),
        Command::SaveNote,
    ]);
    let state = &person.card().state;
    assert_eq!((state.flagged.len(), state.notes.len()), (1, 1));
    person.does([Command::ToggleFlag]);
    assert!(person.card().state.flagged.is_empty());
}

#[test]
fn the_last_decision_leaves_no_card_and_back_goes_to_it() {
    let mut person = Person::with_samples(1);
    person.does([Command::Choose(RIGHT), Command::Accept]);
    assert!(person.state.card.is_none());
    person.does([Command::Back]);
    assert_eq!(person.id(), "0");
}

#[test]
fn filing_under_another_task_is_a_fix_and_stays() {
    let mut person = Person::with_samples(2);
    person.does([Command::Choose(RIGHT), Command::StartFix]);
    let task = FixEdit::Task("Object Distance".into(), "Relative Distance".into());
    person.does([Command::Fix(task), Command::SaveFix]);
    let desk = person.state.desk.as_ref().expect("a desk");
    let filed = desk
        .card(sample("0").key)
        .expect("a card")
        .sample
        .released
        .sub_task;
    assert_eq!(filed.as_deref(), Some("Relative Distance"));
}

#[test]
fn what_failed_is_tried_again() {
    let mut person = Person::with_samples(2);
    person.does([Command::Choose(RIGHT)]);
    // A sample that the store does not have cannot be decided on.
    let card = person.state.card.as_mut().expect("a card");
    let key = std::mem::replace(&mut card.sample.key, sample("nowhere").key);
    person.now_ms += STEP_MS;
    person.state.apply(Command::Accept, person.now_ms);
    assert!(person.state.trouble.is_some());
    assert_eq!(person.standing("0"), Standing::Open);
    person
        .state
        .card
        .as_mut()
        .expect("the card stays")
        .sample
        .key = key;
    person.does([Command::TryAgain]);
    assert_eq!(
        (person.standing("0"), person.id().as_str()),
        (Standing::Valid, "1")
    );
}

#[test]
fn with_blind_switched_off_the_next_card_is_open_after_a_restart_too() {
    let mut person = Person::with_samples(4);
    person.does([Command::Set(Setting::BlindFirst(false))]);
    assert_eq!(person.card().phase, Phase::Blind, "this card stays");
    person.does([Command::Skip]);
    assert_eq!(
        (person.card().phase, person.card().blind.is_none()),
        (Phase::Revealed, true)
    );
    person.sit_down();
    assert_eq!(person.card().phase, Phase::Revealed);
    person.does([Command::Accept]);
    assert_eq!(person.standing("1"), Standing::Valid);
    person.does([Command::Set(Setting::BlindFirst(true)), Command::Skip]);
    assert_eq!(person.card().phase, Phase::Blind);
}

#[test]
fn personal_settings_stay_when_another_project_is_opened() {
    let mut person = Person::with_samples(1);
    person.does([Command::Set(Setting::ScaleBy(3))]);
    assert_eq!(person.state.settings.scale, 130);
    let again = desk(&person.project);
    person.state.take(again, 9_000);
    assert_eq!(person.state.settings.scale, 130);
}

#[test]
fn pace_counts_decisions_and_is_known_again_after_a_restart() {
    let mut person = Person::with_samples(4);
    let pace = |person: &Person| person.state.desk.as_ref().and_then(Desk::pace);
    for n in 0..3 {
        assert_eq!(pace(&person), None, "{n} are too few");
        person.state.card.as_mut().expect("a card").shown_at_ms = Some(1);
        person.does([Command::Choose(1), Command::Accept]);
    }
    let two = Pace {
        now_secs: 2,
        median_secs: 2,
    };
    assert_eq!(pace(&person), Some(two), "a second for each command");
    person.sit_down();
    assert_eq!(pace(&person), Some(two));
}
