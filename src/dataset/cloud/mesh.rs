//! Points and triangles that were gathered one by one, as a cloud.

use super::Loaded;
use super::records::drop_infinite;
use crate::geom::DVec3;
use crate::scene::{CloudPoint, PointCloud};

/// A cloud of points, their colours and triangles over them. Points that have no place go, and triangles with them.
pub(super) fn gathered(
    points: impl ExactSizeIterator<Item = (DVec3, [u8; 4])> + Clone,
    triangles: Vec<[u32; 3]>,
) -> Loaded {
    let mut places = points.clone().map(|(place, _)| place);
    let origin = places.find(|place| place.is_finite());
    let origin = origin.unwrap_or_default().round();
    let mut cloud = PointCloud {
        origin,
        points: points
            .map(|(place, rgba)| CloudPoint {
                offset_m: (place - origin).as_vec3().to_array(),
                rgba,
            })
            .collect(),
        instance: Vec::new(),
    };
    let lost = drop_infinite(&mut cloud);
    loaded(cloud, lost, triangles)
}

/// Leaves out triangles over rows without their corners, and counts the corners anew.
pub(super) fn loaded(cloud: PointCloud, lost: Vec<usize>, mut triangles: Vec<[u32; 3]>) -> Loaded {
    let rows = cloud.points.len() + lost.len();
    let before = triangles.len();
    triangles.retain(|corners| {
        corners
            .iter()
            .all(|c| (*c as usize) < rows && lost.binary_search(&(*c as usize)).is_err())
    });
    let mut warnings = Vec::new();
    if triangles.len() < before {
        let left_out = before - triangles.len();
        warnings.push(format!(
            "{left_out} of {before} triangles left out: a corner is not there"
        ));
    }
    if !lost.is_empty() {
        for corner in triangles.iter_mut().flatten() {
            *corner -= lost.partition_point(|row| row < &(*corner as usize)) as u32;
        }
    }
    Loaded {
        cloud,
        triangles,
        lost,
        grid: None,
        warnings,
    }
}

/// A face of three and more corners as triangles that share its first.
pub(super) fn fan(corners: &[u32], triangles: &mut Vec<[u32; 3]>) {
    if let [first, rest @ ..] = corners {
        triangles.extend(rest.windows(2).map(|edge| [*first, edge[0], edge[1]]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_without_a_place_go_with_their_triangles_and_the_rest_is_counted_anew() {
        let at = |x: f64| (DVec3::new(x, 1e7 + 0.001, 0.0), [1, 2, 3, 4]);
        let points = [at(f64::NAN), at(1.0), at(2.0), at(f64::INFINITY), at(4.0)];
        let triangles = vec![[1, 2, 4], [0, 1, 2], [1, 2, 3], [1, 2, 5]];
        let loaded = gathered(points.into_iter(), triangles);
        assert_eq!(
            (loaded.cloud.points.len(), &loaded.lost[..]),
            (3, &[0, 3][..])
        );
        assert_eq!(loaded.triangles, [[0, 1, 2]]);
        assert_eq!(loaded.warnings.len(), 1);
        let far = loaded.cloud.position(2).expect("a point");
        assert!((far - at(4.0).0).length() < 1e-7, "{far}");
    }

    #[test]
    fn faces_become_fans() {
        let mut triangles = Vec::new();
        fan(&[3, 4, 5, 6], &mut triangles);
        fan(&[1, 2], &mut triangles);
        fan(&[], &mut triangles);
        assert_eq!(triangles, [[3, 4, 5], [3, 5, 6]]);
    }
}
