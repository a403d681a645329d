//! How much of an object a frame shows, by depth test (datasets.md §4.2 rule 2).
//!
//! The object's own scan points are drawn into a small depth buffer of their own: that is what the camera
//! would see of it with nothing in front. A cell counts as visible when the frame's depth agrees.

use super::DepthMap;
use crate::geom::{Camera, DVec2, DVec3, Pose};

/// Agreement of a point's depth with the frame's: whichever is larger.
const DEPTH_TOLERANCE_M: f64 = 0.02;
/// Share of the depth; covers quantisation and slanted surfaces.
const DEPTH_TOLERANCE_SHARE: f64 = 0.015;
/// Points wanted in a cell, so that the object's front has no holes to see its back through.
const POINTS_PER_CELL: f64 = 6.0;
/// Cell side in pixels: at least 2, at most 24.
const CELL_PX: (f64, f64) = (2.0, 24.0);

/// What a frame shows of an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Visible share of the silhouette that the object has inside the image with nothing in front, 0 to 1.
    pub visible_share: f64,
    /// Visible pixels, estimated from cells; too many by a fifth at the median of the simulated room, since a cell at
    /// the outline counts whole.
    pub visible_px: f64,
    /// Share of the object's points that project inside the image.
    pub inside_share: f64,
    /// Rectangle around the visible cells, pixels `[x0, y0, x1, y1]`.
    pub rect: [f64; 4],
}

impl View {
    /// The shorter side of the visible rectangle, px.
    pub fn short_side_px(&self) -> f64 {
        (self.rect[2] - self.rect[0]).min(self.rect[3] - self.rect[1])
    }
}

/// What the camera shows of the object with these surface points (world, metres), by a depth map of the picture's
/// own size.
///
/// `None` when no point projects into the image, or none is visible. Pixels without depth count as not visible:
/// unknown is not seen.
pub fn view(
    points: &[DVec3],
    camera: &Camera,
    world_from_camera: &Pose,
    depth: &DepthMap,
) -> Option<View> {
    let seen = |pixel: DVec2, point: DVec3| agrees(depth, pixel, point.z);
    view_where(points, camera, world_from_camera, seen)
}

/// Whether a map's depth at a pixel is that of a point: what shows there is the point, or stands where it does.
pub fn agrees(depth: &DepthMap, pixel: DVec2, z_m: f64) -> bool {
    depth
        .median_3x3(pixel.x as u32, pixel.y as u32)
        .is_some_and(|d| (z_m - d).abs() <= DEPTH_TOLERANCE_M.max(DEPTH_TOLERANCE_SHARE * z_m))
}

/// As [`view`], with another way to tell whether a point is seen: by its pixel and its place in camera space.
pub fn view_where(
    points: &[DVec3],
    camera: &Camera,
    world_from_camera: &Pose,
    seen: impl Fn(DVec2, DVec3) -> bool,
) -> Option<View> {
    let camera_from_world = world_from_camera.inverse();
    let mut inside: Vec<(DVec2, DVec3)> = Vec::new();
    for point in points {
        let p = camera_from_world.transform(*point);
        if let Some(pixel) = camera.project(p).filter(|pixel| camera.sees(*pixel)) {
            inside.push((pixel, p));
        }
    }
    let (front, side_px) = front(&inside)?;
    let visible: Vec<DVec2> = front
        .iter()
        .filter(|(pixel, p)| seen(*pixel, *p))
        .map(|(pixel, _)| *pixel)
        .collect();
    Some(View {
        visible_share: visible.len() as f64 / front.len() as f64,
        visible_px: visible.len() as f64 * side_px * side_px,
        inside_share: inside.len() as f64 / points.len() as f64,
        rect: rect_around(&visible)?,
    })
}

/// The rectangle around pixels, `[x0, y0, x1, y1]`; `None` around nothing.
pub fn rect_around(pixels: &[DVec2]) -> Option<[f64; 4]> {
    let first = pixels.first()?;
    let (low, high) = pixels.iter().fold((*first, *first), |(low, high), p| {
        (low.min(*p), high.max(*p))
    });
    Some([low.x, low.y, high.x, high.y])
}

/// The nearest point of each cell of a grid over the points' pixels, row by row, and the cells' side in pixels.
fn front(inside: &[(DVec2, DVec3)]) -> Option<(Vec<(DVec2, DVec3)>, f64)> {
    let pixels: Vec<DVec2> = inside.iter().map(|(pixel, _)| *pixel).collect();
    let [x0, y0, x1, y1] = rect_around(&pixels)?;
    let area = (x1 - x0).max(1.0) * (y1 - y0).max(1.0);
    let side_px =
        libm::sqrt(area * POINTS_PER_CELL / inside.len() as f64).clamp(CELL_PX.0, CELL_PX.1);
    let cell = |from: f64, to: f64| ((to - from) / side_px) as usize;
    let columns = cell(x0, x1) + 1;
    // No more cells than a sixth of the points, or one for every 4 px where they lie closer than that.
    let mut nearest: Vec<Option<(DVec2, DVec3)>> = vec![None; columns * (cell(y0, y1) + 1)];
    for (pixel, point) in inside {
        let place = nearest.get_mut(cell(y0, pixel.y) * columns + cell(x0, pixel.x))?;
        if place.is_none_or(|(_, before)| point.z < before.z) {
            *place = Some((*pixel, *point));
        }
    }
    Some((nearest.into_iter().flatten().collect(), side_px))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Pinhole;

    fn camera() -> Camera {
        let k = [100.0, 0.0, 50.0, 0.0, 100.0, 50.0, 0.0, 0.0, 1.0];
        Pinhole::from_k(&k, 100, 100).expect("a camera").into()
    }

    /// A 1 x 1 m wall two metres ahead: 50 x 50 pixels in the middle of the image.
    fn wall() -> Vec<DVec3> {
        (0..100)
            .flat_map(|i| (0..100).map(move |j| (i, j)))
            .map(|(i, j)| DVec3::new(f64::from(i) / 100.0 - 0.5, f64::from(j) / 100.0 - 0.5, 2.0))
            .collect()
    }

    fn depth(of: impl Fn(u32, u32) -> u16) -> DepthMap {
        let values = (0..10_000).map(|i| of(i % 100, i / 100)).collect();
        DepthMap::of_mm(100, 100, values)
    }

    #[test]
    fn half_hidden_is_half_visible() {
        let open = view(&wall(), &camera(), &Pose::IDENTITY, &depth(|_, _| 2000)).expect("in view");
        assert!(
            (open.visible_share - 1.0).abs() < 1e-9 && (open.visible_px - 2500.0).abs() < 300.0,
            "{open:?}"
        );
        assert_eq!(open.inside_share, 1.0);
        let half = depth(|x, _| if x < 50 { 1000 } else { 2000 });
        let half = view(&wall(), &camera(), &Pose::IDENTITY, &half).expect("in view");
        assert!((half.visible_share - 0.5).abs() < 0.06, "{half:?}");
    }

    #[test]
    fn behind_something_and_without_depth_is_not_seen() {
        assert_eq!(
            view(&wall(), &camera(), &Pose::IDENTITY, &depth(|_, _| 1900)),
            None
        );
        assert_eq!(
            view(&wall(), &camera(), &Pose::IDENTITY, &depth(|_, _| 0)),
            None
        );
        // The other wrong side: depth behind the points means they float in front of what was seen.
        assert_eq!(
            view(&wall(), &camera(), &Pose::IDENTITY, &depth(|_, _| 2100)),
            None
        );
    }

    #[test]
    fn what_leaves_the_image_is_counted() {
        let right = Pose {
            translation: DVec3::new(-1.0, 0.0, 0.0),
            ..Pose::IDENTITY
        };
        let cut = view(&wall(), &camera(), &right, &depth(|_, _| 2000)).expect("in view");
        assert!((cut.inside_share - 0.5).abs() < 0.02, "{cut:?}");
    }
}
