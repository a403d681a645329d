//! Facts about what is open: where it comes from, its convention and licence, how much there is of it, the open frame.

use crate::geom::Lens;
use crate::raster::Bounds;
use crate::ui::browse::Browse;
use crate::ui::browse::open::{Cloud, Opened};
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::paint;
use egui::{Align2, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

/// Width of the names, points.
const NAME: f32 = 88.0;

/// A fact, or a heading where there is no value.
struct Fact {
    name: &'static str,
    value: String,
    /// Numbers line up, words do not.
    mono: bool,
}

fn words(name: &'static str, value: impl Into<String>) -> Fact {
    let value = value.into();
    let known = !value.trim().is_empty();
    Fact {
        name,
        value: if known {
            value
        } else {
            tr("number.unknown").to_owned()
        },
        mono: false,
    }
}

fn number(name: &'static str, value: impl Into<String>) -> Fact {
    Fact {
        mono: true,
        ..words(name, value)
    }
}

/// Shows the facts.
pub(super) fn show(ui: &mut Ui, browse: &Browse, frame: usize) {
    let facts = facts(browse, frame);
    ScrollArea::vertical()
        .id_salt("about")
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.add_space(TOKENS.space.s2);
            for fact in &facts {
                fact_ui(ui, fact);
            }
            ui.add_space(TOKENS.space.s4);
        });
}

fn facts(browse: &Browse, frame: usize) -> Vec<Fact> {
    let mut facts = Vec::new();
    let path = browse.path().map(|p| p.display().to_string());
    if let Some(opened) = browse.scene.ready() {
        facts.extend(of_scene(opened, browse.layout().unwrap_or_default()));
    }
    facts.push(words(tr("browser.path"), path.unwrap_or_default()));
    if let Some(cloud) = browse.cloud.ready() {
        facts.extend(of_cloud(cloud));
    }
    if let Some(opened) = browse.scene.ready() {
        facts.extend(of_frame(opened, frame));
    }
    facts
}

fn of_scene(opened: &Opened, layout: &str) -> Vec<Fact> {
    let scene = &opened.scene;
    let known = &scene.provenance;
    let lengths = match known.metric {
        true => tr("browser.metres"),
        false => tr("browser.own_scale"),
    };
    let up = match known.upright {
        true => tr("browser.z_up"),
        false => tr("browser.up_unknown"),
    };
    let complete = match known.complete {
        true => tr("browser.complete"),
        false => tr("browser.incomplete"),
    };
    let tracks = scene.tracks.as_ref().map_or(0, |t| t.count);
    let objects = tr_with(
        "browser.objects_of",
        &[
            ("n", &count(scene.objects.len())),
            ("classes", &count(opened.class_count)),
        ],
    );
    vec![
        words(tr("browser.dataset"), layout),
        words(tr("browser.scene"), scene.id.as_str()),
        words(tr("browser.convention"), known.convention.as_str()),
        words(tr("browser.licence"), known.licence.as_str()),
        words(tr("browser.lengths"), lengths),
        words(tr("browser.up"), up),
        number(tr("browser.frames"), count(scene.frames.len())),
        words(tr("browser.things"), objects),
        words(tr("browser.annotated"), complete),
        number(tr("browser.tracks"), count(tracks)),
    ]
}

fn of_cloud(cloud: &Cloud) -> Vec<Fact> {
    let points = &cloud.loaded.cloud.points;
    let name = match cloud.triangles {
        0 => tr("browser.points"),
        _ => tr("browser.vertices"),
    };
    let mut facts = vec![
        words(tr("browser.surface"), cloud.label.as_str()),
        number(name, count(points.len())),
    ];
    if cloud.triangles > 0 {
        facts.push(number(tr("browser.triangles"), count(cloud.triangles)));
    }
    if let Some(Bounds { min, max }) = cloud.loaded.info().bounds {
        let sides = |v: crate::geom::DVec3| v.to_array().map(|c| format!("{c:.2}")).join(" ");
        facts.push(number(tr("browser.bounds_from"), sides(min)));
        facts.push(number(tr("browser.bounds_to"), sides(max)));
        facts.push(number(tr("browser.extent"), sides(max - min)));
    }
    facts
}

fn of_frame(opened: &Opened, frame: usize) -> Vec<Fact> {
    let Some(frame) = opened.scene.frames.get(frame) else {
        return Vec::new();
    };
    let (pinhole, eye) = (&frame.camera.pinhole, frame.world_from_camera.translation);
    let lens = match frame.camera.lens {
        Lens::Ideal => tr("browser.lens_ideal"),
        Lens::OpenCv(_) => tr("browser.lens_open_cv"),
        Lens::Fisheye(_) => tr("browser.lens_fisheye"),
    };
    let size = [pinhole.width, pinhole.height].map(|side| count(side as usize));
    let size = tr_with("media.size", &[("width", &size[0]), ("height", &size[1])]);
    let focal = format!("{:.1} {:.1}", pinhole.fx, pinhole.fy);
    let eye = eye.to_array().map(|c| format!("{c:.2}")).join(" ");
    vec![
        words(tr("browser.open_frame"), frame.id.as_str()),
        words(tr("browser.file"), frame.image.path.display().to_string()),
        number(tr("browser.pixels"), size),
        number(tr("browser.focal"), focal),
        words(tr("browser.lens"), lens),
        number(tr("browser.eye"), eye),
    ]
}

fn fact_ui(ui: &mut Ui, fact: &Fact) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let margin = theme.space().s4;
    let width = (ui.available_width() - 2.0 * margin - NAME).max(40.0);
    let step = if fact.mono { Type::Number } else { Type::Label };
    let value = paint::block(ui, &fact.value, step.format(palette.text.primary), width);
    let height = value.size().y.max(Type::Label.line()) + theme.space().s2;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let spoken = format!("{}, {}", fact.name, fact.value);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let mut place = rect.shrink2(vec2(margin, theme.space().s1));
    let name = paint::cut_left(&mut place, NAME);
    let format = Type::Label.format(palette.text.secondary);
    paint::text(ui, name, Align2::LEFT_TOP, fact.name, format);
    paint::put(ui.painter(), place, Align2::LEFT_TOP, value);
}
