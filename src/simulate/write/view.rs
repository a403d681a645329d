//! A scene as writers see it, and what its views show.

use super::Images;
use crate::geom::{Camera, DVec3, Obb, Pinhole, Pose};
use crate::job::Cancel;
use crate::simulate::{Object, Rendered, Simulated, View, World};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Nearer than this to the camera's plane, metres, nothing is projected.
const NEAR_M: f64 = 0.01;

/// What a writer is given.
pub(super) struct Scene<'a> {
    pub world: &'a Simulated,
    /// The views that are written; their time may stand still.
    pub views: &'a [View],
    /// At the size that is written.
    pub camera: Camera,
    /// Whether pictures and maps are written.
    pub draws: bool,
    /// The scene's number in the data set.
    pub number: u32,
    /// What stands for the data set's folder.
    pub root: &'a Path,
    pub cancel: &'a Cancel,
}

/// What a view shows, for the truth and for boxes around it.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    /// By instance: pixels, and the rectangle around them.
    pub objects: BTreeMap<u16, (u64, [u32; 4])>,
    /// By instance: pixels that it would have with nothing in front of it.
    pub unoccluded: BTreeMap<u16, u64>,
    /// Some pixels.
    pub samples: Vec<Sample>,
}

/// A pixel, for the truth.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Sample {
    /// Column and row.
    pub at: [u32; 2],
    /// 0 is none.
    pub depth_m: f32,
    /// 0 is none.
    pub instance: u16,
    /// sRGB.
    pub rgb: [u8; 3],
    /// In camera space, towards the camera.
    pub normal: [f32; 3],
}

/// Every so many pixels one is kept for the truth.
const GRID: u32 = 24;

impl Images {
    /// A camera at the size that is written.
    pub(super) fn camera(self, camera: &Camera) -> Camera {
        match self {
            Self::Thumbs => Camera {
                pinhole: camera.pinhole.scaled(0.25),
                lens: camera.lens,
            },
            Self::None | Self::Full => *camera,
        }
    }
}

impl Scene<'_> {
    /// An object's box at the time of a view.
    pub fn obb(&self, object: &Object, view: &View) -> Obb {
        Obb {
            center: object.obb.center + object.velocity * view.time_secs,
            ..object.obb
        }
    }

    /// Draws a view, unless it was cancelled.
    pub fn draw(&self, view: &View, camera: &Camera) -> io::Result<Rendered> {
        self.cancel.check().map_err(io::Error::other)?;
        Ok(self.world.render(view, camera))
    }

    /// Draws a view as the scene's camera sees it, and says what is to be seen.
    pub fn see(&self, view: &View, camera: &Camera) -> io::Result<(Rendered, Shown)> {
        let picture = self.draw(view, camera)?;
        let mut shown = Shown::of(&picture);
        shown.unoccluded = self.world.unoccluded(view, camera);
        Ok((picture, shown))
    }
}

impl Shown {
    /// Share of an object's pixels that nothing hides, 0 to 1.
    pub fn visible(&self, instance: u16) -> f64 {
        let px = self.objects.get(&instance).map_or(0, |(px, _)| *px);
        match self.unoccluded.get(&instance) {
            Some(all) if *all > 0 => px as f64 / *all as f64,
            _ => 0.0,
        }
    }

    /// What a picture shows.
    pub fn of(picture: &Rendered) -> Self {
        let mut shown = Self::default();
        let width = picture.width.max(1) as usize;
        for (y, row) in (0..).zip(picture.instance.chunks(width)) {
            // Neighbours mostly show the same: a stretch of them is one entry.
            let mut x = 0;
            for stretch in row.chunk_by(|a, b| a == b) {
                let end = x + stretch.len() as u32;
                if stretch[0] != 0 {
                    shown.add(stretch[0], [x, y, end, y + 1]);
                }
                x = end;
            }
        }
        let middles = |side: u32| (GRID / 2..side).step_by(GRID as usize);
        for (y, x) in
            middles(picture.height).flat_map(|y| middles(picture.width).map(move |x| (y, x)))
        {
            shown
                .samples
                .push(sample(picture, y as usize * width + x as usize, [x, y]));
        }
        shown
    }

    /// A rectangle of pixels that show an object.
    fn add(&mut self, instance: u16, [left, top, right, bottom]: [u32; 4]) {
        let first = || (0, [left, top, right, bottom]);
        let (count, rect) = self.objects.entry(instance).or_insert_with(first);
        *count += u64::from((right - left) * (bottom - top));
        *rect = [
            rect[0].min(left),
            rect[1].min(top),
            rect[2].max(right),
            rect[3].max(bottom),
        ];
    }
}

fn sample(picture: &Rendered, index: usize, at: [u32; 2]) -> Sample {
    let rgb = picture.rgb.get(index * 3..index * 3 + 3);
    Sample {
        at,
        depth_m: picture.depth_m.get(index).copied().unwrap_or_default(),
        instance: picture.instance.get(index).copied().unwrap_or_default(),
        rgb: rgb.map_or([0; 3], |c| [c[0], c[1], c[2]]),
        normal: picture.normal.get(index).copied().unwrap_or_default(),
    }
}

/// An object's box in a view's camera.
pub(super) fn in_camera(obb: &Obb, view: &View) -> Obb {
    let camera_from_world = view.world_from_camera.inverse();
    Obb {
        center: camera_from_world.transform(obb.center),
        rotation: camera_from_world.rotation * obb.rotation,
        ..*obb
    }
}

/// Around the projected corners of a box in the camera; `None` when one is behind or beside the camera.
pub(super) fn projected(obb: &Obb, pinhole: &Pinhole) -> Option<[f64; 4]> {
    let mut rect = [
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    ];
    for corner in obb.corners() {
        if corner.z < NEAR_M {
            return None;
        }
        let pixel = pinhole.project(corner)?;
        rect = [
            rect[0].min(pixel.x),
            rect[1].min(pixel.y),
            rect[2].max(pixel.x),
            rect[3].max(pixel.y),
        ];
    }
    Some(rect)
}

/// A rectangle cut at the picture's border; `None` when nothing is left.
pub(super) fn cut(rect: [f64; 4], pinhole: &Pinhole) -> Option<[f64; 4]> {
    let (width, height) = (f64::from(pinhole.width), f64::from(pinhole.height));
    let rect = [
        rect[0].max(0.0),
        rect[1].max(0.0),
        rect[2].min(width),
        rect[3].min(height),
    ];
    (rect[2] > rect[0] && rect[3] > rect[1]).then_some(rect)
}

/// Rows of 3 x 3 numbers.
pub(super) fn rows3(rotation: &crate::geom::DMat3) -> Value {
    let r = rotation.transpose();
    json!([
        r.x_axis.to_array(),
        r.y_axis.to_array(),
        r.z_axis.to_array()
    ])
}

/// Rows of 4 x 4 numbers.
pub(super) fn rows4(pose: &Pose) -> Value {
    let m = pose.to_row_major();
    Value::from(m.chunks(4).map(Value::from).collect::<Vec<_>>())
}

/// Rows of 3 x 3 numbers of a camera.
pub(super) fn k(pinhole: &Pinhole) -> Value {
    let k = pinhole.k();
    Value::from(k.chunks(3).map(Value::from).collect::<Vec<_>>())
}

/// Real part first.
pub(super) fn quaternion(rotation: &crate::geom::DMat3) -> [f64; 4] {
    let q = glam::DQuat::from_mat3(rotation);
    [q.w, q.x, q.y, q.z]
}

/// Corners of a cuboid in the order that Omni3D and CA-1M share: v0(-,-,-) v1(+,-,-) v2(+,+,-) v3(-,+,-), then the
/// same at the far end of its third axis.
pub(super) fn cuboid(obb: &Obb) -> Vec<[f64; 3]> {
    const SIGNS: [[f64; 3]; 8] = [
        [-1.0, -1.0, -1.0],
        [1.0, -1.0, -1.0],
        [1.0, 1.0, -1.0],
        [-1.0, 1.0, -1.0],
        [-1.0, -1.0, 1.0],
        [1.0, -1.0, 1.0],
        [1.0, 1.0, 1.0],
        [-1.0, 1.0, 1.0],
    ];
    let corner =
        |sign: [f64; 3]| obb.center + obb.rotation * (obb.half_extents * DVec3::from(sign));
    SIGNS.iter().map(|sign| corner(*sign).to_array()).collect()
}
