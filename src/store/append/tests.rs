use super::*;
use crate::sample::State;
use crate::store::tests_support::*;
use crate::store::{Filter, Sort};
use proptest::prelude::*;

#[test]
fn a_decision_is_chained_signed_and_moves_its_sample() {
    let mut p = Project::with(2);
    let first = p.say(0, accept());
    assert_eq!(first.state.expect("a sample's").state, State::Valid);
    let second = p.say(1, reject());
    assert_eq!((first.event.seq, second.event.seq), (1, 2));
    assert_eq!(second.event.prev, first.event.hash);
    assert!(second.event.hlc > first.event.hlc);
    assert_eq!(crate::sample::check_event(&second.event), Ok(()));
    assert_eq!(
        p.store.read().events_of(key(1)).expect("events"),
        std::slice::from_ref(&second.event)
    );
    assert_eq!(
        p.store
            .read()
            .last_event_by(p.store.author())
            .expect("event"),
        Some(second.event)
    );
    assert_eq!(p.doctor().kinds().map(|(_, f)| f.count), [0; 7]);
}

#[test]
fn a_fix_brings_its_content_and_the_queue_shows_it() {
    let mut p = Project::with(2);
    let old = p.store.read().sample(key(0)).expect("a sample");
    let new = fix(&old, "How wide is the red door?");
    let saved = p.store.append(new).expect("saved");
    let now = p.store.read().sample(key(0)).expect("a sample");
    assert_eq!(now.released.question, "How wide is the red door?");
    assert_eq!(Some(now.revision), saved.state.expect("state").revision);
    assert_eq!(
        p.store.read().revisions_of(key(0)).expect("two"),
        [old.revision, now.revision]
    );
    assert_eq!(
        p.store
            .read()
            .revision(key(0), old.revision)
            .expect("the old one"),
        old
    );
    let find = |text: &str| {
        let filter = Filter {
            text: text.into(),
            ..Filter::default()
        };
        p.store
            .read()
            .rows(&filter, Sort::Queue)
            .expect("rows")
            .len()
    };
    assert_eq!(
        (find("red door"), find("table")),
        (1, 0),
        "the index follows"
    );
    p.store.undo().expect("undone").expect("something");
    assert_eq!(p.store.read().sample(key(0)).expect("a sample"), old);
    assert!(p.doctor().healthy(), "{:?}", p.doctor());
}

#[test]
fn events_that_contradict_the_project_are_refused_and_leave_no_trace() {
    let mut p = Project::with(1);
    let before = p.dump();
    let sample = p.store.read().sample(key(0)).expect("a sample");
    let mut refused = |new: NewEvent| p.store.append(new).expect_err("refused").to_string();
    assert!(refused(NewEvent::on(key(9), sample.revision, accept())).contains("no sample"));
    assert!(refused(NewEvent::on(key(0), RevisionId::default(), accept())).contains("no revision"));
    let mut without = fix(&sample, "x");
    without.content = None;
    assert!(refused(without).contains("no revision"));
    let mut other = fix(&sample, "x");
    other.content = Some(Box::new(crate::store::tests_support::sample(5)));
    assert!(refused(other).contains("another"));
    let mut differs = fix(&sample, "x");
    differs.content.as_mut().expect("content").released.question = "y".into();
    assert!(refused(differs).contains("the event names"));
    assert!(refused(NewEvent::about_project(Body::Unknown)).contains("unknown"));
    assert_eq!(p.dump(), before);
}

#[test]
fn undo_and_redo_walk_through_all_cards_and_survive_a_restart() {
    let mut p = Project::with(3);
    let states =
        |p: &Project| [0, 1, 2].map(|n| p.store.read().state(key(n)).expect("state").state);
    p.say(0, accept());
    p.say(1, reject());
    p.say(2, accept());
    p.say(2, Body::Opened {});
    let undone = p.store.undo().expect("undone").expect("something");
    assert_eq!(undone.event.sample, Some(key(2)));
    let mut p = p.restart();
    p.store.undo().expect("undone").expect("something");
    assert_eq!(states(&p), [State::Valid, State::Candidate, State::Open]);
    let mut p = p.restart();
    p.store.redo().expect("redone").expect("something");
    assert_eq!(states(&p), [State::Valid, State::Rejected, State::Open]);
    p.store.redo().expect("redone").expect("something");
    assert_eq!(states(&p), [State::Valid, State::Rejected, State::Valid]);
    assert!(p.store.redo().expect("asked").is_none());
    for _ in 0..3 {
        p.store.undo().expect("undone").expect("something");
    }
    assert!(p.store.undo().expect("asked").is_none());
    assert_eq!(
        states(&p),
        [State::Candidate, State::Candidate, State::Open]
    );
    p.say(1, accept());
    assert!(
        p.store.redo().expect("asked").is_none(),
        "a new decision closes the way forward"
    );
}

#[test]
fn nobody_undoes_what_somebody_else_decided() {
    let mut p = Project::with(1);
    p.say(0, accept());
    let other = crate::store::Identity::from_secret([2; 32]);
    let mut other = crate::store::Store::open(&p.path, &other).expect("opens beside");
    assert!(other.undo().expect("asked").is_none());
}

/// What a volunteer may do next.
#[derive(Clone, Copy, Debug)]
enum Step {
    Accept(u64),
    Reject(u64),
    Fix(u64, u8),
    Flag(u64),
    Open(u64),
    Undo,
    Redo,
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..4u64).prop_map(Step::Accept),
        (0..4u64).prop_map(Step::Reject),
        (0..4u64, 0..3u8).prop_map(|(n, text)| Step::Fix(n, text)),
        (0..4u64).prop_map(Step::Flag),
        (0..4u64).prop_map(Step::Open),
        Just(Step::Undo),
        Just(Step::Undo),
        Just(Step::Redo),
        Just(Step::Restart),
    ]
}

fn take(mut p: Project, step: Step) -> Project {
    match step {
        Step::Accept(n) => drop(p.say(n, accept())),
        Step::Reject(n) => drop(p.say(n, reject())),
        Step::Fix(n, text) => {
            let sample = p.store.read().sample(key(n)).expect("a sample");
            p.store
                .append(fix(&sample, &format!("Which way is {text}?")))
                .expect("saved");
        }
        Step::Flag(n) => drop(p.say(
            n,
            Body::Flagged {
                note: "look".into(),
            },
        )),
        Step::Open(n) => drop(p.say(n, Body::Opened {})),
        Step::Undo => drop(p.store.undo().expect("asked")),
        Step::Redo => drop(p.store.redo().expect("asked")),
        Step::Restart => return p.restart(),
    }
    p
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn what_is_cached_equals_what_the_events_come_to(steps in prop::collection::vec(step(), 1..40)) {
        let mut p = Project::with(4);
        for step in steps {
            p = take(p, step);
        }
        let report = p.doctor();
        prop_assert!(report.healthy(), "{:?}", report);
    }
}
