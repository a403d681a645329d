//! A box as the numbers of the fields say it.

use crate::evidence::{Evidence, Shape};
use crate::geom::Obb;

/// An upright box in the numbers of the fields: metres and degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoxNumbers {
    /// Centre, metres.
    pub center: [f64; 3],
    /// Full size, metres.
    pub size: [f64; 3],
    /// Turn about Z in degrees; `None` for a box that does not stand upright.
    pub yaw_deg: Option<f64>,
}

impl BoxNumbers {
    /// Of a piece of evidence that is a box.
    pub fn of(evidence: &Evidence) -> Option<Self> {
        let Shape::Obb(shape) = &evidence.shape else {
            return None;
        };
        let yaw_deg = shape.obb()?.yaw_rad().map(f64::to_degrees);
        Some(Self {
            center: shape.center,
            size: shape.size,
            yaw_deg,
        })
    }

    /// Of a box that came out of numbers `before`: what did not turn keeps its degrees to the last digit.
    pub fn from_obb(obb: &Obb, before: &Self, turned: bool) -> Self {
        let yaw_deg = match before.yaw_deg {
            Some(_) if turned => obb.yaw_rad().map(f64::to_degrees),
            same => same,
        };
        Self {
            center: obb.center.to_array(),
            size: obb.size().to_array(),
            yaw_deg,
        }
    }

    /// Whether these numbers can be a box.
    pub fn usable(&self) -> bool {
        let numbers = self.center.iter().chain(&self.size).chain(&self.yaw_deg);
        numbers.into_iter().all(|v| v.is_finite() && v.abs() < 1e6)
            && self.size.iter().all(|s| *s > 0.0)
    }
}
