use super::*;
use crate::sample::State;
use crate::store::tests_support::*;
use crate::store::{Filter, Sort};
use std::sync::atomic::{AtomicU64, Ordering};

#[test]
fn importing_again_changes_nothing() {
    let mut p = Project::with(1000);
    let before = p.dump();
    let again = p.import((0..1000).map(sample).collect());
    assert_eq!(
        again,
        ImportReport {
            unchanged: 1000,
            ..ImportReport::default()
        }
    );
    assert_eq!(p.dump(), before);
}

#[test]
fn a_changed_row_is_a_new_revision_of_the_same_sample() {
    let mut p = Project::with(3);
    p.say(1, accept());
    let mut changed = sample(1);
    changed.released.question = "How far is it, in metres?".into();
    let changed = changed.seal();
    let mut relabelled = sample(2);
    relabelled.raw = Some("{\"id\": 2, \"extra\": true}".into());
    let report = p.import(vec![sample(0), changed.clone(), relabelled]);
    assert_eq!(
        (report.revised, report.unchanged, report.other_fields),
        (1, 2, 1)
    );
    let reader = p.store.read();
    let events = reader.events_of(key(1)).expect("events");
    assert_eq!(
        events.iter().map(|e| e.kind.as_str()).collect::<Vec<_>>(),
        ["accepted", "revised"]
    );
    assert_eq!(
        reader.revisions_of(key(1)).expect("revisions"),
        [sample(1).revision, changed.revision]
    );
    assert_eq!(
        reader.state(key(1)).expect("state").state,
        State::Valid,
        "the verdict still stands"
    );
    assert!(p.doctor().healthy(), "{:?}", p.doctor());
    assert_eq!(
        p.import(vec![sample(0)]).unchanged,
        1,
        "the older content is known as well"
    );
}

#[test]
fn a_key_that_comes_twice_is_reported_with_its_row() {
    let mut p = Project::new();
    let mut twin = sample(0);
    twin.released.question = "Another?".into();
    let mut twin = twin.seal();
    twin.provenance.row = Some(7);
    let report = p.import(vec![sample(0), twin.clone(), sample(0), sample(1)]);
    assert_eq!((report.added, report.duplicates), (2, 2));
    let (row, same) = (Some(7), false);
    assert_eq!(
        report.duplicate_examples[0],
        Duplicate {
            key: key(0),
            row,
            same_content: same
        }
    );
    assert!(report.duplicate_examples[1].same_content);
    let again = p.import(vec![sample(0), twin]);
    assert_eq!(
        (again.unchanged, again.duplicates, again.revised),
        (1, 1, 0)
    );
    assert!(p.doctor().healthy());
}

#[test]
fn cancelling_anywhere_leaves_every_table_as_it_was() {
    let mut p = Project::with(100);
    p.say(3, reject());
    let before = p.dump();
    let rows = 100 + 5 * CHUNK as u64;
    for point in 0..10 {
        // The reading thread asks to stop at this row; the writer is somewhere behind it.
        let stop_at = 1 + point * rows / 10;
        let cancel = Cancel::default();
        let read = AtomicU64::new(0);
        let samples = (0..rows).map(|n| {
            if read.fetch_add(1, Ordering::Relaxed) == stop_at {
                cancel.cancel();
            }
            let mut sample = sample(n);
            sample.released.question.push('!');
            sample.seal()
        });
        let mut importer = p.store.importer().expect("an importer");
        let silent = Reporter::silent();
        let result = importer.run(
            AddReason::Import,
            "cut.jsonl",
            samples,
            Some,
            &silent,
            &cancel,
        );
        assert!(
            matches!(result, Err(StoreError::Cancelled(_))),
            "{result:?}"
        );
        assert_eq!(p.dump(), before, "stopped at row {stop_at}");
    }
    assert!(p.doctor().healthy());
}

#[test]
fn nothing_is_seen_before_the_end_and_decisions_go_on_meanwhile() {
    let mut p = Project::with(10);
    let path = p.path.clone();
    let looker = crate::store::Reader::open(&path).expect("a reader");
    let rows = 10 + 3 * CHUNK as u64;
    let mut importer = p.store.importer().expect("an importer");
    let samples = (0..rows).map(move |n| {
        let seen = looker
            .rows(&Filter::default(), Sort::Queue)
            .expect("rows")
            .len();
        assert_eq!(seen, 10, "at row {n}");
        sample(n)
    });
    let result = std::thread::scope(|scope| {
        let (started, wait) = std::sync::mpsc::sync_channel(1);
        let job = std::thread::Builder::new()
            .name("import".into())
            .spawn_scoped(scope, move || {
                let samples = samples.inspect(|_| {
                    let _ = started.try_send(());
                });
                let (silent, cancel) = (Reporter::silent(), Cancel::default());
                importer.run(AddReason::Import, "x", samples, Some, &silent, &cancel)
            })
            .expect("a thread");
        wait.recv().expect("it began");
        for n in 0..10 {
            p.say(n, accept());
        }
        job.join().expect("no panic")
    });
    assert_eq!(result.expect("imported").added, rows - 10);
    assert_eq!(
        p.store.read().counts().expect("counts").states[&State::Valid],
        10
    );
    assert!(p.doctor().healthy(), "{:?}", p.doctor());
}

#[test]
fn what_a_crash_leaves_behind_goes_at_the_next_opening() {
    let p = Project::with(20);
    let before = p.dump();
    let importer = p.store.importer().expect("an importer");
    let mut run = Run::begin(&importer, AddReason::Import, "cut.jsonl").expect("begun");
    let chunk: Vec<Prepared> = (10..700)
        .map(|n| Prepared::new(sample(n)).expect("printed"))
        .collect();
    write(&mut run, &chunk);
    drop(run);
    assert_ne!(p.dump(), before);
    assert_eq!(p.doctor().unfinished.count, 1);
    assert_eq!(p.store.read().counts().expect("counts").total, 20);
    drop(importer);
    let p = p.restart();
    assert_eq!(p.dump(), before);
    assert!(p.doctor().healthy());
}

#[test]
fn one_import_at_a_time_and_a_live_one_is_left_alone() {
    let mut p = Project::with(1);
    let lock = ImportLock::take(&p.path).expect("asked").expect("free");
    let refused = p
        .try_import(vec![sample(5)], &Cancel::default())
        .expect_err("busy");
    assert!(matches!(refused, StoreError::ImportRunning(_)));
    let importer = p.store.importer().expect("an importer");
    let run = Run::begin(&importer, AddReason::Import, "live.jsonl").expect("begun");
    drop(run);
    let p = p.restart();
    assert_eq!(p.doctor().unfinished.count, 1, "it may still be running");
    drop(lock);
    assert_eq!(p.restart().doctor().unfinished.count, 0);
}

fn write(run: &mut Run<'_>, chunk: &[Prepared]) {
    let mut rest = chunk;
    while !rest.is_empty() {
        rest = run
            .importer
            .transaction(|tx| run.write(tx, rest))
            .expect("written");
    }
}

/// Sample number n with another question.
fn changed(n: u64) -> Sample {
    let mut changed = sample(n);
    changed.released.question = format!("Quetzal {n}?");
    changed.seal()
}

fn prepared(samples: impl Iterator<Item = Sample>) -> Vec<Prepared> {
    samples
        .map(|sample| Prepared::new(sample).expect("printed"))
        .collect()
}

fn found(p: &Project, text: &str) -> usize {
    let filter = Filter {
        text: text.into(),
        ..Filter::default()
    };
    let rows = p.store.read().rows(&filter, Sort::Queue);
    rows.expect("rows").len()
}

#[test]
fn changed_rows_cut_off_half_way_leave_no_trace() {
    let mut p = Project::with(300);
    p.say(7, accept());
    let before = p.dump();
    let importer = p.store.importer().expect("an importer");
    let mut run = Run::begin(&importer, AddReason::Import, "cut.jsonl").expect("begun");
    write(&mut run, &prepared((0..300).map(changed)));
    assert_eq!(run.report.revised, 300);
    drop(run);
    drop(importer);
    let read = p.store.read();
    assert_eq!(
        read.events_of(key(7)).expect("events").len(),
        1,
        "not before the batch is done"
    );
    assert_eq!(read.sample(key(7)).expect("a sample"), sample(7));
    assert_eq!(found(&p, "quetzal"), 0);
    let p = p.restart();
    assert_eq!(p.dump(), before);
    assert!(p.doctor().healthy(), "{:?}", p.doctor());
}

#[test]
fn a_crash_after_the_last_transaction_loses_no_changed_row() {
    let p = Project::with(250);
    let importer = p.store.importer().expect("an importer");
    let mut run = Run::begin(&importer, AddReason::Import, "changed.jsonl").expect("begun");
    write(&mut run, &prepared((0..250).map(changed)));
    importer
        .transaction(|tx| batch::finish(tx, run.batch, 0, 250).at(&importer.path))
        .expect("done");
    drop(run);
    drop(importer);
    let sick = p.doctor();
    assert_eq!(
        sick.unfinished.first,
        ["250 changed rows of changed.jsonl were not seen to yet"]
    );
    assert_eq!(sick.derived.count, 0, "known to lag, and said above");
    let new = changed(249).revision;
    let opened = |p: &Project| p.store.read().sample(key(249)).expect("a sample").revision;
    assert_eq!(opened(&p), new, "a card never shows what no longer counts");
    let p = p.restart();
    assert!(p.doctor().healthy(), "{:?}", p.doctor());
    assert_eq!(found(&p, "quetzal"), 250);
    assert_eq!(opened(&p), new);
}

#[test]
fn what_a_person_fixed_while_changed_rows_came_in_is_later_and_counts() {
    let mut p = Project::with(3);
    let importer = p.store.importer().expect("an importer");
    let mut run = Run::begin(&importer, AddReason::Import, "changed.jsonl").expect("begun");
    write(&mut run, &prepared((0..3).map(changed)));
    p.store
        .append(fix(&sample(1), "Fixed meanwhile?"))
        .expect("saved");
    let report = run.finish(&Reporter::silent()).expect("finished");
    assert_eq!(report.revised, 3);
    let read = p.store.read();
    let question = |n| read.sample(key(n)).expect("a sample").released.question;
    assert_eq!(question(0), "Quetzal 0?");
    assert_eq!(question(1), "Fixed meanwhile?");
    assert!(p.doctor().healthy(), "{:?}", p.doctor());
    drop(importer);
    let before = p.dump();
    assert_eq!(p.restart().dump(), before);
}

#[test]
fn a_transaction_ends_when_its_time_is_up() {
    let p = Project::with(4_000);
    let importer = p.store.importer().expect("an importer");
    let mut run = Run::begin(&importer, AddReason::Import, "changed.jsonl").expect("begun");
    let chunk = prepared((0..4_000).map(changed));
    let rest = importer.transaction(|tx| run.write(tx, &chunk).map(<[Prepared]>::len));
    let rest = rest.expect("written");
    assert!((1..4_000).contains(&rest), "{rest} of 4,000 signed in one");
    assert_eq!(run.report.revised, 4_000 - rest as u64);
}
