//! The window: one state, screens over it, commands back.
//!
//! Each frame: what jobs delivered, then keys as commands, then the screens over the state as it now is, then the
//! commands that clicks pushed. So a key's effect is in the very frame that its press starts.

mod actions;
mod bars;
#[cfg(test)]
mod every_screen;
mod import_report;
mod jobs;
mod open;
mod overlays;
mod panic;
mod personal;
mod recent;
mod release;
mod tour_picture;

pub use panic::install as install_panic_report;

use super::browse::Browse;
use super::fonts::{self, FallbackSearch};
use super::keys::{Action, KeyMap};
use super::remeasure::Remeasure;
use super::scene_cache::SceneCache;
use super::screens::browser::{Browser, BrowserTools};
use super::screens::panes::{self, Pane};
use super::screens::queue::{self, QueueMemory};
use super::screens::screening::{Screening, Tools};
use super::screens::{Cx, key_card, start};
use super::settings::Settings;
use super::sheets::Sheets;
use super::state::{Command, Mode, State};
use super::text::tr;
use super::textures::Textures;
use super::theme::Theme;
use super::view3d::View3d;
use super::widgets::message::{TOAST_SECS, toast};
use crate::platform::clock;
use crate::sample::Key;
use egui::{CentralPanel, Frame, Ui};
use open::Opening;
use std::path::PathBuf;

/// How the window starts.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Project to open; the start screen without one.
    pub project: Option<PathBuf>,
    /// Open the built-in tour.
    pub tour: bool,
    /// Folder or file of scenes, or cloud, to look into.
    pub scene: Option<PathBuf>,
    /// Personal settings where the configuration folder holds none.
    pub settings: Settings,
    /// The configuration folder; without one no personal settings are read or kept.
    pub config: Option<PathBuf>,
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
    browse: Browse,
    browser: Browser,
    start: start::StartScreen,
    queue: QueueMemory,
    opening: Option<Opening>,
    importing: Option<jobs::Running<jobs::Imported>>,
    exporting: Option<jobs::Running<jobs::Exported>>,
    release: release::Release,
    dialog: Option<jobs::Dialog>,
    message: Option<overlays::Message>,
    prompt: Option<overlays::Prompt>,
    personal: personal::Personal,
    tour_picture: tour_picture::TourPicture,
    tour_view: View3d,
    fonts: FallbackSearch,
    /// The frame's time, ms since the window began.
    now_ms: u64,
    shown_card: Option<Key>,
    toast_since: Option<(u64, f64)>,
    overlay: key_card::Overlay,
}

impl App {
    /// Sets up look, fonts, decoders and 3D view.
    ///
    /// # Errors
    /// When the system starts no thread.
    pub fn new(cc: &eframe::CreationContext<'_>, options: Options) -> std::io::Result<Self> {
        fonts::install(&cc.egui_ctx);
        // Our own keys do it, within limits, and what they set is kept.
        cc.egui_ctx.options_mut(|o| o.zoom_with_keyboard = false);
        let (personal, settings, keys, message) =
            personal::Personal::read(options.config, options.settings, &cc.egui_ctx);
        let mut app = Self {
            state: State {
                settings,
                ..State::default()
            },
            keys,
            textures: Textures::new(&cc.egui_ctx, cc.wgpu_render_state.as_ref())?,
            scenes: SceneCache::default(),
            remeasure: Remeasure::default(),
            view3d: View3d::new(&cc.egui_ctx, cc.wgpu_render_state.as_ref()),
            screening: Screening::default(),
            browse: Browse::new(&cc.egui_ctx, cc.wgpu_render_state.as_ref())?,
            browser: Browser::default(),
            start: start::StartScreen::default(),
            queue: QueueMemory::default(),
            opening: None,
            importing: None,
            exporting: None,
            release: release::Release::default(),
            dialog: None,
            message,
            prompt: None,
            personal,
            tour_picture: tour_picture::TourPicture::default(),
            tour_view: View3d::new(&cc.egui_ctx, cc.wgpu_render_state.as_ref()),
            fonts: fonts::find_fallback(&cc.egui_ctx),
            now_ms: 0,
            shown_card: None,
            toast_since: None,
            overlay: key_card::Overlay::default(),
        };
        if let Some(path) = options.scene {
            app.state.mode = Mode::Scenes;
            app.browse.open(path, &cc.egui_ctx);
        }
        if let Some(path) = options.project {
            app.open(Opening::project(path, &cc.egui_ctx));
        } else if options.tour {
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
        let situation = self.situation(&ctx);
        let fresh = self.note_first_paint();
        if self.state.mode != Mode::Start {
            self.top_bar_ui(ui, &mut actions);
            self.status_ui(ui, &mut commands, &mut actions);
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
                let card = cx.state.mode == Mode::Screening && cx.state.card.is_some();
                if !card && cx.state.mode != Mode::Scenes {
                    panes::here(ui, Pane::Screen, ui.max_rect());
                }
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
                    Mode::Scenes => {
                        let mut tools = BrowserTools {
                            browse: &mut self.browse,
                            view3d: tools.view3d,
                        };
                        self.browser.show(ui, &mut cx, &mut tools);
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
                own_keys: &self.personal.own_keys,
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
        // Painted again only while it fades; between, a frame would show the same.
        let fade = f64::from(Theme::of(ui.ctx()).toast_secs());
        let shown = now - since;
        let wait = if shown < fade {
            0.0
        } else {
            (TOAST_SECS - fade - shown).max(0.0)
        };
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_secs_f64(wait));
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

/// How long after the start the window manager may still put a frame around the window, ms.
const FRAMED_BY_MS: u64 = 2_000;

impl App {
    /// Fills a screen that the window with its frame would hang out of.
    fn fit_screen(&self, ctx: &egui::Context) {
        if self.now_ms > FRAMED_BY_MS {
            return;
        }
        let hangs_out = ctx.input(|i| {
            let window = i.viewport();
            let (outer, screen) = (window.outer_rect?, window.monitor_size?);
            Some(window.maximized != Some(true) && outer.size().max(screen) != screen)
        });
        if hangs_out == Some(true) {
            ctx.send_viewport_cmd(egui::ViewportCommand::Maximized(true));
        }
    }
}

impl eframe::App for App {
    fn on_exit(&mut self) {
        self.note_recent();
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.now_ms = ctx.input(|i| (i.time * 1000.0) as u64);
        self.fit_screen(&ctx);
        self.follow_settings(&ctx);
        self.textures.poll(&ctx);
        self.browse.poll(&ctx);
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
    let create: eframe::AppCreator<'_> = Box::new(move |cc| {
        if let Some(sheets) = cc.wgpu_render_state.as_ref().and_then(Sheets::new) {
            cc.egui_ctx.add_plugin(sheets);
        }
        Ok(Box::new(App::new(cc, options)?))
    });
    eframe::run_native("spatialscore", native, create).map_err(|error| anyhow::anyhow!("{error}"))
}
