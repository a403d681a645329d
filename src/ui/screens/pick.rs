//! Which box of the evidence is under the pointer: the ray through a pixel against the boxes themselves.

use crate::evidence::{Evidence, Role, Shape};
use crate::geom::DVec3;

/// Id of the nearest box that the ray meets; what hides it in the scene is not asked. What the question is about goes
/// before what could be mistaken for it.
pub(super) fn box_under<'a>(
    evidence: impl IntoIterator<Item = &'a Evidence>,
    eye: DVec3,
    ray: DVec3,
) -> Option<String> {
    let met = |e: &'a Evidence| {
        let asked = match e.role {
            Role::Subject | Role::Reference => 0,
            Role::Distractor => 1,
            Role::Measure | Role::Excluded | Role::Context => return None,
        };
        match &e.shape {
            Shape::Obb(shape) if e.space == "world" => {
                Some((asked, shape.obb()?.met_by(eye, ray)?, e))
            }
            _ => None,
        }
    };
    let nearest = evidence
        .into_iter()
        .filter_map(met)
        .min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))?;
    Some(nearest.2.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::ObbShape;
    use crate::geom::Obb;

    fn boxed(id: &str, role: Role, x: f64) -> Evidence {
        let obb = Obb::upright(DVec3::new(x, 0.0, 0.0), DVec3::ONE, 0.0);
        Evidence::new(id, role, id, Shape::Obb(ObbShape::new(&obb, None, "chair")))
    }

    #[test]
    fn the_nearest_box_of_the_question_is_picked_and_nothing_beside_it() {
        let all = [
            boxed("d1", Role::Distractor, 2.0),
            boxed("e2", Role::Reference, 6.0),
            boxed("e1", Role::Subject, 4.0),
            boxed("was", Role::Excluded, 1.0),
        ];
        let pick = |some: &[Evidence], ray| box_under(some, DVec3::ZERO, ray);
        assert_eq!(pick(&all, DVec3::X).as_deref(), Some("e1"));
        assert_eq!(pick(&all[..1], DVec3::X).as_deref(), Some("d1"));
        assert_eq!(pick(&all, DVec3::NEG_X), None, "behind the eye");
        assert_eq!(pick(&all, DVec3::Y), None);
        assert_eq!(pick(&all[3..], DVec3::X), None, "what was is not lit");
        assert_eq!(pick(&all, DVec3::splat(f64::NAN)), None);
    }
}
