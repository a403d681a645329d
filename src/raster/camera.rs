//! The camera of a view, and the little algebra that windows need of it.

use crate::geom::{DVec2, DVec3, Pinhole, Pose};
use glam::{DMat3, DQuat};

/// Points nearer than this to the camera plane are never drawn, metres.
pub const NEAR_M: f64 = 0.02;

/// A camera that looks at a scene: any pose and any pinhole, vision convention.
///
/// There is no far plane. Depth is the distance along the optical axis, kept as a positive f32 whose bits
/// grow with it, which has the relative precision of reverse-Z with an infinite far plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ViewCamera {
    /// The camera's pose.
    pub world_from_camera: Pose,
    /// Intrinsics; `width` and `height` are the picture's size, px.
    pub pinhole: Pinhole,
    /// Points nearer than this are cut away, metres along the axis (a wall between the eye and the room).
    pub near_m: f64,
}

/// Where a photo lies in a picture that is drawn through its camera, px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PhotoRect {
    /// Upper left corner.
    pub min: DVec2,
    /// Lower right corner.
    pub max: DVec2,
}

impl ViewCamera {
    /// A camera at `eye` looking at `target`, upright in a world whose Z is up.
    ///
    /// `None` when eye and target are the same or not finite. Straight up and down are allowed: the top of
    /// the picture then points along +Y.
    pub fn look_at(eye: DVec3, target: DVec3, fov_y_rad: f64, size_px: [u32; 2]) -> Option<Self> {
        let pose = Pose::look_at(eye, target, DVec3::Z)
            .or_else(|| Pose::look_at(eye, target, DVec3::Y))?;
        (eye.is_finite() && target.is_finite()).then(|| Self {
            world_from_camera: pose,
            pinhole: perspective(fov_y_rad, size_px),
            near_m: NEAR_M,
        })
    }

    /// The exact view of a photo, scaled to fit into a picture of `size_px` and centred in it; also where
    /// the photo lies in that picture.
    pub fn through_photo(
        world_from_camera: Pose,
        photo: &Pinhole,
        size_px: [u32; 2],
    ) -> (Self, PhotoRect) {
        let (w, h) = (f64::from(size_px[0]), f64::from(size_px[1]));
        let (pw, ph) = (
            f64::from(photo.width.max(1)),
            f64::from(photo.height.max(1)),
        );
        let scale = (w / pw).min(h / ph);
        let min = (DVec2::new(w, h) - DVec2::new(pw, ph) * scale) * 0.5;
        let pinhole = Pinhole {
            fx: photo.fx * scale,
            fy: photo.fy * scale,
            cx: photo.cx * scale + min.x,
            cy: photo.cy * scale + min.y,
            width: size_px[0],
            height: size_px[1],
        };
        let camera = Self {
            world_from_camera,
            pinhole,
            near_m: NEAR_M,
        };
        (
            camera,
            PhotoRect {
                min,
                max: min + DVec2::new(pw, ph) * scale,
            },
        )
    }

    /// `camera_from_world`.
    pub fn camera_from_world(&self) -> Pose {
        self.world_from_camera.inverse()
    }

    /// The camera's position in world, metres.
    pub fn eye(&self) -> DVec3 {
        self.world_from_camera.translation
    }

    /// The viewing direction in world, unit length.
    pub fn forward(&self) -> DVec3 {
        self.world_from_camera.rotation.z_axis
    }

    /// Pixel and depth (metres along the axis) of a point in world; `None` behind the near plane.
    pub fn project(&self, point_in_world: DVec3) -> Option<(DVec2, f64)> {
        let point = self.camera_from_world().transform(point_in_world);
        let in_front = point.z >= self.near_m.max(NEAR_M);
        let pixel = in_front.then(|| self.pinhole.project(point)).flatten()?;
        Some((pixel, point.z))
    }

    /// The point in world at `depth_m` along the axis behind `pixel`.
    pub fn unproject(&self, pixel: DVec2, depth_m: f64) -> DVec3 {
        self.world_from_camera
            .transform(self.pinhole.unproject(pixel, depth_m))
    }

    /// The direction in world of the ray through `pixel`; its component along the axis is 1.
    pub fn ray_in_world(&self, pixel: DVec2) -> DVec3 {
        self.world_from_camera.rotation * self.pinhole.unproject(pixel, 1.0)
    }

    /// The picture's size, px.
    pub fn size_px(&self) -> [u32; 2] {
        [self.pinhole.width, self.pinhole.height]
    }

    /// The same view in at most so many pixels, and the share that its sides keep; itself where it has no more.
    pub fn within_px(&self, most: f64) -> (Self, f64) {
        let [width, height] = self.size_px().map(f64::from);
        let share = (most / (width * height)).sqrt();
        // Also where there are no pixels at all.
        if share.is_nan() || share >= 1.0 {
            return (*self, 1.0);
        }
        let smaller = Self {
            pinhole: self.pinhole.scaled(share),
            ..*self
        };
        (smaller, share)
    }

    /// The view on the way to `other`: `t` 0 is this one, 1 the other. Drives short camera moves.
    pub fn toward(&self, other: &Self, t: f64) -> Self {
        let t = t.clamp(0.0, 1.0);
        let mix = |a: f64, b: f64| a + (b - a) * t;
        let quat = |c: &Self| DQuat::from_mat3(&c.world_from_camera.rotation);
        let (a, b) = (&self.pinhole, &other.pinhole);
        Self {
            world_from_camera: Pose {
                rotation: DMat3::from_quat(quat(self).slerp(quat(other), t)),
                translation: self.eye().lerp(other.eye(), t),
            },
            pinhole: Pinhole {
                fx: mix(a.fx, b.fx),
                fy: mix(a.fy, b.fy),
                cx: mix(a.cx, b.cx),
                cy: mix(a.cy, b.cy),
                width: b.width,
                height: b.height,
            },
            near_m: mix(self.near_m, other.near_m),
        }
    }
}

/// A centred pinhole with square pixels; the field of view is kept between 1 mrad and 3 rad.
pub fn perspective(fov_y_rad: f64, size_px: [u32; 2]) -> Pinhole {
    let (w, h) = (f64::from(size_px[0]), f64::from(size_px[1]));
    let focal = 0.5 * h.max(1.0) / libm::tan(0.5 * fov_y_rad.clamp(1e-3, 3.0));
    Pinhole {
        fx: focal,
        fy: focal,
        cx: w * 0.5,
        cy: h * 0.5,
        width: size_px[0],
        height: size_px[1],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camera() -> ViewCamera {
        let fov = std::f64::consts::FRAC_PI_2;
        ViewCamera::look_at(DVec3::ZERO, DVec3::Y, fov, [200, 100]).expect("a direction")
    }

    #[test]
    fn the_target_is_in_the_middle_and_up_is_up() {
        assert_eq!(
            camera().project(DVec3::Y * 3.0),
            Some((DVec2::new(100.0, 50.0), 3.0))
        );
        let (above, _) = camera()
            .project(DVec3::new(0.0, 1.0, 0.5))
            .expect("in front");
        assert!((above - DVec2::new(100.0, 25.0)).length() < 1e-9, "{above}");
        assert_eq!(camera().project(-DVec3::Y), None);
    }

    #[test]
    fn unproject_undoes_project() {
        let point = DVec3::new(0.3, 2.0, -0.4);
        let (pixel, depth_m) = camera().project(point).expect("in front");
        assert!((camera().unproject(pixel, depth_m) - point).length() < 1e-12);
    }

    #[test]
    fn straight_down_has_y_up_and_nowhere_is_refused() {
        let down =
            ViewCamera::look_at(DVec3::Z, DVec3::ZERO, 1.0, [10, 10]).expect("straight down");
        assert_eq!(-down.world_from_camera.rotation.y_axis, DVec3::Y);
        assert_eq!(ViewCamera::look_at(DVec3::Z, DVec3::Z, 1.0, [10, 10]), None);
        assert_eq!(
            ViewCamera::look_at(DVec3::NAN, DVec3::Z, 1.0, [10, 10]),
            None
        );
    }

    #[test]
    fn through_a_photo_is_exact_and_centred() {
        let photo = Pinhole {
            fx: 800.0,
            fy: 800.0,
            cx: 500.0,
            cy: 300.0,
            width: 1000,
            height: 500,
        };
        let (view, rect) = ViewCamera::through_photo(Pose::IDENTITY, &photo, [500, 500]);
        assert_eq!(
            (rect.min, rect.max),
            (DVec2::new(0.0, 125.0), DVec2::new(500.0, 375.0))
        );
        let point = DVec3::new(0.2, -0.1, 2.0);
        let in_photo = photo.project(point).expect("in front");
        let (in_view, _) = view.project(point).expect("in front");
        assert_eq!(in_view, in_photo * 0.5 + rect.min);
    }

    #[test]
    fn fewer_pixels_show_the_same_view() {
        let (small, share) = camera().within_px(5000.0);
        assert_eq!((small.size_px(), share), ([100, 50], 0.5));
        let at = DVec3::new(0.4, 3.0, -0.2);
        let (pixel, depth_m) = camera().project(at).expect("in front");
        assert_eq!(small.project(at), Some((pixel * 0.5, depth_m)));
        assert_eq!(camera().within_px(20_000.0), (camera(), 1.0));
    }

    #[test]
    fn halfway_between_two_views_is_a_rigid_camera() {
        let other =
            ViewCamera::look_at(DVec3::X, DVec3::X * 4.0, 0.8, [200, 100]).expect("a direction");
        let middle = camera().toward(&other, 0.5);
        let r = middle.world_from_camera.rotation;
        assert!((r * r.transpose() - DMat3::IDENTITY).abs_diff_eq(DMat3::ZERO, 1e-12));
        assert_eq!(middle.eye(), DVec3::X * 0.5);
        assert_eq!(camera().toward(&other, 1.0).eye(), other.eye());
    }
}
