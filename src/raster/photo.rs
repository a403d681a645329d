//! Photographs on the picture planes of cameras: their pixels, where they stand on the screen, and how they become
//! part of what is seen. A photograph is opaque and hides what lies behind it, evidence too.
//!
//! `shaders/photo.wgsl` does the same arithmetic in the same order as [`lay`]; change both together.

use super::colour::byte;
use super::frame::Frame;
use super::overlay::PicturePlane;
use super::resolve::Surface;
use super::screen::View;
use crate::geom::{DVec2, DVec3};
use std::sync::Arc;

/// Longer side of the largest size kept, px: a frustum is a small thing in its scene.
const LONGEST_PX: u32 = 512;
/// The smallest size kept has a longer side of at least this, px.
const SHORTEST_PX: u32 = 32;
/// Pixels of the picture looked at for one texel, each way: a bound on the time that a large photograph takes.
const SAMPLES: u32 = 4;

/// A photograph, in sizes that halve. Cheap to clone; equal to itself alone.
#[derive(Clone, Debug)]
pub struct Photo(Arc<Vec<Level>>);

impl PartialEq for Photo {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The photograph of a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct FramePhoto {
    /// Frame id.
    pub frame: String,
    /// Its photograph.
    pub photo: Photo,
}

/// One size of a photograph.
#[derive(Debug)]
struct Level {
    size: [u32; 2],
    /// `r | g << 8 | b << 16`, sRGB, row by row.
    texels: Vec<u32>,
}

impl Photo {
    /// From sRGB pixels, 4 bytes each, row by row; alpha is not looked at. `None` when there are none, or fewer than
    /// the size says.
    pub fn new(width: u32, height: u32, rgba: &[u8]) -> Option<Self> {
        let pixels = u64::from(width) * u64::from(height);
        if pixels == 0 || (rgba.len() as u64) < pixels.checked_mul(4)? {
            return None;
        }
        let longest = width.max(height);
        let mut target = [width, height];
        if longest > LONGEST_PX {
            target = target.map(|side| scaled(side, LONGEST_PX, longest));
        }
        let mut levels = vec![Level::of_pixels([width, height], rgba, target)];
        while let Some(last) = levels.last()
            && last.size[0].max(last.size[1]) >= 2 * SHORTEST_PX
        {
            levels.push(last.halved());
        }
        Some(Self(Arc::new(levels)))
    }

    /// The smallest size that has a texel for each pixel of a picture `wide_px` wide, else the largest.
    fn level_for(&self, wide_px: f64) -> usize {
        let enough = |level: &Level| f64::from(level.size[0]) >= wide_px;
        self.0.iter().rposition(enough).unwrap_or(0)
    }
}

fn scaled(side: u32, to: u32, of: u32) -> u32 {
    let side = u64::from(side) * u64::from(to) / u64::from(of.max(1));
    u32::try_from(side).unwrap_or(to).max(1)
}

impl Level {
    /// Each texel is the mean of at most [`SAMPLES`] by [`SAMPLES`] pixels spread over its part of the picture.
    fn of_pixels([width, height]: [u32; 2], rgba: &[u8], size: [u32; 2]) -> Self {
        // Places along one side: the first pixel of each texel's part and those after it.
        let places = |of: u32, into: u32| -> Vec<Vec<usize>> {
            let at = |n: u64| n * u64::from(of) / u64::from(into);
            (0..u64::from(into))
                .map(|n| {
                    let (from, to) = (at(n), at(n + 1).max(at(n) + 1));
                    let count = (to - from).min(u64::from(SAMPLES));
                    (0..count)
                        .map(|k| (from + (2 * k + 1) * (to - from) / (2 * count)) as usize)
                        .collect()
                })
                .collect()
        };
        let (columns, rows) = (places(width, size[0]), places(height, size[1]));
        let mut texels = Vec::with_capacity(columns.len() * rows.len());
        for row in &rows {
            for column in &columns {
                let samples = row
                    .iter()
                    .flat_map(|y| column.iter().map(move |x| (y * width as usize + x) * 4));
                texels.push(mean(samples.filter_map(|at| {
                    let [r, g, b] = *rgba.get(at..at + 3)? else {
                        return None;
                    };
                    Some([r, g, b].map(u32::from))
                })));
            }
        }
        Self { size, texels }
    }

    fn halved(&self) -> Self {
        let [width, height] = self.size;
        let size = self.size.map(|side| (side / 2).max(1));
        let mut texels = Vec::with_capacity((size[0] * size[1]) as usize);
        for y in 0..size[1] {
            for x in 0..size[0] {
                let four = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(dx, dy)| {
                    let (x, y) = ((2 * x + dx).min(width - 1), (2 * y + dy).min(height - 1));
                    self.texel(x, y)
                });
                texels.push(mean(four.into_iter()));
            }
        }
        Self { size, texels }
    }

    fn texel(&self, x: u32, y: u32) -> [u32; 3] {
        let at = y as usize * self.size[0] as usize + x as usize;
        let rgb = self.texels.get(at).copied().unwrap_or(0);
        [0, 8, 16].map(|shift| rgb >> shift & 255)
    }
}

/// The mean of some colours, packed, halves rounded upward; black for none.
fn mean(colours: impl Iterator<Item = [u32; 3]>) -> u32 {
    let (mut sum, mut count) = ([0; 3], 0);
    for colour in colours {
        sum = std::array::from_fn(|i| sum[i] + colour[i]);
        count += 1;
    }
    let [r, g, b] = sum.map(|s| (s + count / 2) / count.max(1));
    r | g << 8 | b << 16
}

/// A photograph's plane as one camera sees it. On a plane 1 / depth, u / depth and v / depth are linear over the
/// screen: each is `x * [0] + y * [1] + [2]` of a pixel's centre, and u and v run from 0 to 1 over the photograph.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct PhotoPlane {
    /// 1 / depth, 1/m; the fourth number is unused.
    pub inv_z: [f32; 4],
    /// u / depth; the fourth number is unused.
    pub u_over_z: [f32; 4],
    /// v / depth; the fourth number is unused.
    pub v_over_z: [f32; 4],
    /// First pixel of the rectangle that the photograph lies in.
    pub first_px: [u32; 2],
    /// Size of that rectangle, px.
    pub size_px: [u32; 2],
    /// Size of the photograph, texels.
    pub texels: [u32; 2],
    /// How much of what lies behind it is covered, 0 to 1.
    pub opacity: f32,
    /// Keeps the size a multiple of 16.
    pub padding: f32,
}

/// A photograph on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct ScreenPhoto {
    /// Where it stands.
    pub plane: PhotoPlane,
    photo: Photo,
    level: usize,
}

impl ScreenPhoto {
    /// `None` when there is no photograph, or nothing of it is in the picture.
    pub(super) fn new(plane: &PicturePlane, view: &View<'_>) -> Option<Self> {
        let photo = plane.photo.clone()?;
        let [top_left, top_right, _, bottom_left] = plane.corners.map(|c| view.in_camera(c));
        let (right, down) = (top_right - top_left, bottom_left - top_left);
        let normal = right.cross(down);
        // Vectors whose product with a point of the plane, from its corner, is u and v.
        let across = down.cross(normal) / right.dot(down.cross(normal));
        let along = right.cross(normal) / down.dot(right.cross(normal));
        let inv_z = normal / normal.dot(top_left);
        // u = (z ray - corner) . across, so u / z = ray . across - (corner . across) / z.
        let over_z = |of: DVec3| of - inv_z * top_left.dot(of);
        let rows = [inv_z, over_z(across), over_z(along)].map(|of| view.over_pixels(of));
        if !rows.iter().flatten().all(|v| v.is_finite()) {
            return None;
        }
        let (first_px, size_px) = view.rectangle(&plane.corners)?;
        let wide_px = view
            .pixel_of(top_left)
            .zip(view.pixel_of(top_right))
            .map_or(f64::INFINITY, |(a, b): (DVec2, DVec2)| a.distance(b));
        let level = photo.level_for(wide_px);
        let [inv_z, u_over_z, v_over_z] = rows;
        let texels = photo.0.get(level)?.size;
        let plane = PhotoPlane {
            inv_z,
            u_over_z,
            v_over_z,
            first_px,
            size_px,
            texels,
            opacity: plane.opacity,
            padding: 0.0,
        };
        Some(Self {
            plane,
            photo,
            level,
        })
    }

    /// The texels of the size that is drawn, row by row.
    pub fn texels(&self) -> &[u32] {
        self.photo.0.get(self.level).map_or(&[], |l| &l.texels)
    }
}

/// Puts a photograph into the surface wherever it is nearer than what is there.
pub(super) fn lay(frame: &Frame, surface: &mut [Surface], photo: &ScreenPhoto) {
    let plane = &photo.plane;
    let [first_x, first_y] = plane.first_px;
    let linear = |row: &[f32; 4], x: f32, y: f32| row[0] * x + row[1] * y + row[2];
    for y in first_y..(first_y + plane.size_px[1]).min(frame.size_px[1]) {
        for x in first_x..(first_x + plane.size_px[0]).min(frame.size_px[0]) {
            let at = y as usize * frame.size_px[0] as usize + x as usize;
            let Some(own) = surface.get_mut(at) else {
                continue;
            };
            let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
            let z_m = 1.0 / linear(&plane.inv_z, px, py);
            // Written so that NaN fails.
            if !(z_m >= frame.near_m && z_m < own.depth_m) {
                continue;
            }
            let u = linear(&plane.u_over_z, px, py) * z_m;
            let v = linear(&plane.v_over_z, px, py) * z_m;
            if ![u, v].iter().all(|share| (0.0..1.0).contains(share)) {
                continue;
            }
            let colour = sample(photo.texels(), plane.texels, u, v);
            let below = [0, 8, 16].map(|shift| (own.rgb >> shift & 255) as f32);
            let mixed =
                |i: usize| byte(colour[i] * plane.opacity + below[i] * (1.0 - plane.opacity));
            *own = Surface {
                rgb: mixed(0) | mixed(1) << 8 | mixed(2) << 16,
                depth_m: z_m,
                point: u32::MAX,
            };
        }
    }
}

/// The colour at a place of the photograph, between its four nearest texels.
fn sample(texels: &[u32], size: [u32; 2], u: f32, v: f32) -> [f32; 3] {
    let (s, t) = (u * size[0] as f32 - 0.5, v * size[1] as f32 - 0.5);
    let (left, top) = (s.floor(), t.floor());
    let (fx, fy) = (s - left, t - top);
    let texel = |dx: i32, dy: i32| {
        let x = (left as i32 + dx).clamp(0, size[0] as i32 - 1);
        let y = (top as i32 + dy).clamp(0, size[1] as i32 - 1);
        let rgb = texels
            .get((y * size[0] as i32 + x) as usize)
            .copied()
            .unwrap_or(0);
        [0, 8, 16].map(|shift| (rgb >> shift & 255) as f32)
    };
    let [a, b, c, d] = [texel(0, 0), texel(1, 0), texel(0, 1), texel(1, 1)];
    std::array::from_fn(|i| {
        let upper = a[i] + (b[i] - a[i]) * fx;
        let lower = c[i] + (d[i] - c[i]) * fx;
        upper + (lower - upper) * fy
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::{Overlay, Picture, PointStyle, Screen, ViewCamera};
    use crate::scene::{CloudPoint, PointCloud};

    /// Four quarters: red, green, blue, white.
    fn quarters() -> Photo {
        let (w, h) = (64u32, 48u32);
        let pixel = |i: u32| match ((i % w) < w / 2, (i / w) < h / 2) {
            (true, true) => [255, 0, 0, 255],
            (false, true) => [0, 255, 0, 255],
            (true, false) => [0, 0, 255, 255],
            (false, false) => [255; 4],
        };
        Photo::new(w, h, &(0..w * h).flat_map(pixel).collect::<Vec<u8>>()).expect("a photograph")
    }

    /// A plane 2 m ahead that stands aslant: its right side is 1 m farther off.
    fn plane() -> PicturePlane {
        let at = |x: f64, y: f64, z: f64| DVec3::new(x, y, z);
        PicturePlane {
            evidence: "c".into(),
            frame: "f0".into(),
            corners: [
                at(-0.5, 2.0, 0.4),
                at(0.5, 3.0, 0.4),
                at(0.5, 3.0, -0.4),
                at(-0.5, 2.0, -0.4),
            ],
            photo: Some(quarters()),
            opacity: 1.0,
        }
    }

    fn camera() -> ViewCamera {
        ViewCamera::look_at(DVec3::ZERO, DVec3::Y, 0.8, [160, 120]).expect("ahead")
    }

    fn drawn(plane: PicturePlane, cloud: &PointCloud, camera: &ViewCamera) -> Picture {
        let overlay = Overlay {
            pictures: vec![plane],
            ..Overlay::default()
        };
        let screen = Screen::new(&overlay, camera, 1.0);
        let info = crate::raster::CloudInfo::of(cloud);
        crate::raster::draw(cloud, &info, camera, &PointStyle::default(), &screen)
    }

    fn colour(picture: &Picture, at: DVec2) -> [u8; 3] {
        let i = (at.y as usize * picture.width as usize + at.x as usize) * 4;
        [picture.rgba[i], picture.rgba[i + 1], picture.rgba[i + 2]]
    }

    #[test]
    fn each_quarter_lands_where_geometry_projects_it() {
        let (plane, camera) = (plane(), camera());
        let picture = drawn(plane.clone(), &PointCloud::default(), &camera);
        let [a, b, _, d] = plane.corners;
        for (u, v, expected) in [
            (0.25, 0.25, [255, 0, 0]),
            (0.75, 0.25, [0, 255, 0]),
            (0.25, 0.75, [0, 0, 255]),
            (0.75, 0.75, [255; 3]),
            // Right beside the middle: the picture's perspective, not the middle of its outline.
            (0.47, 0.25, [255, 0, 0]),
            (0.53, 0.75, [255; 3]),
        ] {
            let place = a + (b - a) * u + (d - a) * v;
            let (pixel, depth_m) = camera.project(place).expect("ahead");
            assert_eq!(colour(&picture, pixel), expected, "{u} {v}");
            let seen_m = picture.depth_m[pixel.y as usize * 160 + pixel.x as usize];
            assert!(
                (f64::from(seen_m) - depth_m).abs() < 0.02,
                "{seen_m} {depth_m}"
            );
        }
        let outside = camera.project(a - (b - a) * 0.1).expect("ahead").0;
        assert_eq!(colour(&picture, outside), [0; 3]);
    }

    #[test]
    fn what_is_nearer_hides_it_and_what_is_farther_is_hidden() {
        let wall = |y: f32| {
            let points = (0..10_000u16).map(|i| CloudPoint {
                offset_m: [
                    f32::from(i % 100) * 0.02 - 1.0,
                    y,
                    f32::from(i / 100) * 0.02 - 1.0,
                ],
                rgba: [90; 4],
            });
            PointCloud {
                points: points.collect(),
                ..PointCloud::default()
            }
        };
        let middle = DVec2::new(60.0, 50.0);
        assert_eq!(
            colour(&drawn(plane(), &wall(5.0), &camera()), middle),
            [255, 0, 0]
        );
        assert_eq!(
            colour(&drawn(plane(), &wall(1.0), &camera()), middle),
            [90; 3]
        );
        let faint = PicturePlane {
            opacity: 0.4,
            ..plane()
        };
        assert_eq!(
            colour(&drawn(faint, &wall(5.0), &camera()), middle),
            [156, 54, 54],
            "two fifths of red over grey"
        );
    }

    #[test]
    fn no_photograph_behind_the_eye_edge_on_or_of_nothing() {
        let screen = |plane: PicturePlane| {
            let overlay = Overlay {
                pictures: vec![plane],
                ..Overlay::default()
            };
            Screen::new(&overlay, &camera(), 1.0).photos.len()
        };
        assert_eq!(screen(plane()), 1);
        let moved = |by: DVec3| PicturePlane {
            corners: plane().corners.map(|c| c + by),
            ..plane()
        };
        assert_eq!(screen(moved(DVec3::Y * -9.0)), 0, "behind");
        assert_eq!(screen(moved(DVec3::X * 50.0)), 0, "beside");
        let flat = PicturePlane {
            corners: [DVec3::Y, DVec3::Y * 2.0, DVec3::Y * 2.0, DVec3::Y],
            ..plane()
        };
        assert_eq!(screen(flat), 0, "no plane at all");
        let none = PicturePlane {
            photo: None,
            ..plane()
        };
        assert_eq!(screen(none), 0);
        assert_eq!(Photo::new(0, 4, &[]), None);
        assert_eq!(Photo::new(4, 4, &[0; 60]), None, "too few bytes");
        assert_eq!(Photo::new(u32::MAX, u32::MAX, &[0; 60]), None);
    }

    #[test]
    fn a_large_picture_is_made_small_by_means_and_the_fitting_size_is_drawn() {
        let stripes: Vec<u8> = (0..2048u32 * 2)
            .flat_map(|i| if i % 2 == 0 { [0, 0, 0, 255] } else { [255; 4] })
            .collect();
        let photo = Photo::new(2048, 2, &stripes).expect("a photograph");
        let sizes: Vec<u32> = photo.0.iter().map(|l| l.size[0]).collect();
        assert_eq!(sizes, [512, 256, 128, 64, 32]);
        let grey = photo
            .0
            .iter()
            .flat_map(|l| &l.texels)
            .all(|t| *t == 0x80_80_80);
        assert!(grey, "stripes finer than a texel are grey in every size");
        let level = |wide| photo.0[photo.level_for(wide)].size[0];
        assert_eq!(
            [level(20.0), level(100.0), level(256.0), level(9000.0)],
            [32, 128, 256, 512]
        );
    }
}
