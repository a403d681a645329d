//! The frames in which a piece of evidence is seen: what the record says, beside how much of the box each frame's
//! picture holds.

use super::super::Cx;
use super::column::which_box_ui;
use super::edited;
use crate::evidence::Evidence;
use crate::geom::Obb;
use crate::scene::Frame;
use crate::ui::scene_cache::Loaded;
use crate::ui::state::fix::Fix;
use crate::ui::state::{Command, FixEdit};
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::field::check_box;
use egui::Ui;
use std::sync::Arc;

/// Frames that are offered; those that hold most of the box come first.
const OFFERED: usize = 24;

/// Whether a piece of evidence names frames.
pub(super) fn has_frames(evidence: &Evidence) -> bool {
    super::is_box(evidence) && !evidence.frames.is_empty()
}

pub(super) fn frame_ui(ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix, loaded: Option<&Arc<Loaded>>) {
    which_box_ui(ui, cx, fix);
    let text = &Theme::of(ui.ctx()).palette().text;
    let Some(piece) = edited(fix) else { return };
    ui.label(Type::Label.rich(tr("fix.seen_in"), text.secondary));
    let rows = rows(fix, piece, loaded.map(|l| l.scene.frames.as_slice()));
    for row in rows.iter().take(OFFERED) {
        let mut named = row.named;
        if check_box(ui, &words(fix, row), &mut named) {
            let mut frames = piece.frames.clone();
            frames.retain(|f| *f != row.frame);
            if named {
                frames.push(row.frame.clone());
            }
            cx.push(Command::Fix(FixEdit::Frames(piece.id.clone(), frames)));
        }
    }
    if rows.len() > OFFERED {
        let more = tr_with("fix.more_frames", &[("n", &count(rows.len() - OFFERED))]);
        ui.label(Type::Label.rich(more, text.tertiary));
    }
}

/// A frame beside a piece of evidence.
#[derive(Debug, PartialEq)]
struct Row {
    frame: String,
    /// The record says that the piece is seen in it.
    named: bool,
    /// Corners of the box within its picture; `None` where the scene does not have the frame.
    corners: Option<usize>,
}

/// Every frame that is named now, was named at first, or that the scene has: those first, then by corners.
fn rows(fix: &Fix, piece: &Evidence, frames: Option<&[Frame]>) -> Vec<Row> {
    let obb = fix.boxes().map(|(obb, _)| obb);
    let was = crate::evidence::find(&fix.original.evidence, &piece.id);
    let mut ids: Vec<&String> = was.iter().flat_map(|e| &e.frames).collect();
    for id in piece
        .frames
        .iter()
        .chain(frames.unwrap_or_default().iter().map(|f| &f.id))
    {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let kept = was.map_or(0, |e| e.frames.len());
    let mut rows: Vec<Row> = ids
        .into_iter()
        .map(|id| {
            let frame = frames.and_then(|all| all.iter().find(|f| f.id == *id));
            Row {
                frame: id.clone(),
                named: piece.frames.contains(id),
                corners: frame.zip(obb).map(|(f, obb)| corners_in(f, &obb)),
            }
        })
        .collect();
    if let Some(others) = rows.get_mut(kept..) {
        others.sort_by_key(|r| std::cmp::Reverse(r.corners));
    }
    rows
}

/// Corners of a box that a frame's picture holds, whatever stands before them.
fn corners_in(frame: &Frame, obb: &Obb) -> usize {
    let camera_from_world = frame.world_from_camera.inverse();
    let size = [frame.camera.pinhole.width, frame.camera.pinhole.height].map(f64::from);
    let seen = |corner: &&crate::geom::DVec3| {
        let pixel = frame
            .camera
            .pinhole
            .project(camera_from_world.transform(**corner));
        pixel.is_some_and(|p| (0.0..=size[0]).contains(&p.x) && (0.0..=size[1]).contains(&p.y))
    };
    obb.corners().iter().filter(seen).count()
}

fn words(fix: &Fix, row: &Row) -> String {
    let image = fix
        .draft
        .media
        .iter()
        .position(|m| m.frame.as_deref() == Some(&row.frame));
    let name = match image {
        Some(n) => tr_with(
            "fix.frame_of_image",
            &[("frame", &row.frame), ("n", &(n + 1).to_string())],
        ),
        None => row.frame.clone(),
    };
    match row.corners {
        Some(n) => tr_with(
            "fix.frame_corners",
            &[("frame", &name), ("n", &n.to_string())],
        ),
        None => name,
    }
}
