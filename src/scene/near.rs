//! Points and boxes: how many points a box holds, the box that fits them, the floor that things stand on.

use super::PointCloud;
use crate::geom::{DVec3, Face, Obb};

/// How far around a box points are looked for that it should hold, metres on each side.
const GROW_M: f64 = 0.10;
/// No side of a fitted box is thinner, metres.
const THINNEST_M: f64 = 0.01;
/// Height of the layers among which the floor is looked for, metres.
const LAYER_M: f64 = 0.02;
/// The floor is in this lowest share of the heights of the cloud.
const LOW_SHARE: f64 = 1.0 / 3.0;
/// Share of points at either end of the heights that may be strays.
const STRAY_SHARE: f64 = 0.005;
/// Points within this of the floor belong to it where points know no instance, metres.
const OF_FLOOR_M: f64 = 0.03;

impl PointCloud {
    /// Number of points in the closed box.
    pub fn count_in(&self, obb: &Obb) -> usize {
        self.positions().filter(|p| obb.contains(*p, 1.0)).count()
    }

    /// The points in the closed box, with the same origin.
    pub fn within(&self, obb: &Obb) -> Self {
        let mut part = Self {
            origin: self.origin,
            ..Self::default()
        };
        for (index, point) in self.points.iter().enumerate() {
            if self.position(index).is_some_and(|p| obb.contains(p, 1.0)) {
                part.points.push(*point);
                part.instance.extend(self.instance.get(index));
            }
        }
        part
    }

    /// World positions of all points.
    fn positions(&self) -> impl Iterator<Item = DVec3> + '_ {
        (0..self.points.len()).filter_map(|index| self.position(index))
    }
}

/// The box of the same rotation that tightly holds the points which `obb`, grown by 10 cm on each side, holds. Where
/// points know their instance and some there are of `instance`, those alone count; else all but the floor's. `None`
/// without such a point.
pub fn fitted_to_points(cloud: &PointCloud, obb: &Obb, instance: Option<u32>) -> Option<Obb> {
    let grown = Obb {
        half_extents: obb.half_extents + GROW_M,
        ..*obb
    };
    let near = cloud.within(&grown);
    let own: Vec<DVec3> = instance
        .and_then(|id| u16::try_from(id).ok())
        .map(|id| near.of_instance(id).collect())
        .unwrap_or_default();
    if !own.is_empty() {
        return Obb::around(obb.rotation, own, THINNEST_M);
    }
    let floor_m = floor_height(cloud);
    let above = |p: &DVec3| floor_m.is_none_or(|floor| p.z > floor + OF_FLOOR_M);
    Obb::around(obb.rotation, near.positions().filter(above), THINNEST_M)
}

/// Height of the floor in world, metres: the middle of the fullest layer among the lowest third of the cloud's heights,
/// strays left out. `None` without finite points.
pub fn floor_height(cloud: &PointCloud) -> Option<f64> {
    let mut heights: Vec<f64> = cloud
        .positions()
        .map(|p| p.z)
        .filter(|z| z.is_finite())
        .collect();
    heights.sort_by(f64::total_cmp);
    let strays = (heights.len() as f64 * STRAY_SHARE) as usize;
    let kept = heights.get(strays..heights.len() - strays)?;
    let (low, high) = (*kept.first()?, *kept.last()?);
    let end = low + (high - low) * LOW_SHARE;
    // The layer that begins at each height in turn, by two fingers over the sorted heights.
    let (mut fullest, mut upper) = ((0, 0), 0);
    for (lower, height) in kept.iter().enumerate() {
        if *height > end {
            break;
        }
        while kept.get(upper).is_some_and(|z| z - height <= LAYER_M) {
            upper += 1;
        }
        if upper - lower > fullest.1 - fullest.0 {
            fullest = (lower, upper);
        }
    }
    kept.get((fullest.0 + fullest.1) / 2).copied()
}

/// The box with its bottom face at `floor_m` and its top face where it was; `None` for a box that does not stand
/// upright, or whose top is not above the floor.
pub fn standing_on(obb: &Obb, floor_m: f64) -> Option<Obb> {
    obb.yaw_rad()?;
    let bottom_m = obb.center.z - obb.half_extents.z;
    let top_m = obb.center.z + obb.half_extents.z;
    let bottom = Face {
        axis: 2,
        positive: false,
    };
    let lowered = obb.with_face_moved(bottom, bottom_m - floor_m, THINNEST_M);
    (top_m - floor_m >= THINNEST_M).then_some(lowered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::CloudPoint;

    fn cloud(points: &[[f32; 3]], instance: Vec<u16>) -> PointCloud {
        let point = |offset_m: &[f32; 3]| CloudPoint {
            offset_m: *offset_m,
            rgba: [255; 4],
        };
        PointCloud {
            origin: DVec3::new(100.0, 0.0, 0.0),
            points: points.iter().map(point).collect(),
            instance,
        }
    }

    /// A floor of 4 m x 4 m at 0.1 m, and a table's top of 1 m x 1 m, denser, at 0.8 m; heights off by up to 4 mm.
    fn room() -> PointCloud {
        let mut points = Vec::new();
        let wave = |i: usize, j: usize| (((i * 7 + j * 13) % 9) as f32 - 4.0) * 0.001;
        for i in 0..80 {
            for j in 0..80 {
                points.push([i as f32 * 0.05, j as f32 * 0.05, 0.1 + wave(i, j)]);
                points.push([
                    1.0 + i as f32 * 0.0125,
                    1.0 + j as f32 * 0.0125,
                    0.8 + wave(j, i),
                ]);
            }
        }
        // A lamp above and a stray below.
        points.push([2.0, 2.0, 2.4]);
        points.push([2.0, 2.0, -30.0]);
        cloud(&points, Vec::new())
    }

    #[test]
    fn points_in_a_turned_box_are_those_that_a_count_by_angles_finds() {
        let yaw = 0.7_f64;
        let b = Obb::upright(DVec3::new(101.5, 1.5, 0.8), DVec3::new(0.6, 0.3, 0.1), yaw);
        let cloud = room();
        // By the distance from the two middle lines of the box, on the ground.
        let inside = cloud.points.iter().filter(|p| {
            let [x, y, z] = p.offset_m.map(f64::from);
            let (dx, dy) = (x + 100.0 - 101.5, y - 1.5);
            let (far, angle) = (dx.hypot(dy), dy.atan2(dx) - yaw);
            (far * angle.cos()).abs() <= 0.3
                && (far * angle.sin()).abs() <= 0.15
                && (z - 0.8).abs() <= 0.05
        });
        let expected = inside.count();
        assert!(expected > 500, "{expected}");
        assert_eq!(cloud.count_in(&b), expected);
        let part = cloud.within(&b);
        assert_eq!((part.points.len(), part.origin), (expected, cloud.origin));
    }

    #[test]
    fn the_floor_is_the_fullest_low_layer() {
        let found = floor_height(&room()).expect("a floor");
        assert!((found - 0.1).abs() < 0.005, "{found}");
        assert_eq!(floor_height(&PointCloud::default()), None);
        assert_eq!(floor_height(&cloud(&[[f32::NAN; 3]], vec![])), None);
    }

    #[test]
    fn a_box_comes_down_to_the_floor_and_its_top_stays() {
        let b = Obb::upright(DVec3::new(0.0, 0.0, 0.6), DVec3::new(1.0, 1.0, 0.4), 0.3);
        let down = standing_on(&b, 0.1).expect("above the floor");
        assert!((down.size().z - 0.7).abs() < 1e-12 && (down.center.z - 0.45).abs() < 1e-12);
        let up = standing_on(&b, 0.7).expect("its top is above");
        assert!((up.size().z - 0.1).abs() < 1e-12 && (up.center.z - 0.75).abs() < 1e-12);
        assert_eq!(standing_on(&b, 0.9), None);
    }

    #[test]
    fn a_loose_box_is_drawn_in_to_its_own_points() {
        // A block of 20 cm about (101, 1, 1), instance 7, and a wall 5 cm beside it.
        let steps: Vec<f32> = (0..=10).map(|i| i as f32 * 0.02 - 0.1).collect();
        let mut points = Vec::new();
        for x in &steps {
            for y in &steps {
                points.extend(steps.iter().map(|z| [1.0 + x, 1.0 + y, 1.0 + z]));
            }
        }
        let own = points.len();
        points.extend(steps.iter().map(|y| [1.15, 1.0 + y, 1.0]));
        let instance = (0..points.len()).map(|i| if i < own { 7 } else { 8 });
        let cloud = cloud(&points, instance.collect());
        let loose = Obb::upright(DVec3::new(101.03, 1.0, 1.0), DVec3::splat(0.3), 0.0);
        let fitted = fitted_to_points(&cloud, &loose, Some(7)).expect("points");
        assert!((fitted.center - DVec3::new(101.0, 1.0, 1.0)).length() < 1e-6);
        assert!((fitted.size() - DVec3::splat(0.2)).length() < 1e-6);
        // Too small by 5 cm on each side: grown first.
        let small = Obb::upright(DVec3::new(101.0, 1.0, 1.0), DVec3::splat(0.1), 0.0);
        let fitted = fitted_to_points(&cloud, &small, Some(7)).expect("points");
        assert!((fitted.size() - DVec3::splat(0.2)).length() < 1e-6);
        let anybody = fitted_to_points(&cloud, &loose, None).expect("points");
        assert!((anybody.size().x - 0.25).abs() < 1e-6, "with the wall");
        let nowhere = Obb::upright(DVec3::ZERO, DVec3::ONE, 0.0);
        assert_eq!(fitted_to_points(&cloud, &nowhere, Some(7)), None);
    }

    #[test]
    fn points_of_the_floor_do_not_hold_a_box_down() {
        let cloud = room();
        let loose = Obb::upright(DVec3::new(101.5, 1.5, 0.45), DVec3::new(1.2, 1.2, 0.8), 0.0);
        let fitted = fitted_to_points(&cloud, &loose, None).expect("the table");
        assert!(fitted.center.z - fitted.half_extents.z > 0.79);
        assert!((fitted.size().x - 0.9875).abs() < 1e-6, "{}", fitted.size());
    }
}
