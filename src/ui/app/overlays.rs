//! What lies over the screens: something to be read (an import's report), and the prompt for a path.

use super::App;
use super::jobs::Asked;
use crate::sample::Media;
use crate::ui::screens::start::by_path;
use crate::ui::state::Command;
use crate::ui::text::{tr, tr_with};
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::field::text_field;
use crate::ui::{keys::Action, screens::column};
use egui::{Context, Frame, Margin, Modal, ScrollArea, Ui, vec2};
use std::path::PathBuf;

/// Something to be read before one goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub title: &'static str,
    pub text: String,
}

/// What a path is asked for.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    /// A project, or a file of questions.
    Project,
    /// A file of questions.
    Questions,
    /// A folder of scenes.
    Scene,
    /// A cloud, or a data set in one file.
    Cloud,
    /// The folder of a media root, so that this record's path is found in it.
    Root(Media),
}

/// A path that is asked for, and what was typed so far.
pub(super) struct Prompt {
    pub wanted: Wanted,
    pub path: String,
    /// The field has had the focus.
    opened: bool,
}

impl Prompt {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self {
            wanted,
            path: String::new(),
            opened: false,
        }
    }

    /// Title, hint, name of the field, and what its button does.
    fn words(&self) -> [String; 4] {
        let fixed = |words: [&str; 4]| words.map(str::to_owned);
        match &self.wanted {
            Wanted::Project => fixed([
                tr("prompt.open"),
                tr("prompt.open_hint"),
                tr("prompt.path"),
                tr("prompt.open_button"),
            ]),
            Wanted::Questions => fixed([
                tr("prompt.import"),
                tr("prompt.import_hint"),
                tr("prompt.path"),
                tr("prompt.import_button"),
            ]),
            Wanted::Scene => fixed([
                tr("prompt.scene"),
                tr("prompt.scene_hint"),
                tr("prompt.path"),
                tr("prompt.open_button"),
            ]),
            Wanted::Cloud => fixed([
                tr("prompt.cloud"),
                tr("prompt.cloud_hint"),
                tr("prompt.path"),
                tr("prompt.open_button"),
            ]),
            Wanted::Root(media) => [
                tr_with("media.where", &[("root", &media.root)]),
                tr_with("media.where_hint", &[("path", &media.path)]),
                tr("media.folder").to_owned(),
                tr("media.use_folder").to_owned(),
            ],
        }
    }

    fn asked(&self) -> Asked {
        match &self.wanted {
            Wanted::Project => Asked::Open,
            Wanted::Questions => Asked::Import,
            Wanted::Scene => Asked::Scene,
            Wanted::Cloud => Asked::Cloud,
            Wanted::Root(media) => Asked::Root {
                root: media.root.clone(),
                path: media.path.clone(),
            },
        }
    }

    /// What this answer means.
    pub(super) fn answer(&self, path: &str) -> Command {
        match &self.wanted {
            Wanted::Project | Wanted::Questions => by_path(path),
            Wanted::Scene | Wanted::Cloud => Command::OpenScene(Some(PathBuf::from(path.trim()))),
            Wanted::Root(media) => {
                let found = PathBuf::from(path.trim());
                let folder = crate::media::propose_folder(&media.path, &found).unwrap_or(found);
                Command::MapRoot {
                    root: media.root.clone(),
                    folder,
                }
            }
        }
    }
}

impl App {
    /// Whether something lies over the screen, or a note is being written, so that no key decides.
    pub(super) fn is_aside(&self, ctx: &Context) -> bool {
        self.has_message() || column::is_note_focused(ctx)
    }

    /// Whether a message or a prompt lies over the screen.
    pub(super) fn has_message(&self) -> bool {
        self.message.is_some() || self.prompt.is_some()
    }

    /// Closes what lies over the screen.
    pub(super) fn close_message(&mut self) {
        if self.prompt.take().is_none() {
            self.message = None;
        }
    }

    pub(super) fn overlays_ui(&mut self, ctx: &Context) {
        if let Some(media) = self.screening.media.asks_folder.take() {
            self.prompt = Some(Prompt::new(Wanted::Root(media)));
        }
        self.message_ui(ctx);
        self.prompt_ui(ctx);
    }

    fn message_ui(&mut self, ctx: &Context) {
        let Some(message) = &self.message else { return };
        let close = self.keys.label(Action::Leave, ctx.os());
        let window = ctx.content_rect().size();
        let modal = Modal::new(egui::Id::unique("message"))
            .frame(frame(ctx))
            .show(ctx, |ui| {
                ui.set_max_width((window.x - 96.0).min(720.0));
                title(ui, message.title);
                ScrollArea::vertical()
                    .max_height(window.y * 0.6)
                    .show(ui, |ui| {
                        let colour = Theme::of(ui.ctx()).palette().text.primary;
                        let text = message.text.trim_end();
                        ui.label(Type::Number.rich_in(Family::Mono, text, colour));
                    });
                ui.add_space(Theme::of(ctx).space().s3);
                ui.add(Button::new(tr("job.close")).key(close.as_deref()))
                    .clicked()
            });
        if modal.inner || modal.should_close() {
            self.message = None;
        }
    }

    fn prompt_ui(&mut self, ctx: &Context) {
        let Some(prompt) = &mut self.prompt else {
            return;
        };
        let [heading, hint, name, button] = prompt.words();
        let modal = Modal::new(egui::Id::unique("prompt"))
            .frame(frame(ctx))
            .show(ctx, |ui| {
                ui.set_width((ctx.content_rect().width() - 96.0).min(560.0));
                title(ui, &heading);
                let secondary = Theme::of(ui.ctx()).palette().text.secondary;
                ui.label(Type::Body.rich(hint, secondary));
                ui.add_space(Theme::of(ctx).space().s2);
                let field = text_field(ui, &name, &mut prompt.path, "", 1);
                let entered = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
                if !std::mem::replace(&mut prompt.opened, true) {
                    field.request_focus();
                }
                ui.add_space(Theme::of(ctx).space().s3);
                ui.horizontal(|ui| {
                    let ready = !prompt.path.trim().is_empty();
                    let go = Button::new(&button).enabled(ready);
                    let used = ui.add(if ready { go.primary() } else { go }).clicked()
                        || (entered && ready);
                    let browse = ui.add(Button::new(tr("media.browse"))).clicked();
                    (used, browse)
                })
                .inner
            });
        let (used, browse) = modal.inner;
        let (asked, answer) = (prompt.asked(), prompt.answer(&prompt.path));
        if used || browse || modal.should_close() {
            self.prompt = None;
        }
        if browse {
            self.ask(asked, ctx);
        }
        if used {
            self.apply(ctx, vec![answer]);
        }
    }
}

/// Menus and overlays: one line, no shadow.
fn frame(ctx: &Context) -> Frame {
    let theme = Theme::of(ctx);
    Frame::new()
        .fill(theme.palette().bg.panel)
        .stroke(theme.control_line())
        .corner_radius(theme.radius_control())
        .inner_margin(Margin::same(theme.space().s6 as i8))
}

fn title(ui: &mut Ui, text: &str) {
    let theme = Theme::of(ui.ctx());
    ui.label(Type::Question.rich_in(Family::Strong, text, theme.palette().text.primary));
    ui.add_space(theme.space().s2);
    ui.spacing_mut().item_spacing = vec2(theme.space().s2, theme.space().s2);
}
