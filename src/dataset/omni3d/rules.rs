//! Omni3D's boxes, and its own rules of which annotations count.
//!
//! The rules are those of `is_ignore` in <https://github.com/facebookresearch/omni3d> (`cubercnn/data/datasets.py`), with
//! the thresholds that it has where no configuration sets others.

use super::builder::AnnotationRecord;
use super::index::Annotation;
use crate::dataset::lenient::Numbers;
use crate::geom::{DMat3, DVec2, DVec3, Obb, Pinhole};

/// Boxes and `bbox3D_cam` agree to this, metres.
pub(super) const CORNERS_AGREE_M: f32 = 1e-3;
/// Depth of the picture and of the drawn object may differ by this, metres.
const MAX_DEPTH_ERROR: f64 = 0.5;
/// Less of an object must lie outside the picture, share.
const MAX_TRUNCATION: f64 = 0.99;
/// More of an object must be seen, share.
const MIN_VISIBILITY: f64 = 0.01;
/// An object's rectangle must be higher, share of the picture's height: `DATASETS.MIN_HEIGHT_THRES` by default. The
/// paper's training set it to 0.05.
const MIN_HEIGHT: f64 = 0.0;
/// An object's rectangle must be lower, share of the picture's height.
const MAX_HEIGHT: f64 = 1.5;
/// Classes that mark areas in which nothing is annotated: `DATASETS.IGNORE_NAMES` of the paper's training.
const AREAS: [&str; 3] = ["dontcare", "ignore", "void"];
/// How far a projected box may lie from `bbox2D_proj`: pixels, and share of its longer side.
const PROJECTED_PX: f64 = 2.0;
const PROJECTED_SHARE: f64 = 0.02;
/// A corner nearer than this to the camera plane projects to anywhere, metres.
const NEAR_M: f64 = 0.05;

/// The box in camera space that `center_cam`, `dimensions` (width, height, length) and `R_cam` say. Its axes are the
/// source's: x along the length, y along the height (down), z along the width. `None` where they are no box: a number
/// is missing or not finite, a dimension is not positive, the matrix is no rotation.
pub(super) fn box_in_camera(record: &AnnotationRecord) -> Option<Obb> {
    let [width, height, length] = record.dimensions.0?;
    if width.min(height).min(length) <= 0.0 {
        return None;
    }
    Obb::from_full(
        record.center_cam.0?,
        [length, height, width],
        record.R_cam.0?,
    )
}

/// A box's corners in the source's order: v0(-,-,-) v1(+,-,-) v2(+,+,-) v3(-,+,-), then the same at +z.
pub(super) fn corners(obb: &Obb) -> [DVec3; 8] {
    let ours = obb.corners();
    [0, 1, 3, 2, 4, 5, 7, 6].map(|i| ours[i])
}

/// How far the farthest of these corners lies from the box's own, metres; infinite where one is not finite.
pub(super) fn corners_off_m(obb: &Obb, theirs: &[f64; 24]) -> f64 {
    let (theirs, _) = theirs.as_chunks::<3>();
    let off = |(own, their): (DVec3, &[f64; 3])| own.distance(DVec3::from_array(*their));
    let offs = corners(obb).into_iter().zip(theirs).map(off);
    offs.fold(0.0, |most, m| {
        if m.is_finite() {
            f64::max(most, m)
        } else {
            f64::INFINITY
        }
    })
}

/// A rectangle, where there is one: -1 four times is none, as is one that is not finite or has no area.
pub(super) fn rect(numbers: Numbers<4>) -> Option<[f64; 4]> {
    let rect = numbers.0?;
    let [x0, y0, x1, y1] = rect;
    (rect.iter().all(|v| v.is_finite()) && x0 < x1 && y0 < y1).then_some(rect)
}

/// A share from 0 to 1; -1 is none.
pub(super) fn share(number: Numbers<1>) -> Option<f64> {
    number.real().filter(|share| (0.0..=1.0).contains(share))
}

/// The first of the source's rules that leaves an annotation out, but for the one on heights: see [`too_high`].
pub(super) fn ignored(record: &AnnotationRecord) -> Option<&'static str> {
    let none_of = |points: Numbers<1>| points.real() == Some(0.0);
    let flat = |dimensions: [f64; 3]| dimensions.iter().any(|side| *side <= 0.0);
    let rules = [
        (
            record.behind_camera.flag() == Some(true),
            "behind the camera",
        ),
        (record.valid3D.flag() != Some(true), "no valid box in space"),
        (
            record.dimensions.0.is_none_or(flat),
            "a dimension is not positive",
        ),
        (none_of(record.lidar_pts), "no lidar points"),
        (none_of(record.segmentation_pts), "no segmentation points"),
        (
            record
                .depth_error
                .real()
                .is_some_and(|e| e > MAX_DEPTH_ERROR),
            "the depth map disagrees",
        ),
        (
            record
                .truncation
                .real()
                .is_some_and(|t| t >= MAX_TRUNCATION),
            "nearly all outside the picture",
        ),
        (
            record
                .visibility
                .real()
                .is_some_and(|v| (0.0..=MIN_VISIBILITY).contains(&v)),
            "nearly all hidden",
        ),
    ];
    rules
        .into_iter()
        .find_map(|(applies, why)| applies.then_some(why))
}

/// The rule on heights, which needs the picture's. The height is that of `bbox2D_trunc`, else `bbox2D_proj` (the
/// source's choice where no configuration sets another), else of `bbox2D_tight`.
pub(super) fn too_high(annotation: &Annotation, picture_height: u32) -> Option<&'static str> {
    let Some([_, y0, _, y1]) = annotation.trunc.or(annotation.proj).or(annotation.tight) else {
        return Some("no rectangle in the picture");
    };
    let share = (y1 - y0) / f64::from(picture_height);
    match share {
        share if share <= MIN_HEIGHT => Some("too low in the picture"),
        share if share >= MAX_HEIGHT => Some("too high for the picture"),
        _ => None,
    }
}

/// Whether a class marks areas in which nothing is annotated.
pub(super) fn is_area(category: &str) -> bool {
    AREAS.iter().any(|area| category.eq_ignore_ascii_case(area))
}

/// How far from `bbox2D_proj` the box lies in the picture, pixels, where that is more than rounding: then K is not that
/// of the picture, as when only one of them was turned. `None` too where the box does not lie wholly in front.
pub(super) fn projected_off_px(annotation: &Annotation, camera: &Pinhole) -> Option<f64> {
    let (own, theirs) = (annotation.geometry?, annotation.proj?);
    if annotation.behind {
        return None;
    }
    let mut rect = [
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    ];
    for corner in own.corners() {
        let DVec2 { x, y } = camera.project(corner).filter(|_| corner.z >= NEAR_M)?;
        rect = [
            rect[0].min(x),
            rect[1].min(y),
            rect[2].max(x),
            rect[3].max(y),
        ];
    }
    let side = (theirs[2] - theirs[0]).max(theirs[3] - theirs[1]);
    let off = rect
        .iter()
        .zip(theirs)
        .map(|(own, their)| (own - their).abs())
        .fold(0.0, f64::max);
    (off > PROJECTED_PX.max(PROJECTED_SHARE * side)).then_some(off)
}

/// How far `bbox2D_trunc`, which is cut at the picture's border, reaches beyond it, pixels, where that is more than
/// rounding: then width and height are not those of the picture.
pub(super) fn outside_px(annotation: &Annotation, camera: &Pinhole) -> Option<f64> {
    let [x0, y0, x1, y1] = annotation.trunc?;
    let (width, height) = (f64::from(camera.width), f64::from(camera.height));
    let off = (-x0).max(-y0).max(x1 - width).max(y1 - height);
    (off > PROJECTED_PX).then_some(off)
}

/// World from camera, which the source does not know: the camera's own axes with Z up, so that the picture's right stays
/// X, forward becomes Y and the picture's up becomes Z.
pub(super) fn world_from_camera() -> DMat3 {
    DMat3::from_cols(DVec3::X, DVec3::NEG_Z, DVec3::Y)
}
