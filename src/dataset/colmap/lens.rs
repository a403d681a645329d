//! COLMAP's camera models (<https://colmap.github.io/cameras.html>), in OpenCV's terms.

use crate::geom::{Camera, Lens, Pinhole};

/// Names and numbers of parameters, by COLMAP's number of the model.
const MODELS: [(&str, usize); 12] = [
    ("SIMPLE_PINHOLE", 3),
    ("PINHOLE", 4),
    ("SIMPLE_RADIAL", 4),
    ("RADIAL", 5),
    ("OPENCV", 8),
    ("OPENCV_FISHEYE", 8),
    ("FULL_OPENCV", 12),
    ("FOV", 5),
    ("SIMPLE_RADIAL_FISHEYE", 4),
    ("RADIAL_FISHEYE", 5),
    ("THIN_PRISM_FISHEYE", 12),
    ("RAD_TAN_THIN_PRISM_FISHEYE", 16),
];

/// The most parameters that a model has.
pub(super) const MOST_PARAMETERS: usize = 16;

/// Name and number of parameters of a model by its number.
pub(super) fn model(number: u32) -> Option<(&'static str, usize)> {
    MODELS.get(usize::try_from(number).ok()?).copied()
}

/// A camera of a model by its name. COLMAP counts pixels as we do: the first one's centre is at (0.5, 0.5).
///
/// # Errors
/// Why it cannot be one, in words.
pub(super) fn camera(
    model: &str,
    width: u64,
    height: u64,
    parameters: &[f64],
) -> Result<Camera, String> {
    let wanted = MODELS.iter().find(|(name, _)| *name == model);
    if let Some((_, count)) = wanted
        && *count != parameters.len()
    {
        let has = parameters.len();
        return Err(format!("{has} parameters where {model} has {count}"));
    }
    let (focal, center, lens) = match (model, parameters) {
        ("SIMPLE_PINHOLE", &[f, cx, cy]) => ([f, f], [cx, cy], Some(Lens::Ideal)),
        ("PINHOLE", &[fx, fy, cx, cy]) => ([fx, fy], [cx, cy], Some(Lens::Ideal)),
        ("SIMPLE_RADIAL", &[f, cx, cy, k]) => {
            ([f, f], [cx, cy], Lens::open_cv(&[k, 0.0, 0.0, 0.0]))
        }
        ("RADIAL", &[f, cx, cy, k1, k2]) => ([f, f], [cx, cy], Lens::open_cv(&[k1, k2, 0.0, 0.0])),
        ("OPENCV", &[fx, fy, cx, cy, k1, k2, p1, p2]) => {
            ([fx, fy], [cx, cy], Lens::open_cv(&[k1, k2, p1, p2]))
        }
        ("OPENCV_FISHEYE", &[fx, fy, cx, cy, k1, k2, k3, k4]) => {
            ([fx, fy], [cx, cy], Lens::fisheye([k1, k2, k3, k4]))
        }
        _ => return Err(format!("camera model {model} is not read")),
    };
    let ([fx, fy], [cx, cy]) = (focal, center);
    let side = |px| u32::try_from(px).unwrap_or_default();
    let k = [fx, 0.0, cx, 0.0, fy, cy, 0.0, 0.0, 1.0];
    let pinhole = Pinhole::from_k(&k, side(width), side(height));
    match (pinhole, lens) {
        (Some(pinhole), Some(lens)) => Ok(Camera { pinhole, lens }),
        _ => Err("the camera is degenerate".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{DVec2, DVec3};

    fn seen(model: &str, parameters: &[f64]) -> DVec2 {
        let camera = camera(model, 640, 480, parameters).expect("a camera");
        // x/z = 0.5, y/z = 0.25, r2 = 0.3125.
        camera.project(DVec3::new(1.0, 0.5, 2.0)).expect("in front")
    }

    fn close(a: DVec2, x: f64, y: f64) {
        assert!((a - DVec2::new(x, y)).length() < 1e-9, "{a} not {x} {y}");
    }

    #[test]
    fn every_model_by_hand() {
        close(seen("SIMPLE_PINHOLE", &[100.0, 320.0, 240.0]), 370.0, 265.0);
        close(seen("PINHOLE", &[100.0, 200.0, 320.0, 240.0]), 370.0, 290.0);
        // 1 + 0.1 * 0.3125 = 1.03125 times 50 and 25.
        close(
            seen("SIMPLE_RADIAL", &[100.0, 320.0, 240.0, 0.1]),
            371.5625,
            265.78125,
        );
        // 1 + 0.1 * 0.3125 + 0.2 * 0.09765625 = 1.05078125.
        close(
            seen("RADIAL", &[100.0, 320.0, 240.0, 0.1, 0.2]),
            372.5390625,
            266.26953125,
        );
        // See the lens: (0.534375, 0.2671875).
        let cv = [100.0, 200.0, 320.0, 240.0, 0.1, 0.0, 0.01, 0.02];
        close(seen("OPENCV", &cv), 373.4375, 293.4375);
        // r = sqrt(0.3125), angle atan r: 0.5 and 0.25 shrink by angle / r.
        let r = 0.3125_f64.sqrt();
        let by = libm::atan(r) / r;
        let fisheye = [100.0, 200.0, 320.0, 240.0, 0.0, 0.0, 0.0, 0.0];
        close(
            seen("OPENCV_FISHEYE", &fisheye),
            320.0 + 50.0 * by,
            240.0 + 50.0 * by,
        );
    }

    #[test]
    fn other_models_and_wrong_counts_are_told_apart() {
        let refused =
            |model, parameters: &[f64]| camera(model, 640, 480, parameters).expect_err("no");
        assert_eq!(refused("FOV", &[1.0; 5]), "camera model FOV is not read");
        assert_eq!(refused("MINE", &[1.0; 5]), "camera model MINE is not read");
        assert_eq!(
            refused("PINHOLE", &[1.0; 3]),
            "3 parameters where PINHOLE has 4"
        );
        assert_eq!(refused("PINHOLE", &[0.0; 4]), "the camera is degenerate");
        assert_eq!(
            refused("OPENCV", &[f64::NAN; 8]),
            "the camera is degenerate"
        );
        assert!(camera("PINHOLE", 1 << 40, 480, &[1.0; 4]).is_err());
        assert_eq!(model(5), Some(("OPENCV_FISHEYE", 8)));
        assert_eq!(model(12), None);
        assert!(MODELS.iter().all(|(_, count)| *count <= MOST_PARAMETERS));
    }
}
