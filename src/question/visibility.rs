//! How much of an object a frame shows, by depth test (datasets.md §4.2 rule 2).
//!
//! The object's own scan points are drawn into a small depth buffer of their own: that is what the camera
//! would see of it with nothing in front. A cell counts as visible when the frame's depth agrees.

use crate::geom::{Camera, DVec3, Pose};
use crate::scene::DepthMap;

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
    /// Visible pixels, estimated from cells.
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

/// What the camera shows of the object with these surface points (world, metres).
///
/// `None` when no point projects into the image, or none is visible. Pixels without depth count as not visible:
/// unknown is not seen.
pub fn view(
    points: &[DVec3],
    camera: &Camera,
    world_from_camera: &Pose,
    depth: &DepthMap,
) -> Option<View> {
    let camera_from_world = world_from_camera.inverse();
    let mut inside: Vec<(f64, f64, f64)> = Vec::with_capacity(points.len());
    for point in points {
        let p = camera_from_world.transform(*point);
        if let Some(pixel) = camera.project(p).filter(|pixel| camera.sees(*pixel)) {
            inside.push((pixel.x, pixel.y, p.z));
        }
    }
    let cells = front_cells(&inside)?;
    let seen = |(x, y, z): &(f64, f64, f64)| {
        depth
            .median_3x3(*x as u32, *y as u32)
            .is_some_and(|d| (z - d).abs() <= DEPTH_TOLERANCE_M.max(DEPTH_TOLERANCE_SHARE * z))
    };
    let visible: Vec<_> = cells.front.iter().filter(|c| seen(c)).collect();
    let rect = visible
        .iter()
        .fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |r, (x, y, _)| {
            [r[0].min(*x), r[1].min(*y), r[2].max(*x), r[3].max(*y)]
        });
    (!visible.is_empty()).then(|| View {
        visible_share: visible.len() as f64 / cells.front.len() as f64,
        visible_px: visible.len() as f64 * cells.side_px * cells.side_px,
        inside_share: inside.len() as f64 / points.len() as f64,
        rect,
    })
}

struct Cells {
    side_px: f64,
    /// Nearest point of each cell: x, y in pixels, depth in metres.
    front: Vec<(f64, f64, f64)>,
}

fn front_cells(inside: &[(f64, f64, f64)]) -> Option<Cells> {
    let first = inside.first()?;
    let r = inside
        .iter()
        .fold([first.0, first.1, first.0, first.1], |r, (x, y, _)| {
            [r[0].min(*x), r[1].min(*y), r[2].max(*x), r[3].max(*y)]
        });
    let area = (r[2] - r[0]).max(1.0) * (r[3] - r[1]).max(1.0);
    let side_px =
        libm::sqrt(area * POINTS_PER_CELL / inside.len() as f64).clamp(CELL_PX.0, CELL_PX.1);
    let mut cells = std::collections::BTreeMap::new();
    for (x, y, z) in inside {
        let cell = (((y - r[1]) / side_px) as u32, ((x - r[0]) / side_px) as u32);
        let front = cells.entry(cell).or_insert((*x, *y, *z));
        if *z < front.2 {
            *front = (*x, *y, *z);
        }
    }
    Some(Cells {
        side_px,
        front: cells.into_values().collect(),
    })
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
