//! Everything that was found wrong, each to be read in full.

use crate::ui::browse::loader::{Kind, Piece};
use crate::ui::browse::{Browse, Standing};
use crate::ui::icons;
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::message::empty;
use crate::ui::widgets::paint;
use egui::{Align2, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

/// Warnings shown at once; a thousand of them are a thousand texts to lay out.
const PAGE: usize = 100;

/// What the list remembers.
#[derive(Default)]
pub(super) struct Warnings {
    pages: usize,
}

/// The warnings of what is open, those of the open frame first.
pub(super) fn all(browse: &Browse, frame: usize) -> Vec<&str> {
    let failed = |kind| match browse.piece(frame, kind) {
        Some(Piece::Failed(why)) => Some(why),
        _ => None,
    };
    let of_frame = [Kind::Image, Kind::Depth, Kind::Ids]
        .into_iter()
        .filter_map(failed);
    let (failed, of_cloud) = match &browse.cloud {
        Standing::Failed(why) => (Some(why), None),
        Standing::Ready(cloud) => (None, Some(&cloud.warnings)),
        _ => (None, None),
    };
    let of_scene = browse.scene.ready().map(|opened| &opened.warnings);
    of_frame
        .chain(failed)
        .chain(of_cloud.into_iter().flatten())
        .chain(of_scene.into_iter().flatten())
        .map(String::as_str)
        .filter(|warning| !warning.is_empty())
        .collect()
}

impl Warnings {
    /// Shows the list.
    pub fn show(&mut self, ui: &mut Ui, all: &[&str]) {
        if all.is_empty() {
            empty(ui, tr("browser.no_warnings"), None);
            return;
        }
        ScrollArea::vertical()
            .id_salt("warnings")
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.add_space(TOKENS.space.s2);
                let shown = PAGE * (self.pages + 1);
                for warning in all.iter().take(shown) {
                    warning_ui(ui, warning);
                }
                if let Some(more) = all.len().checked_sub(shown).filter(|n| *n > 0) {
                    let words = tr_with("browser.more", &[("n", &count(more))]);
                    ui.horizontal(|ui| {
                        ui.add_space(TOKENS.space.s4);
                        if ui.add(Button::new(&words).small()).clicked() {
                            self.pages += 1;
                        }
                    });
                }
                ui.add_space(TOKENS.space.s4);
            });
    }
}

fn warning_ui(ui: &mut Ui, warning: &str) {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let indent = theme.size().icon_small + space.s2;
    let width = ui.available_width() - 2.0 * space.s4 - indent;
    let text = paint::block(ui, warning, Type::Label.format(palette.text.primary), width);
    let size = vec2(ui.available_width(), text.size().y + 2.0 * space.s2);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, warning));
    paint::line_below(ui, rect.shrink2(vec2(space.s4, 0.0)));
    let place = rect.shrink2(vec2(space.s4, space.s2));
    let icon = Rect::from_min_size(
        pos2(place.left(), place.top() + 1.0),
        egui::Vec2::splat(theme.size().icon_small),
    );
    paint::icon(ui, icon, icons::WARN, icons::small(palette.status.warn));
    let place = place.with_min_x(place.left() + indent);
    paint::put(ui.painter(), place, Align2::LEFT_TOP, text);
}
