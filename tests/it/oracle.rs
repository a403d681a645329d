//! Proofs and puzzles held against evaluators in another language that share no code with ours.

use crate::skip::skip;
use serde_json::{Value, json};
use spatialscore::answer::Answer;
use spatialscore::evidence::Evidence;
use spatialscore::proof::{self, Expr, evaluate};
use spatialscore::question::seeding::{below, between, random};
use spatialscore::question::{FAMILIES, Source};
use std::io::Write;
use std::process::{Command, Stdio};

/// Random scenes; each is asked every operator.
const SCENES: u64 = 24;
/// Largest difference of two numbers, as a share of the larger of 1 and the value.
const TOLERANCE: f64 = 1e-6;

/// Answers of a script to JSON lines; `None` (said aloud) without an interpreter.
fn ask(script: &str, lines: &[String]) -> Option<Vec<String>> {
    let path = format!("{}/tests/oracle/{script}", env!("CARGO_MANIFEST_DIR"));
    let started = Command::new("python3")
        .args(["-B", path.as_str()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        skip("python3 is not installed");
        return None;
    };
    let mut stdin = child.stdin.take().expect("a pipe");
    let text = lines.join("\n") + "\n";
    let writer = std::thread::Builder::new()
        .name("oracle input".into())
        .spawn(move || stdin.write_all(text.as_bytes()))
        .expect("a thread");
    let output = child.wait_with_output().expect("an exit");
    writer.join().expect("no panic").expect("all was read");
    assert!(output.status.success(), "{script} failed");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let answers: Vec<String> = text.lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), lines.len());
    Some(answers)
}

/// A rotation from a random quaternion, row-major.
fn rotation(r: &mut impl FnMut(f64, f64) -> f64) -> Vec<f64> {
    let q: Vec<f64> = (0..4).map(|_| r(-1.0, 1.0)).collect();
    let n = q.iter().map(|v| v * v).sum::<f64>().sqrt().max(1e-3);
    let (w, x, y, z) = (q[0] / n, q[1] / n, q[2] / n, q[3] / n);
    vec![
        1.0 - 2.0 * (y * y + z * z),
        2.0 * (x * y - w * z),
        2.0 * (x * z + w * y),
        2.0 * (x * y + w * z),
        1.0 - 2.0 * (x * x + z * z),
        2.0 * (y * z - w * x),
        2.0 * (x * z - w * y),
        2.0 * (y * z + w * x),
        1.0 - 2.0 * (x * x + y * y),
    ]
}

/// Two boxes, a camera, points, a flat polygon and a puzzle.
fn scene(seed: u64) -> Vec<Evidence> {
    let mut draws = random(seed, &["oracle"]);
    let mut r = |low: f64, high: f64| between(&mut draws, low, high);
    let mut boxes = Vec::new();
    for id in ["a", "b"] {
        // From 1 cm flat to 3 m, so that every pair of features comes nearest, and some boxes overlap.
        let center: Vec<f64> = (0..3).map(|_| r(-2.5, 2.5)).collect();
        let size: Vec<f64> = (0..3).map(|_| r(0.01, 3.0)).collect();
        boxes.push(
            json!({"id": id, "role": "subject", "label": id, "kind": "obb",
            "center": center, "size": size, "rotation": rotation(&mut r)}),
        );
    }
    let m = rotation(&mut r);
    let pose = [
        m[0],
        m[1],
        m[2],
        r(-9.0, 9.0),
        m[3],
        m[4],
        m[5],
        r(-9.0, 9.0),
        m[6],
        m[7],
        m[8],
        r(-9.0, 9.0),
        0.0,
        0.0,
        0.0,
        1.0,
    ];
    let points: Vec<[f64; 3]> = (0..9)
        .map(|_| [r(-3.0, 3.0), r(-3.0, 3.0), r(-3.0, 3.0)])
        .collect();
    // A ring around a circle, in the plane of two axes of the camera.
    let ring: Vec<[f64; 3]> = (0..7)
        .map(|i| {
            let (s, c) = libm::sincos(f64::from(i) * 0.8);
            let (s, c) = (s * r(0.5, 3.0), c * r(0.5, 3.0));
            std::array::from_fn(|k| c * m[3 * k] + s * m[3 * k + 1])
        })
        .collect();
    let mut all = boxes;
    all.push(
        json!({"id": "c", "role": "context", "label": "", "kind": "camera", "frame": "f0",
        "K": [500.0, 0.0, 320.0, 0.0, 500.0, 240.0, 0.0, 0.0, 1.0],
        "world_from_camera": pose, "width": 640, "height": 480}),
    );
    all.push(json!({"id": "p", "role": "context", "label": "", "kind": "points", "xyz": points}));
    all.push(json!({"id": "g", "role": "context", "label": "", "kind": "polygon", "ring": ring, "normal": [m[2], m[5], m[8]]}));
    serde_json::from_value(Value::Array(all)).expect("evidence")
}

/// One expression of every operator; the puzzle operator has its own test.
fn expressions(seed: u64) -> Vec<Value> {
    let two = |op: &str| json!({"op": op, "a": "a", "b": "b"});
    let camera = |op: &str, of: &str| json!({"op": op, "camera": "c", "of": of});
    let one = |op: &str, of: &str| json!({"op": op, "of": of});
    let both = |op: &str| json!({"op": op, "of": [one("volume", "a"), one("volume", "b")]});
    let step = [0.1, 0.05, 0.5, 5.0][below(&mut random(seed, &["step"]), 4)];
    let cm = json!({"op": "convert", "to": "cm", "of": two("distance_centers")});
    vec![
        json!({"op": "count", "of": ["a", "b", "p"]}),
        json!({"op": "exists", "of": []}),
        two("distance_centers"),
        two("distance_closest"),
        camera("distance_camera_center", "a"),
        camera("distance_camera_closest", "b"),
        camera("distance_camera_closest", "p"),
        camera("depth_camera_z", "a"),
        one("dimension_longest", "a"),
        one("dimension_shortest", "a"),
        one("dimension_length", "a"),
        one("dimension_width", "b"),
        one("dimension_height", "b"),
        one("volume", "a"),
        one("area", "g"),
        both("argmin"),
        both("argmax"),
        json!({"op": "round", "step": step, "of": two("distance_centers")}),
        json!({"op": "round", "step": 5.0, "of": cm.clone()}),
        cm.clone(),
        json!({"op": "stated", "value": step, "unit": "cm"}),
        json!({"op": "compare", "relation": "less", "a": two("distance_closest"), "b": {"op": "stated", "value": 150.0, "unit": "cm"}}),
        json!({"op": "compare", "relation": "less", "a": cm.clone(), "b": camera("depth_camera_z", "b")}),
        json!({"op": "compare", "relation": "greater", "a": cm, "b": one("dimension_longest", "a")}),
    ]
}

fn as_json(value: &proof::Value) -> Value {
    match value {
        proof::Value::Number(q) => json!(q.value),
        proof::Value::Count(n) => json!(n),
        proof::Value::Bool(b) => json!(b),
        proof::Value::Index(i) => json!(i),
        proof::Value::Word(w) => json!(w),
    }
}

fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours.as_f64(), theirs.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= TOLERANCE * a.abs().max(1.0),
        _ => ours == theirs,
    }
}

#[test]
fn every_operator_gives_what_another_evaluator_gives() {
    let (mut lines, mut ours) = (Vec::new(), Vec::new());
    for seed in 0..SCENES {
        let evidence = scene(seed);
        for expression in expressions(seed) {
            let expr: Expr = serde_json::from_value(expression).expect("an expression");
            let value = evaluate(&expr, &evidence).expect("a value");
            lines.push(json!({"evidence": evidence, "proof": expr}).to_string());
            ours.push(as_json(&value));
        }
    }
    let Some(theirs) = ask("proof.py", &lines) else {
        return;
    };
    for ((line, ours), theirs) in lines.iter().zip(&ours).zip(&theirs) {
        let theirs: Value = serde_json::from_str(theirs).expect("a JSON value");
        assert!(same(ours, &theirs), "ours {ours}, theirs {theirs}: {line}");
    }
}

#[test]
fn every_puzzle_has_the_answer_that_another_solver_finds() {
    let (mut lines, mut keys) = (Vec::new(), Vec::new());
    for family in &FAMILIES {
        let Source::Puzzle { generate } = family.source else {
            continue;
        };
        for number in 0..200 {
            let sample = generate(7, number).expect("a puzzle").sample;
            let Answer::Option { index } = sample.answer else {
                panic!("no option")
            };
            keys.push(match sample.options[index].answer {
                Answer::Option { index } => index.to_string(),
                _ => sample.options[index].text.clone(),
            });
            lines.push(serde_json::to_string(&sample).expect("json"));
        }
    }
    let Some(theirs) = ask("puzzles.py", &lines) else {
        return;
    };
    for ((line, key), theirs) in lines.iter().zip(&keys).zip(&theirs) {
        assert_eq!(key, theirs, "{line}");
    }
}
