//! Clouds and meshes on disk, one file or folder for each format.
//!
//! Every reader takes a [`Bytes`], which is a file read in parts or bytes in memory, and gives a [`Loaded`]. None
//! allocates for what a header claims before the size of the file bears it out.

mod beside;
pub mod bin;
mod columns;
mod gathered;
pub mod gltf;
pub mod las;
mod lines;
pub(in crate::dataset) mod lzf;
mod mesh;
pub mod npy;
pub mod npz;
pub mod obj;
pub mod pcd;
pub mod ply;
mod records;
mod row;
pub mod text;
mod tones;

pub(in crate::dataset) use gathered::Gathered;

use super::{Bytes, DatasetError, colmap, opensfm};
use crate::scene::PointCloud;
use std::fs::File;
use std::path::Path;

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The points, or the corners of a mesh. World as the file has it: readers of clouds convert nothing.
    pub cloud: PointCloud,
    /// Triangles of a mesh: three indices into the cloud's points each. Faces with more corners are cut into fans.
    pub triangles: Vec<[u32; 3]>,
    /// The rows of points left out because a coordinate is not a finite number, ascending from 0.
    pub lost: Vec<usize>,
    /// Columns and rows of an organised cloud, one point for each pixel, those left out included; row by row.
    pub grid: Option<[u32; 2]>,
    /// What else was left out, in words.
    pub warnings: Vec<String>,
}

/// A format that clouds and meshes come in.
pub struct Format {
    /// Its usual name.
    pub name: &'static str,
    /// Endings of names, in small letters.
    pub endings: &'static [&'static str],
    /// Whether a file begins as this format does. Those without a mark of their own are told by their name.
    begins: fn(&[u8]) -> bool,
    read: Read,
}

/// Every format that can be read.
pub const FORMATS: &[Format] = &[
    Format {
        name: "PLY",
        endings: &["ply"],
        begins: |head| head.starts_with(b"ply\n") || head.starts_with(b"ply\r\n"),
        read: ply::read,
    },
    Format {
        name: "PCD",
        endings: &["pcd"],
        begins: |head| head.starts_with(b"# .PCD") || head.starts_with(b"VERSION "),
        read: pcd::read,
    },
    Format {
        name: "LAS",
        endings: &["las", "laz"],
        begins: |head| head.starts_with(b"LASF"),
        read: las::read,
    },
    Format {
        name: "NPY",
        endings: &["npy"],
        begins: |head| head.starts_with(b"\x93NUMPY"),
        read: npy::read,
    },
    Format {
        name: "NPZ",
        endings: &["npz"],
        begins: |head| head.starts_with(b"PK\x03\x04"),
        read: npz::read,
    },
    Format {
        name: "glTF",
        endings: &["gltf", "glb"],
        begins: |head| head.starts_with(b"glTF"),
        read: gltf::read,
    },
    Format {
        name: "OBJ",
        endings: &["obj"],
        begins: NO_MARK,
        read: obj::read,
    },
    Format {
        name: "text",
        endings: &["xyz", "txt", "asc", "csv", "pts"],
        begins: NO_MARK,
        read: text::read,
    },
    Format {
        name: "lidar scan",
        endings: &["bin"],
        begins: NO_MARK,
        read: bin::read,
    },
];

/// Reads a cloud or mesh.
type Read = fn(Bytes<'_>, &Path) -> Result<Loaded, DatasetError>;

/// Files of reconstructions that hold points, by their whole name: its ending tells nothing.
const BY_NAME: &[(&str, Read)] = &[
    ("points3D.bin", colmap::points::binary),
    ("points3D.txt", colmap::points::text),
    (opensfm::FILE, opensfm::points),
];

/// Of formats that are told by their name alone.
const NO_MARK: fn(&[u8]) -> bool = |_| false;

/// Bytes that a format is told by.
const HEAD: usize = 16;

/// Reads a cloud or mesh from a file, whose format is told by its first bytes, else by the ending of its name; a
/// reconstruction's points by their whole name.
///
/// # Errors
/// When the file cannot be read, is of no known format, or not what its format asks for.
pub fn open(path: &Path) -> Result<Loaded, DatasetError> {
    let file = File::open(path).map_err(io(path))?;
    let len = file.metadata().map_err(io(path))?.len();
    let bytes = Bytes::File { file: &file, len };
    let name = path.file_name().unwrap_or_default();
    if let Some((_, read)) = BY_NAME.iter().find(|(known, _)| name == *known) {
        return read(bytes, path);
    }
    let mut buffer = Vec::new();
    let head = bytes.part_up_to(0, HEAD, &mut buffer).map_err(io(path))?;
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let named = |f: &&Format| ending.as_deref().is_some_and(|e| f.endings.contains(&e));
    let found = FORMATS
        .iter()
        .find(|f| (f.begins)(head))
        .or_else(|| FORMATS.iter().find(named))
        .ok_or_else(|| {
            let what = format!("no cloud or mesh of a known format ({})", names());
            format(path, what, "beginning")
        })?;
    (found.read)(bytes, path)
}

/// An error of the system, about a file.
fn io(path: &Path) -> impl Fn(std::io::Error) -> DatasetError + '_ {
    |source| DatasetError::Io {
        path: path.into(),
        source,
    }
}

/// What is wrong with a file, and where.
fn format(path: &Path, what: impl Into<String>, at: impl Into<String>) -> DatasetError {
    DatasetError::Format {
        what: what.into(),
        at: at.into(),
        path: path.into(),
    }
}

/// The known formats, for messages.
fn names() -> String {
    let names: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_told_by_its_bytes_before_its_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let open_as = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("written");
            open(&path).map_err(|e| e.to_string())
        };
        let ply = b"ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\n\
                    property float z\nend_header\n1 2 3\n";
        assert_eq!(
            open_as("cloud.pcd", ply).expect("a PLY").cloud.points.len(),
            1
        );
        let refused = |name, bytes| open_as(name, bytes).expect_err("refused");
        assert!(refused("a.PCD", b"").contains("DATA line"));
        assert!(
            refused("a.doc", b"hello")
                .contains("no cloud or mesh of a known format (PLY, PCD, LAS, NPY,")
        );
        let missing = open(&folder.path().join("none.ply")).expect_err("missing");
        assert!(missing.to_string().contains("cannot read"));
    }
}
