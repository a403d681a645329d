//! Lens distortion: from ideal image coordinates (x/z, y/z) to those of a real lens, and back.
//!
//! Models and names of coefficients are OpenCV's (<https://docs.opencv.org/4.x/d9/d0c/group__calib3d.html> and
//! <https://docs.opencv.org/4.x/db/d58/group__calib3d__fisheye.html>).

use glam::{DMat2, DVec2};

/// Newton's steps before a coordinate counts as having no origin.
const MAX_STEPS: u32 = 40;
/// Steps for an angle: enough even if each only halves what is left.
const MAX_ANGLES: u32 = 80;
/// How close a coordinate found must lead back to the one asked for; a billionth of a focal length.
const CLOSE: f64 = 1e-9;
/// Where a lens is looked at for the point at which it folds back: radii, or half angles in rad.
const FARTHEST_RADIUS: f64 = 8.0;
const FARTHEST_ANGLE: f64 = std::f64::consts::FRAC_PI_2;
/// Steps of that search.
const STEPS: u32 = 2_048;

/// What a lens does to an ideal image.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Lens {
    /// Nothing.
    #[default]
    Ideal,
    /// OpenCV's radial and tangential model.
    OpenCv(Radial),
    /// OpenCV's fisheye model (equidistant, four coefficients).
    Fisheye(Fisheye),
}

/// Coefficients of OpenCV's radial and tangential model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Radial {
    /// k1 k2 p1 p2 k3 k4 k5 k6, OpenCV's order.
    coefficients: [f64; 8],
    /// The radius from which on the image folds back onto itself; infinite when it does not.
    reach: f64,
}

/// Coefficients of OpenCV's fisheye model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fisheye {
    /// k1 k2 k3 k4.
    coefficients: [f64; 4],
    /// The angle from the optical axis from which on the image folds back, rad; at most a right angle.
    reach: f64,
}

impl Lens {
    /// OpenCV's model from its first 0, 4, 5 or 8 coefficients (k1 k2 p1 p2 k3 k4 k5 k6). All zero is
    /// [`Lens::Ideal`]. `None` for another number of them, or when one is not finite.
    pub fn open_cv(coefficients: &[f64]) -> Option<Self> {
        let known = matches!(coefficients.len(), 0 | 4 | 5 | 8);
        if !known || !coefficients.iter().all(|k| k.is_finite()) {
            return None;
        }
        if coefficients.iter().all(|k| *k == 0.0) {
            return Some(Self::Ideal);
        }
        let mut lens = Radial {
            coefficients: [0.0; 8],
            reach: f64::INFINITY,
        };
        for (own, given) in lens.coefficients.iter_mut().zip(coefficients) {
            *own = *given;
        }
        lens.reach = folds_at(FARTHEST_RADIUS, |r| r * lens.radial(r * r)).unwrap_or(f64::INFINITY);
        Some(Self::OpenCv(lens))
    }

    /// OpenCV's fisheye model. `None` when a coefficient is not finite.
    pub fn fisheye(coefficients: [f64; 4]) -> Option<Self> {
        let mut lens = Fisheye {
            coefficients,
            reach: FARTHEST_ANGLE,
        };
        lens.reach = folds_at(FARTHEST_ANGLE, |a| lens.bent(a)).unwrap_or(FARTHEST_ANGLE);
        coefficients
            .iter()
            .all(|k| k.is_finite())
            .then_some(Self::Fisheye(lens))
    }

    /// The model's coefficients, in OpenCV's order; none for an ideal one.
    pub fn coefficients(&self) -> &[f64] {
        match self {
            Self::Ideal => &[],
            Self::OpenCv(lens) => &lens.coefficients,
            Self::Fisheye(lens) => &lens.coefficients,
        }
    }

    /// Where an ideal coordinate comes to lie; `None` beyond the point where the lens folds back, whose image would
    /// lie among that of nearer ones.
    pub fn distort(&self, ideal: DVec2) -> Option<DVec2> {
        match self {
            Self::Ideal => Some(ideal),
            Self::OpenCv(lens) => (ideal.length() < lens.reach).then(|| lens.apply(ideal)),
            Self::Fisheye(lens) => {
                let radius = ideal.length();
                let angle = libm::atan(radius);
                let scale = if radius > 0.0 {
                    lens.bent(angle) / radius
                } else {
                    1.0
                };
                (angle < lens.reach).then_some(ideal * scale)
            }
        }
    }

    /// The ideal coordinate that comes to lie here; `None` where none does.
    pub fn undistort(&self, seen: DVec2) -> Option<DVec2> {
        match self {
            Self::Ideal => Some(seen),
            Self::OpenCv(lens) => lens.invert(seen),
            Self::Fisheye(lens) => lens.invert(seen),
        }
    }
}

impl Radial {
    /// The factor along the radius, of its square.
    fn radial(&self, r2: f64) -> f64 {
        let [k1, k2, _, _, k3, k4, k5, k6] = self.coefficients;
        (1.0 + r2 * (k1 + r2 * (k2 + r2 * k3))) / (1.0 + r2 * (k4 + r2 * (k5 + r2 * k6)))
    }

    fn apply(&self, at: DVec2) -> DVec2 {
        let [_, _, p1, p2, ..] = self.coefficients;
        let (r2, xy) = (at.length_squared(), 2.0 * at.x * at.y);
        let tangential = DVec2::new(
            p1 * xy + p2 * (r2 + 2.0 * at.x * at.x),
            p1 * (r2 + 2.0 * at.y * at.y) + p2 * xy,
        );
        at * self.radial(r2) + tangential
    }

    /// Newton's method in the plane, from the radius outwards: exact where OpenCV's fixed-point steps are not yet.
    fn invert(&self, seen: DVec2) -> Option<DVec2> {
        let mut at = seen;
        for _ in 0..MAX_STEPS {
            let error = self.apply(at) - seen;
            if error.length() < CLOSE * 1e-3 {
                break;
            }
            let step = self.slope(at).inverse() * error;
            if !step.is_finite() {
                return None;
            }
            // No further than half of the way to where the model folds.
            at -= step.clamp_length_max(0.5 * self.reach.min(1.0));
        }
        let found = (self.apply(at) - seen).length() < CLOSE && at.length() < self.reach;
        found.then_some(at)
    }

    /// How what is seen changes with the ideal coordinate.
    fn slope(&self, at: DVec2) -> DMat2 {
        let [k1, k2, p1, p2, k3, k4, k5, k6] = self.coefficients;
        let r2 = at.length_squared();
        let above = 1.0 + r2 * (k1 + r2 * (k2 + r2 * k3));
        let below = 1.0 + r2 * (k4 + r2 * (k5 + r2 * k6));
        let above_d = k1 + r2 * (2.0 * k2 + r2 * 3.0 * k3);
        let below_d = k4 + r2 * (2.0 * k5 + r2 * 3.0 * k6);
        // By the square of the radius.
        let d = (above_d * below - above * below_d) / (below * below);
        let (radial, DVec2 { x, y }) = (above / below, at);
        let cross = 2.0 * x * y * d + 2.0 * (p1 * x + p2 * y);
        DMat2::from_cols(
            DVec2::new(
                radial + 2.0 * x * x * d + 2.0 * p1 * y + 6.0 * p2 * x,
                cross,
            ),
            DVec2::new(
                cross,
                radial + 2.0 * y * y * d + 6.0 * p1 * y + 2.0 * p2 * x,
            ),
        )
    }
}

impl Fisheye {
    /// The image's radius of an angle from the axis, in focal lengths.
    fn bent(&self, angle: f64) -> f64 {
        let [k1, k2, k3, k4] = self.coefficients;
        let a2 = angle * angle;
        angle * (1.0 + a2 * (k1 + a2 * (k2 + a2 * (k3 + a2 * k4))))
    }

    /// The angle whose image has this radius: Newton's steps, kept between bounds, as the model grows up to `reach`.
    fn invert(&self, seen: DVec2) -> Option<DVec2> {
        let radius = seen.length();
        let (mut low, mut high) = (0.0, self.reach);
        if radius >= self.bent(high) {
            return None;
        }
        if radius == 0.0 {
            return Some(seen);
        }
        let mut angle = radius.min(0.5 * high);
        for _ in 0..MAX_ANGLES {
            let error = self.bent(angle) - radius;
            if error < 0.0 {
                low = angle;
            } else {
                high = angle;
            }
            let step = angle - error / self.slope(angle);
            let next = if step >= low && step <= high {
                step
            } else {
                0.5 * (low + high)
            };
            let moved = (next - angle).abs();
            angle = next;
            if moved <= f64::EPSILON {
                break;
            }
        }
        Some(seen * (libm::tan(angle) / radius))
    }

    /// How the image's radius grows with the angle.
    fn slope(&self, angle: f64) -> f64 {
        let [k1, k2, k3, k4] = self.coefficients;
        let a2 = angle * angle;
        1.0 + a2 * (3.0 * k1 + a2 * (5.0 * k2 + a2 * (7.0 * k3 + a2 * 9.0 * k4)))
    }
}

/// The first argument up to `farthest` from which on `f` no longer grows.
fn folds_at(farthest: f64, f: impl Fn(f64) -> f64) -> Option<f64> {
    let at = |step: u32| farthest * f64::from(step) / f64::from(STEPS);
    // A pole of the rational model shows as a fall, too.
    (1..=STEPS)
        .find(|step| f(at(*step)).total_cmp(&f(at(step - 1))) != std::cmp::Ordering::Greater)
        .map(|step| at(step - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_open_cv_model_by_hand() {
        // r2 = 0.25 + 0.0625 = 0.3125; radial 1 + 0.1 * 0.3125 = 1.03125.
        let lens = Lens::open_cv(&[0.1, 0.0, 0.01, 0.02]).expect("a lens");
        let seen = lens.distort(DVec2::new(0.5, 0.25)).expect("seen");
        // x: 0.515625 + 2 * 0.01 * 0.125 + 0.02 * (0.3125 + 0.5) = 0.534375
        // y: 0.2578125 + 0.01 * (0.3125 + 0.125) + 2 * 0.02 * 0.125 = 0.2671875
        assert!(
            (seen - DVec2::new(0.534375, 0.2671875)).length() < 1e-15,
            "{seen}"
        );
        // The rational part divides: k4 = 0.1 makes 1 + 0.03125.
        let lens = Lens::open_cv(&[0.1, 0.0, 0.0, 0.0, 0.0, 0.1, 0.0, 0.0]).expect("a lens");
        let seen = lens.distort(DVec2::new(0.5, 0.25)).expect("seen");
        assert!((seen - DVec2::new(0.5, 0.25)).length() < 1e-15, "{seen}");
    }

    #[test]
    fn the_fisheye_model_by_hand() {
        // 45 degrees: angle pi/4; with k1 = 0.1 the radius is a + 0.1 a^3.
        let lens = Lens::fisheye([0.1, 0.0, 0.0, 0.0]).expect("a lens");
        let a = std::f64::consts::FRAC_PI_4;
        let seen = lens.distort(DVec2::new(0.0, 1.0)).expect("seen");
        assert!((seen - DVec2::new(0.0, a + 0.1 * a * a * a)).length() < 1e-15);
        assert_eq!(lens.distort(DVec2::ZERO), Some(DVec2::ZERO));
    }

    #[test]
    fn undistorting_leads_back_over_the_whole_picture() {
        let lenses = [
            Lens::open_cv(&[-0.28, 0.07, 0.0006, -0.0002, 0.01]),
            Lens::open_cv(&[0.12, -0.03, -0.001, 0.002]),
            Lens::open_cv(&[4.2, 2.1, 0.0004, 0.0001, 0.1, 4.5, 3.2, 0.5]),
            Lens::fisheye([-0.03, 0.006, -0.004, 0.0007]),
        ];
        for lens in lenses.map(|lens| lens.expect("a lens")) {
            for (x, y) in (0..21).flat_map(|i| (0..21).map(move |j| (i, j))) {
                let ideal = DVec2::new(f64::from(x) / 12.5 - 0.8, f64::from(y) / 16.0 - 0.625);
                let Some(seen) = lens.distort(ideal) else {
                    continue;
                };
                let back = lens.undistort(seen).expect("its origin");
                assert!((back - ideal).length() < 1e-7, "{lens:?} {ideal} {back}");
            }
            assert!(lens.distort(DVec2::new(0.5, 0.4)).is_some(), "{lens:?}");
        }
    }

    #[test]
    fn every_angle_of_a_fisheye_comes_back_even_where_it_nearly_folds() {
        for coefficients in [
            [0.0; 4],
            [-0.03, 0.006, -0.004, 0.0007],
            [0.6, -0.4, 0.1, 0.3],
            [-0.3, 0.0, 0.0, 0.0],
        ] {
            let Some(Lens::Fisheye(lens)) = Lens::fisheye(coefficients) else {
                panic!("a lens");
            };
            for step in 0..10_000 {
                let radius = lens.bent(lens.reach) * f64::from(step) / 10_000.0;
                let way = DVec2::new(0.6, -0.8);
                let ideal = lens.invert(way * radius).expect("its origin");
                let back = lens.bent(libm::atan(ideal.length()));
                assert!(
                    (back - radius).abs() < 1e-12,
                    "{coefficients:?} {radius} {back}"
                );
                assert!((ideal - way * ideal.length()).length() <= 1e-12 * ideal.length());
            }
        }
    }

    #[test]
    fn what_folds_back_has_no_image() {
        // r (1 - 0.5 r2) grows up to r = sqrt(2/3) = 0.816.
        let lens = Lens::open_cv(&[-0.5, 0.0, 0.0, 0.0]).expect("a lens");
        assert!(lens.distort(DVec2::new(0.8, 0.0)).is_some());
        assert_eq!(lens.distort(DVec2::new(0.83, 0.0)), None);
        // Nothing is seen farther out than 0.816 * (1 - 1/3) = 0.544.
        assert!(lens.undistort(DVec2::new(0.54, 0.0)).is_some());
        assert_eq!(lens.undistort(DVec2::new(0.55, 0.0)), None);
        let lens = Lens::fisheye([0.0; 4]).expect("a lens");
        assert_eq!(
            lens.undistort(DVec2::new(1.6, 0.0)),
            None,
            "more than a right angle"
        );
    }

    #[test]
    fn no_coefficients_are_an_ideal_lens_and_odd_ones_none() {
        assert_eq!(Lens::open_cv(&[]), Some(Lens::Ideal));
        assert_eq!(Lens::open_cv(&[0.0; 8]), Some(Lens::Ideal));
        assert_eq!(Lens::open_cv(&[0.1]), None);
        assert_eq!(Lens::open_cv(&[f64::NAN, 0.0, 0.0, 0.0]), None);
        assert_eq!(Lens::fisheye([f64::INFINITY, 0.0, 0.0, 0.0]), None);
    }
}
