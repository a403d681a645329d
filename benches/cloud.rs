//! What people wait for before a cloud is there: 10 million points of PLY, as text and in both byte orders, beside a
//! plain copy of as many bytes; and the memory that 100 million take. Prints one line of JSON a figure.

mod report;

use report::{figure, median, peak_mb};
use spatialscore::dataset::cloud;
use spatialscore::scene::CloudPoint;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const POINTS: u32 = 10_000_000;
const MANY: u32 = 100_000_000;

/// Names the file of the one thing to do: memory is fresh only in a process of its own.
const COPY: &str = "SPATIALSCORE_BENCH_COPY";
const OPEN: &str = "SPATIALSCORE_BENCH_OPEN";
const WEIGH: &str = "SPATIALSCORE_BENCH_WEIGH";
/// Names a folder to leave the clouds in, for `scripts/peers.sh`.
const WRITE: &str = "SPATIALSCORE_BENCH_WRITE";

fn main() {
    if let Some(path) = std::env::var_os(COPY) {
        return copy_once(Path::new(&path));
    }
    if let Some(path) = std::env::var_os(OPEN) {
        return open_once(Path::new(&path));
    }
    if let Some(path) = std::env::var_os(WEIGH) {
        return weigh(Path::new(&path));
    }
    if let Some(path) = std::env::var_os(WRITE) {
        clouds(Path::new(&path));
        return;
    }
    let folder = tempfile::tempdir().expect("a folder for the bench");
    let [plain, big, mixed, text] = clouds(folder.path());
    let copy = in_fresh_memory(COPY, &plain, 7);
    let took = in_fresh_memory(OPEN, &plain, 7);
    let big = in_fresh_memory(OPEN, &big, 7);
    let mixed = in_fresh_memory(OPEN, &mixed, 7);
    let text = in_fresh_memory(OPEN, &text, 7);
    let many = folder.path().join("many.ply");
    binary(&many, MANY, "little", ["x", "y", "z"], f32::to_le_bytes);
    let share = in_fresh_memory(WEIGH, &many, 1);
    figure("copy of 150 MB to fresh memory", copy, "ms", "lower");
    figure("10 million points of binary PLY", took, "ms", "lower");
    figure(
        "10 million points of binary PLY, copies of 150 MB",
        took / copy,
        "times",
        "lower",
    );
    figure("10 million points, big-endian", big, "ms", "lower");
    figure(
        "10 million points, colour first, z x y",
        mixed,
        "ms",
        "lower",
    );
    figure("10 million points of text PLY", text, "ms", "lower");
    figure(
        "100 million points, memory at the most beside that of the points",
        share,
        "times",
        "lower",
    );
}

/// The same points in four ways, in this order: little-endian, big-endian, colour first, text.
fn clouds(folder: &Path) -> [PathBuf; 4] {
    let paths = ["0_little.ply", "1_big.ply", "2_mixed.ply", "3_text.ply"];
    let paths = paths.map(|name| folder.join(name));
    let (usual, other) = (["x", "y", "z"], ["z", "x", "y"]);
    binary(&paths[0], POINTS, "little", usual, f32::to_le_bytes);
    binary(&paths[1], POINTS, "big", usual, f32::to_be_bytes);
    binary(&paths[2], POINTS, "little", other, f32::to_le_bytes);
    text(&paths[3]);
    paths
}

fn copy_once(path: &Path) {
    let bytes = std::fs::read(path).expect("the cloud");
    let start = Instant::now();
    let mut fresh = Vec::with_capacity(bytes.len());
    fresh.extend_from_slice(&bytes);
    std::hint::black_box(&fresh);
    println!("{}", start.elapsed().as_secs_f64() * 1e3);
}

/// Prints `milliseconds points x y z red green blue`, the last six of the last point.
fn open_once(path: &Path) {
    let start = Instant::now();
    let loaded = cloud::open(path).expect("a cloud");
    let ms = start.elapsed().as_secs_f64() * 1e3;
    let cloud = &loaded.cloud;
    assert_eq!(cloud.points.len(), POINTS as usize);
    let last = cloud.position(POINTS as usize - 1).expect("a point");
    let [r, g, b, _] = cloud.points[POINTS as usize - 1].rgba;
    let (place, rgb) = point(POINTS - 1);
    let error = (0..3).map(|axis| (last[axis] - f64::from(place[axis])).abs());
    assert!(error.fold(0.0, f64::max) < 1e-5, "{last}");
    assert_eq!([r, g, b], rgb);
    println!("{ms} {POINTS} {} {} {} {r} {g} {b}", last.x, last.y, last.z);
}

/// Opens a large cloud, and prints the most memory that the process ever had as a multiple of the points' own.
fn weigh(path: &Path) {
    let loaded = cloud::open(path).expect("a cloud");
    let points = loaded.cloud.points.len();
    assert_eq!(points, MANY as usize);
    println!(
        "{}",
        peak_mb() * 1e6 / (points * size_of::<CloudPoint>()) as f64
    );
}

/// The number that this program prints first when it is asked to do one thing, milliseconds mostly; the median of some runs.
fn in_fresh_memory(what: &str, path: &Path, runs: usize) -> f64 {
    let own = std::env::current_exe().expect("this program");
    let once = |_| {
        let done = Command::new(&own)
            .env(what, path)
            .output()
            .expect("it runs");
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        let printed = String::from_utf8_lossy(&done.stdout);
        let first = printed.split_whitespace().next();
        first.expect("a figure").parse().expect("a number")
    };
    median((0..runs).map(once).collect())
}

/// Point number `n` of a room, and its colour.
fn point(n: u32) -> ([f32; 3], [u8; 3]) {
    let share = |k: u32| (n.wrapping_mul(k) >> 8) as f32 / 16_777_216.0;
    let position = [
        share(2_654_435_761) * 6.0,
        share(2_246_822_519) * 5.0,
        share(3_266_489_917) * 3.0,
    ];
    (position, [n as u8, (n >> 8) as u8, (n >> 16) as u8])
}

/// Colour first where the axes are not in their usual order.
fn binary(path: &Path, points: u32, order: &str, axes: [&str; 3], bytes: impl Fn(f32) -> [u8; 4]) {
    let file = std::fs::File::create(path).expect("a file");
    let mut out = std::io::BufWriter::with_capacity(1 << 20, file);
    let colour = "property uchar red\nproperty uchar green\nproperty uchar blue\n";
    let position = axes.map(|a| format!("property float {a}\n")).concat();
    let usual = axes == ["x", "y", "z"];
    let properties = if usual {
        position + colour
    } else {
        format!("{colour}{position}")
    };
    write!(
        out,
        "ply\nformat binary_{order}_endian 1.0\nelement vertex {points}\n{properties}end_header\n"
    )
    .expect("written");
    for n in 0..points {
        let (position, rgb) = point(n);
        if !usual {
            out.write_all(&rgb).expect("written");
        }
        for axis in axes {
            let index = ["x", "y", "z"]
                .iter()
                .position(|a| *a == axis)
                .expect("an axis");
            out.write_all(&bytes(position[index])).expect("written");
        }
        if usual {
            out.write_all(&rgb).expect("written");
        }
    }
    out.into_inner()
        .expect("written")
        .sync_all()
        .expect("on disk");
}

fn text(path: &Path) {
    let file = std::fs::File::create(path).expect("a file");
    let mut out = std::io::BufWriter::with_capacity(1 << 20, file);
    let properties = "property float x\nproperty float y\nproperty float z\nproperty uchar red\nproperty uchar green\n\
                      property uchar blue\n";
    write!(
        out,
        "ply\nformat ascii 1.0\nelement vertex {POINTS}\n{properties}end_header\n"
    )
    .expect("written");
    for n in 0..POINTS {
        let ([x, y, z], [r, g, b]) = point(n);
        writeln!(out, "{x} {y} {z} {r} {g} {b}").expect("written");
    }
    out.into_inner()
        .expect("written")
        .sync_all()
        .expect("on disk");
}
