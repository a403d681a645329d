//! Clouds, meshes and depth maps: one file each.

use super::Run;
use super::tree::Tree;
use spatialscore::dataset::cloud::{self, Loaded};
use spatialscore::dataset::{Bytes, DatasetError, depth as maps};
use spatialscore::geom::Pinhole;
use spatialscore::scene::{Depth, DepthEncoding, IdEncoding, Stored};
use std::path::Path;

/// No format makes more points of a byte than deflate makes bytes.
const MOST_POINTS_PER_BYTE: usize = 1_040;

type Read = fn(Bytes<'_>, &Path) -> Result<Loaded, DatasetError>;

/// A reader that looks at no file but its own.
fn reader(read: Read, name: &'static str) -> Run {
    Box::new(move |bytes| {
        let read = read(Bytes::Memory(bytes), Path::new(name));
        read.is_ok_and(|loaded| check(&loaded, bytes.len()))
    })
}

/// What was read agrees with itself, and is no more than the bytes could hold.
fn check(loaded: &Loaded, bytes: usize) -> bool {
    let cloud = &loaded.cloud;
    let rows = cloud.points.len() + loaded.lost.len();
    assert!(rows <= bytes.saturating_mul(MOST_POINTS_PER_BYTE), "{rows}");
    let is_placed = |offset: &[f32; 3]| offset.iter().all(|v| v.is_finite());
    assert!(cloud.points.iter().all(|p| is_placed(&p.offset_m)));
    assert!(cloud.instance.is_empty() || cloud.instance.len() == cloud.points.len());
    assert!(loaded.lost.is_sorted() && loaded.lost.iter().all(|row| *row < rows));
    let mut corners = loaded.triangles.iter().flatten();
    assert!(corners.all(|corner| (*corner as usize) < cloud.points.len()));
    true
}

pub fn ply() -> Run {
    reader(cloud::ply::read, "a.ply")
}

pub fn pcd() -> Run {
    reader(cloud::pcd::read, "a.pcd")
}

pub fn las() -> Run {
    reader(cloud::las::read, "a.las")
}

pub fn npy() -> Run {
    reader(cloud::npy::read, "a.npy")
}

pub fn npz() -> Run {
    reader(cloud::npz::read, "a.npz")
}

pub fn text() -> Run {
    reader(cloud::text::read, "a.xyz")
}

/// The name says which scanner it was, so the bytes are read as both.
pub fn scan() -> Run {
    let names = [
        reader(cloud::bin::read, "a.bin"),
        reader(cloud::bin::read, "a.pcd.bin"),
    ];
    Box::new(move |bytes| names.iter().fold(false, |held, read| read(bytes) | held))
}

/// The bytes as a file of its own, with numbers beside it.
pub fn gltf() -> Run {
    let tree = Tree::new();
    let numbers: Vec<u8> = (0..64_u8)
        .flat_map(|n| f32::from(n).to_le_bytes())
        .collect();
    tree.write("a.bin", &numbers);
    let path = tree.path("a.gltf");
    Box::new(move |bytes| {
        let _folder = &tree;
        let read = cloud::gltf::read(Bytes::Memory(bytes), &path);
        // A mesh may be named by any number of nodes.
        read.is_ok_and(|loaded| check(&loaded, usize::MAX))
    })
}

/// The bytes as a mesh, then as the materials of one.
pub fn obj() -> Run {
    let tree = Tree::new();
    tree.write("a.mtl", b"newmtl red\nKd 1 0 0\n");
    let mesh = b"mtllib b.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl red\nf 1 2 3\n";
    let path = tree.path("a.obj");
    Box::new(move |bytes| {
        tree.write("b.mtl", bytes);
        let loaded = cloud::obj::read(Bytes::Memory(mesh), &path).expect("a mesh all the same");
        assert_eq!(loaded.triangles.len(), 1);
        let coloured = loaded.cloud.points.iter().any(|p| p.rgba != [255; 4]);
        let read = cloud::obj::read(Bytes::Memory(bytes), &path);
        read.is_ok_and(|loaded| check(&loaded, bytes.len())) || coloured
    })
}

/// The bytes as a map of depths, then as a map of objects in each way of writing one.
pub fn depth() -> Run {
    let k = [100.0, 0.0, 50.0, 0.0, 100.0, 50.0, 0.0, 0.0, 1.0];
    let depth = Depth {
        stored: Stored::file("a"),
        encoding: DepthEncoding::Steps { per_m: 1000.0 },
        camera: Pinhole::from_k(&k, 100, 100).expect("a camera").into(),
    };
    Box::new(move |bytes| {
        let path = Path::new("a");
        let size = |width: u32, height: u32| width as usize * height as usize;
        let mut held = false;
        if let Ok(map) = maps::decode(bytes, &depth, path) {
            held = true;
            let last = map.width.checked_sub(1).zip(map.height.checked_sub(1));
            let last = last.and_then(|(x, y)| map.at(x, y));
            assert!(last.is_none_or(|m| m > 0.0));
        }
        let ways = [
            IdEncoding::Numbers,
            IdEncoding::Colours,
            IdEncoding::Mask(7),
        ];
        for encoding in ways {
            if let Ok(map) = maps::decode_ids(bytes, encoding, path) {
                assert_eq!(map.values.len(), size(map.width, map.height));
                held = true;
            }
        }
        held
    })
}
