//! What lies over the points: boxes of objects, the open frame's camera with its picture, the other cameras and the
//! path between them, faint.

use super::super::scene_labels::labels;
use super::{Cx, lit_name};
use crate::evidence::{CameraShape, Evidence, Role, Shape};
use crate::geom::{BOX_EDGES, DVec3};
use crate::raster::{
    Anchor, Bounds, FramePhoto, Label3, LabelKind, Line3, Overlay, OverlayOptions, Palette, Photo,
    Stroke, ViewCamera, category_colour, evidence_overlay,
};
use crate::scene::{Frame, Object, Scene};
use crate::ui::browse::open::Opened;
use crate::ui::scene_style;
use crate::ui::theme::Theme;
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::mark::Mark;
use egui::{Rect, Ui};

/// Cameras drawn besides the open one, and places of the path.
const CAMERAS: usize = 48;
const PLACES: usize = 512;
/// How far their corners lie from the eye, as a share of the scene's size.
const SHARE: f64 = 0.02;
/// Opacity of what is not the open frame's.
const FAINT: u8 = 110;

/// What is drawn.
pub(super) struct Wanted<'a> {
    pub opened: Option<&'a Opened>,
    pub frame: usize,
    pub lit: Option<&'a Object>,
    pub boxes: bool,
    /// The open frame's camera is looked through.
    pub through: bool,
    pub photo: Option<Photo>,
    pub extent: Option<Bounds>,
}

/// The overlay, and the evidence that its labels name.
pub(super) fn overlay(theme: Theme, wanted: &Wanted<'_>) -> (Overlay, Vec<Evidence>) {
    let mut overlay = Overlay::default();
    let Some(opened) = wanted.opened else {
        return (overlay, Vec::new());
    };
    let palette = scene_style::palette(theme);
    let scene = &opened.scene;
    for (object, class) in scene.objects.iter().zip(&opened.classes) {
        let lit = wanted.lit == Some(object);
        if lit || wanted.boxes {
            boxed(
                &mut overlay,
                &palette,
                object,
                *class,
                (lit, wanted.lit.is_some()),
            );
        }
    }
    if !wanted.through {
        cameras(&mut overlay, &palette, scene, wanted);
    }
    let open = scene.frames.get(wanted.frame).map(of_camera);
    let evidence: Vec<Evidence> = open.into_iter().collect();
    let photos: Vec<FramePhoto> = (evidence.iter().zip(&wanted.photo))
        .map(|(e, photo)| FramePhoto {
            frame: e.label.clone(),
            photo: photo.clone(),
        })
        .collect();
    let through = wanted
        .through
        .then(|| evidence.first().map(|e| e.label.clone()));
    let through = through.flatten();
    let options = OverlayOptions {
        extent: wanted.extent,
        focus: None,
        through: through.as_deref(),
        // The photograph is a plane in the way of what is looked at.
        photos: if wanted.through { &[] } else { &photos },
        unfocused_alpha: TOKENS.evidence_style.hidden_part.alpha,
    };
    overlay.append(evidence_overlay(&evidence, &palette, &options));
    (overlay, evidence)
}

fn of_camera(frame: &Frame) -> Evidence {
    let shape = CameraShape::new(
        frame.id.as_str(),
        &frame.camera.pinhole,
        &frame.world_from_camera,
    );
    Evidence::new(
        "camera",
        Role::Context,
        frame.id.as_str(),
        Shape::Camera(shape),
    )
}

fn boxed(
    overlay: &mut Overlay,
    palette: &Palette,
    object: &Object,
    class: u16,
    (lit, any_lit): (bool, bool),
) {
    let [r, g, b] = category_colour(class);
    let styles = &TOKENS.evidence_style;
    let (width_px, alpha) = match (lit, any_lit) {
        (true, _) => (styles.of(Mark::Subject).stroke, 255),
        (false, true) => (styles.of(Mark::Distractor).stroke, FAINT / 2),
        (false, false) => (styles.of(Mark::Distractor).stroke, 170),
    };
    let stroke = Stroke {
        rgba: [r, g, b, alpha],
        width_px,
        dash_px: None,
        halo: lit.then_some(palette.halo),
        hidden: palette.hidden,
    };
    let corners = object.obb.corners();
    for (from, to) in BOX_EDGES {
        let (from, to) = (corners[from], corners[to]);
        overlay.lines.push(Line3 { from, to, stroke });
    }
    if lit {
        overlay.labels.push(Label3 {
            evidence: lit_name(object),
            kind: LabelKind::Name,
            text: object.name.clone(),
            rgba: [r, g, b, 255],
            anchor: Anchor::Above(corners.to_vec()),
        });
    }
}

/// The other cameras, thinned, and the path of all.
fn cameras(overlay: &mut Overlay, palette: &Palette, scene: &Scene, wanted: &Wanted<'_>) {
    let [r, g, b] = palette.context.rgb;
    let stroke = Stroke {
        rgba: [r, g, b, FAINT],
        width_px: TOKENS.stroke.hairline,
        dash_px: None,
        halo: None,
        hidden: palette.hidden,
    };
    let mut line = |from: DVec3, to: DVec3| overlay.lines.push(Line3 { from, to, stroke });
    let size_m = wanted.extent.map_or(5.0, |e| e.size().max_element());
    let frames = &scene.frames;
    let every = frames.len().div_ceil(CAMERAS).max(1);
    let others = frames.iter().enumerate().step_by(every);
    for (_, frame) in others.filter(|(n, _)| *n != wanted.frame) {
        let (pinhole, pose) = (&frame.camera.pinhole, &frame.world_from_camera);
        let (w, h) = (f64::from(pinhole.width), f64::from(pinhole.height));
        let corner = |x: f64, y: f64| {
            let along = pinhole.unproject((x, y).into(), 1.0);
            let along = along.try_normalize().unwrap_or(DVec3::Z);
            pose.transform(along * size_m * SHARE)
        };
        let corners = [
            corner(0.0, 0.0),
            corner(w, 0.0),
            corner(w, h),
            corner(0.0, h),
        ];
        for (n, from) in corners.iter().enumerate() {
            line(*from, corners[(n + 1) % 4]);
            line(pose.translation, *from);
        }
    }
    let every = frames.len().div_ceil(PLACES).max(1);
    let places: Vec<DVec3> = frames
        .iter()
        .step_by(every)
        .map(|f| f.world_from_camera.translation)
        .collect();
    for pair in places.windows(2) {
        line(pair[0], pair[1]);
    }
}

/// Draws the labels and returns where they are.
pub(super) fn label_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    rect: Rect,
    scale: f32,
    camera: &ViewCamera,
    (overlay, evidence): (&Overlay, &[Evidence]),
) -> Vec<Rect> {
    labels(ui, cx, rect, scale, camera, overlay, evidence)
}
