//! One side view: points, the box with its handles and as it was, and the pointer on it.

use super::super::{Cx, mark_of};
use super::sides::Sides;
use super::{HALO, HANDLE, REACH, edited, handle, nudged};
use crate::geom::{BOX_EDGES, DVec2, Obb};
use crate::raster::{Side, SideView};
use crate::ui::state::fix::Fix;
use crate::ui::state::fix::grip::{self, Grip};
use crate::ui::text::{tr, tr_with};
use crate::ui::theme::Theme;
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::mark::Mark;
use crate::ui::widgets::paint;
use crate::ui::widgets::plate::{Plate, PlateSize};
use egui::{
    Color32, CursorIcon, EventFilter, Key, Painter, PointerButton, Pos2, Rect, Response, Sense,
    Shape, Stroke, StrokeKind, TextureId, Ui, WidgetInfo, pos2, vec2,
};

/// What one view shows.
pub(super) struct Shown {
    pub side: Side,
    pub rect: Rect,
    pub view: SideView,
    pub scale: f32,
    pub now: Obb,
    /// The original, where it differs.
    pub was: Option<Obb>,
    /// Its name stands in it.
    pub named: bool,
    pub points: Option<TextureId>,
}

impl Shown {
    fn to_screen(&self, px: DVec2) -> Pos2 {
        self.rect.min + vec2(px.x as f32, px.y as f32) / self.scale
    }

    fn to_px(&self, at: Pos2) -> DVec2 {
        let px = (at - self.rect.min) * self.scale;
        DVec2::new(f64::from(px.x), f64::from(px.y))
    }

    fn grip_at(&self, at: Pos2) -> Option<Grip> {
        let scale = f64::from(self.scale);
        let reach = f64::from(REACH) * scale;
        grip::at(
            self.side,
            &self.view,
            &self.now,
            self.to_px(at),
            scale,
            reach,
        )
    }
}

/// The name of a side.
pub(super) fn name(side: Side) -> &'static str {
    match side {
        Side::Top => tr("fix.top"),
        Side::Front => tr("fix.front"),
        Side::Side => tr("fix.side"),
    }
}

/// Shows a view and takes what the pointer and the arrows do in it.
pub(super) fn side_ui(sides: &mut Sides, ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix, shown: &Shown) {
    let Some(piece) = edited(fix) else { return };
    let id = ui.scope_id().with(("side", shown.side));
    let response = ui.interact(shown.rect, id, Sense::click_and_drag());
    let words = [("side", name(shown.side)), ("name", &piece.label)];
    let spoken = tr_with("fix.side_of", &words);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, &spoken));

    pointer(sides, ui, cx, fix, shown, &response);
    arrows(sides, ui, cx, fix, shown, &response);
    let painter = ui.painter().with_clip_rect(shown.rect);
    if let Some(points) = shown.points {
        let uv = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        painter.image(points, shown.rect, uv, Color32::WHITE);
    }
    if let Some(was) = &shown.was {
        original(&painter, shown, was);
    }
    solid(&painter, shown, mark_of(piece.role));
    handles(sides, &painter, shown, mark_of(piece.role));
    if shown.named {
        name_ui(&painter, shown, sides.active == shown.side);
    }
    let inner = response.clone().with_new_rect(shown.rect.shrink(4.0));
    paint::focus_ring(ui, &inner, Theme::of(ui.ctx()).radius_small());
}

/// The plate with the side's name; the view that arrows act in has a line around it.
fn name_ui(painter: &Painter, shown: &Shown, active: bool) {
    let plate = Plate {
        size: PlateSize::Small,
        ..Plate::new(None, name(shown.side))
    };
    let corner = shown.rect.min + vec2(TOKENS.space.s2, TOKENS.space.s2);
    let at = plate.paint(painter, corner, false);
    if active {
        let line = Stroke::new(TOKENS.stroke.control, TOKENS.color.dark.accent.base);
        let radius = Theme::of(painter.ctx()).radius_small();
        painter.rect_stroke(at, radius, line, StrokeKind::Inside);
    }
}

fn pointer(
    sides: &mut Sides,
    ui: &Ui,
    cx: &mut Cx<'_>,
    fix: &Fix,
    shown: &Shown,
    response: &Response,
) {
    let button = PointerButton::Primary;
    if response.clicked_by(button) || response.drag_started_by(button) {
        response.request_focus();
        sides.active = shown.side;
    }
    // Where the button went down, not where the drag was first noticed.
    let pressed = ui.input(|i| i.pointer.press_origin());
    if response.drag_started_by(button)
        && let Some(at) = pressed
        && let Some(grip) = shown.grip_at(at)
    {
        sides.grab(shown.side, grip, fix, shown.to_px(at));
    }
    if !response.is_pointer_button_down_on() && !response.drag_stopped() {
        // The button went up where nobody looked: over another screen.
        sides.grab.take_if(|g| g.side == shown.side);
    }
    let own = sides.grab.as_ref().filter(|g| g.side == shown.side);
    if let Some(grip) = own.map(|g| g.grip) {
        ui.ctx().set_cursor_icon(cursor(shown, grip, true));
        if let Some(at) = response.interact_pointer_pos()
            && let Some(command) = sides.pull(fix, &shown.view, shown.to_px(at))
        {
            cx.push(command);
        }
        if response.drag_stopped()
            && let Some(command) = sides.drop()
        {
            cx.push(command);
        }
    } else if let Some(grip) = response.hover_pos().and_then(|at| shown.grip_at(at)) {
        ui.ctx().set_cursor_icon(cursor(shown, grip, false));
    }
}

/// With the focus, arrows nudge in this view's plane instead of going to a neighbour.
fn arrows(
    sides: &mut Sides,
    ui: &Ui,
    cx: &mut Cx<'_>,
    fix: &Fix,
    shown: &Shown,
    response: &Response,
) {
    if !response.has_focus() {
        return;
    }
    sides.active = shown.side;
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
    let (way, fine) = ui.input(|i| {
        let pressed = |plus, minus| {
            f64::from(u8::from(i.key_pressed(plus))) - f64::from(u8::from(i.key_pressed(minus)))
        };
        let way = [
            pressed(Key::ArrowRight, Key::ArrowLeft),
            pressed(Key::ArrowUp, Key::ArrowDown),
        ];
        (way, i.modifiers.shift)
    });
    if way != [0.0; 2]
        && let Some(command) = nudged(fix, shown.side, way, fine)
    {
        cx.push(command);
    }
}

fn cursor(shown: &Shown, grip: Grip, held: bool) -> CursorIcon {
    let toward = |way: DVec2| {
        let [x, y] = [way.x.abs(), way.y.abs()];
        let [one, more] = [x * 2.0 < y, y * 2.0 < x];
        match (one, more, way.x * way.y > 0.0) {
            (true, ..) => CursorIcon::ResizeVertical,
            (_, true, _) => CursorIcon::ResizeHorizontal,
            (.., true) => CursorIcon::ResizeNwSe,
            _ => CursorIcon::ResizeNeSw,
        }
    };
    let out = |face| {
        let from = shown.view.pixel(shown.now.center);
        shown.view.pixel(shown.now.center + shown.now.normal(face)) - from
    };
    match grip {
        Grip::Inside => CursorIcon::Move,
        Grip::Face(face) => toward(out(face)),
        Grip::Corner(a, b) => toward(out(a) + out(b)),
        Grip::Turn if held => CursorIcon::Grabbing,
        Grip::Turn => CursorIcon::Grab,
    }
}

fn edges<'a>(shown: &'a Shown, obb: &Obb) -> impl Iterator<Item = [Pos2; 2]> + 'a {
    let corners = obb.corners().map(|c| shown.to_screen(shown.view.pixel(c)));
    BOX_EDGES
        .into_iter()
        .map(move |(a, b)| [corners[a], corners[b]])
}

/// The box as it was, dashed.
fn original(painter: &Painter, shown: &Shown, was: &Obb) {
    let mark = Mark::Excluded;
    let style = TOKENS.evidence_style.of(mark);
    let color = Theme::of(painter.ctx()).mark_in_scene(mark);
    let (dash, gap) = style.dash().unwrap_or((5.0, 4.0));
    let halo = Stroke::new(style.stroke + HALO, Theme::of(painter.ctx()).scene().halo);
    for stroke in [halo, Stroke::new(style.stroke, color)] {
        for edge in edges(shown, was) {
            painter.extend(Shape::dashed_line(&edge, stroke, dash, gap));
        }
    }
}

/// The box as it is: a light fill, a halo, its edges.
fn solid(painter: &Painter, shown: &Shown, mark: Mark) {
    let theme = Theme::of(painter.ctx());
    let (style, color) = (TOKENS.evidence_style.of(mark), theme.mark_in_scene(mark));
    let (min, max) = grip::bounds(&shown.view, &shown.now);
    let around = Rect::from_min_max(shown.to_screen(min), shown.to_screen(max));
    if shown.side != Side::Top {
        painter.rect_filled(around, 0.0, color.gamma_multiply(style.fill_alpha));
    }
    let halo = Stroke::new(style.stroke + HALO, theme.scene().halo);
    for stroke in [halo, Stroke::new(style.stroke, color)] {
        for edge in edges(shown, &shown.now) {
            painter.line_segment(edge, stroke);
        }
    }
}

/// The handles; the one that is held turns to the accent.
fn handles(sides: &Sides, painter: &Painter, shown: &Shown, mark: Mark) {
    let theme = Theme::of(painter.ctx());
    let (color, accent) = (theme.mark_in_scene(mark), TOKENS.color.dark.accent.base);
    let held = sides.grab.as_ref().filter(|g| g.side == shown.side);
    let scale = f64::from(shown.scale);
    for (grip, px) in grip::handles(shown.side, &shown.view, &shown.now, scale) {
        let at = shown.to_screen(px);
        let own = if held.is_some_and(|g| g.grip == grip) {
            accent
        } else {
            color
        };
        let line = Stroke::new(TOKENS.stroke.selected, own);
        if grip == Grip::Turn {
            let out = px - shown.view.pixel(shown.now.center);
            let foot = px - out.normalize_or_zero() * (f64::from(HANDLE) * 0.5 * scale);
            let rim = shown
                .view
                .pixel(shown.now.center + shown.now.rotation.x_axis * shown.now.half_extents.x);
            painter.line_segment([shown.to_screen(rim), shown.to_screen(foot)], line);
            painter.circle(at, HANDLE * 0.5, theme.scene().plate, line);
        } else {
            handle(painter, at, line);
        }
    }
}
