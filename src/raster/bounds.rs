//! What a cloud is like as a whole: robust bounds and the distance between neighbouring points.
//!
//! Scans hold strays: one point a kilometre off must not make the scene a dot. Bounds are taken from the
//! bulk of the points and then widened to whatever lies close to it.

use super::Walls;
use crate::geom::DVec3;
use crate::scene::{CloudPoint, PointCloud};

/// The share of points on either side of each axis that may be strays.
const STRAY_SHARE: f64 = 0.005;
/// How far beyond the bulk, as a share of its extent, points still count as belonging to the scene.
const KEEP_BEYOND: f64 = 0.5;
/// Cells a side of the grid that measures the surface.
const GRID: usize = 64;
/// The most points looked at for bounds and spacing; more are thinned evenly.
const SAMPLE: usize = 400_000;

/// An axis-aligned box in world, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Smallest coordinates.
    pub min: DVec3,
    /// Largest coordinates.
    pub max: DVec3,
}

impl Bounds {
    /// The smallest box around points; `None` without a finite point.
    pub fn around(points: impl IntoIterator<Item = DVec3>) -> Option<Self> {
        points
            .into_iter()
            .filter(|p| p.is_finite())
            .fold(None, |bounds: Option<Self>, p| {
                let b = bounds.unwrap_or(Self { min: p, max: p });
                Some(Self {
                    min: b.min.min(p),
                    max: b.max.max(p),
                })
            })
    }

    /// The middle, metres.
    pub fn center(&self) -> DVec3 {
        (self.min + self.max) * 0.5
    }

    /// Full size, metres.
    pub fn size(&self) -> DVec3 {
        self.max - self.min
    }

    /// Whether a point lies inside after moving each side outward by `margin_m` (negative: inward).
    pub fn contains(&self, point: DVec3, margin_m: f64) -> bool {
        point.cmpge(self.min - margin_m).all() && point.cmple(self.max + margin_m).all()
    }

    /// The eight corners, bit 0 of the index is x, bit 1 y, bit 2 z.
    pub fn corners(&self) -> [DVec3; 8] {
        std::array::from_fn(|i| {
            let pick = |bit: usize, lo: f64, hi: f64| if i >> bit & 1 == 1 { hi } else { lo };
            DVec3::new(
                pick(0, self.min.x, self.max.x),
                pick(1, self.min.y, self.max.y),
                pick(2, self.min.z, self.max.z),
            )
        })
    }
}

/// What drawing needs to know of a cloud besides its points; computed once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CloudInfo {
    /// Robust bounds in world; `None` when no point is finite.
    pub bounds: Option<Bounds>,
    /// Typical distance between neighbouring points of the surface, metres; 0 with fewer than two points.
    pub spacing_m: f64,
    /// Walls that a view from outside looks through.
    pub walls: Walls,
    /// Whether points know their instance.
    pub has_instances: bool,
}

impl CloudInfo {
    /// Looks a cloud over, in time proportional to its points and at most `SAMPLE` of them.
    pub fn of(cloud: &PointCloud) -> Self {
        let stride = cloud.points.len().div_ceil(SAMPLE).max(1);
        let sample: Vec<[f32; 3]> = cloud
            .points
            .iter()
            .step_by(stride)
            .map(|p: &CloudPoint| p.offset_m)
            .filter(|p| p.iter().all(|v| v.is_finite()))
            .collect();
        let local = robust_bounds(&sample);
        Self {
            bounds: local.map(|b| Bounds {
                min: b.min + cloud.origin,
                max: b.max + cloud.origin,
            }),
            spacing_m: local.map_or(0.0, |b| spacing_m(&sample, &b, cloud.points.len())),
            walls: local.map_or_else(Walls::default, |b| Walls::find(&sample, &b, cloud.origin)),
            has_instances: !cloud.points.is_empty() && cloud.instance.len() == cloud.points.len(),
        }
    }
}

fn robust_bounds(sample: &[[f32; 3]]) -> Option<Bounds> {
    if sample.is_empty() {
        return None;
    }
    let mut bulk = Bounds {
        min: DVec3::ZERO,
        max: DVec3::ZERO,
    };
    for axis in 0..3 {
        let mut values: Vec<f32> = sample.iter().map(|p| p[axis]).collect();
        let strays = (values.len() as f64 * STRAY_SHARE) as usize;
        let last = values.len() - 1 - strays;
        bulk.min[axis] = f64::from(*values.select_nth_unstable_by(strays, f32::total_cmp).1);
        bulk.max[axis] = f64::from(*values.select_nth_unstable_by(last, f32::total_cmp).1);
    }
    let reach = bulk.size().max_element() * KEEP_BEYOND;
    let near_bulk = sample
        .iter()
        .map(|p| DVec3::from(p.map(f64::from)))
        .filter(|p| bulk.contains(*p, reach));
    Bounds::around(near_bulk)
}

/// The surface is as large as the grid cells it fills; the spacing follows from how many points share it.
fn spacing_m(sample: &[[f32; 3]], bounds: &Bounds, points: usize) -> f64 {
    let extent = bounds.size().max_element();
    if points < 2 || extent <= 0.0 {
        return 0.0;
    }
    // Few points fill few cells: a coarser grid keeps about four points in each.
    let cells = ((sample.len() as f64 / 24.0).sqrt() as usize).clamp(1, GRID);
    let cell_m = extent / cells as f64;
    let mut filled = vec![false; cells * cells * cells];
    let mut inside = 0usize;
    for p in sample {
        let p = DVec3::from(p.map(f64::from));
        if bounds.contains(p, 0.0) {
            let c = ((p - bounds.min) / cell_m).min(DVec3::splat(cells as f64 - 1.0));
            filled[(c.x as usize * cells + c.y as usize) * cells + c.z as usize] = true;
            inside += 1;
        }
    }
    let area = filled.iter().filter(|f| **f).count() as f64 * cell_m * cell_m;
    let inside_all = inside as f64 * points as f64 / sample.len() as f64;
    (area / inside_all.max(1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cloud(offsets: impl IntoIterator<Item = [f32; 3]>) -> PointCloud {
        let point = |offset_m| CloudPoint {
            offset_m,
            rgba: [255; 4],
        };
        PointCloud {
            points: offsets.into_iter().map(point).collect(),
            ..PointCloud::default()
        }
    }

    fn plane(n: usize) -> Vec<[f32; 3]> {
        (0..n * n)
            .map(|i| [(i % n) as f32 * 0.01, (i / n) as f32 * 0.01, 0.0])
            .collect()
    }

    #[test]
    fn a_stray_point_does_not_stretch_the_bounds() {
        let mut points = plane(100);
        points.push([1e6, 0.0, 0.0]);
        points.push([f32::NAN, 0.0, 0.0]);
        points.push([f32::INFINITY, 0.0, 0.0]);
        let mut cloud = cloud(points);
        cloud.origin = DVec3::new(1e7, 0.0, 0.0);
        let bounds = CloudInfo::of(&cloud).bounds.expect("finite points");
        assert!(
            (bounds.size() - DVec3::new(0.99, 0.99, 0.0)).length() < 1e-6,
            "{bounds:?}"
        );
        assert_eq!(bounds.min.x, 1e7);
    }

    #[test]
    fn the_spacing_of_a_grid_is_found() {
        let spacing = CloudInfo::of(&cloud(plane(300))).spacing_m;
        assert!(
            (0.008..0.013).contains(&spacing),
            "1 cm apart, found {spacing}"
        );
    }

    #[test]
    fn nothing_one_point_and_only_nan_are_cases() {
        assert_eq!(CloudInfo::of(&cloud([])).bounds, None);
        assert_eq!(CloudInfo::of(&cloud([[f32::NAN; 3]])).bounds, None);
        let one = CloudInfo::of(&cloud([[1.0, 2.0, 3.0]]));
        assert_eq!(
            one.bounds.map(|b| b.center()),
            Some(DVec3::new(1.0, 2.0, 3.0))
        );
        assert_eq!(one.spacing_m, 0.0);
    }
}
