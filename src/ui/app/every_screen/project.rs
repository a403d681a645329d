//! The project that the pictures show: cards of the tour, and imported rows of every kind over pictures of its room.

use crate::demo;
use crate::job::{Cancel, Reporter};
use crate::record;
use crate::sample::{AddReason, Sample};
use crate::store::{Identity, Store};
use crate::ui::state::Desk;
use image::{DynamicImage, ImageReader};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What is written in questions, options and names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// As in the benchmark.
    Usual,
    /// Long compounds and Chinese, as hard on a layout as anything.
    Long,
}

/// A compound that no line break helps with, and a sentence without spaces.
pub(super) const COMPOUND: &str = "Wohnzimmerschrankschiebetürengriffabstand";
pub(super) const CHINESE: &str =
    "请从椅子的前边缘量到窗户旁边那张圆形木桌的最近点，并选择最接近的一项。";

/// The name that a table and a sofa get.
pub(super) const TABLE: &str = "窗户旁边的圆形木桌";

/// Media root of the imported rows: the namespace they are imported as.
const ROOT: &str = "pilot";
/// Frames of the video.
const FRAMES: u32 = 32;

/// A folder with a project in it; gone when dropped.
pub(super) struct Project {
    /// Removes the folder at the end, unless it is the one of the pictures.
    _folder: Option<TempDir>,
    folder: PathBuf,
    file: PathBuf,
}

impl Project {
    /// All the cards in a fixed order: a room, a map, a grid, one imported row of each kind, the rest of the tour.
    /// Paths are on screen: in a folder `named` by the caller they are the same in every run, for pictures.
    pub fn new(words: Words, named: Option<&str>) -> Self {
        let temporary = named
            .is_none()
            .then(|| tempfile::tempdir().expect("a folder"));
        let folder = match &temporary {
            Some(folder) => folder.path().to_owned(),
            None => fresh(
                std::env::temp_dir()
                    .join("spatialscore")
                    .join(named.unwrap_or_default()),
            ),
        };
        let tour = demo::make(
            &folder.join("tour"),
            &me(),
            &Reporter::silent(),
            &Cancel::default(),
        )
        .expect("the tour");
        let name = match words {
            Words::Usual => "Pilot A".to_owned(),
            Words::Long => format!("{COMPOUND} 第二批"),
        };
        let file = folder.join(format!("{name}.spatialscore"));
        let mut store = Store::create(&file, &me()).expect("a project");
        for (root, path) in tour.media_roots().expect("roots") {
            store.set_media_root(&root, &path).expect("mapped");
        }
        store
            .set_media_root(ROOT, &pictures(&folder))
            .expect("mapped");
        let mut cards: Vec<Sample> = samples(&tour).collect();
        if words == Words::Long {
            cards.iter_mut().for_each(lengthen);
        }
        let rest = cards.split_off(2);
        let (map, rest) = split(rest, "spatial_map");
        let (grid, rest) = split(rest, "rotation_2d");
        cards.extend([map, grid]);
        add(&mut store, AddReason::Generate, cards);
        add(&mut store, AddReason::Import, imported(&folder, words));
        add(&mut store, AddReason::Generate, rest);
        Self {
            _folder: temporary,
            folder,
            file,
        }
    }

    /// A project of which nothing is left to do.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("Pilot B.spatialscore");
        Store::create(&file, &me()).expect("a project");
        Self {
            folder: folder.path().to_owned(),
            _folder: Some(folder),
            file,
        }
    }

    /// Its file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The folder with its file, its media and the tour.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Opens its store.
    pub fn store(&self) -> Store {
        Store::open(&self.file, &me()).expect("it opens")
    }

    /// A file of rows with something wrong in each.
    pub fn odd_rows(&self, words: Words) -> PathBuf {
        let path = self.folder.join(match words {
            Words::Usual => "hand-in.jsonl".to_owned(),
            Words::Long => format!("{COMPOUND} 第二批.jsonl"),
        });
        let name = match words {
            Words::Usual => "Some task",
            Words::Long => CHINESE,
        };
        let rows = [
            json!({ "id": 1, "question": "How far is the door?", "answer": "far", "sub_task": name }).to_string(),
            json!({ "id": 1, "question": "How high is the door?", "answer": "2 m" }).to_string(),
            format!("no record {COMPOUND}"),
            json!({ "id": 2, "answer": "2 m" }).to_string(),
        ];
        std::fs::write(&path, rows.join("\n")).expect("written");
        path
    }

    /// Opens it.
    pub fn desk(&self) -> Desk {
        Desk::new(Store::open(&self.file, &me()).expect("it opens")).expect("a desk")
    }
}

/// The folder, empty.
fn fresh(folder: PathBuf) -> PathBuf {
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("what an earlier run left");
    }
    folder
}

fn me() -> Identity {
    Identity::from_secret([5; 32])
}

fn samples(store: &Store) -> impl Iterator<Item = Sample> {
    let reader = store.read();
    let rows = reader
        .rows(&Default::default(), Default::default())
        .expect("rows");
    rows.into_iter().map(|row| {
        let key = reader.key_at(row).expect("a key");
        reader.sample(key).expect("a sample")
    })
}

fn split(mut samples: Vec<Sample>, family: &str) -> (Sample, Vec<Sample>) {
    let of_family = |s: &Sample| s.provenance.family.as_deref() == Some(family);
    let at = samples
        .iter()
        .position(of_family)
        .expect("the tour has one");
    (samples.remove(at), samples)
}

/// Every sample of a project as it is on disk.
pub(super) fn samples_of(project: &Project) -> Vec<Sample> {
    samples(&project.store()).collect()
}

/// A question about one video file.
pub(super) fn video_row(folder: &Path, id: u32, clip: &str) -> Vec<Sample> {
    let row = json!({
        "id": id, "source_dataset": "SITE-Bench", "category": null, "task": null, "sub_task": null,
        "question": format!("Which way does {id} turn?"), "options": ["Left", "Right"], "answer": "A",
        "extra_info": null, "image_paths": [clip], "question_type": "multi-choice",
        "input_modality": "video", "original_id": null, "original_category": null, "original_task": null
    });
    let path = folder.join(format!("video-{id}.jsonl"));
    std::fs::write(&path, row.to_string()).expect("written");
    read(&path)
}

fn read(path: &Path) -> Vec<Sample> {
    let options = record::Options {
        namespace: Some(ROOT.to_owned()),
        ..record::Options::default()
    };
    record::Import::open(path, &options)
        .expect("it opens")
        .collect()
}

pub(super) fn add(store: &mut Store, reason: AddReason, samples: Vec<Sample>) {
    let (silent, never) = (Reporter::silent(), Cancel::default());
    let mut importer = store.importer().expect("an importer");
    importer
        .run(reason, "pilot", samples.into_iter(), Some, &silent, &never)
        .expect("imported");
}

/// Longer names of things in question, evidence and options, and Chinese behind them.
fn lengthen(sample: &mut Sample) {
    let mut question = sample.released.question.clone();
    for evidence in sample.evidence.iter_mut().filter(|e| !e.label.is_empty()) {
        let long = match evidence.label.as_str() {
            "table" | "sofa" => TABLE.to_owned(),
            label => format!("{COMPOUND} {label}"),
        };
        question = question.replacen(&evidence.label, &long, 1);
        evidence.label = long;
    }
    sample.words.retain_mut(|word| {
        let label = sample
            .evidence
            .iter()
            .find(|e| e.id == word.evidence)
            .map(|e| e.label.as_str());
        let found = label
            .filter(|_| word.field == "question")
            .and_then(|l| Some((question.find(l)?, l.len())));
        (word.start, word.end) = found.map_or((0, 0), |(at, length)| (at, at + length));
        found.is_some()
    });
    sample.released.question = format!("{question} {CHINESE}");
    sample.stem = sample
        .stem
        .take()
        .map(|stem| format!("{stem} {COMPOUND} {CHINESE}"));
    for (option, released) in sample.options.iter_mut().zip(&mut sample.released.options) {
        option.text = format!("{}, {COMPOUND}, {CHINESE}", option.text);
        released.clone_from(&option.text);
    }
    *sample = sample.clone().seal();
}

/// The imported rows in order: no proof, a number, several pictures, a video, a picture that is not there.
fn imported(folder: &Path, words: Words) -> Vec<Sample> {
    let frames: Vec<String> = (0..FRAMES).map(|n| format!("./pan/{n:02}.jpg")).collect();
    let row = |id: u32,
               task: [&str; 2],
               question: &str,
               options: &[&str],
               answer: &str,
               media: Value| {
        let long = |text: &str| match words {
            Words::Usual => text.to_owned(),
            Words::Long => format!("{text} {COMPOUND} {CHINESE}"),
        };
        let options: Vec<String> = options.iter().map(|o| long(o)).collect();
        let pictures = media.as_array().map_or(0, Vec::len);
        json!({
            "id": id, "source_dataset": if id.is_multiple_of(2) { "SITE-Bench" } else { "SpatialBench" }, "category": task[0], "task": null,
            "sub_task": task[1], "question": long(question), "options": options, "answer": answer, "extra_info": null,
            "image_paths": media,
            "question_type": if options.is_empty() { "open-ended" } else { "multi-choice" },
            "input_modality": match pictures { 1 => "single-image", 2..=8 => "multi-image", _ => "video" },
            "original_id": null, "original_category": null, "original_task": null
        })
    };
    let rows = [
        row(
            1,
            ["Object Size", "Relative Size"],
            "Which of these is the tallest?",
            &["The bookshelf", "The sofa", "The coffee table", "The chair"],
            "A",
            json!(["./shots/0.jpg"]),
        ),
        row(
            2,
            ["Counting", "Object Counting"],
            "How many chairs are there in the picture?",
            &[],
            "3",
            json!(["./shots/0.jpg"]),
        ),
        row(
            3,
            ["View Reasoning", "View Perspective"],
            "In which picture is the door to the right of the bookshelf?",
            &["The first", "The second", "The third"],
            "B",
            json!(["./shots/1.jpg", "./shots/2.jpg", "./shots/3.jpg"]),
        ),
        row(
            4,
            ["Temporal Reasoning", "Appearance Order"],
            "In which order do sofa, bookshelf and door first come into view?",
            &[
                "Sofa, bookshelf, door",
                "Sofa, door, bookshelf",
                "Door, bookshelf, sofa",
                "Bookshelf, sofa, door",
            ],
            "A",
            json!(frames),
        ),
        row(
            5,
            ["Object Localization", "Spatial Position"],
            "Is the lamp left of the window?",
            &["Left", "Right"],
            "A",
            json!(["./street/000000004021.jpg"]),
        ),
    ];
    let path = folder.join("pilot.jsonl");
    let text: Vec<String> = rows.iter().map(Value::to_string).collect();
    std::fs::write(&path, text.join("\n")).expect("written");
    read(&path)
}

/// Four pictures of the room, and a pan over one of them as 32 frames.
fn pictures(folder: &Path) -> PathBuf {
    let root = folder.join("media");
    let room = folder.join("tour/room/frames");
    let shots = ["000.jpg", "007.jpg", "021.jpg", "022.jpg"];
    for sub in ["shots", "pan"] {
        std::fs::create_dir_all(root.join(sub)).expect("a folder");
    }
    for (n, shot) in shots.into_iter().enumerate() {
        std::fs::copy(room.join(shot), root.join(format!("shots/{n}.jpg"))).expect("copied");
    }
    let wide = ImageReader::open(room.join(shots[0]))
        .expect("there")
        .decode()
        .expect("a picture");
    for n in 0..FRAMES {
        let frame: DynamicImage = wide.crop_imm(n * 16, n * 6, 640, 480);
        frame
            .save(root.join(format!("pan/{n:02}.jpg")))
            .expect("saved");
    }
    root
}
