//! The real window, driven by keys alone: cards decided, the program closed or killed and started again, a decision
//! taken back, what stands exported. What it did is read from the project file, what it shows from the X server.

mod reviewer;
mod rows;
mod scene;
#[expect(dead_code, reason = "shared with the bench; each uses a part")]
mod screen;

use crate::skip::skip;
use crate::support::Sandbox;
use reviewer::{Deed, Reviewer};
use screen::{Screen, Window, until};
use serde_json::Value;
use spatialscore::answer::Answer;
use spatialscore::platform::config::REVIEWER;
use spatialscore::sample::{Body, Key, Modality, Sample, State};
use spatialscore::store::{Identity, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Cards that are decided: thirty rows of the real file where it is, and what it has none of (videos of 32 frames,
/// three pictures side by side, counts).
const CARDS: usize = REAL + INVENTED;
const REAL: usize = 30;
const INVENTED: usize = 6;
/// Where the media stand on a blind card, px.
const MEDIA: [u32; 4] = [40, 110, 880, 640];

/// A screen, or `None` (after [`skip`]) where its programs are not installed.
#[track_caller]
fn screen() -> Option<Screen> {
    Screen::start().map_err(|why| skip(&why)).ok()
}

fn start(sandbox: &Sandbox, screen: &Screen, project: &Path) -> Window {
    let mut command = sandbox.command();
    command.arg("review").arg(project);
    screen.open(command)
}

/// What became of a card that was decided.
struct Decided {
    key: Key,
    name: String,
    state: State,
}

/// The cards and after them a number question: files of records in the order of the queue.
fn records(sandbox: &Sandbox) -> Vec<PathBuf> {
    let real = rows::real(sandbox, REAL);
    let invented = if real.is_some() { INVENTED } else { CARDS };
    let mut files = vec![sandbox.write("made.ndjson", rows::invented(0, invented))];
    files.extend(real);
    let last = rows::invented(rows::number_from(CARDS), 1);
    files.push(sandbox.write("last.ndjson", last));
    files
}

fn map_media(sandbox: &Sandbox, project: &Path, folder: &Path) {
    let identity = Identity::in_folder(&sandbox.path(".config"), REVIEWER).expect("a key");
    let mut store = Store::open(project, &identity).expect("the project");
    for root in [rows::INVENTED_ROOT, rows::REAL_ROOT] {
        store.set_media_root(root, folder).expect("mapped");
    }
}

fn decide_thirty_cards(with_media: bool) {
    let Some(mut screen) = screen() else { return };
    let sandbox = Sandbox::new();
    let files = records(&sandbox);
    let project = rows::project(&sandbox, &files);
    let media = with_media.then(|| rows::pictures(&sandbox, &files));
    if let Some(folder) = &media {
        map_media(&sandbox, &project, folder);
    }

    let window = start(&sandbox, &screen, &project);
    let mut reviewer = Reviewer::new(&mut screen, &project, &sandbox.path(".config"));
    let mut decided = Vec::new();
    let mut seen = BTreeSet::new();
    for n in 0..CARDS {
        let sample = reviewer.card_after(decided.last().map(|d: &Decided| d.key));
        if seen.insert(sample.released.input_modality.as_str()) {
            shows(&reviewer, &sample, media.as_deref());
        }
        decided.push(decide(&mut reviewer, &sample, n));
    }
    assert_eq!(seen.len(), 3, "every modality: {seen:?}");
    let last = reviewer.card_after(decided.last().map(|d| d.key));
    reviewer.type_text(last.key, "typed", "12", "12");
    drop(reviewer);
    assert!(window.close(&mut screen).success());

    let window = start(&sandbox, &screen, &project);
    let mut reviewer = Reviewer::new(&mut screen, &project, &sandbox.path(".config"));
    go_on(&mut reviewer, &last);
    let undone = undo(&mut reviewer, &mut decided);
    for card in &decided {
        assert_eq!(reviewer.state(card.key).state, card.state, "{}", card.name);
    }
    assert_eq!(reviewer.state(undone).state, State::Open);
    drop(reviewer);
    assert!(window.close(&mut screen).success());
    exported_as_decided(&sandbox, &project, &decided);
}

/// Answers and decides a card; each deed in turn, every fifth answer wilfully wrong.
fn decide(reviewer: &mut Reviewer<'_>, sample: &Sample, n: usize) -> Decided {
    let turn = n / 5;
    let (deed, state) = match n % 5 {
        0 => (Deed::Accept, State::Valid),
        1 => (Deed::Reject(1 + turn), State::Rejected),
        2 => (Deed::Defer(1), State::Deferred),
        3 => (Deed::Flag, State::Valid),
        _ => (Deed::Note, State::Valid),
    };
    reviewer.answer(sample, n % 4 != 3);
    reviewer.act(sample, deed);
    let now = reviewer.state(sample.key);
    assert_eq!(now.state, state, "{deed:?}");
    assert_eq!(!now.flagged.is_empty(), deed == Deed::Flag);
    assert_eq!(!now.notes.is_empty(), deed == Deed::Note);
    Decided {
        key: sample.key,
        name: name(&sample.released.source_dataset, &sample.released.id),
        state,
    }
}

/// The picture where there are media, and not where there are none.
fn shows(reviewer: &Reviewer<'_>, sample: &Sample, media: Option<&Path>) {
    // A stand-in is mostly paper; its colour is taken from the file that the card names.
    let share = |paper: [u8; 3]| {
        let seen = reviewer.screen.area(MEDIA);
        let like = seen.iter().filter(|p| close(**p, paper)).count();
        like as f64 / seen.len() as f64
    };
    let Some(folder) = media else {
        assert_eq!(sample.media.iter().filter(|m| m.width > 0).count(), 0);
        return;
    };
    let first = sample.media.first().expect("a picture");
    let picture = image::open(folder.join(&first.path)).expect("a stand-in");
    let paper = picture.to_rgb8().get_pixel(8, 8).0;
    let least = match sample.released.input_modality {
        Modality::MultiImage => 0.15,
        _ => 0.3,
    };
    until("the card's picture", || {
        (share(paper) > least).then_some(())
    });
}

fn close(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(&b).all(|(a, b)| a.abs_diff(*b) <= 6)
}

/// After a restart the same card stands there with the half-typed number in its field, and typing goes on.
fn go_on(reviewer: &mut Reviewer<'_>, half_typed: &Sample) {
    let card = reviewer.card_after(None);
    assert_eq!(card.key, half_typed.key);
    reviewer.type_text(card.key, "typed", ".5", "12.5");
    reviewer.decide("Return");
    let answered = reviewer.hear(card.key, "the blind answer", |body| {
        matches!(body, Body::BlindAnswered { .. })
    });
    let Body::BlindAnswered {
        answer: Some(Answer::Quantity(number)),
    } = answered
    else {
        panic!("expected a number, found {answered:?}");
    };
    assert_eq!(number.value, 12.5);
    reviewer.hear(card.key, "the reveal", |body| {
        matches!(body, Body::Revealed {})
    });
}

/// Takes back the newest decision; it is no longer among the decided.
fn undo(reviewer: &mut Reviewer<'_>, decided: &mut Vec<Decided>) -> Key {
    let last = decided.pop().expect("thirty cards").key;
    reviewer.screen.press("ctrl+z");
    reviewer.hear(last, "the decision taken back", |body| {
        matches!(body, Body::Undone { .. })
    });
    last
}

/// What leaves as valid is what was accepted and not taken back.
fn exported_as_decided(sandbox: &Sandbox, project: &Path, decided: &[Decided]) {
    let out = sandbox.path("out");
    let [export, format, to] = ["export", "--format=ndjson", "--out"].map(Path::new);
    let run = sandbox.run([export, project, format, to, &out]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let text = std::fs::read_to_string(out.join("samples.ndjson")).expect("the export");
    let left: BTreeMap<String, Value> = text
        .lines()
        .map(|line| {
            let row: Value = serde_json::from_str(line).expect("a row");
            let source = row["source_dataset"].as_str().unwrap_or_default();
            (name(source, &row["id"]), row)
        })
        .collect();
    let valid: BTreeSet<&String> = decided
        .iter()
        .filter(|card| card.state == State::Valid)
        .map(|card| &card.name)
        .collect();
    assert_eq!(left.keys().collect::<BTreeSet<_>>(), valid);
}

/// A row's source and id: what stays the same from import to export.
fn name(source: &str, id: &Value) -> String {
    format!("{source} {id}")
}

#[test]
fn thirty_cards_are_decided_by_keys_with_media() {
    decide_thirty_cards(true);
}

#[test]
fn thirty_cards_are_decided_by_keys_without_media() {
    decide_thirty_cards(false);
}

#[test]
fn a_kill_while_a_number_is_half_typed_loses_none_of_it() {
    let Some(mut screen) = screen() else { return };
    let sandbox = Sandbox::new();
    let file = sandbox.write("made.ndjson", rows::invented(rows::number_from(0), 2));
    let project = rows::project(&sandbox, &[file]);
    let window = start(&sandbox, &screen, &project);
    let mut reviewer = Reviewer::new(&mut screen, &project, &sandbox.path(".config"));
    let card = reviewer.card_after(None);
    reviewer.type_text(card.key, "typed", "12", "12");
    window.kill();
    drop(reviewer);

    let window = start(&sandbox, &screen, &project);
    let mut reviewer = Reviewer::new(&mut screen, &project, &sandbox.path(".config"));
    go_on(&mut reviewer, &card);
    drop(reviewer);
    assert!(window.close(&mut screen).success());
}
