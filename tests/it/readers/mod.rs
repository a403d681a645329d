//! What holds for every layout: opening reads no pixels and no points, nothing outside of a scene is read, what is
//! missing is named, a frame's id comes once. On copies of small trees that are right.

mod lazy;
mod missing;
#[cfg(unix)]
mod outside;
mod twice;

use serde_json::{Value, json};
use spatialscore::dataset::{LAYOUTS, find, load};
use spatialscore::scene::{Scene, Stored};
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// A copy of a tree that may be broken.
struct Tree {
    /// Which it is.
    name: String,
    /// What is opened.
    top: PathBuf,
    _folder: tempfile::TempDir,
}

/// What came of opening.
#[derive(Default)]
struct Opened {
    scenes: Vec<Scene>,
    /// Errors and warnings.
    said: Vec<String>,
}

impl Tree {
    /// One of every layout.
    fn all() -> Vec<Self> {
        let entries = std::fs::read_dir(layouts()).expect("the layouts").flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<String> = names
            .filter_map(|name| Some(name.strip_suffix(".expected.json")?.to_owned()))
            .collect();
        names.sort();
        let trees = names.iter().filter_map(|name| Self::of(name));
        trees.chain([room(), opensfm()]).collect()
    }

    /// A copy of the tree with this name; `None` where its layout is not read.
    fn of(name: &str) -> Option<Self> {
        let text = std::fs::read_to_string(layouts().join(format!("{name}.expected.json")));
        let expected: Value = serde_json::from_str(&text.expect("expectations")).expect("JSON");
        let layout = expected["layout"].as_str().expect("a layout");
        LAYOUTS.iter().find(|l| layout.starts_with(l.name))?;
        let path = Path::new(expected["path"].as_str().expect("a path"));
        let folder = tempfile::tempdir().expect("a folder");
        let first = path.iter().next().expect("a folder's name");
        copy(&layouts().join(first), &folder.path().join(first));
        Some(Self::new(name, path, folder))
    }

    fn new(name: &str, path: &Path, folder: tempfile::TempDir) -> Self {
        // Links on the way to the temporary folder are not the scene's.
        let root = folder.path().canonicalize().expect("it is there");
        Self {
            name: name.into(),
            top: root.join(path),
            _folder: folder,
        }
    }

    /// Its files, sorted.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.top.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
                match entry.path().is_dir() {
                    true => folders.push(entry.path()),
                    false => files.push(entry.path()),
                }
            }
        }
        files.sort();
        files
    }

    fn opened(&self) -> Opened {
        let mut opened = Opened::default();
        let found = match find(&self.top, None) {
            Ok((_, found)) => found,
            Err(error) => {
                opened.said.push(error.to_string());
                return opened;
            }
        };
        opened.said.extend_from_slice(found.warnings());
        for index in 0..found.scenes().len() {
            match found.open(index) {
                Ok(scene) => {
                    opened.said.extend_from_slice(&scene.warnings);
                    opened.scenes.push(scene);
                }
                Err(error) => opened.said.push(error.to_string()),
            }
        }
        opened
    }
}

impl Opened {
    /// Reads all that the scenes name, and gives what is said of it.
    fn load(&self) -> Vec<String> {
        let mut said = Vec::new();
        for scene in &self.scenes {
            for frame in &scene.frames {
                note(&mut said, load::picture(scene, frame));
                if let Some(depth) = &frame.depth {
                    note(&mut said, load::depth(scene, depth));
                }
                if let Some(ids) = &frame.ids {
                    note(&mut said, load::ids(scene, ids));
                }
                if let Some(hidden) = &frame.hidden {
                    note(&mut said, load::bytes(&scene.root, hidden));
                }
            }
            for surface in &scene.surfaces {
                if let Some(loaded) = note(&mut said, load::surface(scene, surface)) {
                    said.extend(loaded.warnings);
                }
            }
            note(&mut said, load::tracks(scene));
        }
        said
    }
}

fn note<T, E: Display>(said: &mut Vec<String>, result: Result<T, E>) -> Option<T> {
    result.map_err(|error| said.push(error.to_string())).ok()
}

/// Pictures and maps of a scene.
fn pictures(scene: &Scene) -> impl Iterator<Item = &Stored> {
    scene.frames.iter().flat_map(|frame| {
        let depth = frame.depth.as_ref().map(|depth| &depth.stored);
        let ids = frame.ids.as_ref().map(|ids| &ids.stored);
        let others = [depth, ids, frame.hidden.as_ref()];
        std::iter::once(&frame.image).chain(others.into_iter().flatten())
    })
}

/// Pictures, maps, clouds and meshes of a scene: what may not be read before someone asks.
fn named(scene: &Scene) -> impl Iterator<Item = &Stored> {
    pictures(scene).chain(scene.surfaces.iter().map(|surface| &surface.stored))
}

fn layouts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/layouts")
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        std::fs::copy(from, to).expect("copied");
        return;
    }
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

/// A picture of one grey.
fn picture(path: &Path) {
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
    let pixels = vec![90; 8 * 6];
    let picture = image::GrayImage::from_raw(8, 6, pixels).expect("a picture");
    picture.save(path).expect("written");
}

fn write(path: &Path, value: &Value) {
    std::fs::write(path, value.to_string()).expect("written");
}

const CLOUD: &str = "ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\n\
                     property float z\nend_header\n1 2 3\n";

/// A room of two frames with every kind of map.
fn room() -> Tree {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join("room").join(name);
    let frame = |number: usize| {
        let path = |kind: &str| format!("{kind}/{number:03}.png");
        for kind in ["frames", "ids"] {
            picture(&at(&path(kind)));
        }
        let depth = image::ImageBuffer::from_pixel(8, 6, image::Luma([1000_u16]));
        std::fs::create_dir_all(at("depth")).expect("made");
        depth.save(at(&path("depth"))).expect("written");
        json!({"image": path("frames"), "depth": path("depth"), "instance": path("ids"), "width": 8, "height": 6,
               "K": [5, 0, 4, 0, 5, 3, 0, 0, 1],
               "world_from_camera": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]})
    };
    let chair = json!({"instance": 90, "class": "chair", "name": "chair", "center": [0, 0, 3], "size": [1, 1, 1],
                       "rotation": [1, 0, 0, 0, 1, 0, 0, 0, 1]});
    let frames = [frame(0), frame(1)];
    let scene = json!({"frames": frames, "objects": [chair], "clouds": ["cloud.ply"]});
    write(&at("scene.json"), &scene);
    std::fs::write(at("cloud.ply"), CLOUD).expect("written");
    Tree::new("room", Path::new("room"), folder)
}

/// A reconstruction of two shots and a point.
fn opensfm() -> Tree {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join("opensfm").join(name);
    for name in ["images/a.png", "images/b.png"] {
        picture(&at(name));
    }
    let shot = json!({"rotation": [0, 0, 0], "translation": [0, 0, 0], "camera": "c"});
    let camera = json!({"projection_type": "perspective", "width": 8, "height": 6, "focal": 0.8, "k1": 0, "k2": 0});
    let points = json!({"1": {"coordinates": [0, 0, 4], "color": [1, 2, 3]}});
    let all = json!([{"cameras": {"c": camera}, "shots": {"a.png": shot, "b.png": shot}, "points": points}]);
    write(&at("reconstruction.json"), &all);
    Tree::new("opensfm", Path::new("opensfm"), folder)
}

#[test]
fn the_trees_are_right_to_begin_with() {
    for tree in Tree::all() {
        let opened = tree.opened();
        assert!(
            !opened.scenes.is_empty(),
            "{}: {:?}",
            tree.name,
            opened.said
        );
        let said: Vec<String> = opened.load();
        // The copy of KITTI's devil: none of what is named is broken.
        assert_eq!(said, [""; 0], "{}", tree.name);
        for scene in &opened.scenes {
            let mut ids: Vec<&str> = scene.frames.iter().map(|f| f.id.as_str()).collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "{}: an id comes once", tree.name);
        }
    }
}
