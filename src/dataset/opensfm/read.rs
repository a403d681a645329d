//! Reader of `reconstruction.json`.

use super::FILE;
use super::camera::{self, world_from_camera};
use crate::dataset::cloud::{Gathered, Loaded};
use crate::dataset::{Bytes, DatasetError, files};
use crate::geom::{DVec3, Pose};
use crate::scene::{Frame, Provenance, Scene, Stored, Surface};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Cameras and shots of a reconstruction; its points are read when someone asks.
#[derive(Deserialize)]
struct Reconstruction {
    cameras: BTreeMap<String, camera::Record>,
    shots: Shots,
    reference_lla: Option<IgnoredAny>,
}

/// Shots by name, in the file's order, one that is there twice too.
struct Shots(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Shots {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Pairs)
    }
}

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Shots;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("shots by their names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shots, A::Error> {
        let mut shots = Vec::new();
        while let Some(shot) = map.next_entry()? {
            shots.push(shot);
        }
        Ok(Shots(shots))
    }
}

#[derive(Deserialize)]
struct Shot {
    rotation: [f64; 3],
    translation: [f64; 3],
    camera: String,
    capture_time: Option<f64>,
}

/// Opens the scene in a folder.
///
/// A shot without a usable camera is left out with a warning.
///
/// # Errors
/// When the file cannot be read or is not such a file, or no shot is left.
pub(super) fn open(folder: &Path, id: &str) -> Result<Scene, DatasetError> {
    let path = folder.join(FILE);
    let file = File::open(&path).map_err(|source| DatasetError::Io {
        path: path.clone(),
        source,
    })?;
    let mut all: Vec<Reconstruction> =
        serde_json::from_reader(BufReader::new(file)).map_err(|e| json(&path, &e))?;
    let mut warnings = Vec::new();
    if all.len() > 1 {
        let what = format!("further reconstructions are not read ({})", all.len() - 1);
        warnings.push(files::warning(&path, what, "[1]"));
    }
    let first = all.drain(..).next();
    let first = first.ok_or_else(|| files::wrong(&path, "no reconstruction", "the whole"))?;
    let mut pictures = files::Pictures::new(folder);
    let mut frames = Vec::new();
    for (name, shot) in &first.shots.0 {
        let frame = frame(name, shot, &first).and_then(|frame| {
            pictures.look_for(&frame.image.path)?;
            Ok(frame)
        });
        match frame {
            Ok(frame) => frames.push(frame),
            Err(why) => {
                let (what, at) = (format!("{why}, left out"), format!("shots.{name}"));
                warnings.push(files::warning(&path, what, &at));
            }
        }
    }
    warnings.extend(pictures.warning());
    files::once(&mut frames, &path, &mut warnings);
    if frames.is_empty() {
        let first = warnings.first().map_or("", String::as_str);
        return Err(files::wrong(
            &path,
            format!("no usable shot ({first})"),
            "shots",
        ));
    }
    let start = frames
        .iter()
        .map(|f| f.time_secs)
        .fold(f64::INFINITY, f64::min);
    frames.iter_mut().for_each(|frame| frame.time_secs -= start);
    Ok(Scene {
        dataset: "opensfm".into(),
        id: id.into(),
        root: folder.into(),
        frames,
        surfaces: vec![Surface {
            stored: Stored::file(FILE),
            label: "sparse points".into(),
            world_from_surface: Pose::IDENTITY,
        }],
        warnings,
        provenance: Provenance {
            convention: "east, north, up of a place on Earth where one is named, scale no better than its GPS; \
                         world-to-camera poses, OpenCV cameras, lengths in shares of the longer side"
                .into(),
            upright: first.reference_lla.is_some(),
            ..Provenance::default()
        },
        ..Scene::default()
    })
}

fn frame(name: &str, shot: &Value, of: &Reconstruction) -> Result<Frame, String> {
    let shot = Shot::deserialize(shot).map_err(|e| e.to_string())?;
    let camera = of.cameras.get(&shot.camera);
    let camera = camera.ok_or_else(|| format!("there is no camera {:?}", shot.camera))?;
    let pose = world_from_camera(shot.rotation, shot.translation);
    let time_secs = shot.capture_time.filter(|time| time.is_finite());
    Ok(Frame {
        id: name.to_owned(),
        image: Stored::file(Path::new("images").join(name)),
        camera: camera.camera()?,
        world_from_camera: pose.ok_or("the pose is not finite")?,
        time_secs: time_secs.unwrap_or_default(),
        depth: None,
        ids: None,
        hidden: None,
        seen: Vec::new(),
        unlabelled: Vec::new(),
    })
}

/// Points of a reconstruction, and nothing else of it.
#[derive(Deserialize)]
struct Points {
    #[serde(default)]
    points: BTreeMap<String, Point>,
}

#[derive(Deserialize)]
struct Point {
    coordinates: [f64; 3],
    /// Red, green, blue, 0 to 255.
    #[serde(default)]
    color: [f64; 3],
}

/// Reads the points of the first reconstruction, by their ids. `path` is for messages.
///
/// # Errors
/// When it is not such a file.
pub(in crate::dataset) fn points(source: Bytes<'_>, path: &Path) -> Result<Loaded, DatasetError> {
    let reader = source.reader().map_err(|source| DatasetError::Io {
        path: path.into(),
        source,
    })?;
    let all: Vec<Points> =
        serde_json::from_reader(BufReader::new(reader)).map_err(|e| json(path, &e))?;
    let mut gathered = Gathered::default();
    for point in all
        .into_iter()
        .take(1)
        .flat_map(|one| one.points.into_values())
    {
        let byte = |share: f64| share.round() as u8;
        gathered.push(DVec3::from_array(point.coordinates), point.color.map(byte));
    }
    Ok(gathered.loaded())
}

fn json(path: &Path, error: &serde_json::Error) -> DatasetError {
    let at = format!("line {} column {}", error.line(), error.column());
    files::wrong(path, error.to_string(), at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{find, load};

    const TEXT: &str = r#"[{"cameras": {"c": {"projection_type": "perspective", "width": 400, "height": 300, "focal": 1.0},
                                        "s": {"projection_type": "spherical", "width": 400, "height": 200}},
        "shots": {"b.jpg": {"rotation": [0, 0, 0], "translation": [0, 0, 4], "camera": "c", "capture_time": 12.5},
                  "a.jpg": {"rotation": [0, 0, 0], "translation": [0, 0, 5], "camera": "c", "capture_time": 10.0},
                  "c.jpg": {"rotation": [0, 0, 0], "translation": [0, 0, 5], "camera": "s"},
                  "d.jpg": {"rotation": [0, 0], "translation": [0, 0, 5], "camera": "c"},
                  "e.jpg": {"rotation": [0, 0, 0], "translation": [0, 0, 5], "camera": "x"},
                  "../f.jpg": {"rotation": [0, 0, 0], "translation": [0, 0, 5], "camera": "c"}},
        "points": {"7": {"coordinates": [1, 2, 3.5], "color": [255, 128.0, 0]}},
        "reference_lla": {"latitude": 52.5, "longitude": 13.4, "altitude": 0}},
        {"cameras": {}, "shots": {}, "points": {"8": {"coordinates": [9, 9, 9]}}}]"#;

    fn opened(text: &str) -> (tempfile::TempDir, Result<Scene, String>) {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(FILE), text).expect("written");
        let (layout, found) = find(folder.path(), None).expect("a scene");
        assert_eq!(layout.name, "opensfm");
        let scene = found.open(0).map_err(|e| e.to_string());
        (folder, scene)
    }

    #[test]
    fn shots_come_in_the_files_order_and_what_is_left_out_is_told() {
        let (_folder, scene) = opened(TEXT);
        let scene = scene.expect("a scene");
        let frames: Vec<_> = scene
            .frames
            .iter()
            .map(|f| (f.id.as_str(), f.time_secs))
            .collect();
        assert_eq!(frames, [("b.jpg", 2.5), ("a.jpg", 0.0)]);
        assert_eq!(scene.frames[0].image, Stored::file("images/b.jpg"));
        let eye = scene.frames[0].world_from_camera.translation;
        assert_eq!(eye, DVec3::new(0.0, 0.0, -4.0));
        assert!(scene.provenance.upright && !scene.provenance.metric);
        let expected = [
            ("further reconstructions are not read (1)", "[1]"),
            ("projection \"spherical\" is not read", "shots.c.jpg"),
            ("invalid length 2", "shots.d.jpg"),
            ("there is no camera \"x\"", "shots.e.jpg"),
            ("climbs with ..", "shots.../f.jpg"),
            ("2 pictures are missing", "images/b.jpg"),
        ];
        assert_eq!(
            scene.warnings.len(),
            expected.len(),
            "{:#?}",
            scene.warnings
        );
        for (warning, (what, at)) in scene.warnings.iter().zip(expected) {
            assert!(warning.contains(what) && warning.contains(at), "{warning}");
        }
    }

    #[test]
    fn points_are_those_of_the_first_reconstruction() {
        let (_folder, scene) = opened(TEXT);
        let scene = scene.expect("a scene");
        let loaded = load::surface(&scene, &scene.surfaces[0]).expect("points");
        assert_eq!(loaded.cloud.points.len(), 1);
        assert_eq!(loaded.cloud.position(0), Some(DVec3::new(1.0, 2.0, 3.5)));
        assert_eq!(loaded.cloud.points[0].rgba, [255, 128, 0, 255]);
    }

    #[test]
    fn what_is_no_such_file_is_refused_with_its_place() {
        let refused = |text: &str| opened(text).1.expect_err("refused");
        assert!(refused("[\n{}]").contains("missing field `cameras`"));
        assert!(refused("[\n{}]").contains("line 2 column"));
        assert!(refused("[]").contains("no reconstruction"));
    }
}
