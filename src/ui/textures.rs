//! Pictures as textures: what the decoder delivers, uploaded once, given back when it is no longer shown.

use crate::media::{
    Fit, MediaError, Picture, PictureCache, PictureKey, Priority, Requested, Roots,
};
use crate::sample::{Media, Sample};
use egui::{ColorImage, Context, TextureHandle, TextureOptions};
use std::sync::Arc;

/// Pictures of cards, decoded off the window's thread, three cards ahead.
pub struct Textures {
    cache: PictureCache,
    uploaded: Vec<Uploaded>,
}

struct Uploaded {
    key: PictureKey,
    picture: Arc<Picture>,
    texture: TextureHandle,
}

/// How a picture stands.
pub enum Shown {
    /// On screen as this texture, with its size in pixels.
    Texture(TextureHandle, egui::Vec2),
    /// On its way.
    Pending,
    /// It cannot be had.
    Failed(Arc<MediaError>),
}

/// Memory for decoded pictures.
const BUDGET_BYTES: u64 = 512 << 20;
/// Textures kept: two videos of 32 frames and some pictures.
const KEPT: usize = 72;
/// Longer side of a picture on a card, pixels: more than any pane shows at once, still readable at 4x zoom.
const LONGEST_PX: u32 = 4096;
/// Longer side of a strip's thumbnail, pixels.
pub const THUMB_PX: u32 = 160;

/// How a picture of a card is decoded.
pub const FULL: Fit = Fit::Within(LONGEST_PX);

impl Textures {
    /// Starts the decoders.
    ///
    /// # Errors
    /// When the system starts no thread.
    pub fn new(context: &Context) -> std::io::Result<Self> {
        let context = context.clone();
        let cache = PictureCache::new(Roots::new(), BUDGET_BYTES, move || {
            context.request_repaint()
        })?;
        Ok(Self {
            cache,
            uploaded: Vec::new(),
        })
    }

    /// Takes what has been decoded; call once a frame.
    pub fn poll(&mut self) {
        self.cache.poll();
    }

    /// Other folders for media roots.
    pub fn set_roots(&mut self, roots: Roots) {
        self.cache.set_roots(roots);
        self.uploaded.clear();
    }

    /// Folders in force.
    pub fn roots(&self) -> &Roots {
        self.cache.roots()
    }

    /// A new card, and those after it.
    pub fn turn_to(&mut self, current: &Sample, coming: &[Sample]) {
        let keys = |sample: &Sample| {
            sample
                .media
                .iter()
                .map(|m| PictureKey::new(m, FULL))
                .collect::<Vec<_>>()
        };
        let next: Vec<Vec<PictureKey>> = coming.iter().map(keys).collect();
        self.cache.turn_to(&keys(current), &next);
    }

    /// How a picture stands, uploaded when it is there.
    pub fn show(&mut self, context: &Context, media: &Media, fit: Fit) -> Shown {
        let key = PictureKey::new(media, fit);
        match self.cache.request(&key, Priority::Now) {
            Requested::Ready(picture) => {
                let size = egui::vec2(picture.width as f32, picture.height as f32);
                Shown::Texture(self.texture(context, key, &picture), size)
            }
            Requested::Pending { .. } => Shown::Pending,
            Requested::Failed { reason, .. } => Shown::Failed(reason),
        }
    }

    fn texture(
        &mut self,
        context: &Context,
        key: PictureKey,
        picture: &Arc<Picture>,
    ) -> TextureHandle {
        if let Some(at) = self
            .uploaded
            .iter()
            .position(|u| u.key == key && Arc::ptr_eq(&u.picture, picture))
        {
            let found = self.uploaded.remove(at);
            let texture = found.texture.clone();
            self.uploaded.push(found);
            return texture;
        }
        let size = [picture.width as usize, picture.height as usize];
        let image = ColorImage::from_rgba_unmultiplied(size, &picture.rgba);
        let texture = context.load_texture(&*key.path, image, TextureOptions::LINEAR);
        self.uploaded.retain(|u| u.key != key);
        self.uploaded.push(Uploaded {
            key,
            picture: Arc::clone(picture),
            texture: texture.clone(),
        });
        let surplus = self.uploaded.len().saturating_sub(KEPT);
        self.uploaded.drain(..surplus);
        texture
    }

    /// Pictures on their way.
    pub fn pending(&self) -> usize {
        self.cache.ledger().pending
    }

    /// Bytes of decoded pictures.
    pub fn bytes(&self) -> u64 {
        self.cache.ledger().bytes
    }

    /// Bytes of textures on the adapter.
    pub fn texture_bytes(&self) -> u64 {
        self.uploaded.iter().map(|u| u.picture.bytes()).sum()
    }
}
