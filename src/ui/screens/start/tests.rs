//! The start screen under keyboard and pointer, and looked at.

use super::*;
use crate::ui::screens::testing::{Bench, SIZES, THEMES, look, window};
use crate::ui::state::State;
use egui::{ColorImage, TextureHandle, TextureOptions};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

/// Pictures that stay loaded, and the view's strings.
#[derive(Default)]
struct Memory {
    start: StartMemory,
    recent: Vec<Recent>,
    missing: Option<&'static str>,
    room: Option<TextureHandle>,
}

fn room() -> ColorImage {
    let bytes = include_bytes!("../../../../assets/tour/room/frames/000.jpg");
    let image = image::load_from_memory(bytes)
        .expect("a picture")
        .to_rgba8();
    let size = [image.width() as usize, image.height() as usize];
    ColorImage::from_rgba_unmultiplied(size, &image)
}

fn draw(ui: &mut Ui, bench: &mut Bench<Memory>) {
    let room = bench.memory.room.get_or_insert_with(|| {
        ui.ctx()
            .load_texture("room", room(), TextureOptions::LINEAR)
    });
    let picture = Some((room.id(), room.size_vec2()));
    let thumb = |name: &str, count, picture| Thumb {
        picture,
        name: name.into(),
        count,
    };
    let thumbs = [
        thumb("Spatial Map", 8, None),
        thumb("2D/3D Rotation", 8, None),
        thumb("Absolute Distance", 8, picture),
    ];
    bench.frame(|cx, memory| {
        let view = StartView {
            recent: &memory.recent,
            adapter: memory
                .missing
                .map_or(Ok("llvmpipe (LLVM 15.0.6, 256 bits)"), Err),
            disk_free: Some(182_000_000_000),
            fonts: "Latin, CJK",
            tour: picture,
            plates: &[],
            samples: 24,
            thumbs: &thumbs,
        };
        start_ui(ui, cx, &view, &mut memory.start);
    });
}

fn recent(name: &str) -> Recent {
    Recent {
        name: name.into(),
        remark: "214 of 1,930 screened".into(),
        when: "Yesterday".into(),
        path: PathBuf::from(format!("{name}.spatialscore")),
    }
}

fn start(size: Vec2, theme: Theme, recent: Vec<Recent>) -> Harness<'static, Bench<Memory>> {
    let mut bench: Bench<Memory> = Bench::new(State::default());
    bench.memory.recent = recent;
    window(size, theme, bench, draw)
}

#[test]
fn every_size_and_theme_is_clean() {
    for (theme_name, theme) in THEMES {
        for size in SIZES {
            let mut harness = start(size, theme, vec![recent("Pilot A"), recent("Hard 1000")]);
            look(
                &mut harness,
                &format!("start-{theme_name}-{}", size.x),
                &|_| false,
            );
        }
    }
}

#[test]
fn long_names_and_a_small_window_at_scale_150_stay_whole() {
    let names = [
        "桌子和椅子之间的最近距离大约是多少米".repeat(4),
        "A project with a very long name ".repeat(5),
    ];
    let mut harness = start(
        SIZES[0] / 1.5,
        Theme::LIGHT,
        names.iter().map(|n| recent(n)).collect(),
    );
    look(&mut harness, "start-150-adapter", &|text| {
        names.iter().any(|name| name == text)
    });
    harness.state_mut().memory.missing =
        Some("No Vulkan, Metal or DX12 driver was found: install one, the rest works");
    harness.run();
    look(&mut harness, "start-150", &|text| {
        names.iter().any(|name| name == text)
    });
}

#[test]
fn the_first_fold_of_the_smallest_window_holds_the_four_steps() {
    let harness = start(SIZES[0], Theme::DARK, Vec::new());
    let step = harness.get_by_label_contains("Accept, fix, reject");
    assert!(step.rect().bottom() < SIZES[0].y - 28.0, "{}", step.rect());
}

#[test]
fn buttons_ask_for_what_they_say() {
    let mut harness = start(SIZES[0], Theme::DARK, vec![recent("Pilot A")]);
    for name in [
        "Open a project",
        "Import questions",
        "Pilot A",
        "Start the tour",
    ] {
        harness.get_by_label_contains(name).click();
        harness.run();
    }
    assert_eq!(
        harness.state().actions,
        [Action::OpenProject, Action::Import]
    );
    let open = Command::Open("Pilot A.spatialscore".into());
    assert_eq!(harness.state().commands, [open, Command::StartTour]);
}

#[test]
fn a_path_opens_projects_and_imports_the_rest() {
    let mut harness = start(SIZES[0], Theme::DARK, Vec::new());
    assert_eq!(
        harness.state().memory.start.take(Action::Confirm),
        Some(Command::StartTour)
    );
    harness.get_by_label("Or by path").click();
    harness.run();
    harness.get_by_label("Or by path").type_text(" rows.jsonl ");
    harness.run();
    let import = Command::Import("rows.jsonl".into());
    assert_eq!(
        harness.state().memory.start.take(Action::Confirm),
        Some(import.clone())
    );
    harness.get_by_label("Open this path").click();
    harness.run();
    assert_eq!(harness.state().commands, [import]);
    assert_eq!(
        by_path("a/b.SpatialScore"),
        Command::Open("a/b.SpatialScore".into())
    );
}
