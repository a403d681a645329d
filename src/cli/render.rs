//! `render SCENE | P --sample KEY --out PNG --size WxH`: a picture of a scene, with a sample's evidence, drawn on the
//! processor; no display, no adapter.

use super::args::{self, Common, View};
use super::output::Output;
use super::{Done, identity, scene_style};
use crate::dataset::{load as from_scene, room};
use crate::evidence::Evidence;
use crate::geom::DVec2;
use crate::media::canvas::Canvas;
use crate::media::lettering::{Align, Face, TextStyle};
use crate::media::{Fit, Limits, Roots, load};
use crate::raster::{
    CloudInfo, EvidenceView, FramePhoto, LabelRequest, Overlay, OverlayOptions, Photo, Screen,
    ViewCamera, ViewKind, draw, evidence_overlay, evidence_views, place_labels,
};
use crate::sample::{Key, Sample};
use crate::scene::PointCloud;
use crate::store::{Filter, Reader, Sort};
use anyhow::{Context, bail};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Text and plate of a label, px.
const TEXT_PX: f32 = 13.0;
const PLATE_MARGIN_PX: f32 = 6.0;
const PLATE_HEIGHT_PX: f32 = 22.0;

pub(super) fn run(args: &args::Render, common: &Common, output: &Output) -> anyhow::Result<Done> {
    if args.out.exists() && !common.overwrite {
        bail!(
            "there is a file already, and it was not asked to overwrite: {:?}",
            args.out
        );
    }
    let Shown {
        folder,
        evidence,
        photos,
    } = match &args.sample {
        Some(key) => of_sample(&args.scene, key)?,
        None => Shown {
            folder: args.scene.clone(),
            evidence: Vec::new(),
            photos: Vec::new(),
        },
    };
    let cloud = cloud(&folder)?;
    let info = CloudInfo::of(&cloud);
    let view = view(&evidence, &cloud, &info, args)?;
    let picture = paint(&evidence, &photos, &cloud, &info, &view)?;
    if !common.dry_run {
        let bytes = picture.to_png()?;
        std::fs::write(&args.out, bytes).with_context(|| format!("cannot write {:?}", args.out))?;
    }
    output.result(
        &json!({ "out": args.out, "points": cloud.points.len(), "evidence": evidence.len() }),
        &format!("{}\n", args.out.display()),
    )?;
    Ok(Done::Clean)
}

/// What is drawn.
struct Shown {
    /// Folder of the scene.
    folder: PathBuf,
    /// What is drawn over it.
    evidence: Vec<Evidence>,
    /// Photographs for the cameras among it.
    photos: Vec<FramePhoto>,
}

/// The scene that a sample was made from, its evidence and its photographs.
fn of_sample(project: &Path, key: &str) -> anyhow::Result<Shown> {
    let reader = Reader::open(project)?;
    let sample = find(&reader, key)?;
    let scene = sample
        .scene
        .as_ref()
        .context("the sample was not made from a scene, so there is none to draw")?;
    let mut roots = Roots::new();
    for (name, path) in reader.media_roots(identity()?.install())? {
        roots.set(name, path);
    }
    let folder = match scene.path.trim_matches(['.', '/']) {
        // A root that holds just this scene.
        "" => roots
            .folder(&scene.root)
            .with_context(|| format!("media root {:?} is not known here", scene.root))?
            .to_owned(),
        _ => roots.resolve(&scene.root, &scene.path)?,
    };
    Ok(Shown {
        folder,
        photos: photos(&sample, &roots),
        evidence: sample.evidence,
    })
}

/// Photographs of the sample that can be had; without one a frustum stays empty.
fn photos(sample: &Sample, roots: &Roots) -> Vec<FramePhoto> {
    let media = sample.media.iter();
    let photos = media.filter_map(|media| {
        let path = roots.resolve(&media.root, &media.path).ok()?;
        let picture = load(&path, Fit::Full, &Limits::default()).ok()?;
        Some(FramePhoto {
            frame: media.frame.clone()?,
            photo: Photo::new(picture.width, picture.height, &picture.rgba)?,
        })
    });
    photos.collect()
}

/// The one sample whose key begins so; `b3:` may be left out.
fn find(reader: &Reader, text: &str) -> anyhow::Result<Sample> {
    let text = text.trim_start_matches("b3:");
    if let Ok(key) = format!("b3:{text}").parse::<Key>() {
        return Ok(reader.sample(key)?);
    }
    let mut found = None;
    for row in reader.rows(&Filter::default(), Sort::Queue)? {
        let key = reader.key_at(row)?;
        let name = key.to_string();
        if name
            .strip_prefix("b3:")
            .is_some_and(|hex| hex.starts_with(text))
            && found.replace(key).is_some()
        {
            bail!("several samples have a key that begins with {text:?}");
        }
    }
    let key = found.with_context(|| format!("no sample has a key that begins with {text:?}"))?;
    Ok(reader.sample(key)?)
}

/// The first cloud of the scene in a folder; empty when it has none.
fn cloud(folder: &Path) -> anyhow::Result<PointCloud> {
    let scene = room::open(folder)?;
    Ok(match scene.surfaces.first() {
        None => PointCloud::default(),
        Some(surface) => from_scene::surface(&scene, surface)?.cloud,
    })
}

fn view(
    evidence: &[Evidence],
    cloud: &PointCloud,
    info: &CloudInfo,
    args: &args::Render,
) -> anyhow::Result<EvidenceView> {
    let wanted = |kind: &ViewKind| match args.view {
        View::Across => *kind == ViewKind::Across,
        View::Above => *kind == ViewKind::FromAbove,
        View::Camera => matches!(kind, ViewKind::ThroughCamera { .. }),
    };
    evidence_views(evidence, cloud, info, args.size)
        .into_iter()
        .find(|view| wanted(&view.kind))
        .context("there is nothing to look at from there")
}

/// Points, evidence and labels.
fn paint(
    evidence: &[Evidence],
    photos: &[FramePhoto],
    cloud: &PointCloud,
    info: &CloudInfo,
    view: &EvidenceView,
) -> anyhow::Result<Canvas> {
    let camera = &view.camera;
    let options = OverlayOptions {
        extent: info.bounds,
        through: match &view.kind {
            ViewKind::ThroughCamera { frame } => Some(frame),
            ViewKind::Across | ViewKind::FromAbove => None,
        },
        photos,
        unfocused_alpha: 1.0,
        ..OverlayOptions::default()
    };
    let overlay = evidence_overlay(evidence, &scene_style::palette(), &options);
    let screen = Screen::new(&overlay, camera, 1.0);
    let picture = draw(cloud, info, camera, &scene_style::points(), &screen);
    let mut canvas = Canvas::from_rgba(picture.width, picture.height, &picture.rgba)?;
    label(&mut canvas, &overlay, camera);
    Ok(canvas)
}

fn label(canvas: &mut Canvas, overlay: &Overlay, camera: &ViewCamera) {
    let style = scene_style::labels();
    let text = TextStyle::new(Face::Medium, TEXT_PX);
    let size = |words: &str| {
        let width = text.width_px(words) + 2.0 * PLATE_MARGIN_PX;
        DVec2::new(width.into(), PLATE_HEIGHT_PX.into())
    };
    let requests: Vec<LabelRequest<'_>> = overlay
        .labels
        .iter()
        .map(|label| LabelRequest {
            label,
            size_px: size(&label.text),
        })
        .collect();
    for (request, placed) in requests.iter().zip(place_labels(&requests, camera)) {
        let Some(placed) = placed else { continue };
        let [x0, y0, x1, y1] = [
            placed.rect.min.x,
            placed.rect.min.y,
            placed.rect.max.x,
            placed.rect.max.y,
        ]
        .map(|v| v as f32);
        canvas.fill_round_rect([x0, y0, x1, y1], 4.0, style.plate);
        let base = (y0 + y1) * 0.5 + text.cap_height_px() * 0.5;
        canvas.text(
            [(x0 + x1) * 0.5, base],
            Align::Middle,
            text,
            style.text,
            &request.label.text,
        );
    }
}
