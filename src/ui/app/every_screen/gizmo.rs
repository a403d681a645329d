//! The gizmo in the scene by pointer: what it moves, that the view stays still meanwhile, and that it is there only
//! while the numbers of a box are open.

use super::WINDOW;
use super::fixing::fix;
use super::side_views::{drag, fixing, names, numbers, rect_of};
use super::stage::Stage;
use crate::geom::{DVec2, DVec3, Obb};
use crate::raster::ViewCamera;
use crate::ui::keys::Action;
use crate::ui::state::fix::gizmo::{Part, handles};
use crate::ui::theme::Mode;
use egui::{Key, Modifiers, Pos2, Rect, vec2};

struct Seen {
    rect: Rect,
    camera: ViewCamera,
}

impl Seen {
    fn of(stage: &Stage) -> Self {
        let all = names(stage);
        let name = all.iter().find(|n| n.starts_with("Scene, "));
        let rect = rect_of(stage, name.expect("a scene"));
        let size_px = [rect.width() as u32, rect.height() as u32];
        let camera = stage.harness.state().screening.scene.camera(size_px);
        let camera = camera.expect("a camera");
        Self { rect, camera }
    }

    fn screen(&self, px: DVec2) -> Pos2 {
        self.rect.min + vec2(px.x as f32, px.y as f32)
    }

    fn point(&self, p: DVec3) -> Pos2 {
        self.screen(self.camera.project(p).expect("in sight").0)
    }
}

fn obb(stage: &Stage) -> Obb {
    fix(stage).boxes().expect("a box").0
}

/// Drags what is seen at one point of the world to where another is seen.
fn pull(stage: &mut Stage, from: DVec3, to: DVec3) {
    let seen = Seen::of(stage);
    let (from, to) = (seen.point(from), seen.point(to));
    assert!(seen.rect.contains(from) && seen.rect.contains(to));
    drag(stage, from, to - from);
    assert_eq!(Seen::of(stage).camera, seen.camera, "the view stays");
}

/// Goes on with what the overlay key does until evidence lies over the scene, or none does.
fn evidence(stage: &mut Stage, shown: bool) {
    for _ in 0..3 {
        let scene = &mut stage.harness.state_mut().screening.scene;
        if scene.shows_evidence() == shown {
            break;
        }
        scene.act(Action::CycleOverlay);
        stage.settle();
    }
    let scene = &stage.harness.state().screening.scene;
    assert_eq!(scene.shows_evidence(), shown);
}

#[test]
fn arrows_faces_and_ring_move_the_box_and_the_view_stays() {
    let (_project, mut stage) = fixing(WINDOW, Mode::Dark);
    let (before, start) = (numbers(&stage), obb(&stage));
    let seen = Seen::of(&stage);
    let parts = handles(&seen.camera, &start, 1.0);
    let near = |a: f64, b: f64| (a - b).abs() < 2e-3;

    // The upper part of the upright arrow.
    let (_, [middle, tip]) = parts.arrows[2];
    let by = seen.point(start.center + DVec3::Z * 0.2) - seen.point(start.center);
    drag(&mut stage, seen.screen(middle.lerp(tip, 0.97)), by);
    let raised = numbers(&stage);
    let up_m = raised.center[2] - before.center[2];
    assert!((0.12..0.3).contains(&up_m), "{up_m} m");
    assert_eq!(raised.center[..2], before.center[..2]);
    assert_eq!((raised.size, raised.yaw_deg), (before.size, before.yaw_deg));
    assert_eq!(Seen::of(&stage).camera, seen.camera, "the view stays");
    stage.chord(Modifiers::COMMAND, Key::Z);
    assert_eq!(numbers(&stage), before, "one edit, however many moves");

    // A face that is seen, by its handle: it goes where the pointer goes, the opposite one stays.
    let (face, _) = parts.faces[0];
    let at = start.center + start.normal(face) * start.half_extents[face.axis];
    pull(&mut stage, at, at + start.normal(face) * 0.1);
    let longer = numbers(&stage);
    assert!(near(longer.size[face.axis], before.size[face.axis] + 0.1));
    let back = |b: &Obb| b.center - b.normal(face) * b.half_extents[face.axis];
    assert!((back(&obb(&stage)) - back(&start)).length() < 1e-9);
    stage.chord(Modifiers::COMMAND, Key::Z);

    // The ring, where it comes nearest to the eye.
    let foot = start.center - DVec3::Z * start.half_extents.z;
    let ring = parts.ring.iter().map(|[a, _]| *a);
    let own = ring.filter(|px| parts.at(*px, 12.0) == Some(Part::Ring));
    let from = own.max_by(|a, b| a.y.total_cmp(&b.y)).expect("a ring");
    let ray = seen.camera.ray_in_world(from);
    let place = seen.camera.eye() + ray * ((foot.z - seen.camera.eye().z) / ray.z);
    let (s, c) = 0.4_f64.sin_cos();
    let way = place - foot;
    let there = foot + DVec3::new(c * way.x - s * way.y, s * way.x + c * way.y, 0.0);
    pull(&mut stage, place, there);
    let turned = numbers(&stage).yaw_deg.expect("upright") - before.yaw_deg.expect("upright");
    let off = (turned - 0.4_f64.to_degrees() + 180.0).rem_euclid(360.0) - 180.0;
    assert!(off.abs() < 0.5, "turned by {turned}°");
}

#[test]
fn beside_the_gizmo_and_in_another_tab_a_drag_turns_the_view() {
    let (_project, mut stage) = fixing(WINDOW, Mode::Dark);
    let (before, seen) = (numbers(&stage), Seen::of(&stage));
    let corner = seen.rect.left_top() + vec2(12.0, 12.0);
    drag(&mut stage, corner, vec2(25.0, 10.0));
    assert_ne!(Seen::of(&stage).camera, seen.camera);
    assert_eq!(numbers(&stage), before);

    // Hidden evidence takes its gizmo along.
    stage.press(Key::R);
    let seen = Seen::of(&stage);
    let parts = handles(&seen.camera, &obb(&stage), 1.0);
    let (_, [middle, tip]) = parts.arrows[2];
    let shaft = seen.screen(middle.lerp(tip, 0.97));
    evidence(&mut stage, false);
    drag(&mut stage, shaft, vec2(0.0, -30.0));
    assert_ne!(Seen::of(&stage).camera, seen.camera);
    assert_eq!(numbers(&stage), before);
    evidence(&mut stage, true);

    stage.press(Key::R);
    stage.tab_to("Text");
    stage.press(Key::Enter);
    let seen = Seen::of(&stage);
    let parts = handles(&seen.camera, &obb(&stage), 1.0);
    let (_, [middle, tip]) = parts.arrows[2];
    drag(
        &mut stage,
        seen.screen(middle.lerp(tip, 0.97)),
        vec2(0.0, -30.0),
    );
    assert_ne!(Seen::of(&stage).camera, seen.camera);
    assert_eq!(numbers(&stage), before);
}
