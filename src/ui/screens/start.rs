//! The start screen.

use super::Cx;
use crate::ui::fonts::FallbackSearch;
use crate::ui::state::Command;
use egui::Ui;

/// What the start screen remembers.
#[derive(Default)]
pub struct StartScreen {}

impl StartScreen {
    /// Shows the screen.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        _opening: bool,
        _adapter: Option<&str>,
        _fonts: &FallbackSearch,
    ) {
        if ui.button(crate::ui::text::tr("start.start_tour")).clicked() {
            cx.push(Command::StartTour);
        }
    }
}
