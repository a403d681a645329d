//! Re-deriving a proof under noise (datasets.md §4.2 rule 5).
//!
//! Annotated boxes are a few centimetres off. A number that swings with that is no answer, so every proof
//! is evaluated again on perturbed evidence, with a seeded generator: same seed, same numbers, everywhere.

use super::{Expr, ProofError, Value, evaluate};
use crate::evidence::{Evidence, Shape};
use crate::geom::{DMat3, DVec3};
use glam::DQuat;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// One standard deviation of each kind of annotation error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoiseModel {
    /// Box centre and full size, per axis, metres.
    pub box_m: f64,
    /// Box turn about its own z axis, radians.
    pub box_rad: f64,
    /// Camera position, per axis, metres.
    pub pose_m: f64,
    /// Camera turn about each axis, radians.
    pub pose_rad: f64,
    /// Points, share of their coordinates' distance from the origin of noise (depth error).
    pub depth_share: f64,
}

impl Default for NoiseModel {
    /// The strict preset: boxes 2 cm and 2°, poses 1 cm and 0.5°, depth 1 %.
    fn default() -> Self {
        let degree = std::f64::consts::PI / 180.0;
        Self {
            box_m: 0.02,
            box_rad: 2.0 * degree,
            pose_m: 0.01,
            pose_rad: 0.5 * degree,
            depth_share: 0.01,
        }
    }
}

/// What a proof gave under noise.
#[derive(Clone, Debug, PartialEq)]
pub struct Noise {
    /// How often it was evaluated.
    pub rounds: usize,
    /// How often a discrete value stayed the same; equal to `rounds` for numbers.
    pub same: usize,
    /// 5th percentile of a number, before the outermost rounding, in its unit.
    pub p05: Option<f64>,
    /// 95th percentile.
    pub p95: Option<f64>,
}

/// Evaluates the proof `rounds` times on perturbed copies of the evidence.
///
/// # Errors
/// As [`evaluate`].
pub fn perturb(
    expr: &Expr,
    evidence: &[Evidence],
    model: &NoiseModel,
    rounds: usize,
    seed: u64,
) -> Result<Noise, ProofError> {
    let unrounded = match expr {
        Expr::Round { of, .. } => of,
        other => other,
    };
    let truth = evaluate(unrounded, evidence)?;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut numbers, mut same) = (Vec::with_capacity(rounds), 0);
    for _ in 0..rounds {
        let noisy: Vec<Evidence> = evidence
            .iter()
            .map(|e| shake(e, model, &mut random))
            .collect();
        match evaluate(unrounded, &noisy)? {
            Value::Number(q) => {
                numbers.push(q.value);
                same += 1;
            }
            other => same += usize::from(other == truth),
        }
    }
    numbers.sort_by(f64::total_cmp);
    Ok(Noise {
        rounds,
        same,
        p05: percentile(&numbers, 0.05),
        p95: percentile(&numbers, 0.95),
    })
}

/// Linear interpolation between order statistics; `None` for no numbers.
fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share * last as f64;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    let (a, b) = (sorted.get(low)?, sorted.get(high)?);
    Some(a + (b - a) * (place - place.floor()))
}

fn shake(evidence: &Evidence, model: &NoiseModel, random: &mut ChaCha8Rng) -> Evidence {
    let mut noisy = evidence.clone();
    match &mut noisy.shape {
        Shape::Obb(shape) => {
            let yaw = DMat3::from_quat(DQuat::from_rotation_z(normal(random) * model.box_rad));
            let rotation = DMat3::from_cols_array(&shape.rotation).transpose() * yaw;
            shape.rotation = rotation.transpose().to_cols_array();
            for axis in 0..3 {
                shape.center[axis] += normal(random) * model.box_m;
                shape.size[axis] = (shape.size[axis] + normal(random) * model.box_m).max(0.0);
            }
        }
        Shape::Camera(shape) => {
            let axis = DVec3::new(normal(random), normal(random), normal(random)) * model.pose_rad;
            if let Some((_, mut pose)) = shape.ideal() {
                pose.rotation *= DMat3::from_quat(DQuat::from_scaled_axis(axis));
                pose.translation +=
                    DVec3::new(normal(random), normal(random), normal(random)) * model.pose_m;
                shape.world_from_camera = pose.to_row_major();
            }
        }
        Shape::Points { xyz, .. } => {
            for value in xyz.iter_mut().flatten() {
                *value += normal(random) * model.depth_share * value.abs();
            }
        }
        _ => {}
    }
    noisy
}

/// A standard normal number (Box-Muller; `libm`, so equal on every machine).
fn normal(random: &mut ChaCha8Rng) -> f64 {
    let uniform = |r: &mut ChaCha8Rng| ((r.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
    let (u, v) = (uniform(random), uniform(random));
    libm::sqrt(-2.0 * libm::log(u)) * libm::cos(std::f64::consts::TAU * v)
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::*;
    use super::*;

    fn closest() -> Expr {
        serde_json::from_str(
            r#"{"op":"round","step":0.1,"of":{"op":"distance_closest","a":"a","b":"b"}}"#,
        )
        .expect("expr")
    }

    #[test]
    fn same_seed_same_numbers_and_the_truth_lies_inside() {
        let on = two_boxes_and_a_camera();
        let run = |seed| perturb(&closest(), &on, &NoiseModel::default(), 32, seed).expect("noise");
        let noise = run(9);
        assert_eq!(noise, run(9));
        assert_ne!(noise, run(10));
        let (low, high) = (noise.p05.expect("a number"), noise.p95.expect("a number"));
        assert!(
            low < 3.5 && 3.5 < high + 0.1 && high - low < 0.3,
            "{low} to {high}"
        );
    }

    #[test]
    fn without_noise_nothing_moves() {
        let still = NoiseModel {
            box_m: 0.0,
            box_rad: 0.0,
            pose_m: 0.0,
            pose_rad: 0.0,
            depth_share: 0.0,
        };
        let noise = perturb(&closest(), &two_boxes_and_a_camera(), &still, 8, 1).expect("noise");
        assert_eq!((noise.p05, noise.p95), (Some(3.5), Some(3.5)));
    }

    #[test]
    fn a_tie_is_caught() {
        // Two equal volumes: noise decides, so the discrete answer does not hold in every round.
        let mut on = two_boxes_and_a_camera();
        if let Shape::Obb(o) = &mut on[1].shape {
            o.size = [1.0, 1.0, 1.0];
        }
        let expr: Expr = serde_json::from_str(
            r#"{"op":"argmax","of":[{"op":"volume","of":"a"},{"op":"volume","of":"b"}]}"#,
        )
        .expect("expr");
        let noise = perturb(&expr, &on, &NoiseModel::default(), 32, 3).expect("noise");
        assert!(noise.same < noise.rounds);
    }
}
