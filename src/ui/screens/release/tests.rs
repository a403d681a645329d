//! The release screen under pointer and keyboard, and looked at.

use super::*;
use crate::release::{FileEntry, Manifest};
use crate::sample::Digest;
use crate::ui::screens::testing::{Bench, SIZES, THEMES, look, window};
use crate::ui::state::State as Window;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

/// What a test's app knows.
#[derive(Default)]
struct Memory {
    screen: ReleaseMemory,
    red: Option<Vec<RedSample>>,
    job: Job,
    asks: Vec<Ask>,
}

#[derive(Default)]
enum Job {
    #[default]
    Idle,
    Running,
    Done(Box<Exported>),
    Failed,
}

const FAILED: &str = "There is a file \"samples.ndjson\" already in \"/data/release\"";

fn draw(ui: &mut Ui, bench: &mut Bench<Memory>) {
    let ask = bench.frame(|cx, memory| {
        let job = match &memory.job {
            Job::Idle => ExportJob::Idle,
            Job::Running => ExportJob::Running {
                done: 20_000,
                total: 63_857,
            },
            Job::Done(exported) => ExportJob::Done(exported),
            Job::Failed => ExportJob::Failed(FAILED),
        };
        let view = ReleaseView {
            red: memory.red.as_deref(),
            job,
        };
        release_ui(ui, cx, &view, &mut memory.screen)
    });
    bench.memory.asks.extend(ask);
}

fn exported() -> Box<Exported> {
    let file = |name: &str, bytes| FileEntry {
        name: name.into(),
        format: "ndjson".into(),
        rows: 5025,
        bytes,
        blake3: Digest::of(name.as_bytes()),
    };
    let manifest = Manifest {
        format: 1,
        code: "0.1.0".into(),
        samples: 5025,
        asked: vec![],
        states: Default::default(),
        tasks: Default::default(),
        content: Digest::default(),
        heads: vec![],
        files: vec![
            file("samples.ndjson", 7_600_000),
            file("evidence.jsonl", 1_200_000_000),
        ],
    };
    Box::new(Exported {
        manifest,
        hash: Digest::of(b"manifest"),
    })
}

fn red(question: &str) -> RedSample {
    RedSample {
        key: Key::default(),
        card: "0412".into(),
        question: question.into(),
        checks: vec!["Margin".into(), "Key equals proof".into()],
    }
}

fn bench() -> Bench<Memory> {
    let mut bench: Bench<Memory> = Bench::new(Window::default());
    bench.state.queue.counts.states = [
        (State::Candidate, 40_238),
        (State::Valid, 5_001),
        (State::Selected, 24),
        (State::Rejected, 17),
    ]
    .into();
    bench
}

fn release(bench: Bench<Memory>) -> Harness<'static, Bench<Memory>> {
    window(SIZES[0], Theme::DARK, bench, draw)
}

#[test]
fn every_size_theme_and_stage_is_clean() {
    let long = [
        "桌子和椅子之间的最近距离大约是多少米".repeat(6),
        "Which of the two pictures ".repeat(20),
    ];
    for (theme_name, theme) in THEMES {
        for size in [SIZES[0], SIZES[1], SIZES[0] / 1.5] {
            let stages = [
                ("idle", Job::Idle),
                ("running", Job::Running),
                ("done", Job::Done(exported())),
                ("failed", Job::Failed),
            ];
            for (stage, job) in stages {
                let mut bench = bench();
                bench.memory.red = Some(long.iter().map(|q| red(q)).collect());
                bench.memory.job = job;
                let mut harness = window(size, theme, bench, draw);
                let name = format!("release-{stage}-{theme_name}-{:.0}", size.x);
                let remark = tr("release.gates_remark");
                look(&mut harness, &name, &|text| {
                    long.iter().any(|l| l == text) || text == remark
                });
            }
        }
    }
}

#[test]
fn export_asks_for_what_is_chosen() {
    let mut harness = release(bench());
    harness.get_by_label("Export").click();
    harness.run();
    assert_eq!(harness.state().commands, [], "no folder yet");
    harness.get_by_label("Folder").click();
    harness.run();
    harness.get_by_label("Folder").type_text(" out/r1 ");
    harness.run();
    harness.get_by_label_contains("Rejected").click();
    harness.get_by_label_contains("v0, ").click();
    harness
        .get_by_label("Replace files of the same names")
        .click();
    harness.run();
    harness.get_by_label("Export").click();
    harness.run();
    let states = vec![
        State::Valid,
        State::Rejected,
        State::Selected,
        State::Released,
    ];
    let export = Command::Export {
        format: "v0",
        folder: "out/r1".into(),
        states,
        replace: true,
    };
    assert_eq!(harness.state().commands, [export]);
}

#[test]
fn nothing_to_export_is_said() {
    let mut bench: Bench<Memory> = Bench::new(Window::default());
    bench.memory.screen.folder = "out".into();
    let mut harness = release(bench);
    harness.get_by_label("Export").click();
    harness.run();
    assert_eq!(harness.state().commands, []);
    assert!(
        harness
            .query_by_label("No question is in the chosen states")
            .is_some()
    );
}

#[test]
fn red_samples_open_and_a_running_export_can_be_cancelled() {
    let mut bench = bench();
    bench.memory.red = Some(vec![red("How far is it?")]);
    bench.memory.job = Job::Running;
    bench.memory.screen.folder = "out".into();
    let mut harness = release(bench);
    harness.get_by_label_contains("How far is it?").click();
    harness.get_by_label("Cancel").click();
    harness.get_by_label("Browse…").click();
    harness.get_by_label("Export").click();
    harness.run();
    assert_eq!(
        harness.state().commands,
        [Command::ShowSample(Key::default())],
        "one export at a time"
    );
    let mut asks = harness.state().memory.asks.clone();
    asks.sort_by_key(|ask| *ask == Ask::Folder);
    assert_eq!(asks, [Ask::Cancel, Ask::Folder]);
}

#[test]
fn every_format_says_what_it_is_for() {
    for format in EXPORTS {
        assert_ne!(
            tr_in("release_format", format.name),
            format.name,
            "no words for {}",
            format.name
        );
    }
}
