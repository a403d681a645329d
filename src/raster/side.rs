//! Views without perspective: a box from above, from the front and from the side, as far as one can work on it.

use super::ViewCamera;
use crate::geom::{DMat3, DVec2, DVec3, Obb, Pinhole, Pose};

/// How far the camera stands that draws the points of a side view, metres: at this distance what lies half a metre
/// before or behind is off by a four-hundredth of its distance from the middle.
const FAR_M: f64 = 200.0;

/// From where a box is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// From above; the world's x to the right and y up.
    #[default]
    Top,
    /// Along the box's own y; its x to the right.
    Front,
    /// Against the box's own x; its y to the right.
    Side,
}

impl Side {
    /// In the order they are shown.
    pub const ALL: [Self; 3] = [Self::Top, Self::Front, Self::Side];
}

/// A parallel projection of the world onto a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SideView {
    /// The point in the middle of the picture, in world, metres.
    pub center: DVec3,
    /// `world_from_view`: to the right, up, toward the eye.
    pub axes: DMat3,
    /// Pixels a metre.
    pub px_per_m: f64,
    /// The picture's size, px.
    pub size_px: [u32; 2],
}

impl SideView {
    /// The view of a box from one side, with `center` in the middle.
    pub fn new(side: Side, of: &Obb, center: DVec3, px_per_m: f64, size_px: [u32; 2]) -> Self {
        let own = &of.rotation;
        let axes = match side {
            Side::Top => DMat3::IDENTITY,
            Side::Front => DMat3::from_cols(own.x_axis, own.z_axis, -own.y_axis),
            Side::Side => DMat3::from_cols(own.y_axis, own.z_axis, own.x_axis),
        };
        Self {
            center,
            axes,
            px_per_m,
            size_px,
        }
    }

    /// Where a point is in the picture, px from its upper left corner.
    pub fn pixel(&self, point_in_world: DVec3) -> DVec2 {
        let from_center = self.axes.transpose() * (point_in_world - self.center);
        let middle = DVec2::from(self.size_px.map(f64::from)) * 0.5;
        middle + DVec2::new(from_center.x, -from_center.y) * self.px_per_m
    }

    /// The way in world of a way on the picture, metres.
    pub fn way(&self, px: DVec2) -> DVec3 {
        (self.axes.x_axis * px.x - self.axes.y_axis * px.y) / self.px_per_m
    }

    /// What the picture shows, between `near` and `far` metres before and behind its middle, as a box.
    pub fn region(&self, near: f64, far: f64) -> Obb {
        let half = DVec2::from(self.size_px.map(f64::from)) * (0.5 / self.px_per_m);
        Obb {
            center: self.center + self.axes.z_axis * ((near - far) * 0.5),
            half_extents: DVec3::new(half.x, half.y, (near + far) * 0.5),
            rotation: self.axes,
        }
    }

    /// A camera far away that sees nearly the same, for drawing points.
    pub fn camera(&self) -> ViewCamera {
        let [right, up, toward] = [self.axes.x_axis, self.axes.y_axis, self.axes.z_axis];
        let [width, height] = self.size_px;
        let focal = self.px_per_m * FAR_M;
        ViewCamera {
            world_from_camera: Pose {
                rotation: DMat3::from_cols(right, -up, -toward),
                translation: self.center + toward * FAR_M,
            },
            pinhole: Pinhole {
                fx: focal,
                fy: focal,
                cx: f64::from(width) * 0.5,
                cy: f64::from(height) * 0.5,
                width,
                height,
            },
            near_m: super::NEAR_M,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: [u32; 2] = [300, 200];

    fn chair() -> Obb {
        Obb::upright(DVec3::new(3.0, 4.0, 0.5), DVec3::new(0.4, 0.6, 1.0), 0.5)
    }

    fn view(side: Side) -> SideView {
        SideView::new(side, &chair(), chair().center, 100.0, SIZE)
    }

    #[test]
    fn each_side_shows_what_its_name_says() {
        let top = view(Side::Top);
        let east = top.pixel(chair().center + DVec3::X);
        let north = top.pixel(chair().center + DVec3::Y * 0.5);
        assert_eq!(east, DVec2::new(250.0, 100.0), "a metre is 100 px");
        assert_eq!(north, DVec2::new(150.0, 50.0), "up in the picture");
        for (side, across) in [
            (Side::Front, chair().rotation.x_axis),
            (Side::Side, chair().rotation.y_axis),
        ] {
            let right = view(side).pixel(chair().center + across * 0.3);
            let above = view(side).pixel(chair().center + DVec3::Z * 0.5);
            assert!(
                (right - DVec2::new(180.0, 100.0)).length() < 1e-9,
                "{right}"
            );
            assert!((above - DVec2::new(150.0, 50.0)).length() < 1e-9, "{above}");
        }
    }

    #[test]
    fn the_front_is_seen_along_y_and_the_side_against_x() {
        let toward = |side| view(side).axes.z_axis;
        assert!((toward(Side::Front) + chair().rotation.y_axis).length() < 1e-12);
        assert!((toward(Side::Side) - chair().rotation.x_axis).length() < 1e-12);
        for side in Side::ALL {
            assert!(
                (view(side).axes.determinant() - 1.0).abs() < 1e-12,
                "{side:?}"
            );
        }
    }

    #[test]
    fn a_way_on_the_picture_is_a_way_in_the_world() {
        for side in Side::ALL {
            let view = view(side);
            let px = DVec2::new(37.0, -12.0);
            let there = view.pixel(chair().center + view.way(px)) - view.pixel(chair().center);
            assert!((there - px).length() < 1e-9, "{side:?} {there}");
        }
    }

    #[test]
    fn the_camera_sees_what_the_projection_says() {
        for side in Side::ALL {
            let view = view(side);
            for corner in chair().corners() {
                let (seen, _) = view.camera().project(corner).expect("in front");
                assert!(
                    (seen - view.pixel(corner)).length() < 0.2,
                    "{side:?} {seen}"
                );
            }
        }
    }

    #[test]
    fn the_region_is_the_picture_and_as_deep_as_asked() {
        let region = view(Side::Top).region(0.6, 0.5);
        let c = chair().center;
        assert!(region.contains(c + DVec3::new(1.49, 0.99, 0.59), 1.0));
        for outside in [
            DVec3::X * 1.51,
            DVec3::Y * 1.01,
            DVec3::Z * 0.61,
            DVec3::Z * -0.51,
        ] {
            assert!(!region.contains(c + outside, 1.0), "{outside}");
        }
    }
}
