//! `scene`: what the command line says of scenes and clouds.

use crate::support::Sandbox;
use serde_json::{Value, json};

const SQUARE: &str = "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\n\
                      property float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n\
                      0 0 0\n2 0 0\n2 3 0\n0 3 -1\n4 0 1 2 3\n";

fn layouts(path: &str) -> String {
    format!("{}/tests/data/layouts/{path}", env!("CARGO_MANIFEST_DIR"))
}

fn info(sandbox: &Sandbox, arguments: &[&str], code: i32) -> Value {
    let all = ["scene", "info", "--json"].iter().chain(arguments);
    let run = sandbox.run(all);
    assert_eq!(run.code, Some(code), "{}", run.stderr);
    serde_json::from_str(&run.stdout).expect("JSON")
}

#[test]
fn info_of_a_mesh_counts_corners_and_bounds() {
    let sandbox = Sandbox::new();
    let path = sandbox.path("square.ply");
    std::fs::write(&path, SQUARE).expect("written");
    let info = info(&sandbox, &[path.to_str().expect("a path")], 0);
    assert_eq!(info["vertices"], 4);
    assert_eq!(info["points"], Value::Null);
    assert_eq!(
        info["bounds"],
        json!({"min": [0.0, 0.0, -1.0], "max": [2.0, 3.0, 0.0]})
    );
    assert_eq!(
        (&info["frames"], &info["objects"], &info["tracks"]),
        (&json!(0), &json!(0), &json!(0))
    );
}

#[test]
fn info_of_a_data_set_describes_its_first_scene_and_its_warnings() {
    let sandbox = Sandbox::new();
    let found = info(&sandbox, &[&layouts("colmap_text")], 0);
    assert_eq!(
        (&found["dataset"], &found["scenes"]),
        (&json!("colmap"), &json!(1))
    );
    assert_eq!(
        (&found["frames"], &found["objects"]),
        (&json!(5), &json!(0))
    );
    assert!(found["points"].as_u64() > Some(2));
    assert!(found["convention"].as_str().expect("words").len() > 10);

    // A picture outside of the folder is left out, which is a finding.
    let found = info(&sandbox, &[&layouts("nerfstudio/scene")], 1);
    assert_eq!(found["frames"], 2);
    let warnings = found["warnings"].to_string();
    assert!(warnings.contains("outside.png"), "{warnings}");
}

#[test]
fn info_reads_as_the_layout_that_is_named_and_refuses_others() {
    let sandbox = Sandbox::new();
    let refused = |arguments: &[&str]| {
        let run = sandbox.run(["scene", "info"].iter().chain(arguments));
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
        run.stderr
    };
    let kitti = layouts("kitti");
    assert!(refused(&[&kitti, "--dataset", "cityscapes"]).contains("there is no layout"));
    assert!(refused(&[&kitti, "--scene", "nine"]).contains("there is no scene"));
    assert!(refused(&[&layouts("README.md")]).contains("no cloud or mesh of a known format"));
    let forced = info(
        &sandbox,
        &[&kitti, "--dataset", "kitti", "--scene", "000042"],
        0,
    );
    assert_eq!(
        (&forced["scene"], &forced["objects"]),
        (&json!("000042"), &json!(2))
    );
}
