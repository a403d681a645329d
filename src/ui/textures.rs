//! Pictures as textures: what the decoder delivers, uploaded once, given back when it is no longer shown.

use crate::media::{
    Fit, MediaError, Picture, PictureCache, PictureKey, Priority, Requested, Roots, VIDEO_FRAMES,
};
use crate::sample::{Media, Sample};
use egui::{ColorImage, Context, TextureHandle, TextureOptions};
use std::sync::Arc;

/// Pictures of cards, decoded off the window's thread, three cards ahead.
pub struct Textures {
    cache: PictureCache,
    uploaded: Vec<Uploaded>,
    /// Thumbnails that may still be made in this frame, and whether some had to wait.
    thumbs_left: usize,
    behind: bool,
}

struct Uploaded {
    key: PictureKey,
    picture: Arc<Picture>,
    texture: TextureHandle,
    bytes: u64,
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

/// Thumbnails of a video that are made in one frame of the window.
const THUMBS: usize = 4;

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
            thumbs_left: THUMBS,
            behind: false,
        })
    }

    /// Takes what has been decoded; call once a frame.
    pub fn poll(&mut self) {
        self.cache.poll();
        self.thumbs_left = THUMBS;
        self.behind = false;
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
        self.frame(context, media, fit, 0)
    }

    /// How many frames a video has at this size: as many as will come while it is on its way, none once it is known
    /// that it cannot be had.
    pub fn frames(&mut self, media: &Media, fit: Fit) -> Option<usize> {
        let key = PictureKey::new(media, fit);
        match self.cache.request(&key, Priority::Now) {
            Requested::Ready(_) => Some(self.cache.frames(&key)),
            Requested::Pending { .. } => Some(VIDEO_FRAMES as usize),
            Requested::Failed { .. } => None,
        }
    }

    /// A frame of a video, small, for a strip. Each is made from the frame that is kept, a few in each frame of the
    /// window, so that a video that has just been read holds nothing up.
    pub fn thumb(&mut self, context: &Context, media: &Media, frame: usize) -> Shown {
        let frame = u32::try_from(frame).unwrap_or(u32::MAX);
        let key = PictureKey::new(media, FULL).frame(frame);
        let Requested::Ready(picture) = self.cache.request(&key, Priority::Now) else {
            return Shown::Pending;
        };
        let small = PictureKey {
            fit: Fit::Within(THUMB_PX),
            ..key
        };
        let known = self
            .uploaded
            .iter()
            .position(|u| u.key == small && Arc::ptr_eq(&u.picture, &picture));
        let texture = match known {
            Some(at) => {
                let found = self.uploaded.remove(at);
                let texture = found.texture.clone();
                self.uploaded.push(found);
                texture
            }
            None if self.thumbs_left == 0 => {
                self.behind = true;
                context.request_repaint();
                return Shown::Pending;
            }
            None => {
                self.thumbs_left -= 1;
                self.upload(context, small, &picture, shrink(&picture, THUMB_PX))
            }
        };
        let size = egui::vec2(picture.width as f32, picture.height as f32);
        Shown::Texture(texture, size)
    }

    /// How one frame of a video stands, from 0; past the end it is the last one.
    pub fn frame(&mut self, context: &Context, media: &Media, fit: Fit, frame: usize) -> Shown {
        let frame = u32::try_from(frame).unwrap_or(u32::MAX);
        let key = PictureKey::new(media, fit).frame(frame);
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
        self.upload(context, key, picture, image)
    }

    fn upload(
        &mut self,
        context: &Context,
        key: PictureKey,
        picture: &Arc<Picture>,
        image: ColorImage,
    ) -> TextureHandle {
        let bytes = image.as_raw().len() as u64;
        let texture = context.load_texture(&*key.path, image, TextureOptions::LINEAR);
        self.uploaded.retain(|u| u.key != key);
        self.uploaded.push(Uploaded {
            key,
            picture: Arc::clone(picture),
            texture: texture.clone(),
            bytes,
        });
        let surplus = self.uploaded.len().saturating_sub(KEPT);
        self.uploaded.drain(..surplus);
        texture
    }

    /// Pictures on their way.
    pub fn pending(&self) -> usize {
        self.cache.ledger().pending + usize::from(self.behind)
    }

    /// Bytes of decoded pictures.
    pub fn bytes(&self) -> u64 {
        self.cache.ledger().bytes
    }

    /// Bytes of textures on the adapter.
    pub fn texture_bytes(&self) -> u64 {
        self.uploaded.iter().map(|u| u.bytes).sum()
    }
}

/// A picture made smaller by taking one pixel of several: enough for a thumbnail, and quick.
fn shrink(picture: &Picture, longest: u32) -> ColorImage {
    let most = picture.width.max(picture.height).max(1);
    let (width, height) = if most <= longest {
        (picture.width, picture.height)
    } else {
        let scaled = |side: u32| {
            let side = u64::from(side) * u64::from(longest) / u64::from(most);
            u32::try_from(side).unwrap_or(longest).max(1)
        };
        (scaled(picture.width), scaled(picture.height))
    };
    let at = |n: u32, of: u32, side: u32| {
        (u64::from(n) * u64::from(side) / u64::from(of.max(1))) as usize
    };
    let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
    for y in 0..height {
        let row = at(y, height, picture.height) * picture.width as usize;
        for x in 0..width {
            let pixel = (row + at(x, width, picture.width)) * 4;
            rgba.extend_from_slice(picture.rgba.get(pixel..pixel + 4).unwrap_or(&[0; 4]));
        }
    }
    ColorImage::from_rgba_unmultiplied([width as usize, height as usize], &rgba)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbnail_keeps_the_shape_and_takes_its_pixels_from_the_picture() {
        let rgba: Vec<u8> = (0..8_u8).flat_map(|n| [n * 10, 0, 0, 255]).collect();
        let picture = Picture {
            width: 4,
            height: 2,
            rgba: rgba.into(),
        };
        let small = shrink(&picture, 2);
        assert_eq!(small.size, [2, 1]);
        let reds: Vec<u8> = small.pixels.iter().map(|p| p.r()).collect();
        assert_eq!(reds, [0, 20]);
        assert_eq!(shrink(&picture, 9).size, [4, 2], "never larger");
    }
}
