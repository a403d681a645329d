//! Points in world, projected, with where the source says that they are in the picture.

use super::{FrameError, of_frame};
use crate::geom::{DVec2, DVec3};
use crate::scene::{Frame, Scene, Sight, Sighting, TrackTable};

/// Said of a point that the camera has behind it: as far off as a picture is wide.
fn off(frame: &Frame, world: DVec3, pixel: DVec2) -> f64 {
    let point = frame.world_from_camera.inverse().transform(world);
    match frame.camera.project(point) {
        Some(found) => (found - pixel).length(),
        None => f64::from(frame.camera.pinhole.width),
    }
}

/// Tracked points that are visible.
pub(super) fn of_tracks(scene: &Scene, tracks: &TrackTable) -> Vec<FrameError> {
    let of = |(row, frame): (usize, &Frame)| {
        let errors = (0..tracks.count).filter_map(|track| {
            let (world, pixel, sight) = tracks.at(row, track)?;
            (sight == Sight::Visible).then(|| off(frame, world, pixel))
        });
        of_frame(frame, errors.collect())
    };
    scene.frames.iter().enumerate().filter_map(of).collect()
}

/// Points of a reconstruction.
pub(super) fn of_sightings(scene: &Scene, sightings: &[Sighting]) -> Vec<FrameError> {
    let mut errors = vec![Vec::new(); scene.frames.len()];
    for seen in sightings {
        if let (Some(frame), Some(of)) = (scene.frames.get(seen.frame), errors.get_mut(seen.frame))
        {
            of.push(off(frame, seen.world, seen.pixel));
        }
    }
    let pairs = scene.frames.iter().zip(errors);
    pairs
        .filter_map(|(frame, errors)| of_frame(frame, errors))
        .collect()
}
