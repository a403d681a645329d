//! Reader of a scene's folder.

use super::{METADATA, POSES};
use crate::dataset::{DatasetError, files};
use crate::geom::{Camera, Pinhole, Pose};
use crate::scene::{Depth, DepthEncoding, Frame, IdEncoding, Ids, Provenance, Scene, Stored};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Metadata {
    w: u32,
    h: u32,
    /// Column by column.
    #[serde(rename = "K")]
    k: [f64; 9],
}

/// The one thing that a scene is about. It has no box, so it is no object of the scene.
const THING: u32 = 1;

/// Files by the number that they are called.
type Numbered = BTreeMap<u64, PathBuf>;

/// What a scene has of each frame beside its pose.
struct Files {
    pictures: Numbered,
    depths: Numbered,
    masks: Numbered,
}

/// Opens the scene in a folder.
///
/// # Errors
/// When the intrinsics or the poses cannot be read, or no frame has both a picture and a pose.
pub(super) fn open(folder: &Path, id: &str) -> Result<Scene, DatasetError> {
    let camera = camera(&folder.join(METADATA))?;
    let path = folder.join(POSES);
    let mut warnings = Vec::new();
    let poses = poses(&path, &mut warnings)?;
    let files = Files {
        pictures: numbered(folder, "rgb"),
        depths: numbered(folder, "depth"),
        masks: numbered(folder, "masks"),
    };
    warnings.extend(files.unmatched(&poses));
    let frames: Vec<Frame> = poses
        .into_iter()
        .filter_map(|(number, pose)| files.frame(number, camera, pose))
        .collect();
    if frames.is_empty() {
        return Err(files::wrong(
            &path,
            "no frame has a picture and a pose",
            "the whole",
        ));
    }
    Ok(Scene {
        dataset: "wildrgbd".into(),
        id: id.into(),
        root: folder.into(),
        frames,
        warnings,
        provenance: Provenance {
            convention: "metres, world of the camera's tracking, up unknown; camera-to-world poses, OpenCV cameras; \
                         K column by column"
                .into(),
            licence: "MIT (as its authors' page has it)".into(),
            metric: true,
            ..Provenance::default()
        },
        ..Scene::default()
    })
}

impl Files {
    /// What has no counterpart, in words: pictures and poses without each other, frames without a map.
    fn unmatched(&self, poses: &[(u64, Pose)]) -> Vec<String> {
        let posed: BTreeSet<u64> = poses.iter().map(|(number, _)| *number).collect();
        let pictures = self.pictures.keys();
        let (whole, unposed): (Vec<u64>, Vec<u64>) = pictures.partition(|n| posed.contains(n));
        let without = |numbers: &mut dyn Iterator<Item = u64>, of: &Numbered| {
            numbers.filter(|n| !of.contains_key(n)).collect()
        };
        let unseen = without(&mut posed.iter().copied(), &self.pictures);
        let flat = without(&mut whole.iter().copied(), &self.depths);
        let bare = without(&mut whole.into_iter(), &self.masks);
        let told = |(what, of): (&str, Vec<u64>)| {
            let (first, count) = (of.first()?, of.len());
            Some(format!("{what} ({count}), the first is frame {first}"))
        };
        let all = [
            ("pictures without a pose are left out", unposed),
            ("poses without a picture are left out", unseen),
            ("frames without a depth map", flat),
            ("frames without a mask", bare),
        ];
        all.into_iter().filter_map(told).collect()
    }

    /// The frame with this number, if it has a picture.
    fn frame(&self, number: u64, camera: Camera, world_from_camera: Pose) -> Option<Frame> {
        Some(Frame {
            id: format!("f{number}"),
            image: Stored::file(self.pictures.get(&number)?),
            camera,
            world_from_camera,
            time_secs: 0.0,
            depth: self.depths.get(&number).map(|path| Depth {
                stored: Stored::file(path),
                encoding: DepthEncoding::Steps { per_m: 1000.0 },
                camera,
            }),
            ids: self.masks.get(&number).map(|path| Ids {
                stored: Stored::file(path),
                encoding: IdEncoding::Mask(THING),
            }),
            hidden: None,
            seen: Vec::new(),
            unlabelled: Vec::new(),
        })
    }
}

fn camera(path: &Path) -> Result<Camera, DatasetError> {
    let text = files::text(path)?;
    let metadata: Metadata = serde_json::from_str(&text).map_err(|e| {
        let at = format!("line {} column {}", e.line(), e.column());
        files::wrong(path, e.to_string(), at)
    })?;
    let [a, b, c, d, e, f, g, h, i] = metadata.k;
    let rows = [a, d, g, b, e, h, c, f, i];
    let pinhole = Pinhole::from_k(&rows, metadata.w, metadata.h);
    let wrong = || files::wrong(path, "no intrinsics that stand column by column", "field K");
    Ok(pinhole.ok_or_else(wrong)?.into())
}

/// Poses with the numbers of their frames, in the file's order. A line that is none is left out with a warning.
fn poses(path: &Path, warnings: &mut Vec<String>) -> Result<Vec<(u64, Pose)>, DatasetError> {
    let text = files::text(path)?;
    let (mut poses, mut known) = (Vec::new(), BTreeSet::new());
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let usable = pose(line).and_then(|(number, pose)| {
            let is_new = known.insert(number);
            is_new
                .then_some((number, pose))
                .ok_or("a frame that is there already")
        });
        match usable {
            Ok(pose) => poses.push(pose),
            Err(why) => {
                let (what, at) = (format!("{why}, left out"), format!("line {}", index + 1));
                warnings.push(files::warning(path, what, &at));
            }
        }
    }
    Ok(poses)
}

/// The frame's number and 16 numbers, row by row.
fn pose(line: &str) -> Result<(u64, Pose), &'static str> {
    let mut numbers = [0.0; 17];
    let mut words = line.split_ascii_whitespace();
    for number in &mut numbers {
        let word = words.next().ok_or("fewer than 17 numbers")?;
        *number = word.parse::<f64>().map_err(|_no_number| "no number")?;
    }
    let [number, matrix @ ..] = numbers;
    // Array libraries write whole numbers with a point, too.
    let is_whole = number >= 0.0 && number.fract() == 0.0 && number <= f64::from(u32::MAX);
    let pose = Pose::from_row_major(&matrix).ok_or("a pose that is not rigid")?;
    is_whole
        .then_some((number as u64, pose))
        .ok_or("no frame's number")
}

/// The files of a folder whose names are numbers, as paths below the scene's.
fn numbered(scene: &Path, folder: &str) -> Numbered {
    let below = Path::new(folder);
    let names = files::names_in(&scene.join(below)).into_iter();
    let numbered = names.filter_map(|name| {
        let number = name.strip_suffix(".png")?.parse().ok()?;
        Some((number, below.join(name)))
    });
    numbered.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::find;
    use crate::geom::DVec3;

    const K: &str = r#"{"w": 640, "h": 480, "K": [500, 0, 0, 0, 510, 0, 321, 242, 1]}"#;

    fn line(number: &str, x: i32) -> String {
        format!("{number} 0 -1 0 {x} 1 0 0 2 0 0 1 3 0 0 0 1\n")
    }

    fn put(scene: &Path, metadata: &str, poses: &str, others: &[&str]) {
        std::fs::create_dir_all(scene).expect("made");
        std::fs::write(scene.join(METADATA), metadata).expect("written");
        std::fs::write(scene.join(POSES), poses).expect("written");
        for name in others {
            let path = scene.join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, "").expect("written");
        }
    }

    fn opened(folder: &Path) -> Result<Scene, String> {
        let (layout, found) = find(folder, None).expect("a scene");
        assert_eq!(layout.name, "wildrgbd");
        found.open(0).map_err(|e| e.to_string())
    }

    #[test]
    fn intrinsics_stand_column_by_column_and_poses_row_by_row() {
        let folder = tempfile::tempdir().expect("a folder");
        put(
            folder.path(),
            K,
            &line("0", 7),
            &["rgb/00000.png", "depth/00000.png", "masks/00000.png"],
        );
        let scene = opened(folder.path()).expect("a scene");
        let frame = &scene.frames[0];
        let k = [500.0, 0.0, 321.0, 0.0, 510.0, 242.0, 0.0, 0.0, 1.0];
        assert_eq!(frame.camera.pinhole.k(), k);
        let pose = frame.world_from_camera;
        assert_eq!(
            pose.translation,
            DVec3::new(7.0, 2.0, 3.0),
            "camera to world"
        );
        assert_eq!(pose.rotation.x_axis, DVec3::Y);
        let depth = frame.depth.as_ref().expect("depth");
        assert_eq!(depth.encoding, DepthEncoding::Steps { per_m: 1000.0 });
        assert!(scene.provenance.metric && !scene.provenance.upright);
        assert_eq!(scene.warnings, [""; 0]);
        let rows = K.replace(
            "[500, 0, 0, 0, 510, 0, 321, 242, 1]",
            "[500, 0, 321, 0, 510, 242, 0, 0, 1]",
        );
        put(folder.path(), &rows, &line("0", 7), &[]);
        let error = opened(folder.path()).expect_err("row by row");
        assert!(error.contains("column by column, field K of"), "{error}");
    }

    #[test]
    fn what_belongs_together_has_the_same_number_whatever_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let poses = [("5", 5), ("2.000e+00", 2), ("9", 9)]
            .map(|(n, x)| line(n, x))
            .concat();
        let others = [
            "rgb/00000.png",
            "rgb/00002.png",
            "rgb/00005.png",
            "depth/00005.png",
            "depth/00000.png",
            "masks/00002.png",
        ];
        put(folder.path(), K, &poses, &others);
        let scene = opened(folder.path()).expect("a scene");
        let frames: Vec<_> = scene
            .frames
            .iter()
            .map(|f| (f.id.as_str(), f.world_from_camera.translation.x))
            .collect();
        assert_eq!(frames, [("f5", 5.0), ("f2", 2.0)]);
        assert_eq!(scene.frames[0].image, Stored::file("rgb/00005.png"));
        let depths: Vec<_> = scene
            .frames
            .iter()
            .map(|f| f.depth.as_ref().map(|d| d.stored.clone()))
            .collect();
        assert_eq!(depths, [Some(Stored::file("depth/00005.png")), None]);
        let mask = scene.frames[1].ids.as_ref().expect("a mask");
        assert_eq!(mask.stored, Stored::file("masks/00002.png"));
        assert_eq!(mask.encoding, IdEncoding::Mask(1));
        assert_eq!(scene.frames[0].ids, None);
        assert_eq!(
            scene.warnings,
            [
                "pictures without a pose are left out (1), the first is frame 0",
                "poses without a picture are left out (1), the first is frame 9",
                "frames without a depth map (1), the first is frame 2",
                "frames without a mask (1), the first is frame 5"
            ]
        );
    }

    #[test]
    fn lines_that_are_no_poses_cost_themselves_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let poses = [
            line("0", 1),
            line("0", 2),
            line("1.5", 3),
            line("2", 4).replace(" -1 ", " -2 "),
            line("3", 5).replace(" -1 ", " nan "),
            "4 1 2\n".to_owned(),
        ];
        put(
            folder.path(),
            K,
            &poses.concat(),
            &["rgb/00000.png", "depth/00000.png", "masks/00000.png"],
        );
        let scene = opened(folder.path()).expect("a scene");
        assert_eq!(scene.frames.len(), 1);
        let places = ["line 2", "line 3", "line 4", "line 5", "line 6"];
        assert_eq!(scene.warnings.len(), places.len());
        for (warning, place) in scene.warnings.iter().zip(places) {
            assert!(
                warning.ends_with(&format!("{place} of \"cam_poses.txt\"")),
                "{warning}"
            );
        }
        put(folder.path(), K, "", &[]);
        assert!(
            opened(folder.path())
                .expect_err("nothing")
                .contains("no frame has")
        );
    }

    #[test]
    fn scenes_are_found_from_every_height() {
        let root = tempfile::tempdir().expect("a folder");
        for scene in [
            "cup/scenes/scenes_2",
            "apple/scenes/scenes_000",
            "cup/scenes/scenes_1",
        ] {
            put(
                &root.path().join(scene),
                K,
                &line("0", 1),
                &["rgb/00000.png"],
            );
        }
        let scenes = |below: &str| {
            let (_, found) = find(&root.path().join(below), None).expect("scenes");
            let last = found.scenes().len() - 1;
            let scene = found.open(last).expect("opened");
            assert_eq!(scene.id, found.scenes()[last]);
            found.scenes().to_vec()
        };
        let cups = ["cup/scenes_1", "cup/scenes_2"];
        assert_eq!(scenes(""), ["apple/scenes_000", cups[0], cups[1]]);
        for category in ["cup", "cup/scenes"] {
            assert_eq!(scenes(category), cups);
        }
        assert_eq!(scenes("cup/scenes/scenes_2"), cups[1..]);
    }
}
