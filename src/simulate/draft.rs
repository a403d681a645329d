//! Objects before they have a place: solids in the object's own axes, and the stage that they are put on.
//!
//! An object's own axes: X to its right, Y to its back, Z up; its front looks towards -Y, its foot is Z = 0.

use super::paint::Paint;
use super::solid::{Shape, Solid};
use crate::geom::{DMat3, DVec2, DVec3, Obb, Pose};

/// An object in its own axes.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Class name.
    pub class: &'static str,
    /// Its solids; instance 0 and no velocity yet.
    pub solids: Vec<Solid>,
}

/// An object with a place.
#[derive(Clone, Debug)]
pub struct Thing {
    /// What it is.
    pub draft: Draft,
    /// Where its origin is, world.
    pub at: DVec3,
    /// Turn about Z, counter-clockwise from above, radians.
    pub yaw_rad: f64,
    /// Metres a second in world.
    pub velocity: DVec3,
    /// Index of the thing that it stands on or lies in, if not the floor.
    pub on: Option<usize>,
    /// Whether it is part of the building or ground, which nothing removes.
    pub fixed: bool,
}

/// A rectangle on the ground that something takes, over the whole time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Footprint {
    /// Its middle.
    pub middle: DVec2,
    /// Unit vector of its first side.
    pub axis: DVec2,
    /// Half sizes along the first side and the one to its left.
    pub half: DVec2,
}

impl Draft {
    /// Nothing yet.
    pub fn new(class: &'static str) -> Self {
        Self {
            class,
            solids: Vec::new(),
        }
    }

    /// Adds a solid of full `size` around `middle`, turned by `rotation`.
    pub fn add(
        &mut self,
        shape: Shape,
        middle: [f64; 3],
        size: [f64; 3],
        rotation: DMat3,
        paint: Paint,
    ) -> &mut Self {
        self.solids.push(Solid {
            shape,
            half: DVec3::from(size) * 0.5,
            world_from_solid: Pose {
                rotation,
                translation: DVec3::from(middle),
            },
            velocity: DVec3::ZERO,
            instance: 0,
            paint,
        });
        self
    }

    /// Adds an upright box.
    pub fn block(&mut self, middle: [f64; 3], size: [f64; 3], paint: Paint) -> &mut Self {
        self.add(Shape::Box, middle, size, DMat3::IDENTITY, paint)
    }

    /// Adds an upright cylinder.
    pub fn rod(&mut self, middle: [f64; 3], size: [f64; 3], paint: Paint) -> &mut Self {
        self.cone(middle, size, [1.0, 1.0], paint)
    }

    /// Adds an upright cut cone; radii at the bottom and the top as fractions of the half size.
    pub fn cone(
        &mut self,
        middle: [f64; 3],
        size: [f64; 3],
        [bottom, top]: [f64; 2],
        paint: Paint,
    ) -> &mut Self {
        let shape = Shape::Round { bottom, top };
        self.add(shape, middle, size, DMat3::IDENTITY, paint)
    }

    /// Adds an upright open shell.
    pub fn shell(
        &mut self,
        middle: [f64; 3],
        size: [f64; 3],
        [bottom, top]: [f64; 2],
        paint: Paint,
    ) -> &mut Self {
        let shape = Shape::Shell { bottom, top };
        self.add(shape, middle, size, DMat3::IDENTITY, paint)
    }

    /// Adds an upright ellipsoid.
    pub fn ball(&mut self, middle: [f64; 3], size: [f64; 3], paint: Paint) -> &mut Self {
        self.add(Shape::Ellipsoid, middle, size, DMat3::IDENTITY, paint)
    }

    /// Lowest and highest coordinates in its own axes.
    pub fn extent(&self) -> [DVec3; 2] {
        let along = |axis: DVec3| {
            self.solids
                .iter()
                .map(|s| s.span(axis))
                .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], [l, h]| {
                    [low.min(l), high.max(h)]
                })
        };
        let [x, y, z] = [DVec3::X, DVec3::Y, DVec3::Z].map(along);
        [DVec3::new(x[0], y[0], z[0]), DVec3::new(x[1], y[1], z[1])]
    }

    /// Full size.
    pub fn size(&self) -> DVec3 {
        let [low, high] = self.extent();
        high - low
    }

    /// A place for it that stands still on the floor or ground.
    pub fn placed(self, at: DVec3, yaw_rad: f64) -> Thing {
        Thing {
            draft: self,
            at,
            yaw_rad,
            velocity: DVec3::ZERO,
            on: None,
            fixed: false,
        }
    }
}

/// The rotation about Z.
pub fn turned(yaw_rad: f64) -> DMat3 {
    Obb::upright(DVec3::ZERO, DVec3::ONE, yaw_rad).rotation
}

/// The rotation about X: the top leans towards +Y for a negative angle.
pub fn tilted(angle_rad: f64) -> DMat3 {
    let (s, c) = (libm::sin(angle_rad), libm::cos(angle_rad));
    DMat3::from_cols(DVec3::X, DVec3::new(0.0, c, s), DVec3::new(0.0, -s, c))
}

impl Thing {
    /// The tight box in world at time 0.
    pub fn obb(&self) -> Obb {
        let [low, high] = self.draft.extent();
        let rotation = turned(self.yaw_rad);
        Obb {
            center: self.at + rotation * ((low + high) * 0.5),
            half_extents: (high - low) * 0.5,
            rotation,
        }
    }

    /// Its solids in world.
    pub fn solids(&self, instance: u16) -> impl Iterator<Item = Solid> + '_ {
        let world_from_object = Pose {
            rotation: turned(self.yaw_rad),
            translation: self.at,
        };
        self.draft.solids.iter().map(move |solid| Solid {
            world_from_solid: world_from_object.compose(&solid.world_from_solid),
            velocity: self.velocity,
            instance,
            ..*solid
        })
    }

    /// The ground that it takes from time 0 to `until_secs`. What moves does so along one of its own axes.
    pub fn footprint(&self, until_secs: f64) -> Footprint {
        let obb = self.obb();
        let way = self.velocity.truncate() * until_secs;
        let axis = obb.rotation.x_axis.truncate();
        let side = obb.rotation.y_axis.truncate();
        Footprint {
            middle: obb.center.truncate() + way * 0.5,
            axis,
            half: obb.half_extents.truncate()
                + DVec2::new(way.dot(axis).abs(), way.dot(side).abs()) * 0.5,
        }
    }

    /// Height of its top over Z = 0.
    pub fn top(&self) -> f64 {
        self.at.z + self.draft.extent()[1].z
    }

    /// Height of its lowest point over Z = 0.
    pub fn bottom(&self) -> f64 {
        self.at.z + self.draft.extent()[0].z
    }
}

impl Footprint {
    /// The same, larger on every side.
    pub fn grown(mut self, by_m: f64) -> Self {
        self.half += DVec2::splat(by_m);
        self
    }

    /// The four corners, counter-clockwise.
    pub fn corners(&self) -> [DVec2; 4] {
        let (a, b) = (self.axis * self.half.x, self.axis.perp() * self.half.y);
        [
            self.middle - a - b,
            self.middle + a - b,
            self.middle + a + b,
            self.middle - a + b,
        ]
    }

    /// Whether two share ground; touching is not sharing.
    pub fn overlaps(&self, other: &Self) -> bool {
        let apart = other.middle - self.middle;
        [self.axis, self.axis.perp(), other.axis, other.axis.perp()]
            .into_iter()
            .all(|axis| {
                let reach = |f: &Self| {
                    f.half.x * f.axis.dot(axis).abs() + f.half.y * f.axis.perp().dot(axis).abs()
                };
                apart.dot(axis).abs() < reach(self) + reach(other) - 1e-9
            })
    }

    /// Whether a point lies in it.
    pub fn holds(&self, point: DVec2) -> bool {
        let from = point - self.middle;
        from.dot(self.axis).abs() < self.half.x && from.dot(self.axis.perp()).abs() < self.half.y
    }

    /// Whether it lies in a rectangle along the axes.
    pub fn within(&self, low: DVec2, high: DVec2) -> bool {
        self.corners()
            .iter()
            .all(|c| c.cmpge(low).all() && c.cmple(high).all())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_of_a_turned_thing_is_tight_in_its_own_axes() {
        let mut draft = Draft::new("thing");
        draft
            .block([0.0, 0.0, 0.5], [2.0, 1.0, 1.0], Paint::plain(0))
            .ball([0.0, 0.0, 1.5], [0.5, 0.5, 1.0], Paint::plain(0));
        let thing = draft.placed(DVec3::new(3.0, 4.0, 0.0), 0.7);
        let obb = thing.obb();
        assert_eq!(obb.size(), DVec3::new(2.0, 1.0, 2.0));
        assert!((obb.center - DVec3::new(3.0, 4.0, 1.0)).length() < 1e-12);
        assert!((obb.yaw_rad().expect("upright") - 0.7).abs() < 1e-12);
    }

    #[test]
    fn footprints_overlap_by_hand() {
        let square = |x: f64, yaw: f64| Footprint {
            middle: DVec2::new(x, 0.0),
            axis: DVec2::new(libm::cos(yaw), libm::sin(yaw)),
            half: DVec2::ONE,
        };
        assert!(square(0.0, 0.0).overlaps(&square(1.9, 0.0)));
        assert!(!square(0.0, 0.0).overlaps(&square(2.0, 0.0)), "touching");
        let eighth = std::f64::consts::FRAC_PI_4;
        assert!(square(0.0, 0.0).overlaps(&square(2.4, eighth)));
        assert!(!square(0.0, 0.0).overlaps(&square(2.42, eighth)));
    }

    #[test]
    fn what_moves_takes_the_ground_of_its_way() {
        let mut draft = Draft::new("ball");
        draft.ball([0.0, 0.0, 0.1], [0.2, 0.2, 0.2], Paint::plain(0));
        let mut thing = draft.placed(DVec3::ZERO, 0.0);
        thing.velocity = DVec3::X;
        let footprint = thing.footprint(2.0);
        assert_eq!(footprint.middle, DVec2::new(1.0, 0.0));
        assert!((footprint.half - DVec2::new(1.1, 0.1)).length() < 1e-12);
    }
}
