//! The pointer and the flying keys on the scene's picture: turning, panning, zooming, flying.

use crate::geom::{DVec2, DVec3};
use crate::raster::{EvidenceView, Orbit, ViewCamera, ViewKind};
use egui::{PointerButton, Pos2, Rect, Response, Ui, vec2};

/// The scene's picture where it is on screen.
#[derive(Clone, Copy)]
pub(super) struct Over<'a> {
    /// Its place, points.
    pub rect: Rect,
    /// Pixels for a point.
    pub scale: f32,
    /// What it is seen with.
    pub camera: &'a ViewCamera,
}

impl Over<'_> {
    /// A place on screen as a pixel of the picture.
    pub fn to_px(self, at: Pos2) -> DVec2 {
        let px = (at - self.rect.min) * self.scale;
        DVec2::new(f64::from(px.x), f64::from(px.y))
    }

    /// A pixel of the picture as a place on screen.
    pub fn to_screen(self, px: DVec2) -> Pos2 {
        self.rect.min + vec2(px.x as f32, px.y as f32) / self.scale
    }
}

/// Drag turns, drag with the middle button or Shift pans, the wheel zooms to the cursor; with the right button held
/// W A S D Q E fly. The first of them makes `orbit` a view of one's own.
pub(super) fn steer(
    ui: &Ui,
    response: &Response,
    over: Over<'_>,
    orbit: &mut Option<Orbit>,
    views: &[EvidenceView],
) {
    let size_px = over.camera.size_px();
    let delta = response.drag_delta() * over.scale;
    let delta = DVec2::new(f64::from(delta.x), f64::from(delta.y));
    let wheel = if response.hovered() {
        ui.input(|i| f64::from(i.smooth_scroll_delta().y))
    } else {
        0.0
    };
    let flight = if response.dragged_by(PointerButton::Secondary) {
        flight(ui)
    } else {
        None
    };
    if delta == DVec2::ZERO && wheel == 0.0 && flight.is_none() {
        return;
    }
    let orbit = orbit
        .get_or_insert_with(|| Orbit::from_camera(over.camera, depth_ahead(over.camera, views)));
    if let Some((direction, seconds)) = flight {
        orbit.fly(direction, seconds, None);
        ui.ctx().request_repaint();
    }
    let panning = response.dragged_by(PointerButton::Middle) || ui.input(|i| i.modifiers.shift);
    match (delta != DVec2::ZERO, panning) {
        (true, true) => orbit.pan(delta, None, size_px),
        (true, false) => orbit.turn(delta, size_px),
        _ => {}
    }
    if let (true, Some(at)) = (wheel != 0.0, response.hover_pos()) {
        orbit.zoom(wheel / 50.0, over.to_px(at), None, size_px);
    }
}

/// How far away what is looked at lies: the evidence view's own distance, else a room's half.
fn depth_ahead(camera: &ViewCamera, views: &[EvidenceView]) -> f64 {
    let centre = views
        .iter()
        .find(|v| v.kind == ViewKind::FromAbove)
        .map(|v| v.camera.eye());
    centre.map_or(2.5, |above| {
        let beside = above - camera.eye();
        DVec3::new(beside.x, beside.y, 0.0).length().max(1.0)
    })
}

/// Direction of flight in camera space (right, down, forward) from the held keys, and the time since the last frame.
fn flight(ui: &Ui) -> Option<(DVec3, f64)> {
    use egui::Key::{A, D, E, Q, S, W};
    let (direction, seconds) = ui.input(|i| {
        let axis = |plus, minus| {
            f64::from(u8::from(i.key_down(plus))) - f64::from(u8::from(i.key_down(minus)))
        };
        (
            DVec3::new(axis(D, A), axis(Q, E), axis(W, S)),
            f64::from(i.stable_dt.min(0.1)),
        )
    });
    (direction != DVec3::ZERO).then_some((direction, seconds))
}
