//! Reader of `transforms.json`.

use super::FILE;
use super::camera::{Keys, world_from_camera};
use crate::dataset::{DatasetError, files};
use crate::geom::Pose;
use crate::scene::{Depth, DepthEncoding, Frame, Provenance, Scene, Stored, Surface};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Steps of depth in a length unit: millimetres, where the unit is a metre.
const DEPTH_STEPS: f64 = 1000.0;

/// Opens the scene in a folder.
///
/// A frame that has no usable camera, leaves the folder with a path, or is marked as bad is left out with a warning.
///
/// # Errors
/// When the file cannot be read or is not such a file, or no frame is left.
pub(super) fn open(folder: &Path, id: &str) -> Result<Scene, DatasetError> {
    let path = folder.join(FILE);
    let file = parse(&path)?;
    let mut reading = Reading {
        file: &file,
        path: &path,
        root: folder,
        pictures: files::Pictures::new(folder),
        bad: Vec::new(),
        warnings: Vec::new(),
    };
    let mut frames = Vec::new();
    for list in ["frames", "test_frames"] {
        frames.extend(reading.frames(list)?);
    }
    let surfaces = reading.surface();
    let Reading {
        pictures,
        bad,
        mut warnings,
        ..
    } = reading;
    if let Some(first) = bad.first() {
        let count = bad.len();
        let warning = format!("bad frames are left out ({count}), the first {first:?}");
        warnings.push(warning);
    }
    warnings.extend(pictures.warning());
    files::once(&mut frames, &path, &mut warnings);
    if frames.is_empty() {
        let first = warnings.first().map_or("", String::as_str);
        let what = format!("no usable frame ({first})");
        return Err(files::wrong(&path, what, "the whole"));
    }
    Ok(Scene {
        dataset: "nerfstudio".into(),
        id: id.into(),
        root: folder.into(),
        frames,
        surfaces: surfaces.into_iter().collect(),
        warnings,
        provenance: Provenance {
            convention: "own scale, Z up by custom; camera-to-world poses, OpenGL cameras; first pixel centre at 0.5"
                .into(),
            upright: true,
            ..Provenance::default()
        },
        ..Scene::default()
    })
}

fn parse(path: &Path) -> Result<Map<String, Value>, DatasetError> {
    let text = files::text(path)?;
    let strict = serde_json::from_str(&text);
    // Python writes poses that came to nothing as NaN, which JSON does not have.
    let parsed = strict.or_else(|error| {
        serde_json::from_str(&without_infinities(&text)).map_err(|_still_wrong| error)
    });
    parsed.map_err(|e| {
        let at = format!("line {} column {}", e.line(), e.column());
        files::wrong(path, e.to_string(), at)
    })
}

/// The text with `null` for every `NaN`, `Infinity` and `-Infinity` outside of strings.
fn without_infinities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Quotes cut a JSON text into what is outside and inside of strings, unless they are escaped.
    let mut inside = false;
    for part in text.split_inclusive('"') {
        if inside {
            out.push_str(part);
            let body = part.strip_suffix('"').unwrap_or(part);
            let slashes = body.len() - body.trim_end_matches('\\').len();
            inside = !slashes.is_multiple_of(2);
        } else {
            let part = part.replace("-Infinity", "null");
            out.push_str(&part.replace("Infinity", "null").replace("NaN", "null"));
            inside = true;
        }
    }
    out
}

struct Reading<'a> {
    file: &'a Map<String, Value>,
    path: &'a Path,
    root: &'a Path,
    pictures: files::Pictures<'a>,
    bad: Vec<String>,
    warnings: Vec<String>,
}

impl Reading<'_> {
    fn frames(&mut self, list: &str) -> Result<Vec<Frame>, DatasetError> {
        let records = match self.file.get(list) {
            Some(Value::Array(records)) => records.as_slice(),
            None | Some(Value::Null) => &[],
            Some(_) => return Err(files::wrong(self.path, "no list of frames", list)),
        };
        let mut frames = Vec::new();
        for (index, record) in records.iter().enumerate() {
            match self.frame(record) {
                Ok(frame) => frames.extend(frame),
                Err(why) => {
                    let what = format!("{why}; the frame is left out");
                    let at = format!("{list}[{index}]");
                    self.warnings.push(files::warning(self.path, what, &at));
                }
            }
        }
        Ok(frames)
    }

    /// A frame; none where it is marked as bad.
    fn frame(&mut self, record: &Value) -> Result<Option<Frame>, String> {
        let record = record.as_object().ok_or("no frame")?;
        let keys = Keys {
            frame: record,
            file: self.file,
        };
        let path = |key| record.get(key).and_then(Value::as_str).map(below);
        let mut image = path("file_path").ok_or("there is no file_path")?;
        // The synthetic scenes of NeRF leave the ending out.
        if image.extension().is_none() {
            image.set_extension("png");
        }
        let id = image.to_string_lossy().into_owned();
        if is_true(record.get("is_bad")) {
            self.bad.push(id);
            return Ok(None);
        }
        let world_from_camera = world_from_camera(record.get("transform_matrix"))?;
        let (hidden, depth) = (path("mask_path"), path("depth_file_path"));
        for path in [Some(&image), hidden.as_ref(), depth.as_ref()] {
            path.map_or(Ok(()), |path| self.pictures.look_for(path))?;
        }
        let size = match keys.size()? {
            Some(size) => size,
            None => files::picture_size(self.root, &image).map_err(|e| e.to_string())?,
        };
        let camera = keys.camera(size)?;
        let depth = depth.map(|path| Depth {
            stored: Stored::file(path),
            encoding: DepthEncoding::Steps { per_m: DEPTH_STEPS },
            camera,
        });
        Ok(Some(Frame {
            id,
            image: Stored::file(image),
            camera,
            world_from_camera,
            time_secs: 0.0,
            depth,
            ids: None,
            hidden: hidden.map(Stored::file),
            seen: Vec::new(),
            unlabelled: Vec::new(),
        }))
    }

    fn surface(&mut self) -> Option<Surface> {
        let path = below(self.file.get("ply_file_path")?.as_str()?);
        if let Err(error) = crate::dataset::load::locate(self.root, &path) {
            self.warnings.push(error.to_string());
            return None;
        }
        Some(Surface {
            stored: Stored::file(path),
            label: "sparse points".into(),
            world_from_surface: Pose::IDENTITY,
        })
    }
}

/// A path as the file names it, without the `./` before it.
fn below(named: &str) -> PathBuf {
    PathBuf::from(named.strip_prefix("./").unwrap_or(named))
}

fn is_true(value: Option<&Value>) -> bool {
    value.is_some_and(|value| value.as_bool().or(value.as_f64().map(|n| n != 0.0)) == Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{find, load};
    use crate::geom::DVec3;

    const MATRIX: &str = "[[1,0,0,1],[0,0,-1,2],[0,1,0,3],[0,0,0,1]]";

    fn folder(text: &str, others: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(FILE), text).expect("written");
        for name in others {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, "").expect("written");
        }
        folder
    }

    fn opened(folder: &Path) -> Result<Scene, String> {
        let (layout, found) = find(folder, None).expect("a scene");
        assert_eq!(layout.name, "nerfstudio");
        found.open(0).map_err(|e| e.to_string())
    }

    #[test]
    fn frames_tests_masks_and_points_are_found() {
        let text = format!(
            r#"{{"fl_x":500,"w":640,"h":480,"ply_file_path":"p.ply",
            "frames":[{{"file_path":"./images/b.png","transform_matrix":{MATRIX},"mask_path":"masks/b.png"}}],
            "test_frames":[{{"file_path":"images/a","transform_matrix":{MATRIX},"depth_file_path":"d/a.png"}}]}}"#
        );
        let others = [
            "images/a.png",
            "images/b.png",
            "masks/b.png",
            "d/a.png",
            "p.ply",
        ];
        let folder = folder(&text, &others);
        let scene = opened(folder.path()).expect("a scene");
        let ids: Vec<&str> = scene.frames.iter().map(|f| f.id.as_str()).collect();
        assert_eq!(ids, ["images/b.png", "images/a.png"]);
        assert_eq!(scene.frames[0].hidden, Some(Stored::file("masks/b.png")));
        let depth = scene.frames[1].depth.as_ref().expect("depth");
        assert_eq!(depth.encoding, DepthEncoding::Steps { per_m: 1000.0 });
        let pose = scene.frames[0].world_from_camera;
        assert_eq!(pose.translation, DVec3::new(1.0, 2.0, 3.0));
        assert_eq!(pose.rotation.z_axis, DVec3::Y, "forward");
        assert_eq!(scene.surfaces[0].stored, Stored::file("p.ply"));
        assert_eq!(scene.warnings, [""; 0]);
        assert!(scene.provenance.upright && !scene.provenance.metric);
        assert!(load::locate(&scene.root, &scene.frames[0].image.path).is_ok());
    }

    #[test]
    fn what_is_left_out_is_told_with_its_place() {
        let frame = |path: &str, more: &str| format!(r#"{{"file_path":"{path}"{more}}}"#);
        let pose = format!(r#","transform_matrix":{MATRIX}"#);
        let frames = [
            frame("a.png", &pose),
            frame("../b.png", &pose),
            frame(
                "c.png",
                r#","transform_matrix":[[NaN,0,0,0],[0,1,0,0],[0,0,-Infinity,0]]"#,
            ),
            frame(
                "d.png",
                r#","transform_matrix":[[3,0,0,0],[0,1,0,0],[0,0,1,0]]"#,
            ),
            frame("e.png", &format!(r#"{pose},"is_bad":true"#)),
            frame("f.png", &format!(r#"{pose},"is_bad":true"#)),
            frame("g NaN.png", &pose),
            "7".to_owned(),
        ];
        let text = format!(
            r#"{{"fl_x":500,"w":640,"h":480,"frames":[{}]}}"#,
            frames.join(",\n")
        );
        let folder = folder(&text, &[]);
        let scene = opened(folder.path()).expect("a scene");
        let ids: Vec<&str> = scene.frames.iter().map(|f| f.id.as_str()).collect();
        assert_eq!(ids, ["a.png", "g NaN.png"]);
        let expected = [
            ("climbs with ..", "frames[1] of \"transforms.json\""),
            ("not a finite number", "frames[2] of"),
            ("not rigid", "frames[3] of"),
            ("no frame", "frames[7] of"),
            ("bad frames are left out (2)", "\"e.png\""),
            ("2 pictures are missing", "\"a.png\""),
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

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_no_picture() {
        let outside = folder("", &["secret.png"]);
        let text = format!(
            r#"{{"fl_x":500,"w":640,"h":480,"frames":[{{"file_path":"l.png","transform_matrix":{MATRIX}}}]}}"#
        );
        let folder = folder(&text, &[]);
        let (target, link) = (
            outside.path().join("secret.png"),
            folder.path().join("l.png"),
        );
        std::os::unix::fs::symlink(target, link).expect("a link");
        let error = opened(folder.path()).expect_err("nothing is left");
        assert!(error.contains("a link leads out"), "{error}");
    }

    #[test]
    fn a_size_that_is_not_named_is_the_pictures_own() {
        let text = format!(
            r#"{{"camera_angle_x":1.5707963267948966,"frames":[{{"file_path":"a","transform_matrix":{MATRIX}}}]}}"#
        );
        let folder = folder(&text, &[]);
        let picture = image::RgbImage::new(80, 60);
        picture.save(folder.path().join("a.png")).expect("written");
        let scene = opened(folder.path()).expect("a scene");
        let camera = scene.frames[0].camera.pinhole;
        assert_eq!((camera.width, camera.height, camera.cy), (80, 60, 30.0));
        assert!((camera.fx - 40.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_such_file_is_refused_with_its_place() {
        let refused = |text: &str| opened(folder(text, &[]).path()).expect_err("refused");
        assert!(refused("{\n\"frames\": [}").contains("line 2 column"));
        assert!(refused("{\"frames\": 3}").contains("no list of frames, frames of"));
        assert!(refused("{}").contains("no usable frame"));
    }
}
