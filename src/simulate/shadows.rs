//! What stands between a lamp and the surfaces around it.
//!
//! Six views from the lamp, each cut into cells that know the solids in front of them. A ray is asked of those alone,
//! exactly; the cells only save the asking.

use super::View;
use super::draw::Sight;
use super::space::Space;
use crate::geom::{DMat3, DVec2, DVec3, Pose};

/// Cells along a side of each of a lamp's views.
const CELLS: usize = 24;
/// Cells along a side of the sun's view.
const SUN_CELLS: usize = 72;
/// How far away the sun is, metres: its rays are parallel to within what nobody sees.
const SUN_M: f64 = 400.0;

/// The views from a lamp.
pub struct Shadows {
    lamp: DVec3,
    faces: Vec<Face>,
}

struct Face {
    sight: Sight,
    face_from_world: DMat3,
    /// Lowest coordinates at depth 1, and the size of a cell.
    low: DVec2,
    cell: DVec2,
    across: usize,
    /// Indices into the sight's solids, near ones first; row by row.
    cells: Vec<Vec<u32>>,
}

impl Shadows {
    /// Around a lamp at a time.
    pub fn new(space: &Space, lamp: DVec3, time_secs: f64) -> Self {
        let [x, y, z] = [DVec3::X, DVec3::Y, DVec3::Z];
        let turns = [(y, z, x), (z, x, y), (x, y, z)]
            .into_iter()
            .flat_map(|(a, b, c)| [DMat3::from_cols(a, b, c), DMat3::from_cols(b, a, -c)]);
        let whole = [DVec2::splat(-1.0), DVec2::splat(1.0)];
        let faces = turns
            .map(|rotation| Face::new(space, lamp, rotation, time_secs, CELLS, whole))
            .collect();
        Self { lamp, faces }
    }

    /// From the sun in a direction, for a scene around the origin as wide as `wide_m`.
    pub fn of_sun(space: &Space, sun: DVec3, wide_m: f64, time_secs: f64) -> Self {
        let lamp = sun * SUN_M;
        let rotation = Pose::look_at(lamp, DVec3::ZERO, DVec3::Y)
            .map_or(DMat3::IDENTITY, |pose| pose.rotation);
        let reach = DVec2::splat(wide_m / (SUN_M - wide_m));
        let face = Face::new(space, lamp, rotation, time_secs, SUN_CELLS, [-reach, reach]);
        Self {
            lamp,
            faces: vec![face],
        }
    }

    /// Whether something is between the lamp and a point.
    pub fn hide(&self, point: DVec3) -> bool {
        let to = point - self.lamp;
        let size = to.abs();
        let axis = if size.x >= size.y && size.x >= size.z {
            0
        } else if size.y >= size.z {
            1
        } else {
            2
        };
        let index = match self.faces.len() {
            1 => 0,
            _ => axis * 2 + usize::from(to[axis] < 0.0),
        };
        self.faces
            .get(index)
            .is_some_and(|face| face.hides(face.face_from_world * to))
    }
}

impl Face {
    fn new(
        space: &Space,
        lamp: DVec3,
        rotation: DMat3,
        time_secs: f64,
        across: usize,
        [low, high]: [DVec2; 2],
    ) -> Self {
        let view = View {
            world_from_camera: Pose {
                rotation,
                translation: lamp,
            },
            time_secs,
        };
        let sight = Sight::new(space, &view);
        let cell = (high - low) / across as f64;
        let cells = (0..across * across)
            .map(|i| {
                let corner = low + cell * DVec2::new((i % across) as f64, (i / across) as f64);
                let more = DVec2::splat(1e-9);
                sight.within(corner - more, corner + cell + more)
            })
            .collect();
        Self {
            sight,
            face_from_world: rotation.transpose(),
            low,
            cell,
            across,
            cells,
        }
    }

    fn hides(&self, seen: DVec3) -> bool {
        if seen.z <= 0.0 {
            return false;
        }
        let ray = seen / seen.z;
        let at = (ray.truncate() - self.low) / self.cell;
        let [x, y] = [at.x, at.y].map(|v| (v.max(0.0) as usize).min(self.across - 1));
        let near = &self.cells[y * self.across + x];
        self.sight.blocked(near, ray, seen.z * (1.0 - 1e-9))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Band, Kind, Recipe, Simulated};
    use super::*;
    use crate::simulate::random::Random;

    #[test]
    fn the_cells_say_what_the_whole_scene_says() {
        let recipe = Recipe {
            kind: Kind::Tabletop,
            band: Band::Hard,
            ..Recipe::default()
        };
        let scene = Simulated::new(&recipe);
        let (space, lamp) = scene.parts();
        let shadows = Shadows::new(space, lamp, 0.3);
        let mut random = Random::of(1, &["shadows"]);
        let mut hidden = 0;
        for _ in 0..4000 {
            let point = DVec3::new(
                random.between(0.1, 4.0),
                random.between(0.1, 3.9),
                random.between(0.01, 2.5),
            );
            let exact = space
                .blocked_by(point, lamp - point, [1e-9, 1.0 - 1e-9], 0.3, None)
                .is_some();
            assert_eq!(shadows.hide(point), exact, "{point}");
            hidden += u32::from(exact);
        }
        assert!(hidden > 100, "{hidden}");
    }
}
