//! Each layout as bytes that a script put together from the formats' descriptions (`tests/oracle/layouts`), against
//! what that script's author worked out by hand. See `make.py` there for what the expectations mean.

use serde_json::Value;
use spatialscore::dataset::{find, load};
use spatialscore::geom::{DMat3, DVec3, Lens, Obb, Pose};
use spatialscore::scene::{Frame, Object, Part, Scene, Seen, Sight};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/layouts")
}

/// Reads a layout's files and compares everything that its expectations name.
fn compare(name: &str) {
    let text = std::fs::read_to_string(folder().join(format!("{name}.expected.json")));
    let expected: Value = serde_json::from_str(&text.expect("expectations")).expect("JSON");
    let path = folder().join(expected["path"].as_str().expect("a path"));
    let (layout, found) = find(&path, None).expect("scenes");
    let wanted = expected["layout"].as_str().expect("a layout");
    assert!(
        wanted.starts_with(layout.name),
        "{} for {wanted}",
        layout.name
    );
    let scenes: Vec<Scene> = (0..found.scenes().len())
        .map(|i| found.open(i).expect("a scene"))
        .collect();
    let wanted = list(&expected["scenes"]);
    assert_eq!(scenes.len(), wanted.len(), "scenes");
    for wanted in wanted {
        let first = &wanted["frames"][0];
        let here = |s: &&Scene| s.frames.iter().any(|f| is_picture(s, f, &path, first));
        let scene = match scenes.iter().find(here) {
            Some(scene) => scene,
            // In a tar a picture is a stretch of bytes: there is only one scene.
            None => scenes.first().expect("a scene"),
        };
        Held { scene, path: &path }.all(wanted);
    }
    let warnings: Vec<&String> = found
        .warnings()
        .iter()
        .chain(scenes.iter().flat_map(|s| &s.warnings))
        .collect();
    for text in list(&expected["warnings"]) {
        let text = text.as_str().expect("a text");
        assert!(
            warnings.iter().any(|w| w.contains(text)),
            "{text}: {warnings:?}"
        );
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn numbers(value: &Value) -> Vec<f64> {
    list(value)
        .iter()
        .map(|v| v.as_f64().expect("a number"))
        .collect()
}

fn is_picture(scene: &Scene, frame: &Frame, top: &Path, wanted: &Value) -> bool {
    let image = wanted["image"].as_str().expect("a picture");
    scene.root.join(&frame.image.path) == top.join(image)
}

fn agree(found: &[f64], wanted: &[f64]) -> bool {
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-6 * b.abs().max(1.0);
    found.len() == wanted.len() && found.iter().zip(wanted).all(near)
}

#[track_caller]
fn near(found: &[f64], wanted: &[f64], what: &str) {
    assert!(agree(found, wanted), "{what}: {found:?} for {wanted:?}");
}

/// A scene as it was read, beside the path that was opened.
struct Held<'a> {
    scene: &'a Scene,
    path: &'a Path,
}

impl Held<'_> {
    fn all(&self, wanted: &Value) {
        let provenance = &self.scene.provenance;
        if let Some(metric) = wanted["metric"].as_bool() {
            assert_eq!(provenance.metric, metric, "metric");
        }
        if let Some(upright) = wanted["gravity_aligned"].as_bool() {
            assert_eq!(provenance.upright, upright, "upright");
        }
        let frames = list(&wanted["frames"]);
        if wanted["only_these_frames"] == true {
            assert_eq!(self.scene.frames.len(), frames.len(), "frames");
        }
        for (index, wanted) in frames.iter().enumerate() {
            self.frame(self.frame_of(index, wanted), wanted);
        }
        if !wanted["objects"].is_null() {
            self.objects(list(&wanted["objects"]));
        }
        for wanted in list(&wanted["surfaces"]) {
            self.surface(wanted);
        }
        self.tracks(&wanted["tracks"]);
    }

    fn tracks(&self, wanted: &Value) {
        let Some(file) = wanted["file"].as_str() else {
            return;
        };
        let tracks = self.scene.tracks.as_ref().expect("tracks");
        let path = self.scene.root.join(&tracks.stored.path);
        assert_eq!(path, self.path.join(file));
        let table = load::tracks(self.scene).expect("a table");
        let size = [&wanted["count"], &wanted["frames"]].map(Value::as_u64);
        assert_eq!(
            size,
            [table.count, table.frames()].map(|n| Some(n as u64)),
            "points and frames"
        );
        for at in list(&wanted["at"]) {
            let [frame, track] = [0, 1].map(|i| at[i].as_u64().expect("a number") as usize);
            let Some((world, pixel, sight)) = table.at(frame, track) else {
                assert_eq!(at[4], "invalid", "{at}");
                continue;
            };
            // Tracks are kept in single precision, which is finer than any source's.
            near(&world.to_array(), &numbers(&at[2]), "a point's place");
            near(&pixel.to_array(), &numbers(&at[3]), "a point's pixel");
            let seen = if at[4] == "visible" {
                Sight::Visible
            } else {
                Sight::Hidden
            };
            assert_eq!(sight, seen, "{at}");
        }
    }

    fn frame_of(&self, index: usize, wanted: &Value) -> &Frame {
        let is_it = |f: &&Frame| is_picture(self.scene, f, self.path, wanted);
        let found = self.scene.frames.iter().find(is_it);
        let in_order = || {
            let frame = self.scene.frames.get(index)?;
            matches!(frame.image.part, Part::Bytes { .. }).then_some(frame)
        };
        found
            .or_else(in_order)
            .unwrap_or_else(|| panic!("no frame {wanted}"))
    }

    fn frame(&self, frame: &Frame, wanted: &Value) {
        let what = &frame.id;
        let pinhole = &frame.camera.pinhole;
        if !wanted["K"].is_null() {
            near(&k(pinhole), &numbers(&wanted["K"]), what);
        }
        if let Some(lens) = wanted.get("lens") {
            same_lens(&frame.camera.lens, lens, what);
        }
        let size = [&wanted["width"], &wanted["height"]].map(Value::as_u64);
        assert_eq!(
            size,
            [pinhole.width, pinhole.height].map(|v| Some(v.into())),
            "{what}"
        );
        if !wanted["world_from_camera"].is_null() {
            let found = matrix(&frame.world_from_camera);
            near(&found, &numbers(&wanted["world_from_camera"]), what);
        }
        if let Some(time) = wanted["time_secs"].as_f64() {
            near(&[frame.time_secs], &[time], what);
        }
        if let Some(hidden) = wanted["hidden"].as_str() {
            let found = frame.hidden.as_ref().expect("a mask");
            assert_eq!(self.scene.root.join(&found.path), self.path.join(hidden));
        }
        self.depth(frame, &wanted["depth"]);
        self.colours(frame, &wanted["colours"]);
        for wanted in list(&wanted["seen"]) {
            self.seen(frame, wanted);
        }
    }

    fn seen(&self, frame: &Frame, wanted: &Value) {
        let id = wanted["instance"].as_str().expect("an id");
        let rect = wanted.get("rect").filter(|r| !r.is_null()).map(numbers);
        // An id that is no number is not kept: then the rectangle tells which it is.
        let is_it = |s: &&Seen| match (&rect, id.parse::<u32>()) {
            (_, Ok(id)) => s.instance == id,
            (Some(wanted), Err(_)) => s.rect.is_some_and(|r| agree(&r, wanted)),
            (None, Err(_)) => true,
        };
        let found = frame.seen.iter().find(is_it);
        let found = found.unwrap_or_else(|| panic!("{}: {id} in {:?}", frame.id, frame.seen));
        if let Some(wanted) = &rect {
            near(&found.rect.expect("a rectangle"), wanted, id);
        }
        for (key, found) in [("visible", found.visible), ("truncated", found.truncated)] {
            if let Some(wanted) = wanted.get(key) {
                assert_eq!(found, wanted.as_f64(), "{id}: {key}");
            }
        }
    }

    fn depth(&self, frame: &Frame, wanted: &Value) {
        if wanted.is_null() {
            return;
        }
        let depth = frame.depth.as_ref().expect("a depth map");
        let map = load::depth(self.scene, depth).expect("depths");
        let size = [&wanted["width"], &wanted["height"]].map(Value::as_u64);
        assert_eq!(size, [map.width, map.height].map(|v| Some(v.into())));
        if !wanted["K"].is_null() {
            near(&k(&depth.camera.pinhole), &numbers(&wanted["K"]), &frame.id);
        }
        for pixel in list(&wanted["at"]) {
            let [x, y] = [0, 1].map(|i| pixel[i].as_u64().expect("a pixel") as u32);
            match (map.at(x, y), pixel[2].as_f64()) {
                (Some(found), Some(wanted)) => near(&[found], &[wanted], &frame.id),
                (found, wanted) => assert_eq!(found, wanted, "{} at {x} {y}", frame.id),
            }
        }
    }

    fn colours(&self, frame: &Frame, wanted: &Value) {
        if wanted.is_null() {
            return;
        }
        let ids = frame.ids.as_ref().expect("a map of objects");
        let map = load::ids(self.scene, ids).expect("objects");
        for pixel in list(wanted) {
            let [x, y] = [0, 1].map(|i| pixel[i].as_u64().expect("a pixel") as u32);
            let id = match list(&pixel[2]) {
                [] => None,
                rgb => Some(
                    rgb.iter()
                        .fold(0, |id, v| id << 8 | v.as_u64().expect("a byte")),
                ),
            };
            assert_eq!(map.at(x, y).map(u64::from), id, "{} at {x} {y}", frame.id);
        }
    }

    fn objects(&self, wanted: &[Value]) {
        for wanted in wanted {
            let corners = corners_of(wanted);
            let alike = |o: &&Object| {
                let obb = self.seen_from(wanted, &o.obb);
                wanted["class"] == o.class.as_str() && same_corners(&obb.corners(), &corners)
            };
            let found = self.scene.objects.iter().find(alike);
            if wanted["optional"] == true {
                continue;
            }
            let found = found.unwrap_or_else(|| panic!("{wanted} in {:?}", self.scene.objects));
            if !wanted["points"].is_null() {
                let points: Vec<f64> = found.points.iter().map(|p| f64::from(*p)).collect();
                assert_eq!(points, numbers(&wanted["points"]), "{}", found.name);
            }
        }
        let all = self.scene.objects.iter();
        let kept: Vec<&str> = all
            .filter(|o| !self.is_ignored(o))
            .map(|o| o.name.as_str())
            .collect();
        assert!(kept.len() <= wanted.len(), "{kept:?} for {wanted:?}");
    }

    fn is_ignored(&self, object: &Object) -> bool {
        let seen = self.scene.frames.iter().flat_map(|f| &f.seen);
        seen.filter(|s| s.instance == object.instance)
            .any(|s| s.ignored.is_some())
    }

    /// A box in the axes that the expectation is given in.
    fn seen_from(&self, wanted: &Value, obb: &Obb) -> Obb {
        let Some(pose) = self.camera_of(wanted) else {
            return *obb;
        };
        let camera_from_world = pose.inverse();
        Obb {
            center: camera_from_world.transform(obb.center),
            rotation: camera_from_world.rotation * obb.rotation,
            ..*obb
        }
    }

    fn camera_of(&self, wanted: &Value) -> Option<Pose> {
        wanted["in_frame"].as_str()?;
        // Who gives a frame's axes has one frame a scene.
        Some(self.scene.frames.first()?.world_from_camera)
    }

    fn surface(&self, wanted: &Value) {
        let named = wanted["file"].as_str();
        let is_it = |s: &&spatialscore::scene::Surface| {
            named.is_none_or(|file| self.scene.root.join(&s.stored.path) == self.path.join(file))
        };
        let surface = self.scene.surfaces.iter().find(is_it).expect("a surface");
        let cloud = load::surface(self.scene, surface).expect("points").cloud;
        assert_eq!(Some(cloud.points.len() as u64), wanted["points"].as_u64());
        let to = self
            .camera_of(wanted)
            .map_or(Pose::IDENTITY, |pose| pose.inverse());
        let mut found: Vec<Vec<f64>> = (0..cloud.points.len())
            .filter_map(|i| Some(to.transform(cloud.position(i)?).to_array().to_vec()))
            .collect();
        let mut all: Vec<Vec<f64>> = list(&wanted["all"]).iter().map(numbers).collect();
        if wanted["any_order"] == true {
            found.sort_by(|a, b| a[0].total_cmp(&b[0]));
            all.sort_by(|a, b| a[0].total_cmp(&b[0]));
        }
        for (found, wanted) in found.iter().zip(&all) {
            near(found, wanted, "a point");
        }
    }
}

fn k(pinhole: &spatialscore::geom::Pinhole) -> [f64; 9] {
    let p = pinhole;
    [p.fx, 0.0, p.cx, 0.0, p.fy, p.cy, 0.0, 0.0, 1.0]
}

fn matrix(pose: &Pose) -> Vec<f64> {
    let (r, t) = (pose.rotation.transpose(), pose.translation);
    let mut out = Vec::new();
    for (row, t) in [(r.x_axis, t.x), (r.y_axis, t.y), (r.z_axis, t.z)] {
        out.extend([row.x, row.y, row.z, t]);
    }
    out.extend([0.0, 0.0, 0.0, 1.0]);
    out
}

fn same_lens(found: &Lens, wanted: &Value, what: &str) {
    let model = match found {
        Lens::Ideal => "ideal",
        Lens::OpenCv(_) => "opencv",
        Lens::Fisheye(_) => "fisheye",
    };
    assert_eq!(wanted["model"], model, "{what}");
    let mut numbers = numbers(&wanted["coefficients"]);
    let mut found = found.coefficients().to_vec();
    let most = numbers.len().max(found.len());
    // A coefficient that is not named is zero.
    numbers.resize(most, 0.0);
    found.resize(most, 0.0);
    near(&found, &numbers, what);
}

fn corners_of(wanted: &Value) -> Vec<DVec3> {
    let of = |key: &str| numbers(&wanted[key]);
    let (center, size, r) = (of("center"), of("size"), of("rotation"));
    let rows: [f64; 9] = r.try_into().expect("nine numbers");
    let rotation = DMat3::from_cols_array(&rows).transpose();
    let (center, half) = (DVec3::from_slice(&center), DVec3::from_slice(&size) / 2.0);
    (0..8)
        .map(|i| {
            let sign = [i & 1, i >> 1 & 1, i >> 2 & 1].map(|bit| f64::from(2 * bit - 1));
            center + rotation * (half * DVec3::from_array(sign))
        })
        .collect()
}

/// Whether each corner of one has one of the other beside it.
fn same_corners(found: &[DVec3], wanted: &[DVec3]) -> bool {
    let tolerance = |p: &DVec3| 1e-5 * p.abs().max_element().max(1.0);
    wanted
        .iter()
        .all(|w| found.iter().any(|f| (*f - *w).length() < tolerance(w)))
}

#[test]
fn omni3d() {
    compare("omni3d");
}

#[test]
fn wildrgbd() {
    compare("wildrgbd");
}

#[test]
fn scannetpp() {
    compare("scannetpp");
}

#[test]
fn pointodyssey() {
    compare("pointodyssey");
}

#[test]
fn ca1m_in_a_folder() {
    compare("ca1m_folder");
}

#[test]
fn ca1m_in_a_tar() {
    compare("ca1m_tar");
}

#[test]
fn colmap_as_text() {
    compare("colmap_text");
}

#[test]
fn colmap_as_bytes() {
    compare("colmap_binary");
}

#[test]
fn nerfstudio() {
    compare("nerfstudio");
}

#[test]
fn kitti() {
    compare("kitti");
}
