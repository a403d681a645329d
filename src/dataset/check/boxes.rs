//! Boxes in world, projected, with the boxes in the picture that the source gives.

use super::{FrameError, median};
use crate::geom::Pinhole;
use crate::scene::{Frame, Scene, Seen};

/// What is seen of an object less than this, as a share, has a smaller box in the picture than its own.
const VISIBLE: f64 = 0.8;
/// The same of what lies outside of the picture.
const TRUNCATED: f64 = 0.1;

/// Each frame's objects that are seen whole, and the median of how far off their boxes are.
pub(super) fn projected(scene: &Scene) -> Vec<FrameError> {
    let of = |frame: &Frame| {
        let errors: Vec<f64> = frame
            .seen
            .iter()
            .filter(|seen| is_whole(seen))
            .filter_map(|seen| off(scene, frame, seen))
            .collect();
        let count = errors.len();
        Some(FrameError {
            frame: frame.id.clone(),
            median: median(errors)?,
            count,
        })
    };
    scene.frames.iter().filter_map(of).collect()
}

fn is_whole(seen: &Seen) -> bool {
    seen.ignored.is_none()
        && seen.visible.is_none_or(|share| share >= VISIBLE)
        && seen.truncated.is_none_or(|share| share <= TRUNCATED)
}

/// The share that the two rectangles have not in common.
fn off(scene: &Scene, frame: &Frame, seen: &Seen) -> Option<f64> {
    let (rect, object) = (seen.rect?, scene.object(seen.instance)?);
    // A lens bends edges; the rectangle around straight ones would be another.
    let pinhole = frame.camera.ideal()?;
    let camera_from_world = frame.world_from_camera.inverse();
    let Some(found) = pinhole.box_rect(&camera_from_world, &object.obb) else {
        return Some(1.0);
    };
    Some(1.0 - in_common(cut(found, pinhole), cut(rect, pinhole)))
}

fn cut(rect: [f64; 4], pinhole: &Pinhole) -> [f64; 4] {
    let (width, height) = (f64::from(pinhole.width), f64::from(pinhole.height));
    [
        rect[0].clamp(0.0, width),
        rect[1].clamp(0.0, height),
        rect[2].clamp(0.0, width),
        rect[3].clamp(0.0, height),
    ]
}

/// Intersection over union.
fn in_common(a: [f64; 4], b: [f64; 4]) -> f64 {
    let area = |r: [f64; 4]| (r[2] - r[0]).max(0.0) * (r[3] - r[1]).max(0.0);
    let both = [
        a[0].max(b[0]),
        a[1].max(b[1]),
        a[2].min(b[2]),
        a[3].min(b[3]),
    ];
    let union = area(a) + area(b) - area(both);
    if union > 0.0 { area(both) / union } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rectangles_have_in_common_by_hand() {
        let square = [0.0, 0.0, 2.0, 2.0];
        assert_eq!(in_common(square, square), 1.0);
        // 1 of 4 + 4 - 1.
        assert_eq!(in_common(square, [1.0, 1.0, 3.0, 3.0]), 1.0 / 7.0);
        assert_eq!(in_common(square, [5.0, 5.0, 6.0, 6.0]), 0.0);
        assert_eq!(in_common([1.0; 4], [1.0; 4]), 0.0);
    }
}
