//! What a scene only names, read when someone asks: pictures, maps, surfaces, tracks.
//!
//! The one place that turns a [`Stored`] into bytes, and so the one resolver: a path that leaves the scene's root, by
//! its spelling or by a link, is refused.

use super::cloud::{self, Loaded};
use super::{DatasetError, colmap, depth, pointodyssey, scannetpp};
use crate::media::{self, Fit, Limits, Picture};
use crate::platform::file::read_exact_at;
use crate::scene::{
    Depth, DepthMap, Frame, IdMap, Ids, Part, Scene, Sighting, Stored, Surface, TrackTable,
};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Where something named by outside data is on this machine: inside `root` once links are followed.
///
/// # Errors
/// When it leaves the root, or is not there.
pub fn locate(root: &Path, named: &Path) -> Result<PathBuf, DatasetError> {
    let text = named.to_string_lossy();
    media::resolve_in(root, "scene", &text).map_err(|error| DatasetError::Format {
        what: error.to_string(),
        at: "path".into(),
        path: root.into(),
    })
}

/// The bytes of a file or of a stretch of it, no more than the limits for pictures allow.
///
/// # Errors
/// When it is not there, cannot be read, ends too early or is too large.
pub fn bytes(root: &Path, stored: &Stored) -> Result<(Vec<u8>, PathBuf), DatasetError> {
    let path = locate(root, &stored.path)?;
    let io = |source| DatasetError::Io {
        path: path.clone(),
        source,
    };
    let file = File::open(&path).map_err(io)?;
    let size = file.metadata().map_err(io)?.len();
    let (at, len) = match stored.part {
        Part::Whole => (0, size),
        Part::Bytes { at, len } => (at, len),
        Part::Item(item) => {
            return Err(format(
                &path,
                "one map or picture is wanted",
                &format!("item {item}"),
            ));
        }
    };
    if at.checked_add(len).is_none_or(|end| end > size) {
        return Err(format(&path, "it ends too early", &format!("byte {size}")));
    }
    if len > Limits::default().max_file_bytes {
        return Err(format(&path, &format!("{len} bytes are too many"), "size"));
    }
    let mut bytes = vec![0; len as usize];
    read_exact_at(&file, &mut bytes, at).map_err(io)?;
    Ok((bytes, path))
}

/// A frame's picture, as it is.
///
/// # Errors
/// When it cannot be read or is no picture.
pub fn picture(scene: &Scene, frame: &Frame) -> Result<Picture, DatasetError> {
    let (bytes, path) = bytes(&scene.root, &frame.image)?;
    media::decode(&bytes, &path, Fit::Full, &Limits::default())
        .map_err(|error| format(&path, &error.to_string(), "picture"))
}

/// A depth map, which must have the size that its camera names.
///
/// # Errors
/// When it cannot be read, is no depth map, or has another size.
pub fn depth(scene: &Scene, depth: &Depth) -> Result<DepthMap, DatasetError> {
    let (map, path) = match depth.stored.part {
        Part::Item(number) => {
            let path = locate(&scene.root, &depth.stored.path)?;
            (scannetpp::packed::map(&path, number)?, path)
        }
        Part::Whole | Part::Bytes { .. } => {
            let (bytes, path) = bytes(&scene.root, &depth.stored)?;
            (depth::decode(&bytes, depth, &path)?, path)
        }
    };
    let camera = &depth.camera.pinhole;
    if (map.width, map.height) != (camera.width, camera.height) {
        let what = format!(
            "{} x {} depths where the camera has {} x {}",
            map.width, map.height, camera.width, camera.height
        );
        return Err(format(&path, &what, "size"));
    }
    Ok(map)
}

/// A map of objects.
///
/// # Errors
/// When it cannot be read or is no such map.
pub fn ids(scene: &Scene, ids: &Ids) -> Result<IdMap, DatasetError> {
    let (bytes, path) = bytes(&scene.root, &ids.stored)?;
    depth::decode_ids(&bytes, ids.encoding, &path)
}

/// The scene's tracks, a row for each of its frames; none where it has none.
///
/// # Errors
/// When they cannot be read.
pub fn tracks(scene: &Scene) -> Result<TrackTable, DatasetError> {
    match &scene.tracks {
        Some(tracks) => pointodyssey::tracks(&locate(&scene.root, &tracks.stored.path)?, tracks),
        None => Ok(TrackTable::default()),
    }
}

/// Where frames saw the points of the scene's reconstruction; none where it has none.
///
/// # Errors
/// When it cannot be read.
pub fn sightings(scene: &Scene) -> Result<Vec<Sighting>, DatasetError> {
    let Some(folder) = &scene.sightings else {
        return Ok(Vec::new());
    };
    let seen = colmap::sightings::sightings(&locate(&scene.root, &folder.path)?)?;
    let frame_of = |name: &str| {
        let named = |frame: &Frame| frame.image.path.ends_with(name);
        scene.frames.iter().position(named)
    };
    let all = seen.into_iter().filter_map(|(name, points)| {
        let frame = frame_of(&name)?;
        Some(points.into_iter().map(move |(pixel, world)| Sighting {
            frame,
            world,
            pixel,
        }))
    });
    Ok(all.flatten().collect())
}

/// A cloud or mesh in world, its points knowing their objects where the scene says which are whose.
///
/// # Errors
/// When it cannot be read.
pub fn surface(scene: &Scene, surface: &Surface) -> Result<Loaded, DatasetError> {
    let path = locate(&scene.root, &surface.stored.path)?;
    let mut loaded = cloud::open(&path)?;
    let first = scene.surfaces.first() == Some(surface);
    if first && scene.objects.iter().any(|o| !o.points.is_empty()) {
        assign(scene, &mut loaded);
    }
    loaded.cloud.transform(&surface.world_from_surface);
    Ok(loaded)
}

/// Gives points their object. The points' rows are those of the file, of which some may be lost; where two objects
/// share a point, the one with the smaller id has it.
fn assign(scene: &Scene, loaded: &mut Loaded) {
    let count = loaded.cloud.points.len();
    loaded.cloud.instance = vec![0; count];
    for object in scene.objects.iter().rev() {
        let Ok(instance) = u16::try_from(object.instance) else {
            continue;
        };
        for row in &object.points {
            let row = *row as usize;
            let Err(lost_before) = loaded.lost.binary_search(&row) else {
                continue;
            };
            if let Some(place) = loaded.cloud.instance.get_mut(row - lost_before) {
                *place = instance;
            }
        }
    }
}

fn format(path: &Path, what: &str, at: &str) -> DatasetError {
    DatasetError::Format {
        what: what.into(),
        at: at.into(),
        path: path.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{DVec3, Obb, Pose};
    use crate::scene::Object;

    const PLY: &str = "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\n\
                       property float z\nend_header\n0 0 0\nnan 0 0\n2 0 0\n3 0 0\n";

    fn scene(folder: &Path) -> Scene {
        let unit = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
        let obb = Obb::from_full([0.0; 3], [1.0; 3], unit).expect("a box");
        let object = |id, points: &[u32]| {
            let mut object = Object::new(id, "thing", "thing", obb);
            object.points = points.to_vec();
            object
        };
        let pose = Pose {
            translation: DVec3::new(0.0, 0.0, 10.0),
            ..Pose::IDENTITY
        };
        Scene {
            root: folder.into(),
            objects: vec![object(4, &[2, 9]), object(7, &[0, 1, 2, 3])],
            surfaces: vec![Surface {
                stored: Stored::file("c.ply"),
                label: "cloud".into(),
                world_from_surface: pose,
            }],
            ..Scene::default()
        }
    }

    #[test]
    fn points_come_into_world_and_know_their_objects_past_lost_rows() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("c.ply"), PLY).expect("written");
        let scene = scene(folder.path());
        let loaded = surface(&scene, &scene.surfaces[0]).expect("a cloud");
        assert_eq!(loaded.cloud.instance, [7, 4, 7]);
        assert_eq!(loaded.cloud.position(1), Some(DVec3::new(2.0, 0.0, 10.0)));
    }

    #[test]
    fn a_stretch_of_a_file_is_read_and_no_more() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.bin"), b"0123456789").expect("written");
        let of = |at, len| Stored {
            path: "a.bin".into(),
            part: Part::Bytes { at, len },
        };
        let read = |stored: &Stored| bytes(folder.path(), stored).map(|(bytes, _)| bytes);
        assert_eq!(read(&of(3, 4)).expect("there"), b"3456");
        for beyond in [of(8, 3), of(u64::MAX, 2), of(0, u64::MAX)] {
            let error = read(&beyond).expect_err("beyond").to_string();
            assert!(error.contains("ends too early"), "{error}");
        }
        let outside = read(&Stored::file("../x"))
            .expect_err("outside")
            .to_string();
        assert!(outside.contains("climbs with .."), "{outside}");
    }
}
