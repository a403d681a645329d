//! Which way is up in a capture's world, and whether its poses are what they are taken for.

use crate::geom::{DMat3, DVec3, Obb, Pose};
use crate::scene::Scene;

/// Where boxes of frames, brought into world, lie at the median farther than this from those of the world, poses are
/// not what they are taken for; metres. Boxes of frames may be cut at the picture's border, so not all agree.
const BOXES_AGREE_M: f64 = 0.05;

/// The source's up, seen from frames, and an axis are the same to this: cosine of 5 degrees. Gravity from a phone is
/// good to about one.
const SAME: f64 = 0.996_194_698_091_745_5;
/// Frames that disagree by more than this about up cannot all be right: cosine of 10 degrees.
const AGREE: f64 = 0.984_807_753_012_208;

/// The centre of a box that both a frame and the world have.
pub(super) struct Twice {
    /// `RT` of the frame.
    pub pose: Pose,
    pub in_camera: DVec3,
    pub in_world: DVec3,
}

/// What is wrong with the poses by the boxes that frames and the world share; nothing where those lie together.
pub(super) fn apart(vid: &str, boxes: &[Twice]) -> Option<String> {
    let off_m = |pose: fn(&Pose) -> Pose| {
        let off = |b: &Twice| pose(&b.pose).transform(b.in_camera).distance(b.in_world);
        median(boxes.iter().map(off).collect())
    };
    let (own_m, inverse_m) = (off_m(|pose| *pose)?, off_m(Pose::inverse)?);
    // A distance that is no number is no agreement.
    let agree = own_m <= BOXES_AGREE_M;
    (!agree).then(|| {
        format!(
            "{vid}: boxes of frames lie {own_m:.3} m from those of world.gt at the median of {}; with RT as \
             world-to-camera it were {inverse_m:.3} m",
            boxes.len()
        )
    })
}

/// Turns a capture's world so that Z is up, where its frames agree on another up. Returns whether Z is up.
pub(super) fn turn(scene: &mut Scene, ups: &[DVec3]) -> bool {
    let vid = &scene.id;
    let (warning, up) = match of(ups) {
        Up::Z => return true,
        Up::Unknown => (format!("{vid}: no T_gravity says which way is up"), None),
        Up::Disagree(degrees) => {
            let warning = format!(
                "{vid}: T_gravity and RT of different frames do not give one up (half are {degrees:.0} degrees off or \
                 more): RT may be world-to-camera"
            );
            (warning, None)
        }
        Up::Other(up) => {
            let warning = format!(
                "{vid}: up is ({:.3}, {:.3}, {:.3}) in the source's world, which was turned",
                up.x, up.y, up.z
            );
            (warning, Some(up))
        }
    };
    scene.warnings.push(warning);
    if let Some(up) = up {
        turn_by(scene, to_z(up));
    }
    up.is_some()
}

fn turn_by(scene: &mut Scene, turn: DMat3) {
    let world_from_source = Pose {
        rotation: turn,
        ..Pose::IDENTITY
    };
    for frame in &mut scene.frames {
        frame.world_from_camera = world_from_source.compose(&frame.world_from_camera);
    }
    for object in &mut scene.objects {
        let obb = object.obb;
        object.obb = Obb {
            center: turn * obb.center,
            half_extents: obb.half_extents,
            rotation: turn * obb.rotation,
        };
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// What frames say about up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Up {
    /// World's Z.
    Z,
    /// This direction of the source's world.
    Other(DVec3),
    /// Half of them point at least so far from the mean, degrees.
    Disagree(f64),
    /// Nothing.
    Unknown,
}

/// Up in the camera, from `T_gravity`: the rotation from a camera that stands level to the real one, both x right, y
/// down, z forward.
pub(super) fn in_camera(t_gravity: &[f64; 9]) -> Option<DVec3> {
    let [_, x, _, _, y, _, _, z, _] = *t_gravity;
    let down = DVec3::new(x, y, z);
    let unit = (down.length() - 1.0).abs() <= 1e-3;
    unit.then_some(-down)
}

/// The one up of all frames, each given in the source's world.
pub(super) fn of(ups: &[DVec3]) -> Up {
    let Some(mean) = ups.iter().sum::<DVec3>().try_normalize() else {
        return if ups.is_empty() {
            Up::Unknown
        } else {
            Up::Disagree(180.0)
        };
    };
    let median = median(ups.iter().map(|up| up.dot(mean)).collect()).unwrap_or(1.0);
    if median < AGREE {
        return Up::Disagree(libm::acos(median.clamp(-1.0, 1.0)).to_degrees());
    }
    let axes = [
        DVec3::Z,
        DVec3::Y,
        DVec3::X,
        DVec3::NEG_Z,
        DVec3::NEG_Y,
        DVec3::NEG_X,
    ];
    match axes.into_iter().find(|axis| axis.dot(mean) >= SAME) {
        Some(DVec3::Z) => Up::Z,
        axis => Up::Other(axis.unwrap_or(mean)),
    }
}

/// The smallest turn that brings a direction of length 1 to Z.
pub(super) fn to_z(up: DVec3) -> DMat3 {
    let (axis, cosine) = (up.cross(DVec3::Z), up.z);
    if cosine <= -1.0 + 1e-12 {
        return DMat3::from_cols(DVec3::X, DVec3::NEG_Y, DVec3::NEG_Z);
    }
    let cross = DMat3::from_cols(
        DVec3::new(0.0, axis.z, -axis.y),
        DVec3::new(-axis.z, 0.0, axis.x),
        DVec3::new(axis.y, -axis.x, 0.0),
    );
    DMat3::IDENTITY + cross + cross * cross * (1.0 / (1.0 + cosine))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_in_the_camera_is_against_the_second_column() {
        // A camera that looks straight down: its y axis is level, its z axis is down.
        let down = [1.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 1.0, 0.0];
        assert_eq!(in_camera(&down), Some(DVec3::NEG_Z));
        assert_eq!(
            in_camera(&[1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]),
            Some(DVec3::NEG_Y)
        );
        assert_eq!(in_camera(&[0.0; 9]), None);
        assert_eq!(in_camera(&[f64::NAN; 9]), None);
    }

    #[test]
    fn frames_agree_on_one_up_or_are_named() {
        let tilted = DVec3::new(0.05, 0.0, 1.0)
            .try_normalize()
            .expect("a direction");
        assert_eq!(of(&[DVec3::Z, tilted]), Up::Z, "3 degrees are a phone's");
        assert_eq!(of(&[DVec3::NEG_Y, DVec3::NEG_Y]), Up::Other(DVec3::NEG_Y));
        let slant = DVec3::new(0.6, 0.0, 0.8);
        assert_eq!(of(&[slant]), Up::Other(slant));
        assert_eq!(of(&[]), Up::Unknown);
        assert_eq!(of(&[DVec3::X, DVec3::NEG_X]), Up::Disagree(180.0));
        let Up::Disagree(degrees) = of(&[DVec3::X, DVec3::Z]) else {
            panic!("they disagree");
        };
        assert!((degrees - 45.0).abs() < 1e-9, "{degrees}");
    }

    #[test]
    fn a_direction_is_turned_to_z_and_nothing_is_mirrored() {
        for up in [
            DVec3::Z,
            DVec3::Y,
            DVec3::NEG_Y,
            DVec3::NEG_Z,
            DVec3::new(0.6, 0.0, 0.8),
        ] {
            let turn = to_z(up);
            assert!((turn * up).abs_diff_eq(DVec3::Z, 1e-15), "{up}: {turn}");
            assert!((turn.determinant() - 1.0).abs() < 1e-15);
        }
        assert_eq!(
            to_z(DVec3::Y) * DVec3::Z,
            DVec3::NEG_Y,
            "by hand: Y to Z takes Z to -Y"
        );
    }
}
