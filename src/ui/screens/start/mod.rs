//! The start screen: open, import and recent projects at the left with what this computer offers; the tour at the
//! right.
//!
//! Not here: reading recent projects, asking for a file (the app does both), and the tour itself. Generating from
//! scenes is left out until there is something behind it.

mod left;
mod tour;

use super::Cx;
use crate::dataset::cloud::FORMATS;
use crate::ui::fonts::{Coverage, FallbackSearch};
use crate::ui::keys::Action;
use crate::ui::state::Command;
use crate::ui::text::{tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::key_cap::KeyHint;
use crate::ui::widgets::mark::Mark;
use egui::{Align, CentralPanel, Frame, Layout, Panel, Pos2, TextureId, Ui, Vec2, vec2};
use std::path::{Path, PathBuf};

/// A project that was open before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    /// Its name.
    pub name: String,
    /// How far it is, for example "214 of 1,930 screened".
    pub remark: String,
    /// When it was open last, for example "Yesterday".
    pub when: String,
    /// The file.
    pub path: PathBuf,
}

/// A task of the tour.
#[derive(Clone, Debug)]
pub struct Thumb {
    /// Picture and its size in pixels, once there is one.
    pub picture: Option<(TextureId, Vec2)>,
    /// Name of the task.
    pub name: String,
    /// Samples of it.
    pub count: usize,
}

/// A name or a measured length over the tour's picture.
#[derive(Clone, Debug)]
pub struct TourPlate {
    /// How what it names is marked; `None` for a length.
    pub mark: Option<Mark>,
    /// What it says.
    pub text: String,
    /// Its middle, as a share of the picture.
    pub at: Pos2,
}

/// What the screen shows.
#[derive(Clone, Copy, Debug)]
pub struct StartView<'a> {
    /// Newest first.
    pub recent: &'a [Recent],
    /// The graphics adapter, or in an error what is missing for the 3D view.
    pub adapter: Result<&'a str, &'a str>,
    /// Bytes free where projects are kept; `None` if the system does not say.
    pub disk_free: Option<u64>,
    /// Scripts that can be shown, for example "Latin, CJK".
    pub fonts: &'a str,
    /// The room of the tour and its size in pixels, once it is there.
    pub tour: Option<(TextureId, Vec2)>,
    /// What stands over it.
    pub plates: &'a [TourPlate],
    /// Samples in the tour.
    pub samples: usize,
    /// Tasks of the tour.
    pub thumbs: &'a [Thumb],
}

/// What the screen remembers between frames.
#[derive(Clone, Debug, Default)]
pub struct StartMemory {
    path: String,
}

impl StartMemory {
    /// What a key does here: Enter starts the tour, or opens the path that is typed.
    #[must_use]
    pub fn take(&self, action: Action) -> Option<Command> {
        match action {
            Action::Confirm if self.path.trim().is_empty() => Some(Command::StartTour),
            Action::Confirm => Some(by_path(&self.path)),
            _ => None,
        }
    }
}

/// File name extension of projects.
const PROJECT: &str = "spatialscore";

/// Opens a project, looks into a folder or cloud and imports every other file: what a typed path and a dropped file do.
#[must_use]
pub fn by_path(text: &str) -> Command {
    let path = PathBuf::from(text.trim());
    if path.is_dir() || is_cloud(&path) {
        return Command::OpenScene(Some(path));
    }
    if Path::new(&path)
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case(PROJECT))
    {
        Command::Open(path)
    } else {
        Command::Import(path)
    }
}

/// Whether a file's name says that it is a cloud, a mesh or a data set in one file. Plain text may be questions too.
fn is_cloud(path: &Path) -> bool {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| {
        let known = FORMATS.iter().flat_map(|format| format.endings);
        ending != "txt" && (ending == "tar" || known.into_iter().any(|e| *e == ending))
    })
}

/// The screen with what the app has found out for it so far.
#[derive(Clone, Debug, Default)]
pub struct StartScreen {
    /// What was typed.
    pub memory: StartMemory,
    /// Projects that were open before, newest first.
    pub recent: Vec<Recent>,
    /// Bytes free where projects are kept.
    pub disk_free: Option<u64>,
    /// The room of the tour and its size in pixels.
    pub tour: Option<(TextureId, Vec2)>,
    /// What stands over it.
    pub plates: Vec<TourPlate>,
    /// Tasks of the tour.
    pub thumbs: Vec<Thumb>,
}

impl StartScreen {
    /// Shows the screen; `adapter` is what draws the 3D view, if anything does.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        _opening: bool,
        adapter: Option<&str>,
        fonts: &FallbackSearch,
    ) {
        let fonts = fonts.coverage().map(Coverage::label).unwrap_or_default();
        let view = StartView {
            recent: &self.recent,
            adapter: adapter.ok_or(tr("start.adapter_remedy")),
            disk_free: self.disk_free,
            fonts: &fonts,
            tour: self.tour,
            plates: &self.plates,
            samples: crate::demo::contents().iter().map(|(_, n)| n).sum(),
            thumbs: &self.thumbs,
        };
        start_ui(ui, cx, &view, &mut self.memory);
    }
}

/// Share of the left column, and its extent in points.
const LEFT: f32 = 0.315;
const LEFT_MIN: f32 = 300.0;
const LEFT_MAX: f32 = 520.0;

/// Shows the screen in the whole of `ui`.
pub fn start_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &StartView<'_>, memory: &mut StartMemory) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let pane = Frame::new().fill(palette.bg.panel);
    Panel::bottom("start line")
        .exact_size(theme.size().status_line)
        .resizable(false)
        .frame(pane)
        .show(ui, |ui| {
            line_ui(ui, cx);
        });
    let width = (ui.available_width() * LEFT).clamp(LEFT_MIN, LEFT_MAX);
    Panel::left("start")
        .exact_size(width)
        .resizable(false)
        .frame(pane)
        .show(ui, |ui| {
            left::left_ui(ui, cx, view, memory);
        });
    let ground = Frame::new().fill(palette.bg.window);
    CentralPanel::no_frame()
        .frame(ground)
        .show(ui, |ui| tour::tour_ui(ui, cx, view));
}

/// The line at the bottom: version, and how to find everything else.
fn line_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = Theme::of(ui.ctx());
    let space = theme.space();
    let inner = ui.available_rect_before_wrap().shrink2(vec2(space.s4, 0.0));
    let mut line = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(inner)
            .layout(Layout::left_to_right(Align::Center)),
    );
    let version = tr_with("start.version", &[("version", env!("CARGO_PKG_VERSION"))]);
    line.label(Type::Label.rich(version, theme.palette().text.secondary));
    line.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space.s6;
        for action in [Action::Palette, Action::KeyCard] {
            if let Some(key) = cx.key(action)
                && ui.add(KeyHint::new(&key, &action.label())).clicked()
            {
                cx.act(action);
            }
        }
    });
}

#[cfg(test)]
mod tests;
