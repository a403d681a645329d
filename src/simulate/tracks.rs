//! Points of surfaces over time.

use super::random::Random;
use super::shade::Scene;
use super::surface;
use super::{Track, View};
use crate::geom::{Camera, DVec2, DVec3};

/// What lies nearer to a point than this part of its distance does not hide it: the point's own surface.
const SAME: f64 = 1e-7;

/// `count` points spread over the surfaces of a scene, most of them seen in some view; followed over all views.
pub fn tracks(
    scene: &Scene<'_>,
    views: &[View],
    camera: &Camera,
    count: usize,
    seed: u64,
) -> Vec<Track> {
    let solids = &scene.space.solids;
    // By the root of the area: small things have points too.
    let mut sum = 0.0;
    let sums: Vec<f64> = solids
        .iter()
        .map(|s| {
            sum += surface::area(s).sqrt();
            sum
        })
        .collect();
    (0..count)
        .filter_map(|i| {
            let mut random = Random::at(seed, &[0x7ac5, i as u64]);
            // A few tries for a point that some view sees.
            let mut last = None;
            for _ in 0..4 {
                let at = sums.partition_point(|s| *s < random.unit() * sum);
                let solid = solids.get(at)?;
                let Some(own) = surface::point(solid, &mut random) else {
                    continue;
                };
                let track = follow(scene, views, camera, at, own);
                let seen = track.visible.contains(&true);
                last = Some(track);
                if seen {
                    break;
                }
            }
            last
        })
        .collect()
}

/// One point of a solid over all views.
fn follow(scene: &Scene<'_>, views: &[View], camera: &Camera, solid: usize, own: DVec3) -> Track {
    let solid = &scene.space.solids[solid];
    let start = solid.world_from_solid.transform(own);
    let mut track = Track {
        instance: solid.instance,
        world: Vec::with_capacity(views.len()),
        pixel: Vec::with_capacity(views.len()),
        visible: Vec::with_capacity(views.len()),
    };
    for view in views {
        let world = start + solid.velocity * view.time_secs;
        let pixel = pixel_of(view, camera, world);
        track.world.push(world);
        track.pixel.push(pixel);
        track
            .visible
            .push(pixel.is_some_and(|p| camera.sees(p)) && in_sight(scene, view, world));
    }
    track
}

/// Where a view's camera has a point.
pub fn pixel_of(view: &View, camera: &Camera, world: DVec3) -> Option<DVec2> {
    camera.project(view.world_from_camera.inverse().transform(world))
}

/// Whether nothing is between a view's camera and a point.
pub fn in_sight(scene: &Scene<'_>, view: &View, world: DVec3) -> bool {
    let eye = view.world_from_camera.translation;
    let range = [1e-9, 1.0 - SAME];
    scene
        .space
        .blocked_by(eye, world - eye, range, view.time_secs, None)
        .is_none()
}
