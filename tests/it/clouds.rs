//! Real clouds and depth maps: 81 edge files, three Kinect frames as depth and as points, five RGB-D frames.

use crate::support::data;
use serde_json::Value;
use spatialscore::dataset::{cloud, depth};
use spatialscore::geom::{DVec2, DVec3, Pinhole, Pose};
use spatialscore::scene::{Depth, DepthEncoding, DepthMap, Stored};
use std::path::{Path, PathBuf};

/// A file of the data; `None` where there is none.
fn map(path: &Path, pinhole: Pinhole) -> DepthMap {
    let bytes = std::fs::read(path).expect("a file");
    let depth = Depth {
        stored: Stored::file(path),
        encoding: DepthEncoding::Steps { per_m: 1000.0 },
        camera: pinhole.into(),
    };
    depth::decode(&bytes, &depth, path).expect("a depth map")
}

fn camera(cx: f64, cy: f64) -> Pinhole {
    let k = [525.0, 0.0, cx, 0.0, 525.0, cy, 0.0, 0.0, 1.0];
    Pinhole::from_k(&k, 640, 480).expect("a camera")
}

#[test]
fn edge_files_load_right_or_say_where_they_are_wrong() {
    let Some(folder) = data("crates") else { return };
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/clouds.json");
    let table = std::fs::read_to_string(table).expect("the table");
    let table: Value = serde_json::from_str(&table).expect("JSON");
    let table = table.as_object().expect("an object");
    assert_eq!(table.len(), 81);
    for (name, wanted) in table {
        let path = folder.join(name);
        match (cloud::open(&path), wanted["error"].as_str()) {
            (Err(error), Some(text)) => {
                let error = error.to_string();
                let file = path.file_name().expect("a name").to_string_lossy();
                assert!(
                    error.contains(text) && error.contains(&*file),
                    "{name}: {error}"
                );
            }
            (Ok(loaded), None) => {
                let points = &loaded.cloud.points;
                assert_eq!(wanted["points"], points.len(), "{name}");
                if !wanted["min"].is_null() {
                    same_bounds(name, &loaded.cloud, wanted);
                }
            }
            (Ok(_), Some(text)) => panic!("{name} loads, without {text:?}"),
            (Err(error), None) => panic!("{name}: {error}"),
        }
    }
}

fn same_bounds(name: &str, cloud: &spatialscore::scene::PointCloud, wanted: &Value) {
    let (mut low, mut high) = (DVec3::INFINITY, DVec3::NEG_INFINITY);
    for at in (0..cloud.points.len()).filter_map(|i| cloud.position(i)) {
        (low, high) = (low.min(at), high.max(at));
    }
    for (found, wanted) in [(low, &wanted["min"]), (high, &wanted["max"])] {
        let wanted = [0, 1, 2].map(|i| wanted[i].as_f64().expect("a number"));
        let off = (found - DVec3::from(wanted)).abs().max_element();
        // Offsets of single precision from the cloud's origin, over some kilometres in the scans.
        let most = 1e-6 + 1e-7 * (high - low).max_element();
        assert!(off <= most, "{name}: {found} for {wanted:?}");
    }
}

/// The three Kinect frames, without ending.
fn kinect() -> Option<(PathBuf, Vec<String>)> {
    let folder = data("pcl/grabber_sequences")?;
    let names = ["255.814212", "256.068683", "256.332395"];
    let name = |time| format!("frame_20121214T142{time}");
    Some((folder, names.into_iter().map(name).collect()))
}

/// The farthest that a frame's points lie from where a camera of this principal point has them, metres.
fn farthest(folder: &Path, name: &str, [cx, cy]: [f64; 2]) -> f64 {
    let pinhole = camera(cx, cy);
    let map = map(&folder.join(format!("tiff/{name}_depth.tiff")), pinhole);
    let loaded = cloud::open(&folder.join(format!("pcd/{name}.pcd"))).expect("points");
    assert_eq!(loaded.grid, Some([640, 480]));
    let lost: std::collections::BTreeSet<usize> = loaded.lost.iter().copied().collect();
    let (mut next, mut farthest, mut compared) = (0, 0.0_f64, 0);
    for row in 0..640 * 480 {
        let (x, y) = ((row % 640) as u32, (row / 640) as u32);
        if lost.contains(&row) {
            assert_eq!(map.at(x, y), None, "a point that is none has no depth");
            continue;
        }
        let point = loaded.cloud.position(next).expect("there");
        next += 1;
        let depth_m = map.at(x, y).expect("a depth");
        // Of this format the first pixel's centre is at 0.
        let pixel = DVec2::new(f64::from(x), f64::from(y));
        let off = (pinhole.unproject(pixel, depth_m) - point).length();
        farthest = farthest.max(off);
        compared += 1;
    }
    assert!(compared > 200_000, "{compared}");
    farthest
}

#[test]
fn kinect_depth_and_points_agree_to_a_micrometre() {
    let Some((folder, names)) = kinect() else {
        return;
    };
    for name in &names {
        let off = farthest(&folder, name, [320.0, 240.0]);
        assert!(off < 1e-6, "{name}: {off} m");
    }
    // Half a pixel aside is a millimetre and more: the bound can fail.
    let off = farthest(&folder, &names[0], [319.5, 239.5]);
    assert!(off > 1e-3, "{off} m");
}

#[test]
fn kinect_depth_is_the_same_as_tiff_and_as_pclzf() {
    let Some((folder, names)) = kinect() else {
        return;
    };
    for name in &names {
        let tiff = map(
            &folder.join(format!("tiff/{name}_depth.tiff")),
            camera(320.0, 240.0),
        );
        let pclzf = map(
            &folder.join(format!("pclzf/{name}_depth.pclzf")),
            camera(320.0, 240.0),
        );
        assert_eq!(tiff, pclzf);
        assert!(tiff.at(320, 240).is_some());
    }
}

/// The poses of a trajectory, camera-to-world.
fn trajectory(path: &Path) -> Vec<Pose> {
    let text = std::fs::read_to_string(path).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    let pose = |five: &[&str]| {
        let words = five[1..]
            .iter()
            .flat_map(|line| line.split_ascii_whitespace());
        let numbers: Vec<f64> = words.map(|w| w.parse().expect("a number")).collect();
        let numbers: [f64; 16] = numbers.try_into().expect("16 numbers");
        Pose::from_row_major(&numbers).expect("rigid")
    };
    lines.chunks_exact(5).map(pose).collect()
}

/// Median over the pixels of frame 0 of how far the surface that another frame has there is from them, metres.
fn median_off(maps: &[DepthMap], poses: &[Pose], other: usize) -> f64 {
    let pinhole = camera(319.5, 239.5);
    let to_other = poses[other].inverse().compose(&poses[0]);
    let mut off = Vec::new();
    for y in 0..480 {
        for x in 0..640 {
            let Some(depth_m) = maps[0].at(x, y) else {
                continue;
            };
            let pixel = DVec2::new(f64::from(x), f64::from(y));
            let point = to_other.transform(pinhole.unproject(pixel, depth_m));
            let Some(there) = pinhole.project(point).map(DVec2::round) else {
                continue;
            };
            if there.x < 0.0 || there.y < 0.0 {
                continue;
            }
            off.extend(
                maps[other]
                    .at(there.x as u32, there.y as u32)
                    .map(|d| (d - point.z).abs()),
            );
        }
    }
    assert!(off.len() > 100_000, "{}", off.len());
    off.sort_by(f64::total_cmp);
    off[off.len() / 2]
}

#[test]
fn rgbd_frames_agree_across_views() {
    let Some(folder) = data("open3d/RGBD") else {
        return;
    };
    let poses = trajectory(&folder.join("trajectory.log"));
    let maps: Vec<DepthMap> = (0..5)
        .map(|i| {
            map(
                &folder.join(format!("depth/{i:05}.png")),
                camera(319.5, 239.5),
            )
        })
        .collect();
    for other in 1..5 {
        let off = median_off(&maps, &poses, other);
        assert!(off < 0.006, "frame {other}: {off} m");
    }
    // With every pose the other way round it is more: the bound can fail.
    let turned: Vec<Pose> = poses.iter().map(Pose::inverse).collect();
    let off = median_off(&maps, &turned, 4);
    assert!(off > 0.006, "{off} m");
}
