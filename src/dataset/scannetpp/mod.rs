//! ScanNet++ (<https://kaldir.vc.in.tum.de/scannetpp/documentation>): `data/<scene>/` with `scans`, `dslr` and
//! `iphone`, each of which may be missing.
//!
//! - `scans`: the mesh, in metres with Z up, which is the world of everything below; `segments.json` and
//!   `segments_anno.json` name the objects' vertices and boxes. A row of `normalizedAxes` is an axis of the box.
//! - `dslr`: fisheye pictures of COLMAP's model (world-to-camera, turned round). `nerfstudio/transforms.json` beside
//!   it stands in another world and is not read.
//! - `iphone`: pictures taken out of the video, with `aligned_pose`, which is camera-to-world, and `intrinsic`; where
//!   COLMAP has a picture its pose and lens come first. Depth of 256 x 192 comes out of `depth.bin` ([`packed`]): its
//!   map with a frame's number is that frame's, whichever pictures were taken out.
//!
//! A mask beside a picture hides what was made unrecognisable.

mod dslr;
mod objects;
pub(super) mod packed;
mod phone;
mod scan;

use super::layout::Layout;
use super::{DatasetError, files};
use crate::geom::Pose;
use crate::scene::{Frame, Provenance, Scene, Stored, Surface};
use std::path::{Path, PathBuf};

/// What makes a folder a scene: any of these.
const PARTS: [&str; 4] = [
    scan::ANNOTATIONS,
    scan::MESH,
    phone::POSES,
    "dslr/colmap/images.txt",
];

/// See the module.
pub(super) const LAYOUT: Layout = Layout {
    name: "scannetpp",
    is_at: |path| !scenes(path).is_empty(),
    find: |path| files::collection(path, scenes(path), open),
};

/// The scenes of a scene's folder, the folder of all, or the one above it.
fn scenes(path: &Path) -> Vec<(String, PathBuf)> {
    if is_scene(path) {
        return vec![(files::name_of(path), path.into())];
    }
    let ways = [path.to_owned(), path.join("data")];
    // Beside a scene, a folder that lacks all that makes one is a broken scene, which says what it lacks.
    let inside = |folder: PathBuf| -> Vec<_> {
        let names = files::names_in(&folder).into_iter();
        let mut all: Vec<_> = names
            .map(|name| (name.clone(), folder.join(name)))
            .collect();
        let is_any = all.iter().any(|(_, path)| is_scene(path));
        all.retain(|(_, path)| is_any && PARTS.iter().any(|part| has_folder_of(path, part)));
        all
    };
    let mut found = ways.into_iter().map(inside);
    found.find(|found| !found.is_empty()).unwrap_or_default()
}

fn is_scene(path: &Path) -> bool {
    PARTS.iter().any(|part| path.join(part).is_file())
}

/// Whether a scene has the folder that a part of it stands in.
fn has_folder_of(path: &Path, part: &str) -> bool {
    let first = Path::new(part).iter().next();
    first.is_some_and(|first| path.join(first).is_dir())
}

/// Opens the scene in a folder.
///
/// # Errors
/// When there are neither frames nor a mesh.
fn open(folder: &Path, id: &str) -> Result<Scene, DatasetError> {
    let mut warnings = Vec::new();
    let mut frames = dslr::frames(folder, &mut warnings);
    frames.extend(phone::frames(folder, &mut warnings));
    let mesh = folder.join(scan::MESH).is_file();
    let objects = objects::objects(folder, mesh, &mut warnings);
    if frames.is_empty() && !mesh {
        let why = warnings.first().map_or("", String::as_str);
        let what = format!("neither frames nor a mesh ({why})");
        return Err(files::wrong(folder, what, "the whole"));
    }
    if !mesh {
        warnings.push(format!("there is no {}", scan::MESH));
    } else if !folder.join(scan::ANNOTATIONS).is_file() {
        warnings.push(format!("there is no {}: no objects", scan::ANNOTATIONS));
    }
    let surface = Surface {
        stored: Stored::file(scan::MESH),
        label: "mesh of the laser scan".into(),
        world_from_surface: Pose::IDENTITY,
    };
    Ok(Scene {
        dataset: "scannetpp".into(),
        id: id.into(),
        root: folder.into(),
        frames,
        objects,
        sightings: dslr::has_model(folder).then(|| Stored::file(dslr::MODEL)),
        surfaces: mesh.then_some(surface).into_iter().collect(),
        warnings,
        provenance: Provenance {
            convention: "metres, right-handed, Z up; DSLR world-to-camera of COLMAP, iPhone camera-to-world, OpenCV \
                         cameras; axes of boxes by rows"
                .into(),
            licence: "ScanNet++ terms of use: non-commercial, no redistribution".into(),
            complete: true,
            metric: true,
            upright: true,
        },
        ..Scene::default()
    })
}

/// That some frames have no mask in a folder where others have, in words.
fn unmasked(folder: &Path, masks: &str, frames: &[Frame]) -> Option<String> {
    let mut bare = frames.iter().filter(|frame| frame.hidden.is_none());
    let first = bare.next().filter(|_| folder.join(masks).is_dir())?;
    let count = 1 + bare.count();
    Some(format!(
        "pictures without a mask in {masks} ({count}), the first has no \"{}.png\"",
        first.id
    ))
}
