//! Textures of frames: uploaded when they are first shown, a few in each frame of the window, given back when many
//! others were shown since.

use super::loader::{Kind, Piece, Wish};
use crate::media::Picture;
use crate::ui::textures::Texture;
use eframe::egui_wgpu::RenderState;
use egui::{Context, TextureId, Vec2, vec2};

/// Textures kept: a list of small pictures and the layers of a few frames.
const KEPT: usize = 160;
/// What they may take on the adapter; the ones on screen are few.
const KEPT_BYTES: u64 = 192 << 20;
/// Small pictures that may be uploaded in one frame of the window.
const THUMBS: usize = 6;

/// What is on the adapter, least recently shown first.
pub(super) struct Shown {
    state: Option<RenderState>,
    kept: Vec<(Wish, Texture, Vec2, u64)>,
    /// No longer shown; given back once the frame that may have drawn them is over.
    retired: Vec<Texture>,
    thumbs_left: usize,
    behind: bool,
}

impl Shown {
    pub fn new(state: Option<&RenderState>) -> Self {
        Self {
            state: state.cloned(),
            kept: Vec::new(),
            retired: Vec::new(),
            thumbs_left: THUMBS,
            behind: false,
        }
    }

    /// Another scene.
    pub fn forget(&mut self) {
        self.retired.extend(self.kept.drain(..).map(|kept| kept.1));
    }

    /// Call once a frame, before anything is shown.
    pub fn next_frame(&mut self) {
        self.retired.clear();
        self.thumbs_left = THUMBS;
        self.behind = false;
    }

    /// Whether there is a texture.
    pub fn has(&self, wish: Wish) -> bool {
        self.kept.iter().any(|(of, ..)| *of == wish)
    }

    /// The texture of a piece, if it has been uploaded.
    pub fn kept(&mut self, wish: Wish) -> Option<(TextureId, Vec2)> {
        let at = self.kept.iter().position(|(of, ..)| *of == wish)?;
        self.kept.get_mut(at..)?.rotate_left(1);
        let (_, texture, size, _) = self.kept.last()?;
        Some((texture.id(), *size))
    }

    /// Uploads a piece; `None` when it is no picture, or has to wait for the next frame of the window.
    pub fn upload(
        &mut self,
        ctx: &Context,
        wish: Wish,
        piece: &Piece,
    ) -> Option<(TextureId, Vec2)> {
        let pixels = pixels(piece)?;
        if wish.1 == Kind::Thumb {
            if self.thumbs_left == 0 {
                self.behind = true;
                ctx.request_repaint();
                return None;
            }
            self.thumbs_left -= 1;
        }
        let texture = Texture::new(ctx, self.state.as_ref(), pixels);
        let (id, size) = (
            texture.id(),
            vec2(pixels.width as f32, pixels.height as f32),
        );
        self.kept.push((wish, texture, size, pixels.bytes()));
        let mut surplus = self.kept.len().saturating_sub(KEPT);
        let mut bytes = self.bytes();
        while bytes > KEPT_BYTES && surplus + 4 < self.kept.len() {
            bytes -= self.kept.get(surplus).map_or(0, |kept| kept.3);
            surplus += 1;
        }
        self.retired
            .extend(self.kept.drain(..surplus).map(|kept| kept.1));
        Some((id, size))
    }

    /// Whether something waits for the next frame of the window.
    pub fn pending(&self) -> usize {
        usize::from(self.behind)
    }

    pub fn bytes(&self) -> u64 {
        self.kept.iter().map(|kept| kept.3).sum()
    }
}

fn pixels(piece: &Piece) -> Option<&Picture> {
    match piece {
        Piece::Image(picture, _) | Piece::Thumb(picture) => Some(picture),
        Piece::Depth(layer) => Some(&layer.picture),
        Piece::Ids(layer) => Some(&layer.picture),
        Piece::Points(_) | Piece::Failed(_) => None,
    }
}
