//! Where the camera goes: always in the open, always looking at something.

use super::random::Random;
use super::stage::Stage;
use super::{Kind, Path, View};
use crate::geom::{DVec2, DVec3, Pose};
use std::f64::consts::TAU;

/// The camera stays this far from everything, metres; less where there is no room for it.
const CLEAR_M: [f64; 3] = [0.35, 0.2, 0.1];

/// Seconds between two views.
pub fn step_secs(kind: Kind) -> f64 {
    match kind {
        Kind::Room => 0.8,
        Kind::Street | Kind::Tabletop => 0.1,
    }
}

/// Views along a path.
pub fn views(seed: u64, kind: Kind, path: Path, count: u32, stage: &Stage) -> Vec<View> {
    let mut random = Random::of(seed, &["route"]);
    let eyes = match path {
        Path::Walk => walk(kind, count, stage, &mut random),
        Path::Orbit => orbit(kind, [0.0, TAU], count, stage, &mut random),
        Path::Pair => {
            let apart = random.between(0.35, 1.1);
            orbit(kind, [0.0, 2.0 * apart], count, stage, &mut random)
        }
        Path::Static => {
            let one = orbit(kind, [0.0, 0.0], 1, stage, &mut random);
            one.into_iter().cycle().take(count as usize).collect()
        }
    };
    let turn = random.between(0.0, TAU);
    eyes.iter()
        .enumerate()
        .map(|(i, eye)| {
            let target = if path == Path::Walk && kind != Kind::Tabletop {
                let part = i as f64 / eyes.len() as f64;
                ahead(*eye, turn + part * TAU, stage)
            } else {
                stage.focus
            };
            View {
                world_from_camera: looking(*eye, target),
                time_secs: i as f64 * step_secs(kind),
            }
        })
        .collect()
}

fn looking(eye: DVec3, target: DVec3) -> Pose {
    Pose::look_at(eye, target, DVec3::Z)
        .or_else(|| Pose::look_at(eye, eye + DVec3::X, DVec3::Z))
        .unwrap_or(Pose::IDENTITY)
}

/// Height of the camera over the floor.
fn height(kind: Kind, random: &mut Random) -> f64 {
    match kind {
        Kind::Room => random.between(1.42, 1.66),
        Kind::Street => random.between(1.6, 2.8),
        Kind::Tabletop => random.between(1.15, 1.55),
    }
}

/// Around the focus, from a random start over a part of the circle.
fn orbit(
    kind: Kind,
    [from, to]: [f64; 2],
    count: u32,
    stage: &Stage,
    random: &mut Random,
) -> Vec<DVec3> {
    let (start, high) = (random.between(0.0, TAU), height(kind, random));
    (0..count)
        .map(|i| {
            let part = f64::from(i) / f64::from(count.max(1));
            let angle = start + from + (to - from) * part;
            let way = DVec2::new(libm::cos(angle), libm::sin(angle));
            on_ray(way, high, stage)
        })
        .collect()
}

/// The farthest clear place within the orbit's radius in a direction from the focus.
fn on_ray(way: DVec2, high: f64, stage: &Stage) -> DVec3 {
    let middle = stage.focus.truncate();
    for clear in CLEAR_M {
        for step in 0..14 {
            let radius = stage.orbit_m * (1.0 - 0.06 * f64::from(step));
            let eye = (middle + way * radius).extend(high);
            if stage.clear_for_camera(eye, clear) {
                return eye;
            }
        }
    }
    (middle + way * stage.orbit_m * 0.5).extend(high)
}

/// Evenly along a line through a few clear places; every place on it is clear.
fn walk(kind: Kind, count: u32, stage: &Stage, random: &mut Random) -> Vec<DVec3> {
    if kind == Kind::Tabletop {
        return orbit(kind, [0.0, 0.6 * TAU], count, stage, random);
    }
    let high = height(kind, random);
    for clear in CLEAR_M {
        for _ in 0..40 {
            let corners: Vec<DVec3> = (0..4).map(|_| place(high, stage, random)).collect();
            let eyes = along(&corners, count);
            if eyes.iter().all(|eye| stage.clear_for_camera(*eye, clear)) {
                return eyes;
            }
        }
    }
    // Too crowded to walk: look around from the clearest direction.
    orbit(kind, [0.0, TAU], count, stage, random)
}

fn place(high: f64, stage: &Stage, random: &mut Random) -> DVec3 {
    let [low, up] = stage.space;
    let mut eye = stage.focus.with_z(high);
    for _ in 0..20 {
        eye = DVec3::new(
            random.between(low.x, up.x),
            random.between(low.y, up.y),
            high,
        );
        if stage.clear_for_camera(eye, CLEAR_M[0]) {
            break;
        }
    }
    eye
}

/// `count` places evenly along a line.
fn along(corners: &[DVec3], count: u32) -> Vec<DVec3> {
    let lengths: Vec<f64> = corners.windows(2).map(|w| w[0].distance(w[1])).collect();
    let whole: f64 = lengths.iter().sum();
    (0..count)
        .map(|i| {
            let mut left = whole * f64::from(i) / f64::from(count.saturating_sub(1).max(1));
            for (pair, length) in corners.windows(2).zip(&lengths) {
                if left <= *length {
                    return pair[0].lerp(pair[1], left / length.max(1e-9));
                }
                left -= length;
            }
            corners.last().copied().unwrap_or_default()
        })
        .collect()
}

/// What to look at from a place, about in a direction: between straight ahead and the nearest piece of furniture.
fn ahead(eye: DVec3, yaw: f64, stage: &Stage) -> DVec3 {
    let turn = DVec3::new(libm::cos(yaw), libm::sin(yaw), 0.0);
    // Rather across the scene than at what is right in front.
    let across = (stage.focus - eye).with_z(0.0) / stage.orbit_m.max(1.0);
    let way = (turn + across * 0.8).normalize_or(turn);
    // Up and down a little, so that floor and ceiling are seen too.
    let straight = (way + DVec3::Z * (-0.2 + 0.14 * libm::cos(3.0 * yaw))).normalize_or(way);
    let near = stage
        .things
        .iter()
        .filter(|t| !t.fixed && t.on.is_none() && t.draft.class != "rug")
        .filter_map(|t| (t.obb().center - eye).try_normalize())
        .max_by(|a, b| a.dot(way).total_cmp(&b.dot(way)))
        .filter(|to| to.dot(way) > 0.8);
    match near {
        // Not so steep that what stands right below fills the picture.
        Some(to) => eye + straight + to.with_z(to.z.max(-0.5)),
        None => eye + straight,
    }
}
