//! What people wait for in the store: import, a decision, filter and search, derived state. Prints one line of JSON a
//! figure; `scripts/bench.sh` takes the median of five runs. Makes its own input, the same at every run.

mod report;

use report::{figure, median_ms};
use spatialscore::job::{Cancel, Reporter};
use spatialscore::record::{Import, Options};
use spatialscore::sample::{AddReason, Body, Key, ReasonCode, RevisionId, State};
use spatialscore::store::{Filter, Identity, NewEvent, Row, Sort, Store};
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// The published benchmark's number of candidates.
const SAMPLES: u64 = 63_857;
const RECORD_BYTES: usize = 1_500;
const DECISIONS: usize = 2_000;
const EVENTS: u64 = 300_000;

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the bench");
    let file = folder.path().join("candidates.ndjson");
    write_records(&file, "please");
    let me = Identity::from_secret([1; 32]);
    let path = folder.path().join("bench.spatialscore");
    let mut store = Store::create(&path, &me).expect("a new project");
    import(&mut store, &file);
    let cards = cards(&store);
    queue(&store);
    decide(&mut store, &cards);
    restart(store, &path, &me);
    changed(folder.path(), &file, &me);
    derived(folder.path(), &file, &me);
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

const NOUNS: [&str; 16] = [
    "chair",
    "table",
    "sofa",
    "lamp",
    "monitor",
    "door",
    "window",
    "cabinet",
    "bed",
    "plant",
    "shelf",
    "bin",
    "whiteboard",
    "printer",
    "sink",
    "mirror",
];
const TASKS: [(&str, &str); 4] = [
    ("Metric Measurement", "Absolute Distance"),
    ("Metric Measurement", "Object Size"),
    ("Mental Animation", "2D Rotation"),
    ("Depth Estimation", "Relative Depth"),
];

/// Released lines of 1.5 kB: the fields of spec §2.1, filled up with the source's own notes.
/// `word` tells two editions apart.
fn write_records(path: &Path, word: &str) {
    let mut text = String::with_capacity(SAMPLES as usize * (RECORD_BYTES + 1));
    for n in 0..SAMPLES {
        let pick = |k: u64| NOUNS[(n.wrapping_mul(k) >> 3) as usize % NOUNS.len()];
        let (category, task) = TASKS[n as usize % TASKS.len()];
        let start = text.len();
        let question = format!(
            "Looking from the {} towards the {}, how far is {} {} from the nearest point of the {} in metres, {word}? Measure \
             between the closest points of both objects and choose the option that comes nearest.",
            pick(3),
            pick(5),
            pick(7),
            n,
            pick(11)
        );
        let _ = write!(
            text,
            "{{\"id\":{n},\"source_dataset\":\"{}\",\"category\":\"{category}\",\"task\":\"Distance\",\"sub_task\":\"{task}\",\
             \"question\":\"{question}\",\"options\":[\"{}.4 m\",\"{}.9 m\",\"7.1 m\",\"9.0 m\"],\"answer\":\"B\",\
             \"image_paths\":[\"./scene{}/{n}_a.jpg\",\"./scene{}/{n}_b.jpg\"],\"question_type\":\"multi-choice\",\
             \"input_modality\":\"multi-image\",\"original_id\":\"src-{n}\",\"original_category\":null,\
             \"original_task\":\"measure\",\"extra_info\":\"",
            ["VSI-Bench", "SPAR-Bench", "STI-Bench"][n as usize % 3],
            n % 5,
            n % 6,
            n % 700,
            n % 700,
        );
        while text.len() - start < RECORD_BYTES - 2 {
            text.push(char::from(b'a' + (text.len() % 26) as u8));
        }
        text.push_str("\"}\n");
    }
    std::fs::write(path, text).expect("the records");
}

fn bring_in(store: &mut Store, file: &Path) -> u64 {
    let mut rows = Import::open(file, &Options::default()).expect("readable records");
    let mut importer = store.importer().expect("an importer");
    let (silent, cancel) = (Reporter::silent(), Cancel::default());
    let report = importer.run(
        AddReason::Import,
        "candidates.ndjson",
        &mut rows,
        Some,
        &silent,
        &cancel,
    );
    report.expect("imported").added
}

fn import(store: &mut Store, file: &Path) {
    let start = Instant::now();
    let added = bring_in(store, file);
    let took = ms(start);
    assert_eq!(added, SAMPLES);
    figure(
        "import of 63,857 records",
        added as f64 / took * 1e3,
        "rows/s",
        "higher",
    );
    let start = Instant::now();
    bring_in(store, file);
    figure("import of the same records again", ms(start), "ms", "lower");
}

/// Every row comes in again with another question, while somebody decides one card after another.
fn changed(folder: &Path, file: &Path, me: &Identity) {
    let other = folder.join("changed.ndjson");
    write_records(&other, "kindly");
    let mut store = Store::create(&folder.join("changed.spatialscore"), me).expect("a new project");
    bring_in(&mut store, file);
    let cards = cards(&store);
    let mut importer = store.importer().expect("an importer");
    let job = move || {
        let mut rows = Import::open(&other, &Options::default()).expect("readable records");
        let (silent, cancel) = (Reporter::silent(), Cancel::default());
        let start = Instant::now();
        let report = importer.run(
            AddReason::Import,
            "changed",
            &mut rows,
            Some,
            &silent,
            &cancel,
        );
        assert_eq!(report.expect("imported").revised, SAMPLES);
        ms(start)
    };
    let mut waits = Vec::new();
    let job = std::thread::Builder::new().name("import".into()).spawn(job);
    let job = job.expect("a thread");
    for (key, revision) in cards.iter().cycle().take_while(|_| !job.is_finished()) {
        let start = Instant::now();
        store
            .append(NewEvent::on(*key, *revision, accept()))
            .expect("saved");
        waits.push(ms(start));
        std::thread::sleep(Duration::from_millis(20));
    }
    let took = job.join().expect("no panic");
    waits.sort_by(f64::total_cmp);
    figure("import of 63,857 changed rows", took, "ms", "lower");
    let wait = |name, value| figure(name, value, "ms", "lower");
    wait(
        "decision while 63,857 changed rows come in, 99th percentile",
        waits[waits.len() * 99 / 100],
    );
    wait(
        "decision while 63,857 changed rows come in, longest",
        waits[waits.len() - 1],
    );
}

fn cards(store: &Store) -> Vec<(Key, RevisionId)> {
    let rows = store
        .read()
        .rows(&Filter::default(), Sort::Queue)
        .expect("rows");
    let step = rows.len() / DECISIONS;
    let chosen: Vec<Row> = rows
        .into_iter()
        .step_by(step.max(1))
        .take(DECISIONS)
        .collect();
    let page = store.read().row_page(&chosen).expect("a page");
    page.iter()
        .map(|row| {
            (
                row.key,
                store.read().sample(row.key).expect("a sample").revision,
            )
        })
        .collect()
}

fn accept() -> Body {
    Body::Accepted {
        blind: None,
        measurements: Vec::new(),
    }
}

/// One decision after another, each on disk before the next.
fn decide(store: &mut Store, cards: &[(Key, RevisionId)]) {
    let mut took: Vec<f64> = cards
        .iter()
        .map(|(key, revision)| {
            let start = Instant::now();
            store
                .append(NewEvent::on(*key, *revision, accept()))
                .expect("saved");
            ms(start)
        })
        .collect();
    took.sort_by(f64::total_cmp);
    figure(
        "decision to disk, median",
        took[took.len() / 2],
        "ms",
        "lower",
    );
    figure(
        "decision to disk, 99th percentile",
        took[took.len() * 99 / 100],
        "ms",
        "lower",
    );
}

/// Filter and search over all rows, with the first page.
fn queue(store: &Store) {
    let reader = store.read();
    let look = |filter: &Filter, sort| {
        median_ms(9, || {
            let rows = reader.rows(filter, sort).expect("rows");
            let page = reader
                .row_page(&rows[..rows.len().min(40)])
                .expect("a page");
            std::hint::black_box((rows.len(), page.len()));
        })
    };
    let text = |text: &str| Filter {
        text: text.into(),
        ..Filter::default()
    };
    let narrow = Filter {
        categories: vec!["Metric Measurement".into()],
        sources: vec!["VSI-Bench".into()],
        states: vec![State::Candidate],
        ..Filter::default()
    };
    figure(
        "all 63,857 rows and a page",
        look(&Filter::default(), Sort::Queue),
        "ms",
        "lower",
    );
    figure(
        "filter by category, source and state",
        look(&narrow, Sort::Queue),
        "ms",
        "lower",
    );
    figure(
        "search for two common words",
        look(&text("chair nearest"), Sort::Queue),
        "ms",
        "lower",
    );
    figure(
        "search for the beginning of a word",
        look(&text("w"), Sort::Queue),
        "ms",
        "lower",
    );
    figure(
        "search in Chinese (a scan)",
        look(&text("椅子"), Sort::Queue),
        "ms",
        "lower",
    );
    figure(
        "sort by task",
        look(&Filter::default(), Sort::Task),
        "ms",
        "lower",
    );
    let counts = median_ms(9, || {
        std::hint::black_box(reader.counts().expect("counts"));
    });
    figure("counts by state, task and category", counts, "ms", "lower");
}

fn restart(store: Store, path: &Path, me: &Identity) {
    drop(store);
    let took = median_ms(5, || drop(Store::open(path, me).expect("opens")));
    figure("open a project of 63,857 samples", took, "ms", "lower");
}

/// The states of all samples from 300,000 events, made anew.
fn derived(folder: &Path, file: &Path, me: &Identity) {
    let fast = spatialscore::store::Tuning {
        sync: spatialscore::store::Synchronous::Off,
        ..spatialscore::store::Tuning::default()
    };
    let path = folder.join("events.spatialscore");
    let mut store = Store::create_with(&path, me, &fast).expect("a new project");
    bring_in(&mut store, file);
    let rows = store
        .read()
        .rows(&Filter::default(), Sort::Queue)
        .expect("rows");
    let keys: Vec<Key> = store
        .read()
        .row_page(&rows)
        .expect("rows")
        .into_iter()
        .map(|row| row.key)
        .collect();
    let revisions: Vec<RevisionId> = keys
        .iter()
        .map(|key| store.read().origin(*key).expect("an origin").revision)
        .collect();
    let bodies = [
        Body::Opened {},
        Body::BlindAnswered { answer: None },
        accept(),
        Body::Flagged {
            note: "look".into(),
        },
        Body::Rejected {
            reasons: vec![ReasonCode::NotVisible],
            note: String::new(),
        },
    ];
    for n in 0..EVENTS {
        let at = n as usize % keys.len();
        let body = bodies[n as usize / keys.len() % bodies.len()].clone();
        store
            .append(NewEvent::on(keys[at], revisions[at], body))
            .expect("saved");
    }
    let start = Instant::now();
    let states = store.read().derive_all().expect("states");
    let took = ms(start);
    assert_eq!(states.len() as u64, SAMPLES);
    figure(
        "derived state of 63,857 samples, 300,000 events",
        took,
        "ms",
        "lower",
    );
}
