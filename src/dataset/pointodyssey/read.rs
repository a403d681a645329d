//! Reader of a sequence's folder. Of the tracks only their shapes are read.

use super::tracks::Shapes;
use crate::dataset::archive::Archive;
use crate::dataset::array::{Array, Shape};
use crate::dataset::files::{self, Pictures};
use crate::dataset::{DatasetError, load};
use crate::geom::{Camera, Pinhole, Pose};
use crate::scene::{
    Depth, DepthEncoding, Frame, IdEncoding, Ids, Provenance, Scene, Stored, Tracks,
};
use std::fs::File;
use std::path::Path;

/// Steps of depth in a metre: 65535 are 1000 m.
const STEPS_PER_M: f64 = 65.535;

/// Opens the sequence in a folder.
///
/// # Errors
/// When the archive or its cameras cannot be read, no picture tells the size, or no frame has a camera.
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
    let mut cameras = |name: &str, side: usize| {
        let shape = Shape::find(&mut archive, name)?
            .ok_or_else(|| format!("there is no array {name:?}"))?;
        match shape.sides::<3>() {
            Some([rows, a, b]) if [a, b] == [side; 2] => Ok((rows, shape.read(&mut archive)?)),
            _ => Err(format!(
                "array {name:?}: not a matrix of {side} x {side} a frame"
            )),
        }
    };
    let (rows, extrinsics) = cameras("extrinsics", 4).map_err(wrong)?;
    let (_, intrinsics) = cameras("intrinsics", 3).map_err(wrong)?;
    let mut reader = Reader {
        folder,
        path: &path,
        size: size(folder)?,
        warnings: Vec::new(),
    };
    let (frames, kept) = reader.frames(rows, &intrinsics, &extrinsics)?;
    let tracks = match Shapes::find(&mut archive) {
        Ok(shapes) => reader.tracks(&shapes, rows, kept),
        Err(what) => {
            let what = format!("{what}; the tracks are left out");
            reader.warnings.push(files::warning(&path, what, "archive"));
            None
        }
    };
    Ok(Scene {
        dataset: "pointodyssey".into(),
        id: id.into(),
        root: folder.into(),
        frames,
        tracks: tracks.map(|(count, rows)| Tracks {
            stored: Stored::file(name),
            count,
            rows,
        }),
        warnings: reader.warnings,
        provenance: Provenance {
            convention: "metres, right-handed, up unknown; world-to-camera poses, OpenCV cameras; depth in steps of \
                         1000/65535 m"
                .into(),
            licence: "CC BY-NC-SA 4.0".into(),
            metric: true,
            ..Provenance::default()
        },
        ..Scene::default()
    })
}

/// Size of the pictures: that of the first that is there.
fn size(folder: &Path) -> Result<(u32, u32), DatasetError> {
    let below = Path::new("rgbs");
    let mut found = Err(files::wrong(
        &folder.join(below),
        "no picture tells the size",
        "folder",
    ));
    for name in files::names_in(&folder.join(below)).iter().take(8) {
        let size = files::picture_size(folder, &below.join(name));
        if size.is_ok() {
            return size;
        }
        found = size;
    }
    found
}

struct Reader<'a> {
    folder: &'a Path,
    path: &'a Path,
    size: (u32, u32),
    warnings: Vec<String>,
}

impl Reader<'_> {
    /// The frames with a usable camera, and the rows of the archive that they are.
    fn frames(
        &mut self,
        rows: usize,
        intrinsics: &Array,
        extrinsics: &Array,
    ) -> Result<(Vec<Frame>, Vec<usize>), DatasetError> {
        let (mut frames, mut kept) = (Vec::new(), Vec::new());
        let mut pictures = Pictures::new(self.folder);
        for row in 0..rows {
            let camera = camera(row, self.size, intrinsics, extrinsics);
            let usable = camera.and_then(|(pinhole, pose)| {
                let frame = self.frame(row, pinhole.into(), pose);
                pictures.look_for(&frame.image.path)?;
                Ok(frame)
            });
            match usable {
                Ok(frame) => {
                    frames.push(frame);
                    kept.push(row);
                }
                Err(why) => {
                    let what = format!("{why}, left out");
                    let at = format!("frame {row}");
                    self.warnings.push(files::warning(self.path, what, &at));
                }
            }
        }
        self.warnings.extend(pictures.warning());
        if frames.is_empty() {
            let why = self.warnings.first().cloned().unwrap_or_default();
            let what = format!("no frame has a usable camera ({why})");
            return Err(files::wrong(self.path, what, "array \"extrinsics\""));
        }
        Ok((frames, kept))
    }

    fn frame(&self, row: usize, camera: Camera, world_from_camera: Pose) -> Frame {
        let there = |path: String| {
            self.folder
                .join(&path)
                .is_file()
                .then(|| Stored::file(path))
        };
        Frame {
            id: format!("f{row}"),
            image: Stored::file(format!("rgbs/rgb_{row:05}.jpg")),
            camera,
            world_from_camera,
            time_secs: 0.0,
            depth: there(format!("depths/depth_{row:05}.png")).map(|stored| Depth {
                stored,
                encoding: DepthEncoding::Steps { per_m: STEPS_PER_M },
                camera,
            }),
            ids: there(format!("masks/mask_{row:05}.png")).map(|stored| Ids {
                stored,
                encoding: IdEncoding::Colours,
            }),
            hidden: None,
            seen: Vec::new(),
            unlabelled: Vec::new(),
        }
    }

    /// How many points, and the rows of the frames; `None` with a warning when the frames are not those of the
    /// cameras.
    fn tracks(
        &mut self,
        shapes: &Shapes,
        rows: usize,
        kept: Vec<usize>,
    ) -> Option<(usize, Vec<usize>)> {
        if shapes.frames == rows {
            return Some((shapes.count, kept));
        }
        let what = format!(
            "{rows} cameras and tracks over {} frames; the tracks are left out",
            shapes.frames
        );
        self.warnings
            .push(files::warning(self.path, what, "array \"trajs_2d\""));
        None
    }
}

fn camera(
    row: usize,
    (width, height): (u32, u32),
    intrinsics: &Array,
    extrinsics: &Array,
) -> Result<(Pinhole, Pose), String> {
    let pinhole = Pinhole::from_k(&intrinsics.numbers(row, 3), width, height);
    let pinhole = pinhole.ok_or("no intrinsics that stand row by row")?;
    let camera_from_world = Pose::from_row_major(&extrinsics.numbers(row, 4));
    let camera_from_world = camera_from_world.ok_or("extrinsics that are not rigid row by row")?;
    Ok((pinhole, camera_from_world.inverse()))
}
