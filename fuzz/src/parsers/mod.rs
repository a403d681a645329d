//! Every parser of bytes from outside, as a function of bytes: what the fuzzer calls, and the test that replays its
//! seeds and findings (`tests/it/fuzz_replay.rs`).
//!
//! Whatever the bytes are, a parser gives what they hold or an error: it does not panic, does not go on for ever, and
//! what it gives agrees with itself. `parsers.tsv` beside `Cargo.toml` says which files of `src` belong to each.

mod clouds;
mod layouts;
mod project;
mod tree;

/// A parser that is ready: what it needs beside the bytes has been laid out, and goes when this is dropped. Says whether
/// the bytes held something.
pub type Run = Box<dyn Fn(&[u8]) -> bool>;

/// A parser.
pub struct Parser {
    /// What its target and its folder of seeds are called.
    pub name: &'static str,
    /// Makes it ready.
    pub make: fn() -> Run,
    /// Memory that it may hold for an input, beside `per_byte` for each byte of that.
    pub base_bytes: usize,
    /// See `base_bytes`.
    pub per_byte: usize,
}

const fn parser(name: &'static str, make: fn() -> Run) -> Parser {
    Parser {
        name,
        make,
        // Blocks that files are read in, and threads' own.
        base_bytes: 16 << 20,
        per_byte: 2_000,
    }
}

/// A parser that may hold a picture as large as the limits for pictures allow, whatever its bytes are.
const fn of_pictures(name: &'static str, make: fn() -> Run) -> Parser {
    Parser {
        base_bytes: 1_600 << 20,
        ..parser(name, make)
    }
}

/// All of them, by name.
pub const PARSERS: &[Parser] = &[
    parser("answers", project::answers),
    parser("ca1m", layouts::ca1m),
    parser("ca1m_tar", layouts::ca1m_tar),
    parser("colmap_binary", layouts::colmap_binary),
    parser("colmap_text", layouts::colmap_text),
    of_pictures("depth", clouds::depth),
    parser("depth_bin", layouts::depth_bin),
    parser("gltf", clouds::gltf),
    parser("index", project::index),
    parser("kitti", layouts::kitti),
    parser("las", clouds::las),
    parser("nerfstudio", layouts::nerfstudio),
    parser("npy", clouds::npy),
    parser("npz", clouds::npz),
    parser("obj", clouds::obj),
    parser("omni3d", layouts::omni3d),
    parser("opensfm", layouts::opensfm),
    parser("pcd", clouds::pcd),
    of_pictures("pictures", project::pictures),
    parser("ply", clouds::ply),
    parser("pointodyssey", layouts::pointodyssey),
    parser("records", project::records),
    parser("room", layouts::room),
    parser("samples", project::samples),
    parser("scan", clouds::scan),
    parser("scannetpp", layouts::scannetpp),
    parser("text", clouds::text),
    parser("wildrgbd", layouts::wildrgbd),
];
