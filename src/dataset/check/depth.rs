//! Depth, held against other depth, the mesh and tracked points.

use super::{FrameError, of_frame};
use crate::dataset::load;
use crate::geom::{DVec2, DVec3};
use crate::job::{Cancel, Cancelled};
use crate::scene::drawn::{self, Mesh};
use crate::scene::{DepthMap, Frame, Scene, Sight, TrackTable};
use std::collections::VecDeque;

/// How far ahead another frame may be, in frames with depth: the camera has not gone far there.
const AHEAD: usize = 4;
/// Pixels compared along the longer side of a map.
const ALONG: u32 = 64;
/// Less of what a frame shows must be in the other one than this, as a share, and the two tell nothing of each other.
const OVERLAP: f64 = 0.2;

/// Depth maps, of which a few are kept.
pub(super) struct Maps<'a> {
    scene: &'a Scene,
    kept: VecDeque<(usize, Option<DepthMap>)>,
    pub warnings: Vec<String>,
}

impl<'a> Maps<'a> {
    pub fn new(scene: &'a Scene) -> Self {
        Self {
            scene,
            kept: VecDeque::new(),
            warnings: Vec::new(),
        }
    }

    /// The map of the frame with this index.
    fn get(&mut self, index: usize) -> Option<DepthMap> {
        if let Some((_, map)) = self.kept.iter().find(|(i, _)| *i == index) {
            return map.clone();
        }
        let depth = self.scene.frames.get(index)?.depth.as_ref()?;
        let read = load::depth(self.scene, depth);
        let map = read.map_err(|e| self.warnings.push(e.to_string())).ok();
        self.kept.push_back((index, map.clone()));
        if self.kept.len() > AHEAD + 2 {
            self.kept.pop_front();
        }
        map
    }

    /// Indices of frames that have depth.
    fn with_depth(&self) -> Vec<usize> {
        let all = self.scene.frames.iter().enumerate();
        all.filter(|(_, f)| f.depth.is_some())
            .map(|(i, _)| i)
            .collect()
    }
}

/// Pixels of a map, spread over it, with the depth in them.
fn samples(map: &DepthMap) -> Vec<(DVec2, f64)> {
    let step = map.width.max(map.height).div_ceil(ALONG).max(1);
    let columns = (step / 2..map.width).step_by(step as usize);
    let all = columns.flat_map(|x| {
        (step / 2..map.height)
            .step_by(step as usize)
            .map(move |y| (x, y))
    });
    all.filter_map(|(x, y)| {
        let pixel = DVec2::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
        Some((pixel, map.at(x, y)?))
    })
    .collect()
}

/// The depth at a pixel position, between the four pixels around it; the nearest one's where one of them has none or
/// they lie on different surfaces.
fn at(map: &DepthMap, pixel: DVec2) -> Option<f64> {
    if pixel.x < 0.0 || pixel.y < 0.0 {
        return None;
    }
    let nearest = map.at(pixel.x as u32, pixel.y as u32)?;
    let corner = (pixel - DVec2::splat(0.5)).max(DVec2::ZERO);
    let (x, y) = (corner.x as u32, corner.y as u32);
    let share = corner - DVec2::new(f64::from(x), f64::from(y));
    let four = [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)].map(|(x, y)| map.at(x, y));
    let [Some(a), Some(b), Some(c), Some(d)] = four else {
        return Some(nearest);
    };
    let spread = a.max(b).max(c).max(d) - a.min(b).min(c).min(d);
    if spread > 0.1 * nearest {
        return Some(nearest);
    }
    let (top, bottom) = (a + (b - a) * share.x, c + (d - c) * share.x);
    Some(top + (bottom - top) * share.y)
}

/// The point behind a pixel of a frame's depth map, in world.
fn in_world(frame: &Frame, pixel: DVec2, depth_m: f64) -> Option<DVec3> {
    let camera = &frame.depth.as_ref()?.camera;
    let point = camera.unproject(pixel, depth_m)?;
    Some(frame.world_from_camera.transform(point))
}

/// How far off a map of a frame is where a point in world should be, as a share of its depth; `None` where the frame
/// does not see it.
fn off(frame: &Frame, map: &DepthMap, world: DVec3) -> Option<f64> {
    let point = frame.world_from_camera.inverse().transform(world);
    let pixel = frame.depth.as_ref()?.camera.project(point)?;
    Some((at(map, pixel)? - point.z).abs() / point.z)
}

/// Each frame with the next one that sees enough of the same.
pub(super) fn between(maps: &mut Maps<'_>, cancel: &Cancel) -> Result<Vec<FrameError>, Cancelled> {
    let all = maps.with_depth();
    let mut found = Vec::new();
    for (place, index) in all.iter().enumerate() {
        cancel.check()?;
        let (Some(frame), Some(map)) = (maps.scene.frames.get(*index), maps.get(*index)) else {
            continue;
        };
        let samples = samples(&map);
        // The last ones have nothing ahead: they look back.
        let ahead = all.iter().skip(place + 1).take(AHEAD);
        let behind = all.iter().take(place).rev().take(AHEAD);
        for other in ahead.chain(behind) {
            let (Some(to), Some(seen)) = (maps.scene.frames.get(*other), maps.get(*other)) else {
                continue;
            };
            let point = |(pixel, depth_m): &(DVec2, f64)| {
                off(to, &seen, in_world(frame, *pixel, *depth_m)?)
            };
            let errors: Vec<f64> = samples.iter().filter_map(point).collect();
            if errors.len() as f64 >= OVERLAP * samples.len() as f64 {
                found.extend(of_frame(frame, errors));
                break;
            }
        }
    }
    Ok(found)
}

/// Each frame with the scene's first mesh.
pub(super) fn with_mesh(
    maps: &mut Maps<'_>,
    cancel: &Cancel,
) -> Result<Vec<FrameError>, Cancelled> {
    let scene = maps.scene;
    let all = maps.with_depth();
    let Some(surface) = scene.surfaces.first().filter(|_| !all.is_empty()) else {
        return Ok(Vec::new());
    };
    let loaded = match load::surface(scene, surface) {
        Ok(loaded) => loaded,
        Err(error) => {
            maps.warnings.push(error.to_string());
            return Ok(Vec::new());
        }
    };
    if loaded.triangles.is_empty() {
        return Ok(Vec::new());
    }
    let mesh = Mesh {
        points: &loaded.cloud,
        triangles: &loaded.triangles,
    };
    let mut found = Vec::new();
    for index in all {
        cancel.check()?;
        let (Some(frame), Some(map)) = (scene.frames.get(index), maps.get(index)) else {
            continue;
        };
        let Some(camera) = frame.depth.as_ref().and_then(|d| d.camera.ideal()) else {
            continue;
        };
        let drawn = drawn::depth(mesh, camera, &frame.world_from_camera);
        // Where the mesh has a hole nothing agrees; a scan has few.
        let pair = |(pixel, depth_m): (DVec2, f64)| {
            let drawn = drawn.at(pixel.x as u32, pixel.y as u32);
            drawn.map_or(1.0, |drawn| (drawn - depth_m).abs() / depth_m)
        };
        let errors = samples(&map).into_iter().map(pair).collect();
        found.extend(of_frame(frame, errors));
    }
    Ok(found)
}

/// Each frame with the points that it sees.
pub(super) fn with_tracks(
    maps: &mut Maps<'_>,
    tracks: &TrackTable,
    cancel: &Cancel,
) -> Result<Vec<FrameError>, Cancelled> {
    let mut found = Vec::new();
    for (row, index) in (0..tracks.frames()).zip(0..maps.scene.frames.len()) {
        cancel.check()?;
        let Some(frame) = maps.scene.frames.get(index) else {
            continue;
        };
        let Some(map) = maps.get(index) else {
            continue;
        };
        let seen = (0..tracks.count).filter_map(|track| {
            let (world, _, sight) = tracks.at(row, track)?;
            (sight == Sight::Visible).then_some(world)
        });
        let errors = seen.filter_map(|world| off(frame, &map, world)).collect();
        found.extend(of_frame(frame, errors));
    }
    Ok(found)
}
