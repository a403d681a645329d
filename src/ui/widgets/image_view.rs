//! A picture as it is: fitted, never scaled up over 2×, zoomed at the pointer, moved by dragging.
//!
//! Geometry over the picture is drawn by the caller through [`ImageOutput::to_screen`], so that marks and pixels move
//! as one.

use egui::{
    Color32, Pos2, Rect, Response, Role, Sense, TextureId, Ui, Vec2, WidgetInfo,
    emath::RectTransform, pos2, vec2,
};

use super::paint;
use crate::ui::theme::Theme;

/// A small picture is not blown up beyond this when it is fitted.
const MAX_FIT: f32 = 2.0;
/// Largest zoom, screen points to a pixel.
const MAX_ZOOM: f32 = 32.0;

/// Where one picture is looked at. Keep one for each picture; pictures that are compared share one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImageZoom {
    /// Times the fitted size; 1 fits.
    factor: f32,
    /// The point of the picture in the middle of the pane, as a share of its width and height.
    center: Pos2,
}

impl Default for ImageZoom {
    fn default() -> Self {
        Self {
            factor: 1.0,
            center: pos2(0.5, 0.5),
        }
    }
}

impl ImageZoom {
    /// Whether the whole picture is in sight.
    #[must_use]
    pub fn is_fitted(&self) -> bool {
        *self == Self::default()
    }

    /// Where a picture of `size` pixels lies in `pane`.
    #[must_use]
    pub fn place(&self, pane: Rect, size: Vec2) -> Rect {
        let scaled = size * fit(pane.size(), size) * self.factor;
        let offset = vec2(
            (0.5 - self.center.x) * scaled.x,
            (0.5 - self.center.y) * scaled.y,
        );
        Rect::from_center_size(pane.center() + offset, scaled)
    }

    /// Zooms by `ratio` so that what is under `at` stays there.
    pub fn zoom_at(&mut self, pane: Rect, size: Vec2, at: Pos2, ratio: f32) {
        let before = self.place(pane, size);
        let largest = MAX_ZOOM / fit(pane.size(), size).max(f32::MIN_POSITIVE);
        let factor = (self.factor * ratio).clamp(1.0, largest.max(1.0));
        let grown = factor / self.factor;
        let corner = at + (before.min - at) * grown;
        self.factor = factor;
        self.look_at(pane, Rect::from_min_size(corner, before.size() * grown));
    }

    /// Moves the picture by a distance in points.
    pub fn pan(&mut self, pane: Rect, size: Vec2, by: Vec2) {
        let place = self.place(pane, size).translate(by);
        self.look_at(pane, place);
    }

    /// Takes over a place of the picture, kept so that it covers the pane or lies in its middle.
    fn look_at(&mut self, pane: Rect, place: Rect) {
        let axis = |pane: egui::Rangef, place: egui::Rangef| {
            let room = (place.span() - pane.span()).max(0.0) / 2.0;
            let offset = (place.center() - pane.center()).clamp(-room, room);
            0.5 - offset / place.span().max(f32::MIN_POSITIVE)
        };
        self.center = pos2(
            axis(pane.x_range(), place.x_range()),
            axis(pane.y_range(), place.y_range()),
        );
    }
}

/// Screen points to a pixel when the whole picture is shown.
fn fit(pane: Vec2, size: Vec2) -> f32 {
    if size.min_elem() > 0.0 {
        (pane / size).min_elem().clamp(0.0, MAX_FIT)
    } else {
        0.0
    }
}

/// What is on screen.
#[derive(Debug)]
pub struct ImageOutput {
    /// The pane; hovering and clicks are the caller's, dragging and the wheel are used.
    pub response: Response,
    /// The picture, larger than the pane when zoomed.
    pub place: Rect,
    /// From pixels, first pixel's corner at 0, to points on screen.
    pub to_screen: RectTransform,
}

/// Shows a picture of `size` pixels in `pane`; `name` is read out.
pub fn image_view(
    ui: &mut Ui,
    pane: Rect,
    zoom: &mut ImageZoom,
    texture: TextureId,
    size: Vec2,
    name: &str,
) -> ImageOutput {
    let theme = Theme::of(ui.ctx());
    let response = ui.allocate_rect(pane, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    if response.dragged() {
        zoom.pan(pane, size, response.drag_delta());
    }
    if let Some(at) = response.hover_pos() {
        let ratio =
            ui.input(|input| input.zoom_delta() * (input.smooth_scroll_delta().y / 300.0).exp());
        if ratio != 1.0 {
            zoom.zoom_at(pane, size, at, ratio);
        }
    }
    if response.double_clicked() {
        *zoom = ImageZoom::default();
    }
    let place = zoom.place(pane, size);
    let uv = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
    ui.painter_at(pane)
        .image(texture, place, uv, Color32::WHITE);
    paint::focus_ring(ui, &response, theme.radius_small());
    let to_screen = RectTransform::from_to(Rect::from_min_size(Pos2::ZERO, size), place);
    ImageOutput {
        response,
        place,
        to_screen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PANE: Rect = Rect {
        min: Pos2 { x: 100.0, y: 50.0 },
        max: Pos2 { x: 500.0, y: 350.0 },
    };

    #[test]
    fn large_pictures_are_fitted_and_small_ones_at_most_doubled() {
        let fitted = ImageZoom::default().place(PANE, vec2(1600.0, 800.0));
        assert_eq!(
            (fitted.center(), fitted.size()),
            (PANE.center(), vec2(400.0, 200.0))
        );
        let small = ImageZoom::default().place(PANE, vec2(20.0, 10.0));
        assert_eq!(small.size(), vec2(40.0, 20.0));
    }

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let (size, at) = (vec2(1600.0, 1200.0), pos2(180.0, 120.0));
        let mut zoom = ImageZoom::default();
        let share =
            |zoom: &ImageZoom| (at - zoom.place(PANE, size).min) / zoom.place(PANE, size).size();
        let before = share(&zoom);
        zoom.zoom_at(PANE, size, at, 3.0);
        assert!((share(&zoom) - before).length() < 1e-4);
        assert!((zoom.place(PANE, size).width() - 1200.0).abs() < 1e-2);
    }

    #[test]
    fn a_zoomed_picture_never_leaves_its_pane() {
        let size = vec2(1600.0, 1200.0);
        let mut zoom = ImageZoom::default();
        zoom.zoom_at(PANE, size, PANE.center(), 4.0);
        zoom.pan(PANE, size, vec2(1e6, -1e6));
        let place = zoom.place(PANE, size);
        assert!(place.contains_rect(PANE), "{place:?}");
        zoom.zoom_at(PANE, size, pos2(0.0, 0.0), 1e-9);
        assert!((zoom.place(PANE, size).size() - PANE.size()).length() < 1e-2);
        assert!((zoom.place(PANE, size).center() - PANE.center()).length() < 1e-2);
    }

    #[test]
    fn an_empty_picture_is_harmless() {
        let mut zoom = ImageZoom::default();
        zoom.zoom_at(PANE, Vec2::ZERO, PANE.center(), 2.0);
        assert!(zoom.place(PANE, Vec2::ZERO).is_finite());
    }
}
