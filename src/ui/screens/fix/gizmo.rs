//! The gizmo on the box in the scene: arrows, face handles and ring as they are painted, and the pointer on them.

use super::super::scene_steer::Over;
use super::super::{Cx, mark_of};
use super::{HALO, REACH, edited, handle};
use crate::geom::DVec2;
use crate::ui::state::fix::gizmo::{Handles, Part, handles, pulled};
use crate::ui::state::fix::{Fix, Pull};
use crate::ui::state::{Command, FixEdit};
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;
use egui::{
    Align2, Color32, CursorIcon, Painter, PointerButton, Pos2, Response, Shape, Stroke, Ui,
};

/// Length and half width of an arrow's head, points.
const HEAD: (f32, f32) = (11.0, 4.5);
/// From an arrow's tip to the middle of its letter, points.
const LETTER: f32 = 12.0;
/// Radius of the ground below a letter, points.
const LETTER_GROUND: f32 = 7.5;
const LETTERS: [&str; 3] = ["x", "y", "z"];

/// What is held, if anything.
#[derive(Default)]
pub struct Gizmo {
    held: Option<Held>,
}

struct Held {
    part: Part,
    from: DVec2,
    pull: Pull,
}

impl Gizmo {
    /// Takes what the pointer does to the box; `true` while it is the gizmo's and not the view's.
    pub(in super::super) fn pointer(
        &mut self,
        ui: &Ui,
        cx: &mut Cx<'_>,
        fix: &Fix,
        response: &Response,
        over: Over<'_>,
    ) -> bool {
        let Some((now, _)) = fix.boxes() else {
            self.held = None;
            return false;
        };
        let parts = handles(over.camera, &now, f64::from(over.scale));
        let reach = f64::from(REACH * over.scale);
        let part_at = |at: Pos2| parts.at(over.to_px(at), reach);
        // Where the button went down, not where the drag was first noticed.
        let pressed = ui.input(|i| i.pointer.press_origin());
        if response.drag_started_by(PointerButton::Primary)
            && let Some(at) = pressed
            && let Some(part) = part_at(at)
        {
            let from = over.to_px(at);
            self.held = Pull::begin(fix).map(|pull| Held { part, from, pull });
        }
        if self.held.is_none() {
            if response.hover_pos().and_then(part_at).is_some() {
                ui.ctx().set_cursor_icon(CursorIcon::Grab);
            }
            return false;
        }
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
        self.follow(cx, fix, response, over);
        true
    }

    fn follow(&mut self, cx: &mut Cx<'_>, fix: &Fix, response: &Response, over: Over<'_>) {
        self.held.take_if(|held| !held.pull.holds(fix));
        if let Some(held) = &mut self.held
            && let Some(at) = response.interact_pointer_pos()
        {
            let (start, to) = (held.pull.start(), over.to_px(at));
            let obb = pulled(over.camera, start, held.part, held.from, to);
            let turned = held.part == Part::Ring;
            if let Some(command) = obb.and_then(|obb| held.pull.to(&obb, turned)) {
                cx.push(command);
            }
        }
        if response.drag_stopped() && self.held.take().is_some() {
            cx.push(Command::Fix(FixEdit::Drop));
        }
        if !response.is_pointer_button_down_on() && !response.drag_stopped() {
            // The button went up where nobody looked: over another screen.
            self.held = None;
        }
    }

    /// Paints it; the held part is in the accent.
    pub(in super::super) fn paint(&self, painter: &Painter, fix: &Fix, over: Over<'_>) {
        let (Some((obb, _)), Some(piece)) = (fix.boxes(), edited(fix)) else {
            return;
        };
        let theme = Theme::of(painter.ctx());
        let held = self.held.as_ref().map(|held| held.part);
        let color = |part: Part, own: Color32| {
            if held == Some(part) {
                TOKENS.color.dark.accent.base
            } else {
                own
            }
        };
        let (plain, mark) = (theme.scene().text, theme.mark_in_scene(mark_of(piece.role)));
        let parts = handles(over.camera, &obb, f64::from(over.scale));
        ring(painter, over, &parts, color(Part::Ring, plain));
        for (axis, ends) in &parts.arrows {
            let ends = ends.map(|px| over.to_screen(px));
            arrow(
                painter,
                ends,
                LETTERS[*axis],
                color(Part::Arrow(*axis), plain),
            );
        }
        for (face, px) in &parts.faces {
            let line = Stroke::new(TOKENS.stroke.selected, color(Part::Face(*face), mark));
            handle(painter, over.to_screen(*px), line);
        }
    }
}

fn ring(painter: &Painter, over: Over<'_>, parts: &Handles, color: Color32) {
    let width = TOKENS.stroke.selected;
    let halo = Stroke::new(width + HALO, Theme::of(painter.ctx()).scene().halo);
    for stroke in [halo, Stroke::new(width, color)] {
        for piece in &parts.ring {
            painter.line_segment(piece.map(|px| over.to_screen(px)), stroke);
        }
    }
}

/// A shaft, a head and a letter; an axis seen end on has none of them.
fn arrow(painter: &Painter, [from, tip]: [Pos2; 2], letter: &str, color: Color32) {
    let way = (tip - from).normalized();
    if (tip - from).length() < HEAD.0 {
        return;
    }
    let halo = Theme::of(painter.ctx()).scene().halo;
    let (neck, width) = (tip - way * HEAD.0, TOKENS.stroke.selected);
    let side = way.rot90() * HEAD.1;
    let head = vec![tip, neck + side, neck - side];
    painter.line_segment([from, neck], Stroke::new(width + HALO, halo));
    painter.add(Shape::closed_line(head.clone(), Stroke::new(HALO, halo)));
    painter.line_segment([from, neck], Stroke::new(width, color));
    painter.add(Shape::convex_polygon(head, color, Stroke::NONE));
    // On a ground of its own: no outline of a letter holds on a bright wall.
    let at = tip + way * LETTER;
    painter.circle_filled(at, LETTER_GROUND, Theme::of(painter.ctx()).scene().plate);
    let font = Type::Caption.font();
    painter.text(at, Align2::CENTER_CENTER, letter, font, color);
}
