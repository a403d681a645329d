//! OpenSfM's camera models (<https://opensfm.readthedocs.io/en/latest/geometry.html>), in OpenCV's terms, and poses.

use crate::geom::{Camera, DVec3, Lens, Pinhole, Pose};
use serde::Deserialize;

/// A camera as the file has it. Which of the fields there are depends on the projection.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Record {
    projection_type: String,
    width: u32,
    height: u32,
    focal: Option<f64>,
    focal_x: Option<f64>,
    focal_y: Option<f64>,
    c_x: f64,
    c_y: f64,
    k1: f64,
    k2: f64,
    k3: f64,
    k4: f64,
    p1: f64,
    p2: f64,
}

impl Record {
    /// The camera.
    ///
    /// # Errors
    /// Why it is none, in words.
    pub fn camera(&self) -> Result<Camera, String> {
        let Self {
            k1,
            k2,
            k3,
            k4,
            p1,
            p2,
            ..
        } = *self;
        let lens = match self.projection_type.as_str() {
            "perspective" | "simple_radial" | "radial" | "brown" => {
                Lens::open_cv(&[k1, k2, p1, p2, k3])
            }
            "fisheye" | "fisheye_opencv" => Lens::fisheye([k1, k2, k3, k4]),
            other => return Err(format!("projection {other:?} is not read")),
        };
        let side = f64::from(self.width.max(self.height));
        let (fx, fy) = (self.focal_x.or(self.focal), self.focal_y.or(self.focal));
        let (fx, fy) = fx.zip(fy).ok_or("there is no focal length")?;
        // From the middle of the picture: half of its size where the first pixel has its centre at 0.5.
        let middle = |offset: f64, px: u32| 0.5 * f64::from(px) + offset * side;
        let (cx, cy) = (middle(self.c_x, self.width), middle(self.c_y, self.height));
        let k = [fx * side, 0.0, cx, 0.0, fy * side, cy, 0.0, 0.0, 1.0];
        let pinhole = Pinhole::from_k(&k, self.width, self.height);
        match (pinhole, lens) {
            (Some(pinhole), Some(lens)) => Ok(Camera { pinhole, lens }),
            _ => Err("the camera is degenerate".into()),
        }
    }
}

/// `world_from_camera`, of a shot's axis times angle (rad) and translation, which are the other way round. `None` when a
/// number is not finite.
pub(super) fn world_from_camera(axis_angle: [f64; 3], translation: [f64; 3]) -> Option<Pose> {
    let axis_angle = DVec3::from_array(axis_angle);
    let half = 0.5 * axis_angle.length();
    let axis = axis_angle.normalize_or_zero() * libm::sin(half);
    let quaternion = [libm::cos(half), axis.x, axis.y, axis.z];
    let camera_from_world = Pose::from_quaternion(quaternion, DVec3::from_array(translation))?;
    half.is_finite().then(|| camera_from_world.inverse())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn camera(record: serde_json::Value) -> Result<Camera, String> {
        serde_json::from_value::<Record>(record)
            .expect("a record")
            .camera()
    }

    #[test]
    fn lengths_are_shares_of_the_longer_side() {
        let upright = json!({"projection_type": "perspective", "width": 300, "height": 400, "focal": 0.9, "k1": 0.1, "k2": 0.2});
        let read = camera(upright).expect("a camera");
        assert_eq!(
            read.pinhole.k(),
            [360.0, 0.0, 150.0, 0.0, 360.0, 200.0, 0.0, 0.0, 1.0]
        );
        assert_eq!(Some(read.lens), Lens::open_cv(&[0.1, 0.2, 0.0, 0.0]));
        let brown = json!({"projection_type": "brown", "width": 400, "height": 300, "focal_x": 0.5, "focal_y": 0.75,
                           "c_x": 0.01, "c_y": -0.02, "k1": 0.1, "k2": 0.2, "k3": 0.3, "p1": 0.04, "p2": 0.05});
        let read = camera(brown).expect("a camera");
        assert_eq!(
            read.pinhole.k(),
            [200.0, 0.0, 204.0, 0.0, 300.0, 142.0, 0.0, 0.0, 1.0]
        );
        assert_eq!(Some(read.lens), Lens::open_cv(&[0.1, 0.2, 0.04, 0.05, 0.3]));
        let fisheye = json!({"projection_type": "fisheye", "width": 400, "height": 300, "focal": 0.5, "k1": 0.1, "k2": 0.2});
        let read = camera(fisheye).expect("a camera");
        assert_eq!(Some(read.lens), Lens::fisheye([0.1, 0.2, 0.0, 0.0]));
    }

    #[test]
    fn no_camera_says_why() {
        let of = |projection: &str| {
            camera(json!({"projection_type": projection, "width": 400, "height": 300}))
        };
        assert_eq!(
            of("spherical"),
            Err("projection \"spherical\" is not read".into())
        );
        assert_eq!(of("perspective"), Err("there is no focal length".into()));
        let flat = json!({"projection_type": "perspective", "width": 400, "focal": 1.0});
        assert_eq!(camera(flat), Err("the camera is degenerate".into()));
    }

    #[test]
    fn axis_and_angle_turn_by_hand_and_are_turned_round() {
        // The camera turns by a quarter about z: world x becomes its y. Then it moves by (1, 2, 3).
        let quarter = std::f64::consts::FRAC_PI_2;
        let pose = world_from_camera([0.0, 0.0, quarter], [1.0, 2.0, 3.0]).expect("a pose");
        // World (1, 0, 0) is (0, 1, 0) + (1, 2, 3) in the camera.
        assert!((pose.transform(DVec3::new(1.0, 3.0, 3.0)) - DVec3::X).length() < 1e-15);
        let still = world_from_camera([0.0; 3], [1.0, 2.0, 3.0]).expect("a pose");
        assert_eq!(still.translation, DVec3::new(-1.0, -2.0, -3.0));
        assert_eq!(world_from_camera([f64::NAN, 0.0, 0.0], [0.0; 3]), None);
        assert_eq!(world_from_camera([f64::INFINITY, 0.0, 0.0], [0.0; 3]), None);
    }
}
