//! Lists, start rows, typed answers and pictures, as in pictures 5 and 7.

use super::prelude::*;

/// The pieces of pictures 5 and 7.
pub(super) fn lists(ui: &mut Ui, keys: &KeyMap) {
    let pane = Frame::new().fill(Theme::of(ui.ctx()).palette().bg.panel);
    bars(ui, keys, Saved::DraftAt("14:40:51"));
    let side = pane.inner_margin(egui::Margin::symmetric(8, 16));
    Panel::left("views")
        .exact_size(224.0)
        .resizable(false)
        .frame(side)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (name, count) in [
                ("All candidates", "40,238"),
                ("Waiting", "28,608"),
                ("Disputes", "37"),
                ("Valid", "6,508"),
            ] {
                list::nav_row(ui, name, count, name == "Disputes");
            }
        });
    let column = pane.inner_margin(20.0);
    Panel::right("start")
        .exact_size(420.0)
        .resizable(false)
        .frame(column)
        .show(ui, |ui| {
            for (icon, title, line, key, remark) in [
                (
                    icons::Icon::FolderOpen,
                    "Open a project",
                    "",
                    Some("Ctrl O"),
                    "",
                ),
                (
                    icons::Icon::Download,
                    "Import questions",
                    "JSON, JSONL, released lines",
                    Some("Ctrl I"),
                    "",
                ),
                (
                    icons::Icon::Database,
                    "Pilot A",
                    "214 of 1,930 screened, saved 14:32",
                    None,
                    "Today",
                ),
            ] {
                list::start_row(
                    ui,
                    StartRow {
                        icon,
                        title,
                        line,
                        key,
                        remark,
                    },
                );
            }
            ui.columns(2, |columns| {
                list::tour_step(
                    &mut columns[0],
                    1,
                    "Look",
                    "You see what the model sees. Nothing else.",
                    true,
                );
                list::tour_step(
                    &mut columns[1],
                    2,
                    "Answer",
                    "One key. Your answer is kept as the human baseline.",
                    false,
                );
            });
            let field = AnswerField {
                name: "Your answer",
                hint: "Number",
                units: &["m", "cm", "inch"],
                unit: 0,
                unit_name: "Unit",
                key: Some("Enter"),
            };
            field.show(ui, &mut "1.4".to_owned());
            let empty = AnswerField {
                name: "Other answer",
                units: &[],
                ..field
            };
            empty.show(ui, &mut String::new());
            ui.add(OptionRow::new("", "1.4 m").state(OptionState::Revealed {
                key: true,
                yours: false,
            }));
            list::struck(ui, "1.1 1.3 0.9 2.0");
        });
    CentralPanel::no_frame()
        .frame(pane.inner_margin(16.0))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 48.0;
                for (number, words) in [
                    ("6,508", "valid of 8,793"),
                    ("37", "disputes"),
                    ("19 s", "median per decision"),
                ] {
                    list::stat(ui, number, words);
                }
            });
            ui.horizontal(|ui| {
                list::chip(ui, "State is disputed");
                list::chip(ui, "Source is Repurpose");
            });
            let texture = checkerboard(ui.ctx());
            let rest = ui.available_rect_before_wrap();
            let (upper, lower) = rest.split_top_bottom_at_y(rest.center().y);
            let name = "Image 1 of 1";
            image_view(
                ui,
                upper.shrink(4.0),
                &mut ImageZoom::default(),
                texture.id(),
                vec2(64.0, 48.0),
                name,
            );
            let mut zoom = ImageZoom::default();
            zoom.zoom_at(lower, vec2(64.0, 48.0), lower.center(), 6.0);
            let shown = image_view(
                ui,
                lower.shrink(4.0),
                &mut zoom,
                texture.id(),
                vec2(64.0, 48.0),
                "Image, zoomed",
            );
            let at = shown.to_screen.transform_pos(egui::pos2(32.0, 24.0));
            Plate::new(Some(Mark::Reference), "table").paint(ui.painter(), at, false);
        });
}

fn checkerboard(ctx: &Context) -> egui::TextureHandle {
    let id = egui::Id::unique("checkerboard");
    if let Some(texture) = ctx.data(|data| data.get_temp(id)) {
        return texture;
    }
    let palette = Theme::DARK.palette();
    let pixel = |i: usize| {
        if (i % 64 / 8 + i / 64 / 8).is_multiple_of(2) {
            palette.bg.active
        } else {
            palette.line.strong
        }
    };
    let image = egui::ColorImage::new([64, 48], (0..64 * 48).map(pixel).collect());
    let texture = ctx.load_texture("checkerboard", image, egui::TextureOptions::NEAREST);
    ctx.data_mut(|data| data.insert_temp(id, texture.clone()));
    texture
}
