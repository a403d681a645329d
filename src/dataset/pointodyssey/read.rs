//! Reader of a sequence's folder. Of the tracks only their shapes are read.

use super::PICTURES;
use super::camera::Cameras;
use super::tracks::Shapes;
use crate::dataset::archive::Archive;
use crate::dataset::array::{Array, Shape};
use crate::dataset::files::{self, Pictures};
use crate::dataset::{DatasetError, load};
use crate::geom::{Camera, Pose};
use crate::scene::{
    Depth, DepthEncoding, Frame, IdEncoding, Ids, Provenance, Scene, Stored, Tracks,
};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

/// Steps of depth in a metre: 65535 are 1000 m.
const STEPS_PER_M: f64 = 65.535;
/// What says how a sequence was made.
const INFO: &str = "scene_info.json";
/// So many pictures are asked for the size.
const ASKED: usize = 8;

/// Opens the sequence in a folder.
///
/// A row without a usable camera is left out with a warning; so are the tracks when they are damaged or not those of
/// the cameras.
///
/// # Errors
/// When the archive or its cameras cannot be read, nothing tells the pictures' size, or no row has a camera.
pub(super) fn open(folder: &Path, id: &str) -> Result<Scene, DatasetError> {
    let name = super::archive(folder)
        .ok_or_else(|| files::wrong(folder, "there is no archive of tracks", "the whole"))?;
    let path = load::locate(folder, Path::new(name))?;
    let wrong = |what: String| files::wrong(&path, what, "archive");
    let file = File::open(&path).map_err(|source| DatasetError::Io {
        path: path.clone(),
        source,
    })?;
    let mut archive = Archive::open(file).map_err(wrong)?;
    let cameras = cameras(&mut archive).map_err(wrong)?;
    let mut reader = Reader {
        folder,
        path: &path,
        lacks: BTreeMap::new(),
        warnings: Vec::new(),
    };
    let size = reader.size(&cameras)?;
    let (frames, rows) = reader.frames(&cameras, size)?;
    let count = match Shapes::find(&mut archive) {
        Ok(shapes) => reader.tracks(&shapes, cameras.rows),
        Err(what) => {
            let what = format!("{what}; the tracks are left out");
            reader.warnings.push(files::warning(&path, what, "archive"));
            None
        }
    };
    let metric = reader.is_metric();
    Ok(Scene {
        dataset: "pointodyssey".into(),
        id: id.into(),
        root: folder.into(),
        frames,
        tracks: count.map(|count| Tracks {
            stored: Stored::file(name),
            count,
            rows,
        }),
        warnings: reader.warnings,
        provenance: Provenance {
            convention: "metres (out of doors tenths of them), right-handed, Y up; world-to-camera poses, OpenCV \
                         cameras; depth in steps of 1000/65535 m; first pixel centre at 0.5"
                .into(),
            licence: "CC BY-NC-SA 4.0".into(),
            metric,
            upright: true,
            ..Provenance::default()
        },
        ..Scene::default()
    })
}

fn cameras<R: Read + Seek>(archive: &mut Archive<R>) -> Result<Cameras, String> {
    let mut matrices = |name: &str, side: usize| -> Result<(usize, Array), String> {
        let shape =
            Shape::find(archive, name)?.ok_or_else(|| format!("there is no array {name:?}"))?;
        match shape.sides::<3>() {
            Some([rows, a, b]) if [a, b] == [side; 2] => Ok((rows, shape.read(archive)?)),
            _ => Err(format!(
                "array {name:?}: not a matrix of {side} x {side} a frame"
            )),
        }
    };
    let (rows, extrinsics) = matrices("extrinsics", 4)?;
    let (_, intrinsics) = matrices("intrinsics", 3)?;
    Ok(Cameras {
        rows,
        intrinsics,
        extrinsics,
    })
}

struct Reader<'a> {
    folder: &'a Path,
    path: &'a Path,
    /// What rows lack: where the first does, and how many do. A fault of one is mostly a fault of all.
    lacks: BTreeMap<String, (String, usize)>,
    warnings: Vec<String>,
}

impl Reader<'_> {
    /// Size of the pictures: that of the first that is there, else what the cameras make it.
    fn size(&mut self, cameras: &Cameras) -> Result<(u32, u32), DatasetError> {
        let below = Path::new(PICTURES);
        let names = files::names_in(&self.folder.join(below));
        let mut pictures = names.iter().take(ASKED).map(|name| below.join(name));
        if let Some(size) =
            pictures.find_map(|picture| files::picture_size(self.folder, &picture).ok())
        {
            return Ok(size);
        }
        let (what, at) = ("no picture tells the size", "folder");
        let size = cameras.size();
        let size = size.ok_or_else(|| files::wrong(&self.folder.join(below), what, at))?;
        let what = format!("{what}, which is {} x {} by the intrinsics", size.0, size.1);
        self.warnings.push(files::warning(below, what, at));
        Ok(size)
    }

    /// The frames with a usable camera, and the rows of the archive that they are.
    fn frames(
        &mut self,
        cameras: &Cameras,
        size: (u32, u32),
    ) -> Result<(Vec<Frame>, Vec<usize>), DatasetError> {
        let (mut frames, mut kept) = (Vec::new(), Vec::new());
        let mut pictures = Pictures::new(self.folder);
        for row in 0..cameras.rows {
            let image = format!("{PICTURES}/rgb_{row:05}.jpg");
            let usable = cameras.at(row, size).and_then(|camera| {
                pictures.look_for(Path::new(&image))?;
                Ok(camera)
            });
            match usable {
                Ok((pinhole, pose)) => {
                    frames.push(self.frame(row, image, pinhole.into(), pose));
                    kept.push(row);
                }
                Err(why) => {
                    let name = self.path.file_name().unwrap_or_default();
                    let first = format!("frame {row} of {name:?}");
                    self.lacks(format!("{why}: left out"), first);
                }
            }
        }
        let lacks = std::mem::take(&mut self.lacks).into_iter();
        let told = lacks.map(|(what, (first, n))| format!("{what} ({n}), the first is {first}"));
        let told: Vec<String> = told.collect();
        let why = told.first().cloned().unwrap_or_default();
        self.warnings.extend(told);
        self.warnings.extend(pictures.warning());
        self.without_camera(cameras.rows);
        if frames.is_empty() {
            let what = format!("no frame has a usable camera ({why})");
            return Err(files::wrong(self.path, what, "array \"extrinsics\""));
        }
        Ok((frames, kept))
    }

    fn frame(
        &mut self,
        row: usize,
        image: String,
        camera: Camera,
        world_from_camera: Pose,
    ) -> Frame {
        let depth = self.map("depth map", format!("depths/depth_{row:05}.png"));
        let ids = self.map("mask", format!("masks/mask_{row:05}.png"));
        Frame {
            id: format!("f{row}"),
            image: Stored::file(image),
            camera,
            world_from_camera,
            time_secs: 0.0,
            depth: depth.map(|stored| Depth {
                stored,
                encoding: DepthEncoding::Steps { per_m: STEPS_PER_M },
                camera,
            }),
            ids: ids.map(|stored| Ids {
                stored,
                encoding: IdEncoding::Colours,
            }),
            hidden: None,
            seen: Vec::new(),
            unlabelled: Vec::new(),
        }
    }

    /// A map of a row, where there is one.
    fn map(&mut self, kind: &str, path: String) -> Option<Stored> {
        if !self.folder.join(&path).is_file() {
            self.lacks(format!("frames without a {kind}"), format!("{path:?}"));
            return None;
        }
        if let Err(error) = load::locate(self.folder, Path::new(&path)) {
            self.warnings.push(error.to_string());
            return None;
        }
        Some(Stored::file(path))
    }

    fn lacks(&mut self, what: String, first: String) {
        self.lacks.entry(what).or_insert((first, 0)).1 += 1;
    }

    /// Warns of pictures that no row belongs to.
    fn without_camera(&mut self, rows: usize) {
        let names = files::names_in(&self.folder.join(PICTURES));
        let is_beyond = |name: &&String| {
            let number = name
                .strip_prefix("rgb_")
                .and_then(|n| n.strip_suffix(".jpg"));
            number.is_some_and(|n| n.parse::<usize>().is_ok_and(|n| n >= rows))
        };
        let beyond: Vec<&String> = names.iter().filter(is_beyond).collect();
        if let Some(first) = beyond.first() {
            let count = beyond.len();
            self.warnings.push(format!(
                "pictures without a camera are left out ({count}), the first is {first:?}"
            ));
        }
    }

    /// How many points are followed; `None` with a warning when the rows are not those of the cameras.
    fn tracks(&mut self, shapes: &Shapes, rows: usize) -> Option<usize> {
        if shapes.frames == rows {
            return Some(shapes.count);
        }
        let what = format!(
            "{rows} cameras and tracks over {} frames; the tracks are left out",
            shapes.frames
        );
        let at = "array \"trajs_2d\"";
        self.warnings.push(files::warning(self.path, what, at));
        None
    }

    /// Whether lengths are metres: see the module.
    fn is_metric(&mut self) -> bool {
        let path = self.folder.join(INFO);
        let info = load::locate(self.folder, Path::new(INFO)).and_then(|path| {
            let text = files::text(&path)?;
            serde_json::from_str::<serde_json::Value>(&text).map_err(|e| {
                let at = format!("line {} column {}", e.line(), e.column());
                files::wrong(&path, e.to_string(), at)
            })
        });
        let warning = match info {
            Ok(info) => match info["character"].as_str() {
                None | Some("" | "none" | "None") => return true,
                Some(name) => {
                    let what = format!(
                        "made out of doors around {name:?}, where lengths are tenths of metres"
                    );
                    self.warnings
                        .push(files::warning(&path, what, "field character"));
                    return false;
                }
            },
            Err(error) => format!(
                "{INFO} does not tell whether lengths are metres, which is assumed ({error})"
            ),
        };
        self.warnings.push(warning);
        true
    }
}
