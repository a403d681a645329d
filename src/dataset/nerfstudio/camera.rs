//! Intrinsics and poses of `transforms.json`.

use crate::geom::{Camera, DMat3, DVec3, Lens, Pinhole, Pose};
use serde_json::{Map, Value};

/// What a frame says, and the file says for every frame that does not: key by key.
pub(super) struct Keys<'a> {
    pub frame: &'a Map<String, Value>,
    pub file: &'a Map<String, Value>,
}

impl Keys<'_> {
    fn value(&self, key: &str) -> Option<&Value> {
        let own = self.frame.get(key).filter(|value| !value.is_null());
        own.or_else(|| self.file.get(key))
            .filter(|value| !value.is_null())
    }

    fn number(&self, key: &str) -> Result<Option<f64>, String> {
        let number = |value: &Value| value.as_f64().ok_or_else(|| format!("{key} is no number"));
        self.value(key).map(number).transpose()
    }

    /// The numbers of these keys, 0 for each that is not there.
    fn numbers<const N: usize>(&self, keys: [&str; N]) -> Result<[f64; N], String> {
        let mut numbers = [0.0; N];
        for (number, key) in numbers.iter_mut().zip(keys) {
            *number = self.number(key)?.unwrap_or_default();
        }
        Ok(numbers)
    }

    /// Width and height that the file names, px.
    pub fn size(&self) -> Result<Option<(u32, u32)>, String> {
        let side = |key| match self.number(key)? {
            Some(px) if px >= 1.0 && px <= f64::from(u32::MAX) => Ok(Some(px as u32)),
            Some(px) => Err(format!("{key} is {px}")),
            None => Ok(None),
        };
        Ok(side("w")?.zip(side("h")?))
    }

    /// The camera of a picture of this size.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub fn camera(&self, (width, height): (u32, u32)) -> Result<Camera, String> {
        let focal = |length, angle, px: u32| -> Result<Option<f64>, String> {
            let from_angle = |angle: f64| 0.5 * f64::from(px) / libm::tan(0.5 * angle);
            let length = self.number(length)?;
            Ok(length.or(self.number(angle)?.map(from_angle)))
        };
        let fx = focal("fl_x", "camera_angle_x", width)?;
        let fy = focal("fl_y", "camera_angle_y", height)?;
        // Square pixels go without fl_y; fl_y alone is a slip of who wrote the file.
        let fx = fx.ok_or("there is no focal length fl_x")?;
        let fy = fy.unwrap_or(fx);
        let cx = self.number("cx")?.unwrap_or(0.5 * f64::from(width));
        let cy = self.number("cy")?.unwrap_or(0.5 * f64::from(height));
        let k = [fx, 0.0, cx, 0.0, fy, cy, 0.0, 0.0, 1.0];
        let pinhole = Pinhole::from_k(&k, width, height);
        match (pinhole, self.lens()?) {
            (Some(pinhole), Some(lens)) => Ok(Camera { pinhole, lens }),
            _ => Err("the camera is degenerate".into()),
        }
    }

    /// The lens. As nerfstudio has it, coefficients count for every perspective camera, whatever it is called.
    fn lens(&self) -> Result<Option<Lens>, String> {
        let model = match self.value("camera_model") {
            Some(Value::String(name)) => name.as_str(),
            Some(_) => return Err("camera_model is no text".into()),
            None if self.value("is_fisheye") == Some(&Value::Bool(true)) => "OPENCV_FISHEYE",
            None => "OPENCV",
        };
        let [k1, k2, k3, k4, p1, p2] = self.numbers(["k1", "k2", "k3", "k4", "p1", "p2"])?;
        match model {
            "OPENCV_FISHEYE" => Ok(Lens::fisheye([k1, k2, k3, k4])),
            // There it is a fourth power of the radius, which OpenCV does not have.
            "PINHOLE" | "SIMPLE_PINHOLE" | "OPENCV" | "SIMPLE_RADIAL" | "RADIAL" if k4 != 0.0 => {
                Err(format!("k4 of camera model {model} is not read"))
            }
            "PINHOLE" | "SIMPLE_PINHOLE" | "OPENCV" | "SIMPLE_RADIAL" | "RADIAL" => {
                Ok(Lens::open_cv(&[k1, k2, p1, p2, k3]))
            }
            _ => Err(format!("camera model {model} is not read")),
        }
    }
}

/// A pose from a frame's matrix: nested rows, three of them or four.
///
/// # Errors
/// Why it is none, in words.
pub(super) fn world_from_camera(matrix: Option<&Value>) -> Result<Pose, String> {
    let rows = matrix.and_then(Value::as_array);
    let rows = rows.ok_or("there is no transform_matrix")?;
    let mut numbers = Pose::IDENTITY.to_row_major();
    let is_row = |row: &&Value| row.as_array().is_some_and(|row| row.len() == 4);
    if !matches!(rows.len(), 3 | 4) || !rows.iter().all(|row| is_row(&row)) {
        return Err("transform_matrix has not 4 x 4 numbers".into());
    }
    let values = rows.iter().filter_map(Value::as_array).flatten();
    for (number, value) in numbers.iter_mut().zip(values) {
        let value = value.as_f64().filter(|value| value.is_finite());
        *number = value.ok_or("transform_matrix has something that is not a finite number")?;
    }
    let open_gl = Pose::from_row_major(&numbers).ok_or("transform_matrix is not rigid")?;
    // From OpenGL's camera to ours: y and z the other way.
    let turned = DMat3::from_diagonal(DVec3::new(1.0, -1.0, -1.0));
    Ok(Pose {
        rotation: open_gl.rotation * turned,
        ..open_gl
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn camera(file: &Value, frame: &Value) -> Result<Camera, String> {
        let (file, frame) = (
            file.as_object().expect("keys"),
            frame.as_object().expect("keys"),
        );
        let keys = Keys { frame, file };
        let size = keys.size()?.unwrap_or((640, 480));
        keys.camera(size)
    }

    #[test]
    fn a_frame_overrides_the_file_key_by_key() {
        let file = json!({"fl_x": 500, "fl_y": 510, "cx": 321, "cy": 242, "w": 640, "h": 480,
                          "camera_model": "OPENCV", "k1": 0.1, "p1": 0.01, "p2": 0.02});
        let frame = json!({"fl_x": 600.5, "cx": null});
        let camera = camera(&file, &frame).expect("a camera");
        let expected = [600.5, 0.0, 321.0, 0.0, 510.0, 242.0, 0.0, 0.0, 1.0];
        assert_eq!(camera.pinhole.k(), expected);
        let lens = Lens::open_cv(&[0.1, 0.0, 0.01, 0.02]);
        assert_eq!(Some(camera.lens), lens, "OpenCV's order: k1 k2 p1 p2");
    }

    #[test]
    fn what_is_not_there_follows_from_the_angle_and_the_size() {
        // A right angle: half of the width is the focal length.
        let angle = json!({"camera_angle_x": std::f64::consts::FRAC_PI_2});
        let camera = camera(&angle, &json!({"w": 800, "h": 600})).expect("a camera");
        let [fx, _, cx, _, fy, cy, ..] = camera.pinhole.k();
        assert!((fx - 400.0).abs() < 1e-9 && fx == fy, "{fx} {fy}");
        assert_eq!([cx, cy], [400.0, 300.0]);
        assert_eq!(camera.lens, Lens::Ideal);
    }

    #[test]
    fn models_are_told_apart() {
        let base = json!({"fl_x": 500, "k1": 0.1, "k2": 0.2, "k3": 0.3, "k4": 0.4});
        let of = |model: &str| camera(&base, &json!({"camera_model": model}));
        assert_eq!(
            Some(of("OPENCV_FISHEYE").expect("a camera").lens),
            Lens::fisheye([0.1, 0.2, 0.3, 0.4])
        );
        let old = camera(&base, &json!({"is_fisheye": true})).expect("a camera");
        assert!(matches!(old.lens, Lens::Fisheye(_)));
        assert_eq!(
            of("OPENCV"),
            Err("k4 of camera model OPENCV is not read".into())
        );
        assert_eq!(
            of("EQUIRECTANGULAR"),
            Err("camera model EQUIRECTANGULAR is not read".into())
        );
    }

    #[test]
    fn no_camera_says_why() {
        let of = |file: Value| camera(&file, &json!({})).expect_err("none");
        assert_eq!(of(json!({"cx": 320})), "there is no focal length fl_x");
        assert_eq!(of(json!({"fl_x": "500"})), "fl_x is no number");
        assert_eq!(of(json!({"fl_x": -500})), "the camera is degenerate");
        assert_eq!(of(json!({"fl_x": 500, "w": 0, "h": 3})), "w is 0");
        assert_eq!(
            of(json!({"camera_angle_x": 4.0})),
            "the camera is degenerate"
        );
    }

    #[test]
    fn y_and_z_of_the_camera_are_turned_over_by_hand() {
        // OpenGL: at (1, 2, 3), looking along its -z, which is world +x here; its y is world z.
        let matrix = json!([[0, 0, -1, 1], [-1, 0, 0, 2], [0, 1, 0, 3], [0, 0, 0, 1]]);
        let pose = world_from_camera(Some(&matrix)).expect("a pose");
        assert_eq!(pose.translation, DVec3::new(1.0, 2.0, 3.0));
        assert_eq!(pose.rotation.x_axis, -DVec3::Y, "right stays");
        assert_eq!(pose.rotation.y_axis, -DVec3::Z, "down");
        assert_eq!(pose.rotation.z_axis, DVec3::X, "forward");
        let three = json!([[0, 0, -1, 1], [-1, 0, 0, 2], [0, 1, 0, 3]]);
        assert_eq!(world_from_camera(Some(&three)), Ok(pose));
    }

    #[test]
    fn matrices_that_are_no_pose_say_why() {
        let of = |matrix: Value| world_from_camera(Some(&matrix)).expect_err("none");
        let scaled = json!([[2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 2, 0], [0, 0, 0, 1]]);
        assert_eq!(of(scaled), "transform_matrix is not rigid");
        let mirrored = json!([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, -1, 0], [0, 0, 0, 1]]);
        assert_eq!(of(mirrored), "transform_matrix is not rigid");
        let none = json!([[1, 0, 0, null], [0, 1, 0, 0], [0, 0, 1, 0]]);
        assert!(of(none).contains("not a finite number"));
        assert!(of(json!([[1, 0, 0], [0, 1, 0], [0, 0, 1]])).contains("4 x 4"));
        assert!(world_from_camera(None).is_err());
    }
}
