//! What a reviewer waits for at the window: the next card, the reveal, a card whose picture was not read ahead, the
//! first frame. The real program on an X server in memory at 1280 x 800, with 63,857 samples in the project.
//!
//! Measured from outside, on one clock: from the moment the key is handed to `xdotool` until the pixels of the new
//! frame stand in the X server's memory. So it holds the way of the key through `xdotool` and the server, the event on
//! disk, the frame, and its present; nothing in the program is there for the sake of being measured.

#[allow(dead_code, reason = "every bench uses a part of it")]
mod report;
#[path = "../tests/it/window/screen.rs"]
#[expect(dead_code, reason = "shared with the window's tests; each uses a part")]
mod screen;

use image::{ImageFormat, Rgb, RgbImage};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use report::{figure, median};
use screen::{SIZE, Screen, Window, until};
use spatialscore::job::{Cancel, Reporter};
use spatialscore::platform::config::REVIEWER;
use spatialscore::record::{Import, Options};
use spatialscore::sample::AddReason;
use spatialscore::store::{Identity, Store};
use spatialscore::ui::keys::GUARD_MS;
use spatialscore::ui::tokens::TOKENS;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The published benchmark's number of candidates.
const SAMPLES: usize = 63_857;
/// Cards decided one after another; the first few warm up and do not count.
const CARDS: usize = 125;
const WARM_UP: usize = 5;
/// Cards opened from the queue, far enough apart that nothing of them was read ahead.
const COLD: usize = 30;
const COLD_STEP: usize = 8;
/// Samples whose pictures exist.
const PICTURES: usize = CARDS + (COLD + 2) * COLD_STEP;
const PICTURE_PX: [u32; 2] = [1280, 960];
/// In the picture of a card, blind or revealed.
const IN_PICTURE: [u32; 2] = [460, 370];
/// In the picture of a blind card, in the empty part of the proof of a revealed one.
const IN_PROOF: [u32; 2] = [460, 745];
const STARTS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the bench");
    let bench = Bench::new(folder.path());
    let mut screen = Screen::start().unwrap_or_else(|why| panic!("{why}"));
    bench.starts(&screen);
    let window = screen.open(bench.command());
    bench.decisions(&mut screen);
    bench.cold(&mut screen);
    assert!(window.close(&mut screen).success());
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

fn percentile_99(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values
        .get(last.min(values.len() * 99 / 100))
        .copied()
        .unwrap_or(f64::NAN)
}

struct Bench {
    project: PathBuf,
    config: PathBuf,
}

impl Bench {
    /// Makes records, pictures and a project of them.
    fn new(folder: &Path) -> Self {
        let file = folder.join("candidates.ndjson");
        std::fs::write(&file, records()).expect("the records");
        pictures(&folder.join("media"));
        let (project, config) = (folder.join("bench.spatialscore"), folder.join("config"));
        std::fs::create_dir(&config).expect("a folder");
        let me = Identity::in_folder(&config, REVIEWER).expect("a signing key");
        let mut store = Store::create(&project, &me).expect("a new project");
        let mut rows = Import::open(&file, &Options::default()).expect("readable records");
        let (silent, cancel) = (Reporter::silent(), Cancel::default());
        let mut importer = store.importer().expect("an importer");
        let report = importer
            .run(
                AddReason::Import,
                "candidates.ndjson",
                &mut rows,
                Some,
                &silent,
                &cancel,
            )
            .expect("imported");
        assert_eq!(report.added, SAMPLES as u64);
        store
            .set_media_root("spatialscore-v3", &folder.join("media"))
            .expect("mapped");
        // The pictures are written out first. Left to itself the system does so some seconds later, and then the
        // decisions of the first cards wait for hundreds of megabytes that no reviewer has just made.
        assert!(Command::new("sync").status().is_ok_and(|s| s.success()));
        Self { project, config }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spatialscore"));
        command
            .arg("review")
            .arg(&self.project)
            .env("SPATIALSCORE_CONFIG", &self.config);
        command
    }

    /// From starting the process to its first frame, and to the first card with its picture.
    fn starts(&self, screen: &Screen) {
        let (mut frames, mut cards) = (Vec::new(), Vec::new());
        for _ in 0..STARTS {
            until("an empty screen", || {
                (sees(screen, IN_PICTURE) == [0; 3]).then_some(())
            });
            let begun = Instant::now();
            let window: Window = screen.launch(self.command());
            until("the first frame", || {
                (sees(screen, IN_PICTURE) != [0; 3]).then_some(())
            });
            frames.push(ms(begun));
            until("the first card", || shows(screen, 0));
            cards.push(ms(begun));
            window.kill();
        }
        figure("start to first frame", median(frames), "ms", "lower");
        figure(
            "start to the first card with its picture, 63,857 samples",
            median(cards),
            "ms",
            "lower",
        );
    }

    /// Answers and accepts card after card; their pictures are read ahead meanwhile.
    fn decisions(&self, screen: &mut Screen) {
        let panel = opaque(TOKENS.color.dark.bg.panel);
        let (mut reveals, mut nexts) = (Vec::new(), Vec::new());
        for card in 0..CARDS {
            until("the card's picture", || shows(screen, card));
            guarded();
            let begun = Instant::now();
            screen.press("2");
            until("the reveal", || {
                (sees(screen, IN_PROOF) == panel).then_some(())
            });
            reveals.push(ms(begun));
            guarded();
            let begun = Instant::now();
            screen.press("a");
            until("the next card's picture", || shows(screen, card + 1));
            nexts.push(ms(begun));
        }
        let (reveals, nexts) = (reveals.split_off(WARM_UP), nexts.split_off(WARM_UP));
        figure(
            "answer to reveal, 99th percentile",
            percentile_99(reveals),
            "ms",
            "lower",
        );
        figure(
            "key to next card, median",
            median(nexts.clone()),
            "ms",
            "lower",
        );
        figure(
            "key to next card, 99th percentile",
            percentile_99(nexts),
            "ms",
            "lower",
        );
    }

    /// Opens cards from the queue whose pictures nobody has read.
    fn cold(&self, screen: &mut Screen) {
        let placeholder = opaque(TOKENS.color.dark.bg.viewport);
        let (mut placeholders, mut pictures) = (Vec::new(), Vec::new());
        for n in 0..COLD {
            let (before, row) = (CARDS + n * COLD_STEP, CARDS + (n + 1) * COLD_STEP);
            screen.press("ctrl+1");
            until("the queue", || {
                shows(screen, before).is_none().then_some(())
            });
            let queue = settled(screen);
            let keys = if n == 0 { row } else { COLD_STEP };
            screen.press(&format!("--repeat {keys} Down"));
            until("another row", || {
                (everything(screen) != queue).then_some(())
            });
            settled(screen);
            let begun = Instant::now();
            screen.press("Return");
            until("something in place of the picture", || {
                let seen = sees(screen, IN_PICTURE) == placeholder;
                (seen || shows(screen, row).is_some()).then_some(())
            });
            placeholders.push(ms(begun));
            until("the picture", || shows(screen, row));
            pictures.push(ms(begun));
        }
        figure(
            "cold card, key to placeholder, 99th percentile",
            percentile_99(placeholders),
            "ms",
            "lower",
        );
        figure(
            "cold card, key to picture, median",
            median(pictures),
            "ms",
            "lower",
        );
    }
}

/// Waits until a deciding key counts: the guard's time after what was just seen.
fn guarded() {
    let open = Instant::now() + Duration::from_millis(GUARD_MS + 1);
    until("the guard to open", || {
        (Instant::now() >= open).then_some(())
    });
}

/// The window without its status line, whose clock goes on.
fn everything(screen: &Screen) -> Vec<[u8; 3]> {
    screen.area([0, 0, SIZE[0], SIZE[1] - 40])
}

/// Waits until nothing moves any more; what is seen then.
fn settled(screen: &Screen) -> Vec<[u8; 3]> {
    const STILL: Duration = Duration::from_millis(300);
    let (mut before, mut since) = (everything(screen), Instant::now());
    until("the screen to be still", || {
        let now = everything(screen);
        if now != before {
            (before, since) = (now, Instant::now());
        }
        (since.elapsed() > STILL).then(|| before.clone())
    })
}

fn sees(screen: &Screen, [x, y]: [u32; 2]) -> [u8; 3] {
    screen.pixel(x, y)
}

/// Whether the picture of this card is on screen.
fn shows(screen: &Screen, card: usize) -> Option<()> {
    let seen = sees(screen, IN_PICTURE);
    let like = |(a, b): (&u8, &u8)| a.abs_diff(*b) <= 8;
    seen.iter().zip(&colour(card)).all(like).then_some(())
}

fn opaque(colour: egui::Color32) -> [u8; 3] {
    [colour.r(), colour.g(), colour.b()]
}

/// The colour in the middle of a card's picture: unlike those of its neighbours and of any pane.
fn colour(card: usize) -> [u8; 3] {
    [67, 113, 29].map(|step| 60 + u8::try_from(card * step % 180).expect("below 180"))
}

/// Photographs as far as a decoder can tell: noise, with a plain field in the middle.
fn pictures(folder: &Path) {
    std::fs::create_dir(folder).expect("a folder");
    let [width, height] = PICTURE_PX;
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut noise = RgbImage::new(width, height);
    for block in noise.pixels_mut() {
        let grey = (random.next_u32() % 48) as u8;
        *block = Rgb([100 + grey, 90 + grey, 80 + grey]);
    }
    for card in 0..PICTURES {
        let mut picture = noise.clone();
        for y in height / 4..height * 3 / 4 {
            for x in width / 4..width * 3 / 4 {
                picture.put_pixel(x, y, Rgb(colour(card)));
            }
        }
        let file = folder.join(format!("{card}.jpg"));
        picture
            .save_with_format(file, ImageFormat::Jpeg)
            .expect("a picture");
    }
}

/// Released lines of about 1.5 kB, one picture each; the key is always the second option.
fn records() -> String {
    let notes = "source notes ".repeat(80);
    let mut text = String::new();
    for n in 0..SAMPLES {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{{\"id\":{n},\"source_dataset\":\"VSI-Bench\",\"category\":\"Object Distance\",\"task\":\"Distance\",\
             \"sub_task\":\"Absolute Distance\",\"question\":\"How far is chair {n} from the table, between their closest points?\",\
             \"options\":[\"1.4 m\",\"1.9 m\",\"7.1 m\",\"9.0 m\"],\"answer\":\"B\",\"image_paths\":[\"./{n}.jpg\"],\
             \"question_type\":\"multi-choice\",\"input_modality\":\"single-image\",\"extra_info\":\"{notes}\"}}"
        );
    }
    text
}
