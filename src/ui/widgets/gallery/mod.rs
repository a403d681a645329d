//! Every control in every state, in both themes: looked at by people, audited, and a small part kept as pictures.

mod card;
mod lists;
mod prelude;
mod states;
mod stress;

use egui::{Context, Ui, vec2};
use egui_kittest::{Harness, SnapshotOptions};

use crate::ui::a11y;
use crate::ui::keys::KeyMap;
use crate::ui::theme::Theme;

fn set_up(ctx: &Context, theme: Theme) {
    crate::ui::fonts::install(ctx);
    theme.apply(ctx);
}

fn harness(
    theme: Theme,
    size: egui::Vec2,
    draw: impl FnMut(&mut Ui) + 'static,
) -> Harness<'static> {
    Harness::builder()
        .with_size(size)
        .with_theme(if theme.is_dark() {
            egui::Theme::Dark
        } else {
            egui::Theme::Light
        })
        .with_context_setup(move |ctx| set_up(ctx, theme))
        .wgpu()
        .build_ui(draw)
}

#[test]
fn the_controls_that_decide_look_as_designed_in_the_dark() {
    check_picture("decide-dark", Theme::DARK);
}

#[test]
fn the_controls_that_decide_look_as_designed_in_the_light() {
    check_picture("decide-light", Theme::LIGHT);
}

fn check_picture(name: &str, theme: Theme) {
    let keys = KeyMap::default();
    let mut harness = harness(theme, vec2(408.0, 228.0), move |ui| card::decide(ui, &keys));
    harness.run();
    let options = SnapshotOptions::new().output_path("tests/snapshots/ui");
    harness.snapshot_options(name, &options);
}

/// Installs the fallback fonts before the first frame; `false` where the machine has none for Chinese.
fn with_fallback(ctx: &Context, theme: Theme) -> bool {
    set_up(ctx, theme);
    let search = crate::ui::fonts::find_fallback(ctx);
    while search.coverage().is_none() {
        std::thread::yield_now();
    }
    search
        .coverage()
        .is_some_and(|coverage| coverage.label().contains("CJK"))
}

#[test]
fn nothing_is_cut_at_scale_one_and_a_half() {
    if !with_fallback(&Context::default(), Theme::DARK) {
        crate::skip::skip("no font for Chinese on this machine");
        return;
    }
    let keys = KeyMap::default();
    // A window of 1280 by 800 at 150 %.
    let mut harness = Harness::builder()
        .with_size(vec2(1280.0 / 1.5, 800.0 / 1.5))
        .with_pixels_per_point(1.5)
        .with_context_setup(|ctx| {
            with_fallback(ctx, Theme::DARK);
        })
        .wgpu()
        .build_ui(move |ui| stress::stress(ui, &keys));
    harness.run();
    let image = harness.render().expect("a picture");
    save(&image, "stress");
    let may = |text: &str| {
        ["Hand-out", "evidence view", "Pace", "Merged", "Multi-view"]
            .iter()
            .any(|start| text.starts_with(start))
    };
    a11y::assert_clean(&harness, &may);
}

/// Leaves a picture where people can look at it.
fn save(image: &image::RgbaImage, name: &str) {
    let folder = std::env::temp_dir().join("spatialscore-gallery");
    std::fs::create_dir_all(&folder).expect("a folder");
    image
        .save(folder.join(format!("{name}.png")))
        .expect("saved");
}

type Page = fn(&mut Ui, &KeyMap);

#[test]
fn gallery_in_both_themes() {
    let pages: [(&str, Page); 3] = [
        ("card", card::card),
        ("states", states::states),
        ("lists", lists::lists),
    ];
    for (theme_name, theme) in [("dark", Theme::DARK), ("light", Theme::LIGHT)] {
        for (page_name, page) in pages {
            let keys = KeyMap::default();
            let mut harness = harness(theme, vec2(1280.0, 800.0), move |ui| page(ui, &keys));
            harness.run();
            // The header's remark is the one text on the page that gives way.
            a11y::assert_clean(&harness, &|text| text.starts_with("as the model sees it"));
            let image = harness.render().expect("a picture");
            save(&image, &format!("{page_name}-{theme_name}"));
        }
    }
}
