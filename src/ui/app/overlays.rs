//! What lies over the screens: an import's report, and the question where a media root is.

use super::App;
use super::jobs::Asked;
use crate::sample::Media;
use crate::ui::keys::Action;
use crate::ui::state::Command;
use crate::ui::text::{tr, tr_with};
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::field::text_field;
use egui::{Frame, Margin, Modal, ScrollArea, Ui, vec2};

/// Where a media root is: what was asked for, and the path typed so far.
pub(super) struct FolderPrompt {
    media: Media,
    path: String,
}

impl App {
    pub(super) fn overlays_ui(&mut self, ctx: &egui::Context) {
        if let Some(media) = self.screening.media.asks_folder.take() {
            self.folder_prompt = Some(FolderPrompt {
                media,
                path: String::new(),
            });
        }
        self.report_ui(ctx);
        self.folder_ui(ctx);
    }

    fn report_ui(&mut self, ctx: &egui::Context) {
        let Some(report) = &self.report else { return };
        let close = self.keys.label(Action::Leave, ctx.os());
        let modal = Modal::new(egui::Id::unique("report"))
            .frame(frame(ctx))
            .show(ctx, |ui| {
                ui.set_max_width(720.0);
                title(ui, tr("job.report"));
                ScrollArea::vertical()
                    .max_height(ctx.content_rect().height() * 0.6)
                    .show(ui, |ui| {
                        let colour = Theme::of(ui.ctx()).palette().text.primary;
                        ui.label(Type::Number.rich_in(Family::Mono, report.as_str(), colour));
                    });
                ui.add_space(Theme::of(ctx).space().s3);
                ui.add(Button::new(tr("job.close")).key(close.as_deref()))
                    .clicked()
            });
        if modal.inner || modal.should_close() {
            self.report = None;
        }
    }

    fn folder_ui(&mut self, ctx: &egui::Context) {
        let Some(prompt) = &mut self.folder_prompt else {
            return;
        };
        let media = prompt.media.clone();
        let modal = Modal::new(egui::Id::unique("folder"))
            .frame(frame(ctx))
            .show(ctx, |ui| {
                ui.set_width(560.0);
                title(ui, &tr_with("media.where", &[("root", &media.root)]));
                let secondary = Theme::of(ui.ctx()).palette().text.secondary;
                ui.label(Type::Body.rich(
                    tr_with("media.where_hint", &[("path", &media.path)]),
                    secondary,
                ));
                ui.add_space(Theme::of(ctx).space().s2);
                let field = text_field(ui, tr("media.folder"), &mut prompt.path, "", 1);
                let entered = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
                if prompt.path.is_empty() && !field.has_focus() {
                    field.request_focus();
                }
                ui.add_space(Theme::of(ctx).space().s3);
                ui.horizontal(|ui| {
                    let ready = !prompt.path.trim().is_empty();
                    let button = Button::new(tr("media.use_folder")).enabled(ready);
                    let used = ui
                        .add(if ready { button.primary() } else { button })
                        .clicked()
                        || (entered && ready);
                    let browse = ui.add(Button::new(tr("media.browse"))).clicked();
                    (used, browse)
                })
                .inner
            });
        let (used, browse) = modal.inner;
        let typed = prompt.path.trim().to_owned();
        if browse {
            self.ask(
                Asked::Root {
                    root: media.root.clone(),
                    path: media.path.clone(),
                },
                ctx,
            );
        }
        if used {
            let found = std::path::PathBuf::from(typed);
            let folder = crate::media::propose_folder(&media.path, &found).unwrap_or(found);
            self.apply(
                ctx,
                vec![Command::MapRoot {
                    root: media.root,
                    folder,
                }],
            );
        }
        if used || browse || modal.should_close() {
            self.folder_prompt = None;
        }
    }
}

/// Menus and overlays: one line, no shadow.
fn frame(ctx: &egui::Context) -> Frame {
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
