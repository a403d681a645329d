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

#[test]
fn check_accepts_what_agrees_and_refuses_what_does_not() {
    let sandbox = Sandbox::new();
    let of = |path: &str, code: i32| -> Value {
        let run = sandbox.run(["scene", "check", "--json", path]);
        assert_eq!(run.code, Some(code), "{}{}", run.stdout, run.stderr);
        serde_json::from_str(&run.stdout).expect("JSON")
    };
    let good = layouts("ca1m/folder");
    let found = of(&good, 0);
    let scene = &found["scenes"][0];
    assert_eq!(scene["refused_by"], json!([]));
    let depth = &scene["checks"][0];
    assert_eq!(
        (&depth["kind"], &depth["unit"]),
        (&json!("depth"), &json!("share"))
    );
    assert_eq!(depth["frames"].as_array().map(Vec::len), Some(2));
    // The same with one camera turned over: camera-to-world with OpenGL's axes.
    let copy = sandbox.path("ca1m");
    copy_folder(std::path::Path::new(&good), &copy);
    let pose = "[[1, 0, 0, 0.5], [0, 0.96, -0.28, -0.5], [0, 0.28, 0.96, 1.5], [0, 0, 0, 1]]";
    let path = copy.join("42000001/21859797734958.gt/RT.json");
    std::fs::write(path, pose).expect("written");
    let found = of(copy.to_str().expect("a path"), 1);
    // It looks away from everything that the other frame has a depth of, and from the rug.
    assert_eq!(found["scenes"][0]["refused_by"], json!(["boxes2d"]));
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("listed").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        match path.is_dir() {
            true => copy_folder(&path, &target),
            false => drop(std::fs::copy(&path, &target).expect("copied")),
        }
    }
}
