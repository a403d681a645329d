//! Moving a view by hand: orbit, pan, zoom to the cursor, fly. Pure values; the caller reads mouse and clock.

use super::camera::{NEAR_M, ViewCamera, perspective};
use crate::geom::{DVec2, DVec3, Pose};
use glam::DMat3;

/// Nearest and farthest distance to the target, metres.
const DISTANCE_M: (f64, f64) = (0.05, 1e6);
/// What one step of the wheel leaves of the distance.
const ZOOM_STEP: f64 = 0.88;
/// Dragging over the picture's height turns by this much.
const TURN_RAD: f64 = std::f64::consts::PI;
/// Flying covers this share of the distance to what is ahead each second.
const FLY_SHARE: f64 = 0.8;
/// Slowest flight, m/s: it must be possible to leave a wall.
const FLY_SLOWEST: f64 = 0.3;

/// A view that turns about a target, with the world's Z kept upright.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orbit {
    /// What the view turns about, world, metres.
    pub target: DVec3,
    /// From the eye to the target, metres.
    pub distance_m: f64,
    /// Direction of view about Z, counter-clockwise from +X.
    pub yaw_rad: f64,
    /// How far the view looks down; -π/2 straight up, π/2 straight down.
    pub pitch_rad: f64,
    /// Vertical field of view.
    pub fov_y_rad: f64,
    /// Points nearer than this are cut away, metres.
    pub near_m: f64,
}

impl Orbit {
    /// Goes on from any camera, turning about what lies `depth_m` ahead. Roll and an off-centre principal
    /// point are given up.
    pub fn from_camera(camera: &ViewCamera, depth_m: f64) -> Self {
        let distance_m = clamp_distance(depth_m);
        let (right, forward) = (camera.world_from_camera.rotation.x_axis, camera.forward());
        Self {
            target: camera.eye() + forward * distance_m,
            distance_m,
            yaw_rad: libm::atan2(right.x, -right.y),
            pitch_rad: libm::asin((-forward.z).clamp(-1.0, 1.0)),
            fov_y_rad: 2.0 * libm::atan(0.5 * f64::from(camera.pinhole.height) / camera.pinhole.fy),
            near_m: camera.near_m,
        }
    }

    /// The camera for a picture of `size_px`.
    pub fn camera(&self, size_px: [u32; 2]) -> ViewCamera {
        let rotation = self.rotation();
        ViewCamera {
            world_from_camera: Pose {
                rotation,
                translation: self.target - rotation.z_axis * self.distance_m,
            },
            pinhole: perspective(self.fov_y_rad, size_px),
            near_m: self.near_m,
        }
    }

    /// `world_from_camera`, also well defined straight up and down.
    fn rotation(&self) -> DMat3 {
        let (sy, cy) = (libm::sin(self.yaw_rad), libm::cos(self.yaw_rad));
        let (sp, cp) = (libm::sin(self.pitch_rad), libm::cos(self.pitch_rad));
        let forward = DVec3::new(cp * cy, cp * sy, -sp);
        let right = DVec3::new(sy, -cy, 0.0);
        DMat3::from_cols(right, forward.cross(right), forward)
    }

    /// Turns with a drag of `delta_px`: the scene follows the hand.
    pub fn turn(&mut self, delta_px: DVec2, size_px: [u32; 2]) {
        let a_pixel = TURN_RAD / f64::from(size_px[1].max(1));
        let limit = std::f64::consts::FRAC_PI_2;
        self.yaw_rad = wrap(self.yaw_rad - delta_px.x * a_pixel);
        self.pitch_rad = (self.pitch_rad + delta_px.y * a_pixel).clamp(-limit, limit);
    }

    /// Shifts with a drag of `delta_px` so that what lies at `depth_m` (under the hand) stays under it.
    pub fn pan(&mut self, delta_px: DVec2, depth_m: Option<f64>, size_px: [u32; 2]) {
        let focal = perspective(self.fov_y_rad, size_px).fy;
        let scale = self.depth(depth_m) / focal;
        let rotation = self.rotation();
        self.target -= (rotation.x_axis * delta_px.x + rotation.y_axis * delta_px.y) * scale;
    }

    /// Zooms by wheel steps (positive: nearer); the point at `depth_m` under `pixel` stays where it is.
    pub fn zoom(&mut self, steps: f64, pixel: DVec2, depth_m: Option<f64>, size_px: [u32; 2]) {
        let camera = self.camera(size_px);
        let under = camera.unproject(pixel, self.depth(depth_m));
        let factor = libm::pow(ZOOM_STEP, steps.clamp(-50.0, 50.0));
        let distance_m = clamp_distance(self.distance_m * factor);
        let zoomed = distance_m / self.distance_m;
        let eye = under + (camera.eye() - under) * zoomed;
        self.distance_m = distance_m;
        self.target = eye + camera.forward() * distance_m;
        // What was cut away stays cut away: the cut keeps its share of the distance.
        self.near_m = (self.near_m * zoomed).max(NEAR_M);
    }

    /// Flies for `seconds` along `direction` (right, up, forward; each -1 to 1), faster the farther away
    /// what lies ahead is.
    pub fn fly(&mut self, direction: DVec3, seconds: f64, depth_m: Option<f64>) {
        let rotation = self.rotation();
        let speed = (self.depth(depth_m) * FLY_SHARE).max(FLY_SLOWEST);
        let heading =
            rotation.x_axis * direction.x + DVec3::Z * direction.y + rotation.z_axis * direction.z;
        self.target += heading.clamp_length_max(1.0) * speed * seconds.clamp(0.0, 0.1);
        // Whoever flies wants to see what is right ahead.
        self.near_m = NEAR_M;
    }

    fn depth(&self, depth_m: Option<f64>) -> f64 {
        depth_m
            .filter(|d| d.is_finite() && *d > 0.0)
            .unwrap_or(self.distance_m)
    }
}

fn clamp_distance(distance_m: f64) -> f64 {
    if distance_m.is_finite() {
        distance_m.clamp(DISTANCE_M.0, DISTANCE_M.1)
    } else {
        1.0
    }
}

fn wrap(angle_rad: f64) -> f64 {
    let turn = std::f64::consts::TAU;
    angle_rad - turn * (angle_rad / turn).round()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: [u32; 2] = [400, 300];

    fn orbit() -> Orbit {
        let camera =
            ViewCamera::look_at(DVec3::new(4.0, -3.0, 2.0), DVec3::Y, 0.8, SIZE).expect("ahead");
        Orbit::from_camera(&camera, 5.0)
    }

    #[test]
    fn taking_a_camera_over_changes_nothing() {
        let camera =
            ViewCamera::look_at(DVec3::new(4.0, -3.0, 2.0), DVec3::Y, 0.8, SIZE).expect("ahead");
        let same = orbit().camera(SIZE);
        assert!(same.eye().distance(camera.eye()) < 1e-12);
        assert!(
            same.world_from_camera
                .rotation
                .abs_diff_eq(camera.world_from_camera.rotation, 1e-12)
        );
        assert!((same.pinhole.fx - camera.pinhole.fx).abs() < 1e-9);
    }

    #[test]
    fn straight_down_is_kept_with_its_up_direction() {
        let down = ViewCamera::look_at(DVec3::Z * 3.0, DVec3::ZERO, 0.8, SIZE).expect("down");
        let same = Orbit::from_camera(&down, 3.0).camera(SIZE);
        assert!(
            same.world_from_camera
                .rotation
                .abs_diff_eq(down.world_from_camera.rotation, 1e-12)
        );
    }

    #[test]
    fn turning_keeps_the_target_in_the_middle_and_stops_at_the_poles() {
        let mut orbit = orbit();
        orbit.turn(DVec2::new(57.0, -20.0), SIZE);
        let (pixel, depth_m) = orbit.camera(SIZE).project(orbit.target).expect("in front");
        assert!((pixel - DVec2::new(200.0, 150.0)).length() < 1e-9);
        assert!((depth_m - 5.0).abs() < 1e-12);
        orbit.turn(DVec2::new(0.0, 1e6), SIZE);
        assert_eq!(orbit.pitch_rad, std::f64::consts::FRAC_PI_2);
    }

    #[test]
    fn zoom_and_pan_keep_the_point_under_the_cursor() {
        let mut orbit = orbit();
        let cursor = DVec2::new(310.0, 80.0);
        let under = orbit.camera(SIZE).unproject(cursor, 3.0);
        orbit.zoom(4.0, cursor, Some(3.0), SIZE);
        let (after, depth_m) = orbit.camera(SIZE).project(under).expect("in front");
        assert!(
            (after - cursor).length() < 1e-9 && depth_m < 2.0,
            "{after} at {depth_m}"
        );
        orbit.pan(DVec2::new(-30.0, 12.0), Some(depth_m), SIZE);
        let (after, _) = orbit.camera(SIZE).project(under).expect("in front");
        assert!((after - cursor - DVec2::new(-30.0, 12.0)).length() < 1e-9);
    }

    #[test]
    fn a_cut_stays_before_the_same_things_until_one_flies() {
        let mut orbit = Orbit {
            near_m: 2.0,
            ..orbit()
        };
        orbit.turn(DVec2::new(40.0, 5.0), SIZE);
        orbit.pan(DVec2::new(40.0, 5.0), None, SIZE);
        assert_eq!(orbit.near_m, 2.0);
        orbit.zoom(3.0, DVec2::ZERO, None, SIZE);
        assert!((orbit.near_m / orbit.distance_m - 0.4).abs() < 1e-12);
        orbit.fly(DVec3::Z, 0.01, None);
        assert_eq!(orbit.near_m, NEAR_M);
    }

    #[test]
    fn no_depth_and_nonsense_depths_are_survived() {
        let mut orbit = orbit();
        for depth in [None, Some(f64::INFINITY), Some(f64::NAN), Some(0.0)] {
            orbit.zoom(1.0, DVec2::ZERO, depth, SIZE);
            orbit.pan(DVec2::ONE, depth, SIZE);
            orbit.fly(DVec3::ONE, 0.016, depth);
        }
        orbit.zoom(1e9, DVec2::ZERO, None, [0, 0]);
        assert!(orbit.target.is_finite() && orbit.distance_m >= 0.05);
    }

    #[test]
    fn flying_forward_goes_where_the_view_looks() {
        let mut orbit = orbit();
        let before = orbit.camera(SIZE);
        orbit.fly(DVec3::Z, 0.1, Some(2.0));
        let moved = orbit.camera(SIZE).eye() - before.eye();
        assert!(
            (moved - before.forward() * 0.16).length() < 1e-12,
            "0.8 of 2 m a second for 0.1 s"
        );
    }
}
