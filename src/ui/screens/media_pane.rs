//! Media exactly as the model sees them: one picture, several side by side, or the frames of a video.

use super::media_layout::{aspect, beside, cells, cover};
use super::media_strip::Strip;
use super::panes::{self, Pane};
use super::pick::box_under;
use super::{Cx, mark_of};
use crate::evidence::{Evidence, Shape};
use crate::geom::{BOX_EDGES, DVec3, Pinhole, Pose};
use crate::media::MediaError;
use crate::sample::{Key, Media, Modality, Sample};
use crate::ui::icons;
use crate::ui::keys::Action;
use crate::ui::state::Command;
use crate::ui::text::{count, tr, tr_with};
use crate::ui::textures::{FULL, Shown, Textures};
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::button::{Button, icon_button};
use crate::ui::widgets::image_view::{ImageOutput, ImageZoom, image_view};
use crate::ui::widgets::message::missing;
use crate::ui::widgets::pane_header::pane_header;
use egui::{Color32, Pos2, Rect, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

/// What the pane remembers: zoom, frame, whether it plays.
#[derive(Default)]
pub struct MediaPane {
    card: Option<Key>,
    zoom: ImageZoom,
    frame: usize,
    /// Frames of the strip, as last shown; 0 for pictures.
    frames: usize,
    playing: bool,
    frame_shown_at: f64,
    /// Path typed into "Find folder" of missing media.
    pub asks_folder: Option<Media>,
}

/// Height of the frame strip, points.
const STRIP: f32 = 56.0;
/// Seconds a frame of a playing video stands: 32 frames are about eight seconds.
const FRAME_SECS: f64 = 0.25;

impl MediaPane {
    /// Does what a key asks for; `false` when the action is none of this pane's.
    pub fn act(&mut self, action: Action, sample: &Sample) -> bool {
        let last = self.frames.max(sample.media.len()).saturating_sub(1);
        match action {
            Action::NextFrame => self.frame = (self.frame + 1).min(last),
            Action::PreviousFrame => self.frame = self.frame.saturating_sub(1),
            Action::NextFrameTen => self.frame = (self.frame + 10).min(last),
            Action::PreviousFrameTen => self.frame = self.frame.saturating_sub(10),
            Action::PlayPause => self.playing = !self.playing,
            _ => return false,
        }
        true
    }

    /// The frame that is shown, from 0.
    #[cfg(test)]
    pub(crate) fn frame_index(&self) -> usize {
        self.frame
    }

    /// Shows the pane. `evidence` is drawn over the picture once the card is revealed.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        sample: &Sample,
        textures: &mut Textures,
        revealed: bool,
    ) {
        if self.card != Some(sample.key) {
            *self = Self {
                card: Some(sample.key),
                ..Self::default()
            };
        }
        panes::here(ui, Pane::Media, ui.max_rect());
        let strip = Strip::of(sample, textures);
        self.frames = strip.map_or(0, Strip::frames);
        self.frame = self.frame.min(self.frames.saturating_sub(1));
        ui.spacing_mut().item_spacing.y = 0.0;
        self.header(ui, sample, revealed);
        let mut rect = ui.available_rect_before_wrap();
        if let Some(strip) = strip {
            let (above, below) = rect.split_top_bottom_at_y(rect.bottom() - STRIP - 8.0);
            self.strip(ui, sample, textures, below, strip);
            rect = above;
            self.play(ui, strip.frames());
        }
        if !revealed {
            rect = rect.shrink(TOKENS.space.s4);
        }
        let shown: Vec<usize> = match strip {
            Some(Strip::Pictures(_)) => vec![self.frame],
            Some(Strip::Clip(_)) => vec![0],
            None => (0..sample.media.len()).collect(),
        };
        if sample.media.is_empty() {
            let mut child = ui.new_child(UiBuilder::new().max_rect(rect));
            crate::ui::widgets::message::empty(&mut child, tr("media.none"), None);
        }
        for (index, cell) in shown.iter().zip(cells(rect, shown.len(), aspect(sample))) {
            if let Some(media) = sample.media.get(*index) {
                self.picture(ui, cx, sample, media, *index, cell, textures, revealed);
            }
        }
        ui.allocate_rect(rect, Sense::hover());
    }

    fn header(&mut self, ui: &mut Ui, sample: &Sample, revealed: bool) {
        let video = self.frames > 0;
        let all = if video {
            self.frames
        } else {
            sample.media.len()
        };
        let title = match (video, all) {
            (true, _) => tr_with(
                "media.frame_of",
                &[("at", &(self.frame + 1).to_string()), ("all", &count(all))],
            ),
            (false, 0 | 1) => tr_with("media.image_of", &[("at", "1"), ("all", "1")]),
            (false, _) => tr_with("media.images", &[("all", &count(all))]),
        };
        let remark = if revealed {
            String::new()
        } else {
            remark(sample)
        };
        let fitted = self.zoom.is_fitted();
        let (play, zoom) = pane_header(ui, &title, &remark, |ui| {
            let reset = !fitted
                && ui
                    .add(Button::new(tr("media.fit")).small().quiet())
                    .clicked();
            let play = video
                && icon_button(
                    ui,
                    play_icon(self.playing),
                    &Action::PlayPause.label(),
                    Some(self.playing),
                )
                .clicked();
            (play, reset)
        });
        if play {
            self.playing = !self.playing;
        }
        if zoom {
            self.zoom = ImageZoom::default();
        }
    }

    fn play(&mut self, ui: &Ui, frames: usize) {
        if !self.playing {
            return;
        }
        let now = ui.input(|i| i.time);
        if now - self.frame_shown_at >= FRAME_SECS {
            self.frame = (self.frame + 1) % frames;
            self.frame_shown_at = now;
        }
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_secs_f64(FRAME_SECS));
    }

    /// The 32-frame strip with a scrubber: a click or drag goes to the frame under the pointer.
    fn strip(
        &mut self,
        ui: &mut Ui,
        sample: &Sample,
        textures: &mut Textures,
        rect: Rect,
        shown: Strip,
    ) {
        let theme = Theme::of(ui.ctx());
        let strip = rect.shrink2(vec2(TOKENS.space.s4, 4.0));
        let frames = shown.frames();
        let width = strip.width() / frames as f32;
        let response = ui.allocate_rect(strip, Sense::click_and_drag());
        response
            .widget_info(|| WidgetInfo::slider(true, (self.frame + 1) as f64, tr("media.strip")));
        for i in 0..frames {
            let cell = Rect::from_min_size(
                strip.min + vec2(width * i as f32, 0.0),
                vec2(width, strip.height()),
            )
            .shrink2(vec2(0.5, 0.0));
            ui.painter()
                .rect_filled(cell, 0.0, theme.palette().bg.raised);
            let picture = match shown {
                Strip::Pictures(_) => sample
                    .media
                    .get(i)
                    .map(|m| textures.show(ui.ctx(), m, FULL)),
                Strip::Clip(_) => sample.media.first().map(|m| textures.thumb(ui.ctx(), m, i)),
            };
            if let Some(Shown::Texture(texture, size)) = picture {
                ui.painter()
                    .image(texture, cell, cover(size, cell.size()), Color32::WHITE);
            }
        }
        if let Some(at) = response.interact_pointer_pos() {
            self.frame = (((at.x - strip.left()) / width).max(0.0) as usize).min(frames - 1);
        }
        let here = Rect::from_min_size(
            strip.min + vec2(width * self.frame as f32, 0.0),
            vec2(width, strip.height()),
        );
        let stroke = Stroke::new(TOKENS.stroke.focus, theme.palette().accent.base);
        ui.painter()
            .rect_stroke(here, 0.0, stroke, egui::StrokeKind::Outside);
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one picture's place, file and context; a struct would only rename them"
    )]
    fn picture(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        sample: &Sample,
        media: &Media,
        index: usize,
        cell: Rect,
        textures: &mut Textures,
        revealed: bool,
    ) {
        let name = tr_with(
            "media.name",
            &[("at", &(index + 1).to_string()), ("path", &media.path)],
        );
        // Of a clip, which is one file, the frame; of pictures, each its own file, the only one.
        let frame = if index < sample.media.len() && sample.media.len() > 1 {
            0
        } else {
            self.frame
        };
        match textures.frame(ui.ctx(), media, FULL, frame) {
            Shown::Texture(texture, size) => {
                let mut child =
                    ui.new_child(UiBuilder::new().id_salt(("picture", index)).max_rect(cell));
                child.set_clip_rect(cell.intersect(ui.clip_rect()));
                let out = image_view(&mut child, cell, &mut self.zoom, texture, size, &name);
                if revealed {
                    projected(&child, cx, sample, media, &out);
                }
                number(&child, sample, index, out.place.intersect(cell));
            }
            Shown::Pending => placeholder(ui, cell, &name),
            Shown::Failed(error) => self.missing(ui, cx, media, cell, &error),
        }
    }

    fn missing(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        media: &Media,
        cell: Rect,
        error: &MediaError,
    ) {
        let action = if error.asks_for_folder() {
            tr("media.find_folder")
        } else {
            tr("media.try_again")
        };
        if missing(ui, cell, &error.to_string(), action) {
            if error.asks_for_folder() {
                self.asks_folder = Some(media.clone());
            } else {
                cx.push(Command::Say(tr("media.trying_again").to_owned()));
            }
        }
    }
}

fn play_icon(playing: bool) -> icons::Icon {
    if playing { icons::PAUSE } else { icons::PLAY }
}

/// "as the model sees it, 1,136 × 852, marks included".
fn remark(sample: &Sample) -> String {
    let first = sample.media.first();
    let size = first.filter(|m| m.width > 0).map(|m| {
        tr_with(
            "media.size",
            &[
                ("width", &count(m.width as usize)),
                ("height", &count(m.height as usize)),
            ],
        )
    });
    let marks = first
        .filter(|m| m.drawn)
        .map(|_| tr("media.marks").to_owned());
    let parts: Vec<String> = std::iter::once(tr("media.as_model").to_owned())
        .chain(size)
        .chain(marks)
        .collect();
    parts.join(", ")
}

fn placeholder(ui: &Ui, cell: Rect, name: &str) {
    let theme = Theme::of(ui.ctx());
    ui.painter()
        .rect_filled(cell, 0.0, theme.palette().bg.viewport);
    let response = ui.interact(cell, ui.scope_id().with(("pending", name)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, name));
}

/// Pictures of a question with several are numbered as the model gets them.
fn number(ui: &Ui, sample: &Sample, index: usize, cell: Rect) {
    if sample.released.input_modality != Modality::MultiImage {
        return;
    }
    let theme = Theme::of(ui.ctx());
    let plate = Rect::from_min_size(cell.min + vec2(8.0, 8.0), vec2(22.0, 22.0));
    ui.painter()
        .rect_filled(plate, theme.radius_small(), theme.scene().plate);
    let format = Type::Label.font();
    ui.painter().text(
        plate.center(),
        egui::Align2::CENTER_CENTER,
        (index + 1).to_string(),
        format,
        theme.scene().text,
    );
}

/// Evidence projected into the picture it was seen in: edges cut at the near plane, hidden parts not told apart.
fn projected(ui: &Ui, cx: &mut Cx<'_>, sample: &Sample, media: &Media, out: &ImageOutput) {
    let Some((pinhole, camera_from_world)) = camera_of(sample, media) else {
        return;
    };
    if let Some(at) = out.response.hover_pos() {
        let pixel = out.to_screen.inverse().transform_pos(at);
        let pixel = crate::geom::DVec2::new(f64::from(pixel.x), f64::from(pixel.y));
        let world_from_camera = camera_from_world.inverse();
        let ray = world_from_camera.rotation * pinhole.unproject(pixel, 1.0);
        let drawn = sample.evidence.iter();
        let drawn = drawn.filter(|e| e.role != crate::evidence::Role::Distractor);
        cx.hover(box_under(drawn, world_from_camera.translation, ray));
    }
    let theme = Theme::of(ui.ctx());
    let mut plates = Vec::new();
    let to_screen =
        |p: crate::geom::DVec2| out.to_screen.transform_pos(pos2(p.x as f32, p.y as f32));
    for evidence in sample
        .evidence
        .iter()
        .filter(|e| e.role != crate::evidence::Role::Distractor)
    {
        let mark = mark_of(evidence.role);
        let faded = cx
            .state
            .lit
            .as_deref()
            .is_some_and(|lit| lit != evidence.id);
        let alpha = if faded {
            TOKENS.evidence_style.hidden_part.alpha
        } else {
            1.0
        };
        let colour = theme.mark_in_scene(mark).gamma_multiply(alpha);
        let style = TOKENS.evidence_style.of(mark);
        for (a, b) in lines(evidence) {
            let ends = (
                camera_from_world.transform(a),
                camera_from_world.transform(b),
            );
            if let Some((p, q)) = pinhole.project_segment(ends.0, ends.1) {
                let ends = [to_screen(p), to_screen(q)];
                ui.painter().line_segment(
                    ends,
                    Stroke::new(style.stroke + TOKENS.stroke.hairline, theme.scene().halo),
                );
                ui.painter()
                    .line_segment(ends, Stroke::new(style.stroke, colour));
            }
        }
        plate(
            ui,
            evidence,
            mark,
            faded,
            &pinhole,
            &camera_from_world,
            out.place,
            &to_screen,
            &mut plates,
        );
    }
}

fn camera_of(sample: &Sample, media: &Media) -> Option<(Pinhole, Pose)> {
    let frame = media.frame.as_deref()?;
    sample.evidence.iter().find_map(|e| match &e.shape {
        Shape::Camera(shape) if shape.frame == frame => {
            let (pinhole, pose) = shape.ideal()?;
            Some((pinhole, pose.inverse()))
        }
        _ => None,
    })
}

fn lines(evidence: &Evidence) -> Vec<(DVec3, DVec3)> {
    match &evidence.shape {
        Shape::Obb(shape) => shape.obb().map_or_else(Vec::new, |obb| {
            let corners = obb.corners();
            BOX_EDGES
                .iter()
                .map(|(a, b)| (corners[*a], corners[*b]))
                .collect()
        }),
        Shape::Segment { a, b } => vec![(DVec3::from(*a), DVec3::from(*b))],
        _ => Vec::new(),
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one label with its camera and its place on screen"
)]
fn plate(
    ui: &Ui,
    evidence: &Evidence,
    mark: crate::ui::widgets::mark::Mark,
    faded: bool,
    pinhole: &Pinhole,
    camera_from_world: &Pose,
    within: Rect,
    to_screen: &dyn Fn(crate::geom::DVec2) -> Pos2,
    taken: &mut Vec<Rect>,
) {
    use crate::ui::widgets::plate::{Plate, PlateSize};
    let (text, anchor) = match &evidence.shape {
        Shape::Obb(shape) => {
            let rect = shape
                .obb()
                .and_then(|obb| pinhole.box_rect(camera_from_world, &obb));
            (
                evidence.label.clone(),
                rect.map(|r| crate::geom::DVec2::new((r[0] + r[2]) * 0.5, r[1])),
            )
        }
        Shape::Segment { a, b } => {
            let middle = (DVec3::from(*a) + DVec3::from(*b)) * 0.5;
            let pixel = pinhole.project(camera_from_world.transform(middle));
            (
                evidence
                    .value
                    .map(|v| format!("{v:.2} m"))
                    .unwrap_or_default(),
                pixel,
            )
        }
        _ => return,
    };
    let Some(anchor) = anchor.filter(|_| !text.is_empty()).map(to_screen) else {
        return;
    };
    let plate = Plate {
        size: PlateSize::Small,
        ..Plate::new(Some(mark), &text)
    };
    let size = plate.size(ui.painter());
    let lift = if matches!(evidence.shape, Shape::Segment { .. }) {
        6.0
    } else {
        -size.y - 2.0
    };
    let place = Rect::from_min_size(anchor + vec2(-size.x * 0.5, lift), size);
    let inside = within.intersect(ui.clip_rect());
    if inside.width() > size.x && inside.height() > size.y {
        let min = place.min.clamp(inside.min, inside.max - size);
        let free = beside(Rect::from_min_size(min, size), inside, taken);
        plate.paint(ui.painter(), free.min, faded);
        taken.push(free);
    }
}
