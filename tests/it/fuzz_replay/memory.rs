//! What parsers reserve, measured in a process of its own: the most address space that it ever had, which counts what
//! is reserved and never touched too.

use super::{is_broken, parsers::Parser, seeds, top};
use std::process::Command;

/// Set in the process that is measured.
const MEASURED: &str = "SPATIALSCORE_MEASURED";
/// The allocator takes address space from the system in pieces as large as this, and some for itself.
const PIECES: u64 = 128 << 20;

/// Runs a test of this module again in a process of its own, and in there `measured`.
fn alone(test: &str, measured: fn()) {
    if std::env::var_os(MEASURED).is_some() {
        return measured();
    }
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program)
        .args(["--exact", "--nocapture", &format!("{}::{test}", module())])
        .env(MEASURED, "1")
        .env("RAYON_NUM_THREADS", "1")
        // Nothing ahead of what is asked for.
        .env("MIMALLOC_ARENA_RESERVE", "0")
        .current_dir(top())
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "it ran: {said}");
}

fn module() -> &'static str {
    let path = module_path!();
    path.split_once("::").map_or(path, |(_, inner)| inner)
}

/// The most address space that this process ever had, bytes.
fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("readable");
    let line = status.lines().find_map(|line| line.strip_prefix("VmPeak:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.expect("a size") * 1024
}

fn parser(name: &str) -> &'static Parser {
    let mut all = super::parsers::PARSERS.iter();
    all.find(|p| p.name == name).expect("a parser")
}

#[test]
fn a_header_that_claims_a_trillion_points_costs_no_memory() {
    alone(
        "a_header_that_claims_a_trillion_points_costs_no_memory",
        || {
            for count in [1_000_000_000_000_u64, 3_000_000_000] {
                for (name, bytes) in claims(count) {
                    let run = (parser(name).make)();
                    // Once without a claim: threads and tables are there then.
                    let sound = seeds(parser(name))
                        .into_iter()
                        .find(|seed| !is_broken(seed));
                    run(&std::fs::read(sound.expect("a seed")).expect("readable"));
                    let before = peak_bytes();
                    assert!(
                        !run(&bytes),
                        "{name}: {count} points in {} bytes",
                        bytes.len()
                    );
                    let grown = peak_bytes() - before;
                    assert!(
                        grown < PIECES,
                        "{name}: {grown} bytes for a claim of {count}"
                    );
                }
            }
        },
    );
}

#[test]
fn seeds_and_findings_cost_no_more_memory_than_their_parsers_may() {
    alone(
        "seeds_and_findings_cost_no_more_memory_than_their_parsers_may",
        || {
            for parser in super::parsers::PARSERS {
                let run = (parser.make)();
                for seed in seeds(parser) {
                    let bytes = std::fs::read(&seed).expect("readable");
                    let before = peak_bytes();
                    run(&bytes);
                    let grown = peak_bytes() - before;
                    let may = parser.base_bytes + parser.per_byte * bytes.len();
                    assert!(grown <= may as u64 + PIECES, "{seed:?}: {grown} bytes");
                }
            }
        },
    );
}

/// Files of a few bytes that claim so many points, each with its parser.
fn claims(count: u64) -> Vec<(&'static str, Vec<u8>)> {
    let ply = |format: &str, element: &str| {
        let faces = match element {
            "face" => "element vertex 1\nproperty float x\nproperty float y\nproperty float z\n",
            _ => "",
        };
        let properties = match element {
            "face" => "property list uchar int vertex_indices\n",
            _ => "property float x\nproperty float y\nproperty float z\n",
        };
        let text = format!(
            "ply\nformat {format} 1.0\n{faces}element {element} {count}\n{properties}end_header\n0 0 0\n3 0 0 0\n"
        );
        text.into_bytes()
    };
    let pcd = |data: &str, size: &str, tail: &[u8]| {
        let head = format!(
            "VERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\n{size}\nDATA {data}\n"
        );
        [head.as_bytes(), tail].concat()
    };
    let [width, points] = [format!("WIDTH {count}"), format!("WIDTH 1\nPOINTS {count}")];
    let square = format!("WIDTH {}\nHEIGHT 1000000", count / 1_000_000);
    // 4 GiB out of a byte: packed size, unpacked size, the byte.
    let packed = [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0];
    let npy = |descr: &str, shape: &str, by_columns: &str| {
        let text =
            format!("{{'descr': {descr}, 'fortran_order': {by_columns}, 'shape': {shape}}}\n");
        let size = (text.len() as u16).to_le_bytes();
        [b"\x93NUMPY\x01\0", &size[..], text.as_bytes(), &[0; 12]].concat()
    };
    let plain = npy("'<f4'", &format!("({count}, 3)"), "False");
    let records = "[('x', '<f4'), ('y', '<f4'), ('z', '<f4')]";
    let gltf = format!(
        r#"{{"asset": {{"version": "2.0"}}, "scenes": [{{"nodes": [0]}}], "nodes": [{{"mesh": 0}}],
        "meshes": [{{"primitives": [{{"attributes": {{"POSITION": 0}}}}]}}],
        "accessors": [{{"bufferView": 0, "componentType": 5126, "count": {count}, "type": "VEC3",
        "min": [0, 0, 0], "max": [1, 1, 1]}}], "bufferViews": [{{"buffer": 0, "byteLength": {count}}}],
        "buffers": [{{"byteLength": {count}, "uri": "data:application/octet-stream;base64,AAAA"}}]}}"#
    );
    let pclzf = |side: u32| {
        let mut bytes = b"PCLZF".to_vec();
        bytes.extend([side, side].iter().flat_map(|v| v.to_le_bytes()));
        bytes.extend(b"depth16\0\0\0\0\0\0\0\0\0");
        bytes.extend(
            [1_u32, side.wrapping_mul(side).wrapping_mul(2)]
                .iter()
                .flat_map(|v| v.to_le_bytes()),
        );
        bytes.push(0);
        bytes
    };
    vec![
        ("ply", ply("ascii", "vertex")),
        ("ply", ply("binary_little_endian", "vertex")),
        ("ply", ply("binary_big_endian", "vertex")),
        ("ply", ply("ascii", "face")),
        ("ply", ply("binary_little_endian", "face")),
        ("pcd", pcd("ascii", &width, b"0 0 0\n")),
        ("pcd", pcd("binary", &width, &[0; 12])),
        ("pcd", pcd("binary", &points, &[0; 12])),
        ("pcd", pcd("binary", &square, &[0; 12])),
        ("pcd", pcd("binary_compressed", &width, &packed)),
        ("las", las(count, 6)),
        ("las", las(count, 0x86)),
        ("npy", plain.clone()),
        ("npy", npy("'<f4'", &format!("({count}, 3)"), "True")),
        ("npy", npy("'<f4'", &format!("(1, {count})"), "False")),
        ("npy", npy(records, &format!("({count},)"), "False")),
        ("npz", stored_zip("points.npy", &plain)),
        ("gltf", gltf.into_bytes()),
        ("depth", pclzf(46_340)),
        ("ca1m_tar", tar_of_one("1/2.wide/image.png", count)),
        (
            "pointodyssey",
            stored_zip(
                "extrinsics.npy",
                &npy("'<f4'", &format!("({count}, 4, 4)"), "False"),
            ),
        ),
        (
            "colmap_binary",
            [&count.to_le_bytes()[..], &[1; 200]].concat(),
        ),
    ]
}

/// A header of LAS 1.4 whose points have this format, and a little behind it.
fn las(count: u64, format: u8) -> Vec<u8> {
    let mut bytes = vec![0; 475];
    bytes[..4].copy_from_slice(b"LASF");
    (bytes[24], bytes[25], bytes[104]) = (1, 4, format);
    bytes[94..96].copy_from_slice(&375_u16.to_le_bytes());
    bytes[96..100].copy_from_slice(&375_u32.to_le_bytes());
    bytes[105..107].copy_from_slice(&30_u16.to_le_bytes());
    bytes[247..255].copy_from_slice(&count.to_le_bytes());
    bytes
}

/// A tar of one entry that claims to have so many bytes.
fn tar_of_one(name: &str, size: u64) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_path(name).expect("a short name");
    header.set_size(size);
    header.set_cksum();
    [header.as_bytes(), &[0; 1_024][..]].concat()
}

/// A zip archive of one entry as it is.
fn stored_zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file(name, options).expect("an entry");
    archive.write_all(bytes).expect("written");
    archive.finish().expect("an archive").into_inner()
}
