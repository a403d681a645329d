//! The bars around every screen: the top bar with the project's menu, and the status line.

use super::App;
use crate::ui::browse::open::title_of;
use crate::ui::keys::Action;
use crate::ui::screens::panes::{self, Pane};
use crate::ui::state::fix::Fix;
use crate::ui::state::{Card, Command, Mode, Phase};
use crate::ui::text::{self, tr, tr_with};
use crate::ui::theme::Theme;
use crate::ui::widgets::list::menu_row;
use crate::ui::widgets::status_line::{JobLine, Saved, StatusLine, StatusOutput};
use crate::ui::widgets::top_bar::{ModeTab, TopBar};
use egui::{Frame, Panel, Popup, Response, Sense, Ui};

/// What the project's menu offers.
const MENU: [Action; 7] = [
    Action::OpenProject,
    Action::Import,
    Action::OpenScene,
    Action::OpenCloud,
    Action::Settings,
    Action::Guideline,
    Action::KeyCard,
];
/// Its width, points.
const MENU_WIDTH: f32 = 240.0;

impl App {
    pub(super) fn top_bar_ui(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let theme = Theme::of(ui.ctx());
        let opened = || self.browse.path().map(title_of);
        let name = self.state.desk.as_ref().map(|d| d.name());
        let name = name.or_else(opened).unwrap_or_default();
        let mode = match self.state.mode {
            Mode::Queue => ModeTab::Queue,
            Mode::Release => ModeTab::Release,
            Mode::Scenes => ModeTab::Scenes,
            _ => ModeTab::Screening,
        };
        let mut modes = Vec::new();
        if self.state.desk.is_some() {
            modes.extend([ModeTab::Queue, ModeTab::Screening, ModeTab::Release]);
        }
        if self.browse.path().is_some() {
            modes.push(ModeTab::Scenes);
        }
        let bar = TopBar {
            project: &name,
            mode,
            modes: &modes,
            person: tr("person.reviewer"),
            keys: &self.keys,
        };
        let frame = Frame::new().fill(theme.palette().bg.panel);
        let out = Panel::top("top")
            .exact_size(theme.size().top_bar)
            .frame(frame)
            .show_separator_line(false)
            .show(ui, |ui| bar.show(ui))
            .inner;
        actions.extend(out.action);
        actions.extend(self.menu_ui(&out.project));
    }

    fn menu_ui(&self, button: &Response) -> Option<Action> {
        let os = button.ctx.os();
        let mut picked = None;
        Popup::menu(button)
            .accessible_name(tr("top.menu"))
            .show(|ui| {
                ui.set_width(MENU_WIDTH);
                ui.spacing_mut().item_spacing.y = 0.0;
                for action in MENU {
                    let key = self.keys.label(action, os);
                    let row = menu_row(ui, &action.label(), key.as_deref(), false, Sense::click());
                    if row.clicked() {
                        picked = Some(action);
                        ui.close();
                    }
                }
            });
        picked
    }

    pub(super) fn status_ui(
        &mut self,
        ui: &mut Ui,
        commands: &mut Vec<Command>,
        actions: &mut Vec<Action>,
    ) {
        let theme = Theme::of(ui.ctx());
        let frame = Frame::new().fill(theme.palette().bg.panel);
        let desk = self.state.desk.as_ref();
        let at = desk.and_then(|d| d.saved_at_ms).map(super::time_of_day);
        let fixing =
            |c: &Card| c.phase == Phase::Fixing && c.fix.as_ref().is_some_and(Fix::changed);
        let draft = desk
            .filter(|_| self.state.card.as_ref().is_some_and(fixing))
            .and_then(|d| d.draft_at_ms)
            .map(super::time_of_day);
        let saved = match (&self.state.trouble, &draft, &at) {
            (Some(why), ..) => Saved::Failed(why),
            (None, Some(draft), _) => Saved::DraftAt(draft),
            (None, None, Some(at)) => Saved::At(at),
            (None, None, None) => Saved::Nothing,
        };
        let cpu = self.textures.bytes() + self.scenes.bytes() + self.browse.bytes();
        let gpu = self.view3d.bytes() + self.textures.texture_bytes() + self.browse.texture_bytes();
        let measures = [
            tr_with("status.gpu", &[("bytes", &text::bytes(gpu))]),
            tr_with("status.cpu", &[("bytes", &text::bytes(cpu))]),
        ];
        let measures: Vec<&str> = measures.iter().map(String::as_str).collect();
        let pace = desk.and_then(|d| d.pace()).map(|pace| {
            tr_with(
                "status.pace",
                &[
                    ("now", &pace.now_secs.to_string()),
                    ("median", &pace.median_secs.to_string()),
                ],
            )
        });
        let remarks: Vec<&str> = pace.as_deref().into_iter().collect();
        let importing = self.importing.as_ref().map(|j| (j.remark(), j.share()));
        let exporting = self.exporting.as_ref().map(|j| (j.remark(), j.share()));
        let job = importing.or(exporting);
        let key = self.keys.label(Action::CancelJob, ui.ctx().os());
        let line = StatusLine {
            saved,
            progress: desk.map(|d| d.progress()),
            remarks: &remarks,
            job: job.as_ref().map(|(remark, share)| JobLine {
                remark,
                share: *share,
                cancel_key: key.as_deref(),
            }),
            measures: &measures,
        };
        let out = Panel::bottom("status")
            .exact_size(theme.size().status_line)
            .frame(frame)
            .show_separator_line(false)
            .show(ui, |ui| {
                panes::here(ui, Pane::Status, ui.max_rect());
                line.show(ui)
            })
            .inner;
        match out {
            Some(StatusOutput::TryAgain) => commands.push(Command::TryAgain),
            Some(StatusOutput::CancelJob) => actions.push(Action::CancelJob),
            None => {}
        }
    }
}
