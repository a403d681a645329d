//! The window: one state, screens over it, commands back.
//!
//! Each frame: what jobs delivered, then keys as commands, then the screens over the state as it now is, then the
//! commands that clicks pushed. So a key's effect is in the very frame that its press starts.

mod actions;
#[cfg(test)]
mod every_screen;
mod jobs;
mod open;
mod overlays;
mod panic;
mod recent;
mod release;
mod tour_picture;

pub use panic::install as install_panic_report;

use super::fonts::{self, FallbackSearch};
use super::keys::{Action, KeyMap};
use super::remeasure::Remeasure;
use super::scene_cache::SceneCache;
use super::screens::queue::{self, QueueMemory};
use super::screens::screening::{Screening, Tools};
use super::screens::{Cx, key_card, start};
use super::state::{Command, Mode, State};
use super::text::{self, tr, tr_with};
use super::textures::Textures;
use super::theme::{self, Theme};
use super::view3d::View3d;
use super::widgets::message::{TOAST_SECS, toast};
use super::widgets::status_line::{Saved, StatusLine};
use super::widgets::top_bar::{ModeTab, TopBar};
use crate::platform::clock;
use crate::sample::Key;
use egui::{CentralPanel, Frame, Panel, Ui};
use open::Opening;
use std::path::PathBuf;

/// How the window starts.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Project to open; the start screen without one.
    pub project: Option<PathBuf>,
    /// Open the built-in tour.
    pub tour: bool,
    /// Dark, light, or as the system is.
    pub mode: theme::Mode,
    /// Scale of the interface, per cent.
    pub scale: u16,
}

/// The window.
pub struct App {
    pub(super) state: State,
    keys: KeyMap,
    textures: Textures,
    scenes: SceneCache,
    remeasure: Remeasure,
    view3d: View3d,
    screening: Screening,
    start: start::StartScreen,
    queue: QueueMemory,
    opening: Option<Opening>,
    importing: Option<jobs::Running<jobs::Imported>>,
    exporting: Option<jobs::Running<jobs::Exported>>,
    release: release::Release,
    dialog: Option<jobs::Dialog>,
    report: Option<String>,
    folder_prompt: Option<overlays::FolderPrompt>,
    tour_picture: tour_picture::TourPicture,
    tour_view: View3d,
    fonts: FallbackSearch,
    options: Options,
    /// The frame's time, ms since the window began.
    now_ms: u64,
    shown_card: Option<Key>,
    toast_since: Option<(u64, f64)>,
    overlay: key_card::Overlay,
    applied: Option<Theme>,
}

impl App {
    /// Sets up look, fonts, decoders and 3D view.
    ///
    /// # Errors
    /// When the system starts no thread.
    pub fn new(cc: &eframe::CreationContext<'_>, options: Options) -> std::io::Result<Self> {
        fonts::install(&cc.egui_ctx);
        Theme::apply_scale(
            &cc.egui_ctx,
            if options.scale == 0 {
                100
            } else {
                options.scale
            },
        );
        let mut app = Self {
            state: State::default(),
            keys: KeyMap::default(),
            textures: Textures::new(&cc.egui_ctx)?,
            scenes: SceneCache::default(),
            remeasure: Remeasure::default(),
            view3d: View3d::new(&cc.egui_ctx, cc.wgpu_render_state.as_ref()),
            screening: Screening::default(),
            start: start::StartScreen::default(),
            queue: QueueMemory::default(),
            opening: None,
            importing: None,
            exporting: None,
            release: release::Release::default(),
            dialog: None,
            report: None,
            folder_prompt: None,
            tour_picture: tour_picture::TourPicture::default(),
            tour_view: View3d::new(&cc.egui_ctx, cc.wgpu_render_state.as_ref()),
            fonts: fonts::find_fallback(&cc.egui_ctx),
            options,
            now_ms: 0,
            shown_card: None,
            toast_since: None,
            overlay: key_card::Overlay::default(),
            applied: None,
        };
        if let Some(path) = app.options.project.take() {
            app.open(Opening::project(path, &cc.egui_ctx));
        } else if app.options.tour {
            app.open(Opening::tour(&cc.egui_ctx));
        } else {
            app.start.recent = recent::list();
            app.start.disk_free = crate::platform::config::folder()
                .ok()
                .and_then(|f| crate::platform::disk::free_bytes(&f));
            app.tour_picture.start(&cc.egui_ctx);
        }
        Ok(app)
    }

    fn look(&mut self, ctx: &egui::Context) {
        let theme = Theme::resolve(self.options.mode, ctx.system_theme());
        if self.applied.is_none_or(|t| t.is_dark() != theme.is_dark()) {
            theme.apply(ctx);
            self.applied = Some(theme);
        }
    }

    fn apply(&mut self, ctx: &egui::Context, commands: Vec<Command>) {
        for command in commands {
            tracing::debug!(?command, "command");
            self.state.apply(command, self.now_ms);
        }
        self.follow_wants(ctx);
        self.follow_card();
    }

    /// A new card: its pictures first, then those of the three after it.
    fn follow_card(&mut self) {
        let key = self.state.card.as_ref().map(|c| c.sample.key);
        if key == self.shown_card {
            return;
        }
        self.shown_card = key;
        if let (Some(card), Some(desk)) = (&self.state.card, &self.state.desk) {
            self.textures.turn_to(&card.sample, &desk.coming(AHEAD));
        }
    }

    fn frame_ui(&mut self, ui: &mut Ui, flashed: Option<Action>) {
        let ctx = ui.ctx().clone();
        let (mut commands, mut actions, mut hovered) = (Vec::new(), Vec::new(), None);
        let (mut shown_rows, mut asked) = (None, None);
        let situation = self.situation();
        let fresh = self.note_first_paint();
        if self.state.mode != Mode::Start {
            self.top_bar_ui(ui, &mut actions);
            self.status_ui(ui, &mut commands);
        }
        let theme = Theme::of(&ctx);
        let mut cx = Cx {
            state: &self.state,
            keys: &self.keys,
            os: ctx.os(),
            now_ms: self.now_ms,
            fresh,
            flashed,
            commands: &mut commands,
            actions: &mut actions,
            hovered: &mut hovered,
        };
        CentralPanel::default()
            .frame(Frame::new().fill(theme.palette().bg.panel))
            .show(ui, |ui| {
                let mut tools = Tools {
                    textures: &mut self.textures,
                    scenes: &mut self.scenes,
                    view3d: &mut self.view3d,
                };
                match cx.state.mode {
                    Mode::Screening => self.screening.show(ui, &mut cx, &mut tools),
                    Mode::Queue => shown_rows = Some(queue::queue_ui(ui, &mut cx, &mut self.queue)),
                    Mode::Release => {
                        asked = self.release.show(ui, &mut cx, self.exporting.as_ref())
                    }
                    _ => self.start.show(
                        ui,
                        &mut cx,
                        self.opening.is_some(),
                        tools.view3d.adapter(),
                        &self.fonts,
                    ),
                }
            });
        key_card::overlay_ui(
            ui,
            &mut cx,
            &mut self.overlay,
            key_card::Offer {
                situation,
                hidden: actions::WITHOUT_EFFECT,
            },
        );
        if let Some(rows) = shown_rows {
            self.state.read_rows(rows);
        }
        self.answer_release(asked, &ctx);
        self.after_screens(&ctx, commands, actions, hovered);
    }

    fn after_screens(
        &mut self,
        ctx: &egui::Context,
        mut commands: Vec<Command>,
        actions: Vec<Action>,
        hovered: Option<String>,
    ) {
        let by_pointer =
            ctx.input(|i| i.pointer.delta() != egui::Vec2::ZERO || i.pointer.is_moving());
        if by_pointer && hovered != self.state.lit {
            commands.push(Command::Light(hovered));
        }
        let clicked = !commands.is_empty() || !actions.is_empty();
        for action in actions {
            self.act(ctx, action);
        }
        self.apply(ctx, commands);
        if clicked {
            ctx.request_repaint();
        }
    }

    /// Puts the open project at the head of the recent ones.
    fn note_recent(&self) {
        if let Some(desk) = &self.state.desk {
            recent::note(desk.path(), desk.progress());
        }
    }

    /// Remembers when a card was first painted; `true` in that frame.
    fn note_first_paint(&mut self) -> bool {
        let Some(card) = &mut self.state.card else {
            return false;
        };
        let fresh = card.shown_at_ms.is_none();
        if fresh {
            card.shown_at_ms = Some(clock::now_ms());
        }
        fresh
    }

    fn top_bar_ui(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let theme = Theme::of(ui.ctx());
        let name = self
            .state
            .desk
            .as_ref()
            .map(|d| d.name())
            .unwrap_or_default();
        let mode = match self.state.mode {
            Mode::Queue => ModeTab::Queue,
            Mode::Release => ModeTab::Release,
            _ => ModeTab::Screening,
        };
        let modes = [ModeTab::Queue, ModeTab::Screening, ModeTab::Release];
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
    }

    fn status_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let theme = Theme::of(ui.ctx());
        let frame = Frame::new().fill(theme.palette().bg.panel);
        let at = self
            .state
            .desk
            .as_ref()
            .and_then(|d| d.saved_at_ms)
            .map(time_of_day);
        let saved = match (&self.state.trouble, &at) {
            (Some(why), _) => Saved::Failed(why),
            (None, Some(at)) => Saved::At(at),
            (None, None) => Saved::Nothing,
        };
        let cpu = self.textures.bytes() + self.scenes.bytes();
        let gpu = self.view3d.bytes() + self.textures.texture_bytes();
        let busy: Vec<String> = [
            self.importing.as_ref().map(|j| j.remark()),
            self.exporting.as_ref().map(|j| j.remark()),
        ]
        .into_iter()
        .flatten()
        .collect();
        let remarks: Vec<&str> = busy.iter().map(String::as_str).collect();
        let measures = [
            tr_with("status.gpu", &[("bytes", &text::bytes(gpu))]),
            tr_with("status.cpu", &[("bytes", &text::bytes(cpu))]),
        ];
        let measures: Vec<&str> = measures.iter().map(String::as_str).collect();
        let progress = self.state.desk.as_ref().map(|d| d.progress());
        let line = StatusLine {
            saved,
            progress,
            remarks: &remarks,
            measures: &measures,
        };
        let again = Panel::bottom("status")
            .exact_size(theme.size().status_line)
            .frame(frame)
            .show_separator_line(false)
            .show(ui, |ui| line.show(ui))
            .inner;
        if again {
            commands.push(Command::TryAgain);
        }
    }

    fn toast_ui(&mut self, ui: &mut Ui) {
        let Some(message) = self.state.toast.clone() else {
            return;
        };
        let now = ui.input(|i| i.time);
        let since = match self.toast_since {
            Some((number, since)) if number == message.number => since,
            _ => {
                self.toast_since = Some((message.number, now));
                now
            }
        };
        if now - since > TOAST_SECS {
            self.state.toast = None;
            return;
        }
        let key = self
            .keys
            .label(Action::Undo, ui.ctx().os())
            .filter(|_| message.undo);
        let undo = key.map(|key| (Action::Undo.label(), key));
        let stage = ui
            .ctx()
            .content_rect()
            .shrink2(egui::vec2(0.0, theme_size_margin(ui)));
        if toast(
            ui,
            stage,
            &message.text,
            undo.as_ref().map(|(l, k)| (l.as_str(), k.as_str())),
            now - since,
        ) {
            self.act(&ui.ctx().clone(), Action::Undo);
        }
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_millis(200));
    }
}

/// Cards whose pictures are decoded ahead.
const AHEAD: usize = 3;

fn theme_size_margin(ui: &Ui) -> f32 {
    let size = Theme::of(ui.ctx()).size();
    size.status_line + size.pane_header
}

/// Local time of day, `14:32:07`.
fn time_of_day(at_ms: i64) -> String {
    let Ok(at) = jiff::Timestamp::from_millisecond(at_ms) else {
        return tr("number.unknown").to_owned();
    };
    at.to_zoned(jiff::tz::TimeZone::system())
        .strftime("%H:%M:%S")
        .to_string()
}

impl eframe::App for App {
    fn on_exit(&mut self) {
        self.note_recent();
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.now_ms = ctx.input(|i| (i.time * 1000.0) as u64);
        self.look(&ctx);
        self.textures.poll();
        self.follow_opening();
        self.follow_jobs(&ctx);
        self.follow_tour_picture(&ctx);
        self.follow_fix(&ctx);
        self.take_dropped(&ctx);
        if ctx.input(|i| !i.focused) {
            self.state.activity.pause();
        }
        let flashed = self.take_keys(&ctx);
        self.follow_card();
        self.frame_ui(ui, flashed);
        self.overlays_ui(&ctx);
        self.toast_ui(ui);
        panic::remember(&self.state);
    }
}

/// Opens the window and runs until it is closed.
///
/// # Errors
/// When there is no display, or the window cannot be made.
pub fn run(options: Options) -> anyhow::Result<()> {
    if let Ok(folder) = crate::platform::config::folder() {
        install_panic_report(folder.join("reports"));
    }
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title(tr("start.name"))
            .with_app_id("spatialscore")
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([960.0, 600.0]),
        renderer: eframe::Renderer::Wgpu,
        wgpu_options: open::wgpu_options(),
        // Nothing here is a gradient; on a software adapter every pixel's work is felt.
        dithering: false,
        ..Default::default()
    };
    let create: eframe::AppCreator<'_> = Box::new(move |cc| Ok(Box::new(App::new(cc, options)?)));
    eframe::run_native("spatialscore", native, create).map_err(|error| anyhow::anyhow!("{error}"))
}
