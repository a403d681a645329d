//! What one frame shows of each object, in the best way that the frame allows.

use super::{FrameTable, Shown, Way};
use crate::dataset::cloud::Loaded;
use crate::dataset::{DatasetError, load};
use crate::geom::{Camera, DVec2, DVec3, Obb, Pose};
use crate::scene::visibility::{self, View, agrees, rect_around};
use crate::scene::{DepthMap, Frame, IdMap, Object, Scene, drawn};
use std::collections::BTreeMap;

/// Width of the depth that is drawn of a mesh, px: fine enough for a cup across a room.
const MESH_WIDTH_PX: u32 = 480;
/// Slack around a box for the depth that belongs to it, metres and share of its size.
const BOX_SLACK: (f64, f64) = (0.02, 0.05);
/// Depth pixels that are looked at in the rectangle of a box, along each side at most.
const BOX_STEPS: u32 = 128;
/// Points on each side of a box face, to tell how much of a box is inside the picture.
const FACE_POINTS: u32 = 8;

/// What a scene's frames are measured against.
#[derive(Default)]
pub(super) struct Material {
    /// Scanned points of each object, world.
    pub points: BTreeMap<u32, Vec<DVec3>>,
    /// The scene's mesh, where it has one.
    pub mesh: Option<Loaded>,
}

/// One frame, with what it has been found to hold.
struct Look<'a> {
    frame: &'a Frame,
    camera_from_world: Pose,
    /// Depth with its camera, and whether it was drawn of the mesh.
    depth: Option<(DepthMap, Camera, bool)>,
    masks: BTreeMap<u32, Mask>,
    ids: Option<IdMap>,
}

/// Pixels of one object in the frame's map of objects.
#[derive(Clone, Copy)]
struct Mask {
    count: u32,
    /// First and last column and row.
    low: [u32; 2],
    high: [u32; 2],
}

/// Measures a frame; with what could not be read.
pub(super) fn frame(
    scene: &Scene,
    frame: &Frame,
    material: &Material,
) -> (FrameTable, Vec<DatasetError>) {
    let mut errors = Vec::new();
    let look = Look::new(scene, frame, material, &mut errors);
    let mut objects: Vec<Shown> = scene
        .objects
        .iter()
        .filter_map(|o| look.at(o, material))
        .map(Shown::rounded)
        .collect();
    objects.sort_by_key(|s| s.instance);
    let frame = frame.id.clone();
    (FrameTable { frame, objects }, errors)
}

impl<'a> Look<'a> {
    fn new(
        scene: &Scene,
        frame: &'a Frame,
        material: &Material,
        errors: &mut Vec<DatasetError>,
    ) -> Self {
        let mut read = |depth| match load::depth(scene, depth) {
            Ok(map) => Some((map, depth.camera, false)),
            Err(error) => {
                errors.push(error);
                None
            }
        };
        let own = frame.depth.as_ref().and_then(&mut read);
        let depth = own.or_else(|| {
            let mesh = drawn::Mesh {
                points: &material.mesh.as_ref()?.cloud,
                triangles: &material.mesh.as_ref()?.triangles,
            };
            let camera = drawn::ideal(&frame.camera, MESH_WIDTH_PX);
            let map = drawn::depth(mesh, &camera, &frame.world_from_camera);
            Some((map, camera.into(), true))
        });
        let ids = match frame.ids.as_ref().map(|ids| load::ids(scene, ids)) {
            Some(Ok(map)) => Some(map),
            Some(Err(error)) => {
                errors.push(error);
                None
            }
            None => None,
        };
        Self {
            frame,
            camera_from_world: frame.world_from_camera.inverse(),
            depth,
            masks: ids.as_ref().map(masks).unwrap_or_default(),
            ids,
        }
    }

    fn at(&self, object: &Object, material: &Material) -> Option<Shown> {
        let points = material.points.get(&object.instance);
        match (points, &self.depth, &self.ids) {
            (Some(points), Some((map, camera, drawn)), _) => {
                let way = if *drawn { Way::Mesh } else { Way::Points };
                let by_depth = |_pixel, p: DVec3| {
                    let there = camera.project(p).filter(|pixel| camera.sees(*pixel));
                    there.is_some_and(|pixel| agrees(map, pixel, p.z))
                };
                let view = self.of_points(points, by_depth)?;
                Some(self.counted(Shown::of_view(object, way, &view)))
            }
            (Some(points), None, Some(ids)) => {
                let scale = self.pixels_of(ids);
                let by_mask = |pixel: DVec2, _p| {
                    let there = pixel * scale;
                    ids.at(there.x as u32, there.y as u32) == Some(object.instance)
                };
                let view = self.of_points(points, by_mask)?;
                Some(self.counted(Shown::of_view(object, Way::PointsInMask, &view)))
            }
            (None, _, Some(_)) if self.masks.contains_key(&object.instance) => {
                Some(self.counted(Shown {
                    inside_share: self.inside(&object.obb),
                    ..Shown::nothing(object, Way::Mask)
                }))
            }
            (None, Some((map, camera, _)), _) if object.obb.half_extents.min_element() > 0.0 => {
                self.of_box(object, map, camera)
            }
            _ => self.of_source(object),
        }
    }

    fn of_points(&self, points: &[DVec3], seen: impl Fn(DVec2, DVec3) -> bool) -> Option<View> {
        let pose = &self.frame.world_from_camera;
        visibility::view_where(points, &self.frame.camera, pose, seen)
    }

    /// From pixels of the picture to those of a map of objects, which need not be of its size.
    fn pixels_of(&self, ids: &IdMap) -> DVec2 {
        let own = &self.frame.camera.pinhole;
        DVec2::new(f64::from(ids.width), f64::from(ids.height))
            / DVec2::new(f64::from(own.width), f64::from(own.height))
    }

    /// With pixels and rectangle of the object's mask, where the frame has one: counted, not estimated.
    fn counted(&self, shown: Shown) -> Shown {
        let (Some(ids), Some(mask)) = (&self.ids, self.masks.get(&shown.instance)) else {
            return shown;
        };
        let scale = self.pixels_of(ids);
        let low = DVec2::from(mask.low.map(f64::from)) / scale;
        let high = DVec2::from(mask.high.map(|v| f64::from(v) + 1.0)) / scale;
        Shown {
            visible_px: Some(f64::from(mask.count) / (scale.x * scale.y)),
            rect: Some([low.x, low.y, high.x, high.y]),
            ..shown
        }
    }

    /// Share of a box's faces inside the picture; `None` of a box without extent.
    fn inside(&self, obb: &Obb) -> Option<f64> {
        (obb.half_extents.max_element() > 0.0).then(|| {
            let points = on_faces(obb);
            let camera = &self.frame.camera;
            let inside = points.iter().filter(|p| {
                let pixel = camera.project(self.camera_from_world.transform(**p));
                pixel.is_some_and(|pixel| camera.sees(pixel))
            });
            inside.count() as f64 / points.len() as f64
        })
    }

    /// Depth that lies in the box shows it, depth in front of it hides it, depth behind it looks past it.
    fn of_box(&self, object: &Object, map: &DepthMap, camera: &Camera) -> Option<Shown> {
        let pose = &self.frame.world_from_camera;
        let slack = object.obb.half_extents * BOX_SLACK.1 + DVec3::splat(BOX_SLACK.0);
        let grown = Obb {
            half_extents: object.obb.half_extents + slack,
            ..object.obb
        };
        let [x0, y0, x1, y1] = pixels_around(&grown, &self.camera_from_world, camera)?;
        let step = ((x1 - x0).max(y1 - y0) / BOX_STEPS).max(1);
        let (mut hiding, mut seen) = (0_u32, Vec::new());
        for y in (y0..y1).step_by(step as usize) {
            for x in (x0..x1).step_by(step as usize) {
                let pixel = DVec2::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
                let (Some(z), Some(ray)) = (map.at(x, y), camera.ray(pixel)) else {
                    continue;
                };
                let Some(enters) = grown.met_by(pose.translation, pose.rotation * ray) else {
                    continue;
                };
                let there = ray * z;
                if grown.contains(pose.transform(there), 1.0) {
                    seen.extend(self.frame.camera.project(there));
                } else if z < enters {
                    hiding += 1;
                }
            }
        }
        let own = &self.frame.camera.pinhole;
        let map_px = own.fx * own.fy / (camera.pinhole.fx * camera.pinhole.fy);
        Some(Shown {
            visible_share: Some(seen.len() as f64 / (seen.len() as f64 + f64::from(hiding))),
            visible_px: Some(seen.len() as f64 * f64::from(step * step) * map_px),
            inside_share: self.inside(&object.obb),
            rect: Some(rect_around(&seen)?),
            ..Shown::nothing(object, Way::Box)
        })
    }

    fn of_source(&self, object: &Object) -> Option<Shown> {
        let seen = self
            .frame
            .seen
            .iter()
            .find(|s| s.instance == object.instance)?;
        Some(Shown {
            visible_share: seen.visible,
            inside_share: seen.truncated.map(|cut| 1.0 - cut),
            rect: seen.rect,
            ..Shown::nothing(object, Way::Source)
        })
    }
}

fn masks(ids: &IdMap) -> BTreeMap<u32, Mask> {
    let mut masks = BTreeMap::<u32, Mask>::new();
    for y in 0..ids.height {
        for x in 0..ids.width {
            let Some(id) = ids.at(x, y) else {
                continue;
            };
            let mask = masks.entry(id).or_insert(Mask {
                count: 0,
                low: [x, y],
                high: [x, y],
            });
            mask.count += 1;
            mask.low[0] = mask.low[0].min(x);
            mask.high = [mask.high[0].max(x), y];
        }
    }
    masks
}

/// The pixels of a camera's picture that a box may cover, `[x0, y0, x1, y1]`, the last ones not included.
fn pixels_around(obb: &Obb, camera_from_world: &Pose, camera: &Camera) -> Option<[u32; 4]> {
    let corners = obb.corners().map(|c| camera_from_world.transform(c));
    let edges = crate::geom::BOX_EDGES.iter();
    let ends: Vec<DVec2> = edges
        .flat_map(|(a, b)| camera.project_segment(corners[*a], corners[*b]))
        .flat_map(|(a, b)| [a, b])
        .collect();
    let size = [camera.pinhole.width, camera.pinhole.height];
    let [x0, y0, x1, y1] = rect_around(&ends)?;
    // Conversions to whole numbers stop at 0 and at the largest.
    let (x1, y1) = (
        (x1.ceil() as u32).min(size[0]),
        (y1.ceil() as u32).min(size[1]),
    );
    let (x0, y0) = (x0.floor() as u32, y0.floor() as u32);
    (x0 < x1 && y0 < y1).then_some([x0, y0, x1, y1])
}

/// Points spread evenly over each face of a box.
fn on_faces(obb: &Obb) -> Vec<DVec3> {
    let mut points = Vec::with_capacity(6 * (FACE_POINTS * FACE_POINTS) as usize);
    let along = |i: u32| (f64::from(i) + 0.5) / f64::from(FACE_POINTS) * 2.0 - 1.0;
    for axis in 0..3 {
        for side in [-1.0, 1.0] {
            for (i, j) in (0..FACE_POINTS).flat_map(|i| (0..FACE_POINTS).map(move |j| (i, j))) {
                let mut at = DVec3::ZERO;
                at[axis] = side;
                at[(axis + 1) % 3] = along(i);
                at[(axis + 2) % 3] = along(j);
                points.push(obb.center + obb.rotation * (at * obb.half_extents));
            }
        }
    }
    points
}

impl Shown {
    fn nothing(object: &Object, way: Way) -> Self {
        Self {
            instance: object.instance,
            way,
            visible_share: None,
            visible_px: None,
            inside_share: None,
            rect: None,
        }
    }

    fn of_view(object: &Object, way: Way, view: &View) -> Self {
        Self {
            instance: object.instance,
            way,
            visible_share: Some(view.visible_share),
            visible_px: Some(view.visible_px),
            inside_share: Some(view.inside_share),
            rect: Some(view.rect),
        }
    }

    /// As it is written: shares to 4 decimals, pixels to one.
    fn rounded(self) -> Self {
        let share = |v: f64| (v * 1e4).round() / 1e4;
        let px = |v: f64| (v * 10.0).round() / 10.0;
        Self {
            visible_share: self.visible_share.map(share),
            visible_px: self.visible_px.map(px),
            inside_share: self.inside_share.map(share),
            rect: self.rect.map(|r| r.map(px)),
            ..self
        }
    }
}
