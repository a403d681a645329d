//! Scenes and clouds in the real window: opened, stepped through, their depth read under the pointer, and what is
//! broken said in its place.

use super::project::{COMPOUND, TABLE, Words};
use super::reach::drop_on;
use super::stage::Stage;
use crate::dataset::{load, room};
use crate::scene::probe::object_around;
use crate::ui::screens::browser::Layer;
use crate::ui::state::{Command, Mode};
use crate::ui::theme::Mode as ThemeMode;
use egui::{Key, Rect, Vec2, pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const ROOM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/tour/room");

/// Calls `look` at each state of the browser with its name.
pub(super) fn walk(
    stage: &mut Stage,
    words: Words,
    named: Option<&str>,
    mut look: impl FnMut(&mut Stage, &str),
) {
    let kept = tempfile::tempdir().expect("a folder");
    let folder = match named {
        None => kept.path().to_owned(),
        // The path is on screen.
        Some(named) => std::env::temp_dir().join("spatialscore").join(named),
    };
    let room = room_in(&folder, words);
    stage.does(Command::OpenScene(Some(room.clone())));
    look(stage, "scene");
    stage.press(Key::Num3);
    look(stage, "scene-objects");
    stage.press(Key::Period);
    look(stage, "scene-lit");
    stage.press(Key::Escape);
    stage.press(Key::Num2);
    look(stage, "scene-depth");
    stage.press(Key::ArrowRight);
    stage.press(Key::C);
    look(stage, "scene-through");
    stage.press(Key::Num3);
    look(stage, "scene-no-map");
    for tab in ["About", "Warnings"] {
        stage.tab_to(tab);
        stage.press(Key::Enter);
        look(
            stage,
            if tab == "About" {
                "scene-about"
            } else {
                "scene-warnings"
            },
        );
    }
    stage.does(Command::OpenScene(Some(room.join("cloud_small.ply"))));
    look(stage, "cloud");
    std::fs::write(room.join("scene.json"), "{\"frames\": 3}").expect("written");
    stage.does(Command::OpenScene(Some(room)));
    look(stage, "scene-broken");
}

/// The tour's room with a map of objects for its first picture; its objects and a warning with long names if asked for.
fn room_in(folder: &Path, words: Words) -> PathBuf {
    let room = folder.join("room");
    for sub in ["", "frames", "depth", "instance"] {
        std::fs::create_dir_all(room.join(sub)).expect("a folder");
        let Ok(entries) = std::fs::read_dir(Path::new(ROOM).join(sub)) else {
            continue;
        };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let name = path.file_name().expect("a name");
                std::fs::copy(&path, room.join(sub).join(name)).expect("copied");
            }
        }
    }
    let file = room.join("scene.json");
    let text = std::fs::read_to_string(&file).expect("there");
    let mut json: Value = serde_json::from_str(&text).expect("JSON");
    json["frames"][0]["instance"] = json!("instance/000.png");
    if words == Words::Long {
        for object in json["objects"].as_array_mut().expect("objects") {
            let name = object["name"].as_str().expect("a name");
            object["name"] = match name {
                "table" => json!(TABLE),
                name => json!(format!("{COMPOUND} {name}")),
            };
        }
        // A box that is none: left out with a warning.
        let mut odd = json["objects"][0].clone();
        odd["name"] = json!(format!("{COMPOUND} {TABLE} {COMPOUND}"));
        odd["size"] = json!([-1.0, 1.0, 1.0]);
        json["objects"].as_array_mut().expect("objects").push(odd);
    }
    std::fs::write(&file, json.to_string()).expect("written");
    map_of_objects(&room);
    room
}

/// A map of objects made of depth and boxes, half as large as the picture.
fn map_of_objects(room: &Path) {
    let scene = room::open(room).expect("a scene");
    let frame = &scene.frames[0];
    let depth = load::depth(&scene, frame.depth.as_ref().expect("depth")).expect("read");
    let map = image::ImageBuffer::from_fn(depth.width / 2, depth.height / 2, |x, y| {
        let pixel = crate::geom::DVec2::new(f64::from(2 * x) + 1.0, f64::from(2 * y) + 1.0);
        let point = depth
            .at(2 * x, 2 * y)
            .and_then(|z| frame.camera.unproject(pixel, z));
        let world = point.map(|p| frame.world_from_camera.transform(p));
        let object = world.and_then(|p| object_around(&scene, p));
        image::Luma([object.map_or(0, |o| o.instance as u16)])
    });
    let map: image::ImageBuffer<image::Luma<u16>, Vec<u16>> = map;
    map.save(room.join("instance/000.png")).expect("written");
}

fn opened(path: &Path, size: Vec2) -> Stage {
    let mut stage = Stage::new(size, 1.0, ThemeMode::Dark);
    stage.does(Command::OpenScene(Some(path.to_owned())));
    stage
}

/// Where the frame's picture is on screen: fitted into its pane.
fn picture(stage: &Stage, name: &str, size: Vec2) -> Rect {
    let pane = stage.harness.get_by_label(name).rect();
    let scale = (pane.size() / size).min_elem().min(2.0);
    Rect::from_center_size(pane.center(), size * scale)
}

fn hover(stage: &mut Stage, at: egui::Pos2) {
    // A pointer that was nowhere has not moved yet.
    stage.harness.hover_at(at - vec2(0.1, 0.0));
    stage.harness.step();
    stage.harness.hover_at(at);
    stage.harness.run_steps(3);
}

#[test]
fn frames_are_stepped_through_and_depth_is_read_under_the_pointer() {
    let folder = tempfile::tempdir().expect("a folder");
    let room = room_in(folder.path(), Words::Usual);
    let mut stage = opened(&room, super::WINDOW);
    assert_eq!(stage.harness.state().state.mode, Mode::Scenes);
    stage.harness.get_by_label_contains("Frame f0");
    let seen = |stage: &Stage| {
        let (frame, layer, said) = stage.harness.state().browser.seen();
        (frame, layer, said.map(str::to_owned))
    };
    assert_eq!(seen(&stage), (0, Layer::Picture, None));
    // From the file itself, by another decoder of ours: none.
    let depth = image::ImageReader::open(room.join("depth/005.png"))
        .expect("there")
        .decode()
        .expect("a picture")
        .into_luma16();
    let size = vec2(depth.width() as f32, depth.height() as f32);
    stage.press(Key::ArrowRight);
    stage.press(Key::Num2);
    let place = picture(&stage, "Picture of frame f5", size);
    for [x, y] in [[200, 300], [700, 600], [1000, 200]] {
        let at = place.min + vec2(x as f32 + 0.5, y as f32 + 0.5) * (place.width() / size.x);
        hover(&mut stage, at);
        let (frame, layer, said) = seen(&stage);
        assert_eq!((frame, layer), (1, Layer::Depth));
        let said = said.expect("something is there");
        let metres = f64::from(depth.get_pixel(x, y).0[0]) / 1000.0;
        assert!(
            said.starts_with(&format!("{metres:.2} m")),
            "{said}: {metres}"
        );
    }
    // The scale is read out, and outside the picture nothing is said.
    stage.harness.get_by_label_contains("Depth from ");
    hover(&mut stage, pos2(640.0, 20.0));
    assert_eq!(seen(&stage).2, None);
    stage.press(Key::ArrowLeft);
    stage.press(Key::ArrowLeft);
    assert_eq!(seen(&stage).0, 0, "the first is the first");
}

#[test]
fn an_object_in_list_picture_or_scene_is_lit_in_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let room = room_in(folder.path(), Words::Usual);
    let mut stage = opened(&room, super::WINDOW);
    let lit = |stage: &Stage| stage.harness.state().state.lit.clone();
    let row = stage.harness.get_by_label_contains("chair 1, chair").rect();
    hover(&mut stage, row.center());
    let scene = room::open(&room).expect("a scene");
    let chair = scene.objects.iter().find(|o| o.name == "chair 1");
    let name = chair.map(|o| format!("o{}", o.instance));
    assert_eq!(lit(&stage), name);
    let (_, overlay) = stage.harness.state().view3d.drawn().expect("a scene");
    let labels: Vec<&str> = overlay.labels.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(
        labels,
        ["chair 1", "f0"],
        "its name in the scene, and the camera's"
    );
    hover(&mut stage, pos2(640.0, 20.0));
    assert_eq!(lit(&stage), None, "nothing is under the pointer");
    // Its middle in the picture, by the map of objects.
    let map = image::ImageReader::open(room.join("instance/000.png"));
    let map = map.expect("there").decode().expect("a map").into_luma16();
    let id = chair.expect("a chair").instance as u16;
    let of = |(x, y, p): (u32, u32, &image::Luma<u16>)| (p.0[0] == id).then_some((x, y));
    let all: Vec<(u32, u32)> = map.enumerate_pixels().filter_map(of).collect();
    let (x, y) = all[all.len() / 2];
    let size = vec2(map.width() as f32, map.height() as f32);
    let place = picture(&stage, "Picture of frame f0", size * 2.0);
    let at = vec2(x as f32 + 0.5, y as f32 + 0.5) / size * place.size();
    hover(&mut stage, place.min + at);
    assert_eq!(lit(&stage), name);
    let said = stage.harness.state().browser.seen().2.map(str::to_owned);
    assert!(said.is_some_and(|said| said.ends_with("m, chair 1")));
    // Without the pointer, by keys; Esc lets go, and again leaves.
    hover(&mut stage, pos2(640.0, 20.0));
    stage.press(Key::Period);
    assert!(lit(&stage).is_some());
    stage.press(Key::Escape);
    assert_eq!(lit(&stage), None);
    stage.press(Key::Escape);
    assert_eq!(stage.harness.state().state.mode, Mode::Start);
}

#[test]
fn a_dropped_folder_opens_and_a_broken_one_says_why_and_where() {
    let folder = tempfile::tempdir().expect("a folder");
    let room = room_in(folder.path(), Words::Usual);
    let mut stage = Stage::new(super::WINDOW, 1.0, ThemeMode::Light);
    drop_on(&mut stage, &room);
    stage.settle();
    stage.harness.get_by_label_contains("Frame f0");
    // A picture that is none: said in the pane, while the rest is there.
    std::fs::write(room.join("frames/005.jpg"), "no picture").expect("written");
    std::fs::write(
        room.join("cloud_small.ply"),
        "ply\nformat ascii 1.0\nelement vertex 9\n",
    )
    .expect("written");
    drop_on(&mut stage, &room);
    stage.settle();
    stage.press(Key::ArrowRight);
    let said = |stage: &Stage, part: &str| {
        let nodes = stage.harness.query_all_by_label_contains(part);
        assert!(nodes.count() > 0, "nobody says {part:?}");
    };
    stage.tab_to("Warnings");
    stage.press(Key::Enter);
    said(&stage, "005.jpg");
    said(&stage, "cloud_small.ply");
    said(&stage, "The scene cannot be shown");
    stage.press(Key::Num2);
    stage.harness.get_by_label("Picture of frame f5");
    std::fs::write(room.join("scene.json"), "{\"frames\": 3}").expect("written");
    drop_on(&mut stage, &room);
    stage.settle();
    said(&stage, "This cannot be opened: ");
    said(&stage, "line 1 column 12");
    let nothing = folder.path().join("nothing");
    std::fs::create_dir(&nothing).expect("a folder");
    drop_on(&mut stage, &nothing);
    stage.settle();
    said(&stage, "no data set of a known layout");
    drop_on(&mut stage, Path::new("/gone.ply"));
    stage.settle();
    said(&stage, "gone.ply");
}

#[test]
fn a_cloud_alone_has_its_points_bounds_and_warnings() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("three.ply");
    let text = "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n\
                end_header\n0 0 0\nnan 0 0\n2 3 4.5\n";
    std::fs::write(&file, text).expect("written");
    let mut stage = opened(&file, super::WINDOW);
    stage.harness.get_by_label("Points, 2");
    stage.harness.get_by_label("To, 2.00 3.00 4.50");
    stage.tab_to("Warnings");
    stage.press(Key::Enter);
    stage
        .harness
        .get_by_label("1 points of three.ply have no place");
}

#[test]
fn scenes_of_a_data_set_are_turned_over_by_keys_and_clicks() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/layouts/omni3d");
    let mut stage = opened(Path::new(folder), super::WINDOW);
    let scenes = stage.harness.state().browse.scenes().to_vec();
    assert!(scenes.len() > 1, "{scenes:?}");
    let here = |stage: &Stage| {
        let opened = stage.harness.state().browse.scene.ready();
        opened.map(|o| o.scene.id.clone())
    };
    assert_eq!(here(&stage).as_ref(), Some(&scenes[0]));
    stage.press(Key::PageDown);
    assert_eq!(here(&stage).as_ref(), Some(&scenes[1]));
    stage.press(Key::PageUp);
    stage.press(Key::PageUp);
    assert_eq!(here(&stage).as_ref(), Some(&scenes[0]));
    stage.tab_to(&scenes[1]);
    stage.press(Key::Enter);
    assert_eq!(here(&stage).as_ref(), Some(&scenes[1]));
}
