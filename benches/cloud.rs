//! What people wait for before a cloud is there: 10 million points of PLY, as text and in both byte orders, beside a
//! plain copy of as many bytes. Prints one line of JSON a figure.

mod report;

use report::{figure, median};
use spatialscore::dataset::cloud;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const POINTS: u32 = 10_000_000;

/// Names the file of the one thing to do: memory is fresh only in a process of its own.
const COPY: &str = "SPATIALSCORE_BENCH_COPY";
const OPEN: &str = "SPATIALSCORE_BENCH_OPEN";

fn main() {
    if let Some(path) = std::env::var_os(COPY) {
        return copy_once(Path::new(&path));
    }
    if let Some(path) = std::env::var_os(OPEN) {
        return open_once(Path::new(&path));
    }
    let folder = tempfile::tempdir().expect("a folder for the bench");
    let plain = binary(folder.path(), "little", ["x", "y", "z"], f32::to_le_bytes);
    let big = binary(folder.path(), "big", ["x", "y", "z"], f32::to_be_bytes);
    let mixed = binary(folder.path(), "little", ["z", "x", "y"], f32::to_le_bytes);
    let text = text(folder.path());
    let copy = in_fresh_memory(COPY, &plain);
    let took = in_fresh_memory(OPEN, &plain);
    let big = in_fresh_memory(OPEN, &big);
    let mixed = in_fresh_memory(OPEN, &mixed);
    let text = in_fresh_memory(OPEN, &text);
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
}

fn copy_once(path: &Path) {
    let bytes = std::fs::read(path).expect("the cloud");
    let start = Instant::now();
    let mut fresh = Vec::with_capacity(bytes.len());
    fresh.extend_from_slice(&bytes);
    std::hint::black_box(&fresh);
    println!("{}", start.elapsed().as_secs_f64() * 1e3);
}

fn open_once(path: &Path) {
    let start = Instant::now();
    let loaded = cloud::open(path).expect("a cloud");
    println!("{}", start.elapsed().as_secs_f64() * 1e3);
    assert_eq!(loaded.cloud.points.len(), POINTS as usize);
    let last = loaded.cloud.position(POINTS as usize - 1).expect("a point");
    let expected: [f64; 3] = point(POINTS - 1).0.map(f64::from);
    let error = (0..3).map(|axis| (last[axis] - expected[axis]).abs());
    assert!(error.fold(0.0, f64::max) < 1e-5, "{last}");
}

/// Milliseconds that this program prints when it is asked to do one thing; the median of seven.
fn in_fresh_memory(what: &str, path: &Path) -> f64 {
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
        printed.trim().parse().expect("milliseconds")
    };
    median((0..7).map(once).collect())
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
fn binary(folder: &Path, order: &str, axes: [&str; 3], bytes: impl Fn(f32) -> [u8; 4]) -> PathBuf {
    let path = folder.join(format!("{order}_{}.ply", axes.concat()));
    let file = std::fs::File::create(&path).expect("a file");
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
        "ply\nformat binary_{order}_endian 1.0\nelement vertex {POINTS}\n{properties}end_header\n"
    )
    .expect("written");
    for n in 0..POINTS {
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
    path
}

fn text(folder: &Path) -> PathBuf {
    let path = folder.join("text.ply");
    let file = std::fs::File::create(&path).expect("a file");
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
    path
}
