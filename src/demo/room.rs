//! The tour's room, and its eight distance questions.

use super::{DemoError, Page, create_dir, write};
use crate::dataset::room;
use crate::dataset::{Bytes, cloud::ply};
use crate::media::canvas::Canvas;
use crate::media::marks::{self, LabelledRect};
use crate::media::{Fit, Limits, decode, decode_depth};
use crate::question::Draft;
use crate::question::absolute_distance::{Form, Input, Thresholds, ask};
use crate::scene::{DepthMap, Frame, PointCloud, Scene};
use std::path::Path;

const SCENE: &str = include_str!("../../assets/tour/room/scene.json");
const CLOUD: &[u8] = include_bytes!("../../assets/tour/room/cloud_small.ply");

/// One picture of the room with its depth.
struct Shot {
    frame: &'static str,
    image: &'static [u8],
    depth: &'static [u8],
}

macro_rules! shots {
    ($($number:literal),+) => {
        [$(Shot {
            frame: concat!("frames/", $number, ".jpg"),
            image: include_bytes!(concat!("../../assets/tour/room/frames/", $number, ".jpg")),
            depth: include_bytes!(concat!("../../assets/tour/room/depth/", $number, ".png")),
        }),+]
    };
}

const SHOTS: [Shot; 6] = shots!("000", "005", "007", "017", "021", "022");

/// Frame, objects and form of each card. The first is the picture of the start screen: two chairs and a segment.
pub(super) const CARDS: [(&str, u32, u32, Form); 8] = [
    ("f0", CHAIR_1, CHAIR_3, Form::MultiChoice),
    ("f0", CHAIR_1, TABLE, Form::MultiChoice),
    ("f7", COFFEE_TABLE, LAPTOP, Form::Open),
    ("f21", DOOR, BOOKSHELF, Form::MultiChoice),
    ("f22", BOOKSHELF, COFFEE_TABLE, Form::MultiChoice),
    ("f5", FLOOR_LAMP, PLANT, Form::MultiChoice),
    ("f17", CHAIR_2, BOX, Form::Open),
    ("f0", SOFA, BOOKSHELF, Form::MultiChoice),
];

// Instance ids of the room.
const DOOR: u32 = 9;
const TABLE: u32 = 20;
const CHAIR_1: u32 = 21;
const CHAIR_2: u32 = 22;
const CHAIR_3: u32 = 23;
const SOFA: u32 = 24;
const BOOKSHELF: u32 = 25;
const FLOOR_LAMP: u32 = 26;
const PLANT: u32 = 27;
const LAPTOP: u32 = 30;
const BOX: u32 = 31;
const COFFEE_TABLE: u32 = 32;

/// Quality of the marked photos; marks stay crisp.
const JPEG_QUALITY: u8 = 92;

/// The room's questions with their marked photos.
pub(super) fn pages(seed: u64) -> Result<Vec<Page>, DemoError> {
    let (scene, cloud) = scene()?;
    CARDS
        .iter()
        .map(|card| page(&scene, &cloud, *card, seed))
        .collect()
}

/// The scene with its points and the first card.
pub(super) fn first(seed: u64) -> Result<(Scene, PointCloud, Page), DemoError> {
    let (scene, cloud) = scene()?;
    let page = page(&scene, &cloud, CARDS[0], seed)?;
    Ok((scene, cloud, page))
}

fn scene() -> Result<(Scene, PointCloud), DemoError> {
    let damaged = |e: crate::dataset::DatasetError| DemoError::Damaged(e.to_string());
    let scene = room::read(SCENE, Path::new("room")).map_err(damaged)?;
    let loaded = ply::read(Bytes::Memory(CLOUD), Path::new("cloud_small.ply")).map_err(damaged)?;
    Ok((scene, loaded.cloud))
}

fn page(
    scene: &Scene,
    cloud: &PointCloud,
    card: (&str, u32, u32, Form),
    seed: u64,
) -> Result<Page, DemoError> {
    let (id, a, b, form) = card;
    let missing = || DemoError::Damaged(format!("there is no frame {id:?}"));
    let frame = scene.frame(id).ok_or_else(missing)?;
    let shot = SHOTS
        .iter()
        .find(|s| Path::new(s.frame) == frame.image.path)
        .ok_or_else(missing)?;
    let depth = depth(shot)?;
    let input = Input {
        scene,
        cloud,
        frame,
        depth: &depth,
    };
    let draft = ask(input, a, b, form, &Thresholds::STRICT, seed).map_err(|gate| {
        DemoError::Damaged(format!("frame {id}, objects {a} and {b}: {}", gate.why()))
    })?;
    Ok(Page {
        picture: marked(shot, frame, &draft)?,
        sample: draft.sample,
    })
}

fn depth(shot: &Shot) -> Result<DepthMap, DemoError> {
    let decoded = decode_depth(shot.depth, Path::new(shot.frame), &Limits::default())
        .map_err(|e| DemoError::Damaged(e.to_string()))?;
    Ok(DepthMap::of_mm(
        decoded.width,
        decoded.height,
        decoded.values,
    ))
}

/// The photo with the two objects marked: what the model gets.
fn marked(shot: &Shot, frame: &Frame, draft: &Draft) -> Result<Vec<u8>, DemoError> {
    let photo = decode(shot.image, &frame.image.path, Fit::Full, &Limits::default())
        .map_err(|e| DemoError::Damaged(e.to_string()))?;
    let mut canvas = Canvas::from_rgba(photo.width, photo.height, &photo.rgba)?;
    let marks: Vec<LabelledRect> = draft
        .marks
        .iter()
        .map(|m| LabelledRect {
            rect: m.rect.map(|v| v as f32),
            label: m.label.clone(),
        })
        .collect();
    marks::draw(&mut canvas, &marks);
    Ok(canvas.to_jpeg(JPEG_QUALITY)?)
}

/// Writes the scene as files, so that the window and other commands open it like any other.
pub(super) fn write_scene(folder: &Path) -> Result<(), DemoError> {
    for sub in ["frames", "depth"] {
        create_dir(&folder.join(sub))?;
    }
    write(&folder.join("scene.json"), SCENE.as_bytes())?;
    write(&folder.join("cloud_small.ply"), CLOUD)?;
    for shot in &SHOTS {
        write(&folder.join(shot.frame), shot.image)?;
        let depth = shot
            .frame
            .replace("frames/", "depth/")
            .replace(".jpg", ".png");
        write(&folder.join(depth), shot.depth)?;
    }
    Ok(())
}
