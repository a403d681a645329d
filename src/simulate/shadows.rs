//! What stands between a lamp and the surfaces around it.
//!
//! Six views from the lamp, each cut into cells that know the solids in front of them. A ray is asked of those alone,
//! exactly; the cells only save the asking.

use super::View;
use super::draw::Sight;
use super::space::Space;
use crate::geom::{DMat3, DVec2, DVec3, Pose};

/// Cells along a side of each view.
const CELLS: usize = 24;

/// The views from a lamp.
pub struct Shadows {
    lamp: DVec3,
    faces: Vec<Face>,
}

struct Face {
    sight: Sight,
    face_from_world: DMat3,
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
        let faces = turns
            .map(|rotation| {
                let view = View {
                    world_from_camera: Pose {
                        rotation,
                        translation: lamp,
                    },
                    time_secs,
                };
                let sight = Sight::new(space, &view);
                let cells = cells(&sight);
                Face {
                    sight,
                    face_from_world: rotation.transpose(),
                    cells,
                }
            })
            .collect();
        Self { lamp, faces }
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
        let Some(face) = self.faces.get(axis * 2 + usize::from(to[axis] < 0.0)) else {
            return false;
        };
        let seen = face.face_from_world * to;
        if seen.z <= 0.0 {
            return false;
        }
        let ray = seen / seen.z;
        let cell = |v: f64| (((v + 1.0) * 0.5 * CELLS as f64) as usize).min(CELLS - 1);
        let near = &face.cells[cell(ray.y) * CELLS + cell(ray.x)];
        face.sight.blocked(near, ray, seen.z * (1.0 - 1e-9))
    }
}

fn cells(sight: &Sight) -> Vec<Vec<u32>> {
    let edge = |i: usize| 2.0 * i as f64 / CELLS as f64 - 1.0;
    (0..CELLS * CELLS)
        .map(|i| {
            let (x, y) = (i % CELLS, i / CELLS);
            let low = DVec2::new(edge(x), edge(y)) - DVec2::splat(1e-9);
            let high = DVec2::new(edge(x + 1), edge(y + 1)) + DVec2::splat(1e-9);
            sight.within(low, high)
        })
        .collect()
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
