//! Nothing outside of a scene's root is read, whatever its data names.

use super::{CLOUD, Tree, named, picture, write};
use serde_json::{Value, json};
use spatialscore::dataset::{find, load};
use std::collections::BTreeSet;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// Whether something is refused for a link on its way. CA-1M follows none.
fn by_link(said: &str) -> bool {
    said.contains("a link leads out") || said.contains("a link is left out")
}

/// That nothing that was opened leads out of its root.
fn stays_inside(tree: &Tree, what: &str) {
    for scene in tree.opened().scenes {
        let root = scene.root.canonicalize().expect("a root");
        for stored in named(&scene) {
            if let Ok(found) = load::locate(&scene.root, &stored.path) {
                assert!(found.starts_with(&root), "{}, {what}: {found:?}", tree.name);
            }
        }
    }
}

#[test]
fn links_that_lead_out_are_refused_for_every_picture_map_cloud_and_archive() {
    for tree in Tree::all() {
        let outside = tempfile::tempdir().expect("a folder");
        let opened = tree.opened();
        let mut paths = BTreeSet::<PathBuf>::new();
        for scene in &opened.scenes {
            let tracks = scene.tracks.as_ref().map(|tracks| &tracks.stored);
            paths.extend(named(scene).chain(tracks).map(|s| scene.root.join(&s.path)));
        }
        assert!(!paths.is_empty(), "{}", tree.name);
        for path in paths {
            // What is read there would be as good as what was here.
            let there = outside.path().join("as-it-was");
            std::fs::copy(&path, &there).expect("copied");
            std::fs::remove_file(&path).expect("removed");
            symlink(&there, &path).expect("a link");
            let opened = tree.opened();
            let mut said = opened.said.clone();
            said.extend(opened.load());
            if tree.top != path && !is_metadata(&path) {
                assert!(
                    said.iter().any(|s| by_link(s)),
                    "{}, {path:?}: {said:#?}",
                    tree.name
                );
            }
            stays_inside(&tree, &path.to_string_lossy());
            std::fs::remove_file(&path).expect("removed");
            std::fs::copy(&there, &path).expect("copied back");
        }
        assert_eq!(
            tree.opened().scenes,
            opened.scenes,
            "{}: as before",
            tree.name
        );
    }
}

/// A reconstruction's points stand in the file that makes the folder a scene.
fn is_metadata(path: &Path) -> bool {
    path.ends_with("reconstruction.json")
}

#[test]
fn folders_that_are_links_out_are_no_way_out_either() {
    for tree in Tree::all() {
        let outside = tempfile::tempdir().expect("a folder");
        let scene = tree.opened().scenes.swap_remove(0);
        let first = scene.frames.first().expect("a frame");
        let folder = scene
            .root
            .join(first.image.path.parent().expect("a folder"));
        if folder == scene.root || !folder.starts_with(&scene.root) {
            continue;
        }
        let there = outside.path().join("pictures");
        super::copy(&folder, &there);
        std::fs::remove_dir_all(&folder).expect("removed");
        symlink(&there, &folder).expect("a link");
        let opened = tree.opened();
        let mut said = opened.said.clone();
        said.extend(opened.load());
        assert!(said.iter().any(|s| by_link(s)), "{}: {said:#?}", tree.name);
        stays_inside(&tree, "a folder");
    }
}

/// Each file that names others, and a name in it.
const NAMES: [(&str, &str, &str); 10] = [
    ("nerfstudio", "transforms.json", "images/f1.png"),
    ("nerfstudio", "transforms.json", "masks/f1.png"),
    (
        "omni3d",
        "Omni3D/SUNRGBD_val.json",
        "SUNRGBD/kv1/b3dodata/img_0012/image/img_0012.jpg",
    ),
    ("colmap_text", "sparse/0/images.txt", "sub/c.jpg"),
    ("colmap_binary", "sparse/0/images.bin", "sub/c.jpg"),
    ("opensfm", "reconstruction.json", "a.png"),
    ("room", "scene.json", "frames/000.png"),
    ("room", "scene.json", "depth/000.png"),
    ("room", "scene.json", "ids/000.png"),
    ("room", "scene.json", "cloud.ply"),
];

#[test]
fn names_that_climb_or_begin_at_the_top_are_refused_with_their_place() {
    for (name, file, old) in NAMES {
        let outside = tempfile::tempdir().expect("a folder");
        let beside = outside.path().join("outside.png");
        picture(&beside);
        let absolute = beside.to_string_lossy().into_owned();
        for (new, why) in [
            ("../../../outside.png", "climbs with .."),
            (absolute.as_str(), "path"),
        ] {
            let tree = Tree::all().into_iter().find(|tree| tree.name == name);
            let tree = tree.expect("a tree");
            let path = tree.top.join(file);
            let bytes = std::fs::read(&path).expect("a file");
            let at = bytes.windows(old.len()).position(|w| w == old.as_bytes());
            let at = at.expect("the name");
            let parts = [&bytes[..at], new.as_bytes(), &bytes[at + old.len()..]];
            std::fs::write(&path, parts.concat()).expect("written");
            let opened = tree.opened();
            let mut said = opened.said.clone();
            said.extend(opened.load());
            let told = |s: &String| s.contains("outside.png") && s.contains(why);
            assert!(said.iter().any(told), "{name}, {old}: {said:#?}");
            stays_inside(&tree, new);
        }
    }
}

/// A scene of one mesh and no more.
fn mesh(folder: &Path, name: &str) -> Result<Vec<String>, String> {
    let frame = json!({"file_path": "f.png", "transform_matrix": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]});
    let all = json!({"fl_x": 5, "w": 8, "h": 6, "ply_file_path": name, "frames": [frame]});
    write(&folder.join("transforms.json"), &all);
    picture(&folder.join("f.png"));
    let (_, found) = find(folder, None).expect("a scene");
    let scene = found.open(0).expect("the scene");
    let Some(surface) = scene.surfaces.first() else {
        return Err(scene.warnings.concat());
    };
    let loaded = load::surface(&scene, surface).map_err(|e| e.to_string())?;
    Ok(loaded.warnings)
}

fn gltf(uri: &str) -> Value {
    json!({"asset": {"version": "2.0"}, "buffers": [{"uri": uri, "byteLength": 12}],
           "bufferViews": [{"buffer": 0, "byteLength": 12}],
           "accessors": [{"bufferView": 0, "componentType": 5126, "count": 1, "type": "VEC3", "min": [0, 0, 0], "max": [0, 0, 0]}],
           "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "mode": 0}]}], "nodes": [{"mesh": 0}],
           "scenes": [{"nodes": [0]}], "scene": 0})
}

#[test]
fn what_a_mesh_names_is_looked_for_beside_it_alone() {
    let above = tempfile::tempdir().expect("a folder");
    let folder = above.path().join("scene");
    std::fs::create_dir(&folder).expect("made");
    std::fs::write(above.path().join("numbers.bin"), [0; 12]).expect("written");
    std::fs::write(above.path().join("colours.mtl"), "newmtl m\nKd 1 0 0\n").expect("written");
    std::fs::write(above.path().join("cloud.ply"), CLOUD).expect("written");
    symlink("../numbers.bin", folder.join("link.bin")).expect("a link");
    symlink("../colours.mtl", folder.join("link.mtl")).expect("a link");
    symlink("../cloud.ply", folder.join("link.ply")).expect("a link");
    std::fs::write(folder.join("own.bin"), [0; 12]).expect("written");
    let top = above.path().to_string_lossy();
    let names = |file: &str, end: &str| {
        [
            format!("../{file}"),
            format!("{top}/{file}"),
            format!("link.{end}"),
        ]
    };
    let told =
        |said: &str| said.contains("climbs with ..") || by_link(said) || said.contains("path");
    for uri in names("numbers.bin", "bin") {
        write(&folder.join("m.gltf"), &gltf(&uri));
        let error = mesh(&folder, "m.gltf").expect_err(&uri);
        assert!(told(&error), "{uri}: {error}");
    }
    write(&folder.join("m.gltf"), &gltf("own.bin"));
    assert_eq!(
        mesh(&folder, "m.gltf"),
        Ok(Vec::new()),
        "the same beside it"
    );
    for name in names("colours.mtl", "mtl") {
        std::fs::write(
            folder.join("m.obj"),
            format!("mtllib {name}\nusemtl m\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"),
        )
        .expect("written");
        let said = mesh(&folder, "m.obj").expect("the mesh without its colours");
        assert!(said.iter().any(|s| told(s)), "{name}: {said:?}");
    }
    for name in names("cloud.ply", "ply") {
        let error = mesh(&folder, &name).expect_err(&name);
        assert!(told(&error), "{name}: {error}");
    }
}
