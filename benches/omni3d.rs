//! What people wait for before a large file of Omni3D is listed: 500 MB of JSON, read in a process of its own, and the
//! memory that this took at the most. Prints one line of JSON a figure.

mod report;

use report::{figure, peak_mb};
use spatialscore::dataset;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// As much JSON as a large part of the data set has, bytes.
const SIZE: u64 = 500_000_000;
/// Annotations of an image.
const EACH: u64 = 12;

/// Names the file to open: memory is counted for a process as a whole.
const OPEN: &str = "SPATIALSCORE_BENCH_OPEN";

fn main() {
    if let Some(path) = std::env::var_os(OPEN) {
        return open_once(Path::new(&path));
    }
    let folder = tempfile::tempdir().expect("a folder for the bench");
    let file = folder.path().join("Hypersim_train.json");
    let images = write_file(&file);
    let output = Command::new(std::env::current_exe().expect("this bench"))
        .env(OPEN, &file)
        .output()
        .expect("a process");
    let text = String::from_utf8(output.stdout).expect("text");
    let numbers: Vec<f64> = text
        .split_whitespace()
        .filter_map(|n| n.parse().ok())
        .collect();
    let [ms, peak_mb, found] = numbers[..] else {
        panic!(
            "three numbers, not {text:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    assert_eq!(found, images as f64);
    figure("500 MB of Omni3D", ms, "ms", "lower");
    figure(
        "500 MB of Omni3D, memory at the most",
        peak_mb,
        "MB",
        "lower",
    );
}

fn open_once(path: &Path) {
    let start = Instant::now();
    let (_, scenes) = dataset::find(path, Some("omni3d")).expect("the file");
    let ms = start.elapsed().as_secs_f64() * 1e3;
    let scene = scenes.open(scenes.scenes().len() / 2).expect("a scene");
    assert_eq!(scene.objects.len() as u64, EACH);
    assert!(
        scene.warnings.is_empty() && scenes.warnings().is_empty(),
        "{:?}",
        scene.warnings
    );
    println!("{ms} {} {}", peak_mb(), scenes.scenes().len());
}

/// Writes images, then annotations with all digits that a program prints, as the released files have them. Returns how
/// many images there are.
fn write_file(path: &Path) -> u64 {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).expect("a file"));
    let mut line = String::new();
    annotation(&mut line, 1, 1);
    let images = SIZE / (line.len() as u64 * EACH);
    write!(
        out,
        "{{\"info\": {{\"id\": 1, \"name\": \"Hypersim\"}}, \"images\": ["
    )
    .expect("written");
    for image in 1..=images {
        let comma = if image > 1 { ", " } else { "" };
        write!(
            out,
            "{comma}{{\"id\": {image}, \"dataset_id\": 1, \"width\": 1024, \"height\": 768, \"file_path\": \
             \"hypersim/ai_001_001/images/scene_cam_00_final_preview/frame.{image:06}.tonemap.jpg\", \"K\": \
             [[886.8100134752651, 0.0, 512.0], [0.0, 886.8100134752651, 384.0], [0.0, 0.0, 1.0]], \
             \"src_90_rotate\": 0, \"src_flagged\": false}}"
        )
        .expect("written");
    }
    write!(
        out,
        "], \"categories\": [{{\"id\": 3, \"name\": \"chair\"}}], \"annotations\": ["
    )
    .expect("written");
    for id in 1..=images * EACH {
        line.clear();
        if id > 1 {
            line.push_str(", ");
        }
        annotation(&mut line, id, 1 + (id - 1) / EACH);
        out.write_all(line.as_bytes()).expect("written");
    }
    write!(out, "]}}").expect("written");
    out.flush().expect("written");
    images
}

/// An annotation of a box that is turned about the camera's y axis.
fn annotation(line: &mut String, id: u64, image: u64) {
    use std::fmt::Write as _;
    let (width, height, length) = (
        0.731_278_461_239_874_1,
        1.182_734_612_873_461_2,
        0.612_387_461_827_364_1,
    );
    let shift = (id % 97) as f64 * 0.012_345_678_912_345;
    let center = [
        0.123_456_789_123_456_78 - shift,
        0.234_567_891_234_567_8,
        4.345_678_912_345_678 + shift,
    ];
    let (cos, sin) = (0.8, 0.6);
    let corner = |i: usize| {
        let sign = |at: &[usize]| if at.contains(&i) { 0.5 } else { -0.5 };
        let [x, y, z] = [
            sign(&[1, 2, 5, 6]) * length,
            sign(&[2, 3, 6, 7]) * height,
            sign(&[4, 5, 6, 7]) * width,
        ];
        [
            center[0] + cos * x + sin * z,
            center[1] + y,
            center[2] - sin * x + cos * z,
        ]
    };
    let corners: Vec<[f64; 3]> = (0..8).map(corner).collect();
    let mut rect = [
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    ];
    for [x, y, z] in &corners {
        let (u, v) = (
            886.810_013_475_265_1 * x / z + 512.0,
            886.810_013_475_265_1 * y / z + 384.0,
        );
        rect = [
            rect[0].min(u),
            rect[1].min(v),
            rect[2].max(u),
            rect[3].max(v),
        ];
    }
    // Writing to a string cannot fail.
    let _ = write!(
        line,
        "{{\"id\": {id}, \"image_id\": {image}, \"category_id\": 3, \"category_name\": \"chair\", \"valid3D\": true, \
         \"bbox2D_tight\": [-1, -1, -1, -1], \"bbox2D_proj\": {rect:?}, \"bbox2D_trunc\": {rect:?}, \"bbox3D_cam\": \
         {corners:?}, \"center_cam\": {center:?}, \"dimensions\": [{width}, {height}, {length}], \"R_cam\": \
         [[0.8, 0.0, 0.6], [0.0, 1.0, 0.0], [-0.6, 0.0, 0.8]], \"behind_camera\": false, \"visibility\": \
         0.8712637461827364, \"truncation\": 0.0, \"segmentation_pts\": 3127, \"lidar_pts\": -1, \"depth_error\": \
         0.021387461827364}}"
    );
}
