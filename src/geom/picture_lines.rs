//! Straight lines of the world as they lie in a picture: cut at the near plane and at the picture's border, bent where
//! the lens bends them.

use super::{BOX_EDGES, Camera, Lens, Obb, Pose};
use glam::{DVec2, DVec3};

/// Nothing nearer than this to the camera plane is projected, metres.
const NEAR_M: f64 = 1e-3;
/// Rays along each side of the picture that tell what the lens lets in.
const RAYS: u32 = 8;
/// Wider than this from the axis (80 degrees) nothing is drawn.
const WIDEST: f64 = 5.671;
/// Length of the pieces of a bent line, pixels, and how many there are at most.
const PIECE_PX: f64 = 12.0;
const MOST_PIECES: f64 = 96.0;

/// A piece of a line in a picture, pixels.
pub type Piece = (DVec2, DVec2);

/// A camera made ready to project lines.
#[derive(Clone, Copy, Debug)]
pub struct PictureLines {
    camera: Camera,
    /// Around everything that the picture shows, in ideal image coordinates (x/z, y/z).
    low: DVec2,
    high: DVec2,
}

impl PictureLines {
    /// Looks once at what the lens lets in.
    pub fn new(camera: &Camera) -> Self {
        let pinhole = &camera.pinhole;
        let size = DVec2::new(f64::from(pinhole.width), f64::from(pinhole.height));
        let (mut low, mut high) = (DVec2::INFINITY, DVec2::NEG_INFINITY);
        for i in 0..=RAYS {
            for j in 0..=RAYS {
                let share = DVec2::new(f64::from(i), f64::from(j)) / f64::from(RAYS);
                if let Some(ray) = camera.ray(size * share) {
                    (low, high) = (low.min(ray.truncate()), high.max(ray.truncate()));
                }
            }
        }
        // Between two rays a lens may see a little farther than at both.
        let margin = match camera.lens {
            Lens::Ideal => DVec2::ZERO,
            _ => (high - low) * 0.25,
        };
        let widest = DVec2::splat(WIDEST);
        Self {
            camera: *camera,
            low: (low - margin).max(-widest),
            high: (high + margin).min(widest),
        }
    }

    /// A segment between two points of camera space, in pieces from `a` to `b`; none where the picture does not show
    /// it.
    pub fn segment(&self, a: DVec3, b: DVec3) -> Vec<Piece> {
        let Some((a, b)) = in_front(a, b) else {
            return Vec::new();
        };
        let ideal = (a.truncate() / a.z, b.truncate() / b.z);
        let Some((a, b)) = within(ideal, self.low, self.high) else {
            return Vec::new();
        };
        let pinhole = &self.camera.pinhole;
        let pieces = match self.camera.lens {
            Lens::Ideal => 1.0,
            _ => {
                let length_px = ((b - a) * DVec2::new(pinhole.fx, pinhole.fy)).length();
                (length_px / PIECE_PX).ceil().clamp(1.0, MOST_PIECES)
            }
        };
        let at = |n: u32| {
            let seen = self.camera.lens.distort(a.lerp(b, f64::from(n) / pieces))?;
            pinhole.project(seen.extend(1.0))
        };
        let size = DVec2::new(f64::from(pinhole.width), f64::from(pinhole.height));
        (0..pieces as u32)
            .filter_map(|n| within((at(n)?, at(n + 1)?), DVec2::ZERO, size))
            .collect()
    }

    /// The edges of a box.
    pub fn edges(&self, camera_from_world: &Pose, obb: &Obb) -> Vec<Piece> {
        let corners = obb.corners().map(|c| camera_from_world.transform(c));
        BOX_EDGES
            .iter()
            .flat_map(|(a, b)| self.segment(corners[*a], corners[*b]))
            .collect()
    }
}

/// The part of a segment that lies in front of the camera plane.
fn in_front(a: DVec3, b: DVec3) -> Option<(DVec3, DVec3)> {
    if !(a.is_finite() && b.is_finite()) || (a.z < NEAR_M && b.z < NEAR_M) {
        return None;
    }
    let cut = |from: DVec3, to: DVec3| from.lerp(to, (NEAR_M - from.z) / (to.z - from.z));
    Some(match (a.z < NEAR_M, b.z < NEAR_M) {
        (true, _) => (cut(a, b).with_z(NEAR_M), b),
        (_, true) => (a, cut(b, a).with_z(NEAR_M)),
        _ => (a, b),
    })
}

/// The part of a segment inside a rectangle (Liang and Barsky's method); `None` where it misses it.
fn within((a, b): Piece, low: DVec2, high: DVec2) -> Option<Piece> {
    let along = b - a;
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        if along[axis] == 0.0 {
            if a[axis] < low[axis] || a[axis] > high[axis] {
                return None;
            }
            continue;
        }
        let sides = [low, high].map(|side| (side[axis] - a[axis]) / along[axis]);
        enter = enter.max(sides[0].min(sides[1]));
        leave = leave.min(sides[0].max(sides[1]));
    }
    (enter <= leave).then(|| (a + along * enter, a + along * leave))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Pinhole;

    fn camera(lens: Lens) -> Camera {
        let k = [100.0, 0.0, 50.0, 0.0, 100.0, 40.0, 0.0, 0.0, 1.0];
        let pinhole = Pinhole::from_k(&k, 100, 80).expect("a pinhole");
        Camera { pinhole, lens }
    }

    fn near(found: Piece, a: [f64; 2], b: [f64; 2]) -> bool {
        let far = |p: DVec2, q: [f64; 2]| (p - DVec2::from_array(q)).length();
        far(found.0, a) < 1e-9 && far(found.1, b) < 1e-9
    }

    #[test]
    fn a_segment_in_sight_keeps_its_ends_by_hand() {
        let lines = PictureLines::new(&camera(Lens::Ideal));
        // (100 * -0.4 / 2 + 50, 40) to (100 * 0.3 / 1 + 50, 100 * 0.2 + 40).
        let found = lines.segment(DVec3::new(-0.4, 0.0, 2.0), DVec3::new(0.3, 0.2, 1.0));
        assert_eq!(found.len(), 1);
        assert!(near(found[0], [30.0, 40.0], [80.0, 60.0]), "{found:?}");
    }

    #[test]
    fn what_passes_behind_the_camera_ends_at_the_border_and_is_not_mirrored() {
        let lines = PictureLines::new(&camera(Lens::Ideal));
        // From straight ahead to one metre right of the camera and behind it: x/z grows without end to the right.
        let found = lines.segment(DVec3::new(0.0, 0.0, 2.0), DVec3::new(1.0, 0.0, -1.0));
        assert!(near(found[0], [50.0, 40.0], [100.0, 40.0]), "{found:?}");
        let mirrored = lines.segment(DVec3::new(1.0, 0.0, -1.0), DVec3::new(0.0, 0.0, 2.0));
        assert!(
            near(mirrored[0], [100.0, 40.0], [50.0, 40.0]),
            "{mirrored:?}"
        );
        let behind = lines.segment(DVec3::new(1.0, 0.0, -1.0), DVec3::new(0.0, 0.0, -2.0));
        assert_eq!(behind, []);
        let beside = lines.segment(DVec3::new(3.0, 0.0, 1.0), DVec3::new(4.0, 1.0, 1.0));
        assert_eq!(beside, []);
        assert_eq!(lines.segment(DVec3::NAN, DVec3::Z), []);
    }

    #[test]
    fn a_box_around_the_camera_shows_the_four_edges_ahead_of_it() {
        let lines = PictureLines::new(&camera(Lens::Ideal));
        // Ahead: a square of 1 m, 2 m away, seen from (25, 15) to (75, 65); its long edges run past the camera, from
        // the square's corners out to the picture's border.
        let around = Obb::upright(DVec3::ZERO, DVec3::new(1.0, 1.0, 4.0), 0.0);
        let found = lines.edges(&Pose::IDENTITY, &around);
        assert_eq!(found.len(), 8, "{found:?}");
        let square = [[25.0, 15.0], [75.0, 15.0], [25.0, 65.0], [75.0, 65.0]];
        for corner in square.map(DVec2::from_array) {
            let ends = |(a, b): &&Piece| (*a - corner).length().min((*b - corner).length()) < 1e-9;
            assert_eq!(found.iter().filter(ends).count(), 3, "{corner}");
        }
        // The one at the upper left goes on from (25, 15) along its diagonal: 15 px up is 15 px left.
        assert!(
            found
                .iter()
                .any(|p| near(*p, [10.0, 0.0], [25.0, 15.0])
                    || near(*p, [25.0, 15.0], [10.0, 0.0])),
            "{found:?}"
        );
    }

    #[test]
    fn a_lens_bends_a_straight_edge_and_every_piece_lies_on_it() {
        // A barrel: seen = ideal (1 - 0.2 r2). At (0.4, 0.3) r2 is 0.25, so it is seen at (0.38, 0.285).
        let lens = Lens::open_cv(&[-0.2, 0.0, 0.0, 0.0]).expect("a lens");
        let camera = camera(lens);
        let lines = PictureLines::new(&camera);
        let (a, b) = (DVec3::new(-0.4, 0.3, 1.0), DVec3::new(0.4, 0.3, 1.0));
        let found = lines.segment(a, b);
        assert!(found.len() >= 6, "{}", found.len());
        let ends = (found[0].0, found[found.len() - 1].1);
        assert!(near(ends, [12.0, 68.5], [88.0, 68.5]), "{ends:?}");
        // In the middle r2 is 0.09: y is 100 * 0.3 * 0.982 + 40.
        let lowest = found.iter().map(|(p, _)| p.y).fold(0.0, f64::max);
        assert!((lowest - 69.46).abs() < 0.02, "{lowest}");
        for (p, _) in &found {
            let ray = camera.ray(*p).expect("seen");
            assert!((ray.y - 0.3).abs() < 1e-7, "{ray}");
        }
    }

    #[test]
    fn a_long_edge_past_a_fisheye_is_followed_to_the_border() {
        let lens = Lens::fisheye([0.0; 4]).expect("a lens");
        let lines = PictureLines::new(&camera(lens));
        // A rail one metre below, from far ahead to far behind: it comes in at the horizon and leaves below.
        let found = lines.segment(DVec3::new(0.0, 1.0, 500.0), DVec3::new(0.0, 1.0, -500.0));
        let (first, last) = (found[0].0, found[found.len() - 1].1);
        assert!(
            (first.y - 40.2).abs() < 0.01 && (last.y - 80.0).abs() < 1e-6,
            "{first} {last}"
        );
        assert!(
            found.windows(2).all(|w| (w[0].1 - w[1].0).length() < 1e-9),
            "no gaps"
        );
    }
}
