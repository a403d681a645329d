//! What the start screen shows of the tour: the room with two lit chairs and the segment, and a picture of each task.

use super::App;
use crate::demo::{self, Preview};
use crate::evidence::{Evidence, Role, find};
use crate::geom::DVec2;
use crate::job::Job;
use crate::media::{Fit, Limits};
use crate::raster::{
    Label3, LabelKind, LabelRequest, Overlay, OverlayOptions, PlateRect, ViewCamera,
    evidence_overlay, evidence_views, place_labels,
};
use crate::ui::scene_cache::Loaded;
use crate::ui::scene_style;
use crate::ui::screens::mark_of;
use crate::ui::screens::start::{Thumb, TourPlate};
use crate::ui::theme::Theme;
use crate::ui::view3d::Shot;
use crate::ui::widgets::plate::{Plate, dimension_size};
use egui::{ColorImage, TextureHandle, TextureOptions, vec2};
use std::path::Path;
use std::sync::Arc;

/// Size of the tour's picture, pixels: the wide slot of the largest layout.
const SIZE_PX: [u32; 2] = [1160, 550];
/// Pixels of the picture for a point of the interface in the smallest window, where plates take the most of it.
const SMALLEST: f32 = 1.6;
/// Longer side of a task's picture, pixels.
const THUMB_PX: u32 = 440;
/// Side of points, interface points.
const POINT: f32 = 2.0;

/// The room, its evidence and the tasks' pictures; `None` when the built-in data is damaged.
type Made = Option<(Arc<Loaded>, Preview, Vec<ColorImage>)>;

/// The tour's preview on its way, and the textures made of it.
#[derive(Default)]
pub(super) struct TourPicture {
    job: Option<Job<Made>>,
    scene: Option<Arc<Loaded>>,
    thumbs: Vec<TextureHandle>,
}

impl TourPicture {
    /// Starts making the preview.
    pub(super) fn start(&mut self, ctx: &egui::Context) {
        let wake = ctx.clone();
        self.job = Job::spawn(
            "tour picture",
            move || wake.request_repaint(),
            |_, _| {
                let preview = demo::preview().ok()?;
                let loaded = Loaded::new(preview.scene.clone(), preview.cloud.clone());
                let images = preview.pictures.iter().filter_map(|p| image(p)).collect();
                Some((Arc::new(loaded), preview, images))
            },
        )
        .ok();
    }

    /// Whether it is still being made.
    #[cfg(test)]
    pub(super) fn pending(&self) -> bool {
        self.job.is_some()
    }
}

/// Names and the measured length, placed as in the scene pane.
fn plates(
    ctx: &egui::Context,
    evidence: &[Evidence],
    overlay: &Overlay,
    camera: &ViewCamera,
) -> Vec<TourPlate> {
    let painter = ctx.layer_painter(egui::LayerId::background());
    let shown: Vec<(TourPlate, &Label3)> = overlay
        .labels
        .iter()
        .filter(|label| label.kind != LabelKind::Axis)
        .map(|label| {
            let named = label.kind == LabelKind::Name;
            let mark = find(evidence, &label.evidence).map(|e| mark_of(e.role));
            let plate = TourPlate {
                mark: mark.filter(|_| named),
                text: label.text.clone(),
                at: egui::Pos2::ZERO,
            };
            (plate, label)
        })
        .collect();
    let size = |plate: &TourPlate| match plate.mark {
        None => dimension_size(&painter, &plate.text),
        mark => Plate::new(mark, &plate.text).size(&painter),
    };
    let requests: Vec<LabelRequest<'_>> = shown
        .iter()
        .map(|(plate, label)| {
            let px = size(plate) * SMALLEST;
            LabelRequest {
                label,
                size_px: DVec2::new(f64::from(px.x), f64::from(px.y)),
            }
        })
        .collect();
    let placed = place_labels(&requests, camera);
    let share = |rect: PlateRect| {
        let middle = (rect.min + rect.max) * 0.5;
        let [width, height] = SIZE_PX.map(|px| px as f32);
        egui::pos2(middle.x as f32 / width, middle.y as f32 / height)
    };
    shown
        .into_iter()
        .zip(placed)
        .filter_map(|((plate, _), placed)| {
            let at = share(placed?.rect);
            Some(TourPlate { at, ..plate })
        })
        .collect()
}

fn image(bytes: &[u8]) -> Option<ColorImage> {
    let picture = crate::media::decode(
        bytes,
        Path::new("tour"),
        Fit::Within(THUMB_PX),
        &Limits::default(),
    )
    .ok()?;
    let size = [picture.width as usize, picture.height as usize];
    Some(ColorImage::from_rgba_unmultiplied(size, &picture.rgba))
}

impl App {
    /// Takes the preview when it is there and draws it once.
    pub(super) fn follow_tour_picture(&mut self, ctx: &egui::Context) {
        let Some(Some((loaded, preview, images))) =
            self.tour_picture.job.as_ref().and_then(Job::poll)
        else {
            return;
        };
        self.tour_picture.job = None;
        let theme = Theme::of(ctx);
        let views = evidence_views(&preview.evidence, &loaded.cloud, &loaded.info, SIZE_PX);
        let options = OverlayOptions {
            extent: loaded.info.bounds,
            ..OverlayOptions::default()
        };
        // The first picture that anyone sees shows what a question is about, and nothing else.
        let mut shown = preview.evidence;
        shown.retain(|e| e.role != Role::Context);
        let overlay = evidence_overlay(&shown, &scene_style::palette(theme), &options);
        if let Some(view) = views.first() {
            let shot = Shot {
                loaded: &loaded,
                camera: view.camera,
                style: scene_style::points(theme, 1.0, POINT),
                classes: &[],
                lit: None,
                overlay: &overlay,
                pixels_per_point: 1.0,
            };
            let size = vec2(SIZE_PX[0] as f32, SIZE_PX[1] as f32);
            self.start.plates = plates(ctx, &shown, &overlay, &view.camera);
            self.start.tour = self
                .tour_view
                .show(&shot)
                .ok()
                .map(|texture| (texture, size));
        }
        self.tour_picture.scene = Some(loaded);
        self.tour_picture.thumbs = images
            .into_iter()
            .map(|i| ctx.load_texture("tour", i, TextureOptions::LINEAR))
            .collect();
        let pictures = self
            .tour_picture
            .thumbs
            .iter()
            .map(|t| Some((t.id(), t.size_vec2())));
        self.start.thumbs = demo::contents()
            .into_iter()
            .zip(pictures.chain(std::iter::repeat(None)))
            .map(|((name, count), picture)| Thumb {
                picture,
                name: name.to_owned(),
                count,
            })
            .collect();
    }
}
