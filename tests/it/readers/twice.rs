//! A frame that is there twice: the first counts, and the second is told.

use super::Tree;

/// A tree, a file in it, and how to have a frame of it twice.
type Case = (&'static str, &'static str, fn(&str) -> String);

const CASES: [Case; 6] = [
    ("colmap_text", "sparse/0/images.txt", |text| {
        format!("{text}\n7 1 0 0 0 0 0 4 1 a.jpg\n\n")
    }),
    ("nerfstudio", "transforms.json", |text| {
        text.replace("./images/f2.png", "images/f1.png")
    }),
    ("omni3d", "Omni3D/SUNRGBD_val.json", |text| {
        text.replacen("\"id\": 12,", "\"id\": 11,", 1)
    }),
    ("opensfm", "reconstruction.json", |text| {
        text.replace("\"b.png\"", "\"a.png\"")
    }),
    ("room", "scene.json", |text| {
        text.replace("frames/001.png", "frames/000.png")
    }),
    ("wildrgbd", "cup/scenes/scenes_007/cam_poses.txt", |text| {
        format!("{text}\n0 1 0 0 5 0 1 0 5 0 0 1 5 0 0 0 1\n")
    }),
];

#[test]
fn a_frame_that_comes_twice_is_told_and_there_once() {
    for (name, file, change) in CASES {
        let tree = Tree::all().into_iter().find(|tree| tree.name == name);
        let tree = tree.expect("a tree");
        let before = tree.opened();
        let path = tree.top.join(file);
        let text = std::fs::read_to_string(&path).expect("a file");
        let changed = change(&text);
        assert_ne!(changed, text, "{name}");
        std::fs::write(&path, changed).expect("written");
        let after = tree.opened();
        let new: Vec<&String> = after
            .said
            .iter()
            .filter(|s| !before.said.contains(s))
            .collect();
        assert!(!new.is_empty(), "{name}: nothing is said");
        for scene in &after.scenes {
            let mut ids: Vec<&str> = scene.frames.iter().map(|f| f.id.as_str()).collect();
            ids.sort_unstable();
            let count = ids.len();
            ids.dedup();
            assert_eq!(ids.len(), count, "{name}: {ids:?}");
        }
    }
}
