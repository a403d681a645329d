//! Pictures as textures: what the decoder delivers, uploaded once, given back when it is no longer shown.

use crate::media::{
    Fit, MediaError, Picture, PictureCache, PictureKey, Priority, Requested, Roots, VIDEO_FRAMES,
};
use crate::sample::{Media, Sample};
use eframe::egui_wgpu::{RenderState, wgpu};
use egui::{ColorImage, Context, TextureHandle, TextureId, TextureOptions};
use std::sync::Arc;

/// Pictures of cards, decoded off the window's thread, three cards ahead.
pub struct Textures {
    cache: PictureCache,
    /// The window's adapter; egui uploads where there is none.
    state: Option<RenderState>,
    uploaded: Vec<Uploaded>,
    /// Pictures of the coming cards that are not uploaded yet, nearest first.
    ahead: Vec<PictureKey>,
    /// No longer shown; given back once the frame that may have drawn them is over.
    retired: Vec<Uploaded>,
    /// Thumbnails that may still be made in this frame, and whether some had to wait.
    thumbs_left: usize,
    behind: bool,
}

struct Uploaded {
    key: PictureKey,
    picture: Arc<Picture>,
    texture: Texture,
    bytes: u64,
}

/// Pixels that egui can show, given back when dropped: keep it until the frame that drew it is over.
pub(super) enum Texture {
    /// Uploaded by egui.
    Egui(TextureHandle),
    /// Uploaded straight to the adapter.
    Adapter {
        /// The window's adapter.
        state: RenderState,
        /// What egui knows it by.
        id: TextureId,
    },
}

/// How a picture stands.
pub enum Shown {
    /// On screen as this texture, with its size in pixels.
    Texture(TextureId, egui::Vec2),
    /// On its way.
    Pending,
    /// It cannot be had.
    Failed(Arc<MediaError>),
}

/// Memory for decoded pictures.
const BUDGET_BYTES: u64 = 512 << 20;
/// Textures kept: two videos of 32 frames and some pictures.
const KEPT: usize = 72;
/// Pictures of coming cards that are uploaded before they are shown: what a card needs first, not all of a video.
const UPLOADED_AHEAD: usize = 4;
/// Longer side of a picture on a card, pixels: more than any pane shows at once, still readable at 4x zoom.
const LONGEST_PX: u32 = 4096;
/// Longer side of a strip's thumbnail, pixels.
pub const THUMB_PX: u32 = 160;

/// Thumbnails of a video that are made in one frame of the window.
const THUMBS: usize = 4;

/// How a picture of a card is decoded.
pub const FULL: Fit = Fit::Within(LONGEST_PX);

impl Textures {
    /// Starts the decoders. `state` is the window's adapter.
    ///
    /// # Errors
    /// When the system starts no thread.
    pub fn new(context: &Context, state: Option<&RenderState>) -> std::io::Result<Self> {
        let context = context.clone();
        let cache = PictureCache::new(Roots::new(), BUDGET_BYTES, move || {
            context.request_repaint()
        })?;
        Ok(Self {
            cache,
            state: state.cloned(),
            uploaded: Vec::new(),
            ahead: Vec::new(),
            retired: Vec::new(),
            thumbs_left: THUMBS,
            behind: false,
        })
    }

    /// Takes what has been decoded; call once a frame. A frame that answers nobody uploads a picture ahead.
    pub fn poll(&mut self, context: &Context) {
        self.retired.clear();
        self.cache.poll();
        self.thumbs_left = THUMBS;
        self.behind = false;
        if context.input(|i| i.events.is_empty()) {
            self.upload_ahead(context);
        }
    }

    fn upload_ahead(&mut self, context: &Context) {
        let cache = &mut self.cache;
        let ready = self.ahead.iter().enumerate().find_map(|(at, key)| {
            match cache.request(key, Priority::Next(0)) {
                Requested::Ready(picture) => Some((at, picture)),
                _ => None,
            }
        });
        if let Some((at, picture)) = ready {
            let key = self.ahead.remove(at);
            self.texture(context, key, &picture);
            if !self.ahead.is_empty() {
                context.request_repaint();
            }
        }
    }

    /// Other folders for media roots.
    pub fn set_roots(&mut self, roots: Roots) {
        self.cache.set_roots(roots);
        self.retired.append(&mut self.uploaded);
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
        let first = |card: &Vec<PictureKey>| card.iter().take(UPLOADED_AHEAD).cloned().collect();
        self.ahead = next.iter().flat_map(first as fn(&_) -> Vec<_>).collect();
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
        let texture = match self.kept(&small, &picture) {
            Some(texture) => texture,
            None if self.thumbs_left == 0 => {
                self.behind = true;
                context.request_repaint();
                return Shown::Pending;
            }
            None => {
                self.thumbs_left -= 1;
                self.upload(context, small, &picture, &shrink(&picture, THUMB_PX))
            }
        };
        let size = egui::vec2(picture.width as f32, picture.height as f32);
        Shown::Texture(texture, size)
    }

    /// The pixels of a picture, once they are there.
    pub fn pixels(&mut self, media: &Media, fit: Fit) -> Option<Arc<Picture>> {
        match self
            .cache
            .request(&PictureKey::new(media, fit), Priority::Now)
        {
            Requested::Ready(picture) => Some(picture),
            _ => None,
        }
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

    fn texture(&mut self, context: &Context, key: PictureKey, picture: &Arc<Picture>) -> TextureId {
        match self.kept(&key, picture) {
            Some(texture) => texture,
            None => self.upload(context, key, picture, picture),
        }
    }

    /// The texture of a picture that is uploaded already; those shown most recently stand last.
    fn kept(&mut self, key: &PictureKey, picture: &Arc<Picture>) -> Option<TextureId> {
        let at = (self.uploaded.iter())
            .position(|u| u.key == *key && Arc::ptr_eq(&u.picture, picture))?;
        self.uploaded.get_mut(at..)?.rotate_left(1);
        self.uploaded.last().map(|u| u.texture.id())
    }

    /// Uploads `pixels`, which were made of `picture`.
    fn upload(
        &mut self,
        context: &Context,
        key: PictureKey,
        picture: &Arc<Picture>,
        pixels: &Picture,
    ) -> TextureId {
        let texture = Texture::new(context, self.state.as_ref(), pixels);
        let id = texture.id();
        let old = self.uploaded.extract_if(.., |u| u.key == key);
        self.retired.extend(old);
        self.uploaded.push(Uploaded {
            key,
            picture: Arc::clone(picture),
            texture,
            bytes: pixels.bytes(),
        });
        let surplus = self.uploaded.len().saturating_sub(KEPT);
        self.retired.extend(self.uploaded.drain(..surplus));
        id
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
fn shrink(picture: &Picture, longest: u32) -> Picture {
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
    Picture {
        width,
        height,
        rgba: rgba.into(),
    }
}

impl Texture {
    /// Uploads a picture, to the window's adapter where there is one.
    pub(super) fn new(context: &Context, state: Option<&RenderState>, pixels: &Picture) -> Self {
        match state {
            Some(state) => Self::on_adapter(state, pixels),
            None => Self::by_egui(context, pixels),
        }
    }

    /// What egui knows it by.
    pub(super) fn id(&self) -> TextureId {
        match self {
            Self::Egui(texture) => texture.id(),
            Self::Adapter { id, .. } => *id,
        }
    }

    fn by_egui(context: &Context, picture: &Picture) -> Self {
        let size = [picture.width as usize, picture.height as usize];
        let image = ColorImage::from_rgba_unmultiplied(size, &picture.rgba);
        Self::Egui(context.load_texture("picture", image, TextureOptions::LINEAR))
    }

    /// Straight to the adapter: egui would copy the pixels twice more, in the frame that first shows them.
    fn on_adapter(state: &RenderState, picture: &Picture) -> Self {
        let size = wgpu::Extent3d {
            width: picture.width,
            height: picture.height,
            depth_or_array_layers: 1,
        };
        let texture = state.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("picture"),
            size,
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rgba8Unorm,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        let layout = wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(4 * picture.width),
            rows_per_image: None,
        };
        let pixels = premultiplied(&picture.rgba);
        (state.queue).write_texture(texture.as_image_copy(), &pixels, layout, size);
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let id = state.renderer.write().register_native_texture(
            &state.device,
            &view,
            wgpu::FilterMode::Linear,
        );
        Self::Adapter {
            state: state.clone(),
            id,
        }
    }
}

impl Drop for Texture {
    fn drop(&mut self) {
        if let Self::Adapter { state, id } = self {
            state.renderer.write().free_texture(id);
        }
    }
}

/// Pixels as egui blends them; photographs have no alpha and stay as they are.
fn premultiplied(rgba: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    if rgba.chunks_exact(4).all(|px| px.last() == Some(&u8::MAX)) {
        return rgba.into();
    }
    let times = |colour: u8, alpha: u8| ((u16::from(colour) * u16::from(alpha) + 127) / 255) as u8;
    rgba.chunks_exact(4)
        .flat_map(|px| match *px {
            [r, g, b, a] => [times(r, a), times(g, a), times(b, a), a],
            _ => [0; 4],
        })
        .collect::<Vec<u8>>()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn see_through_pixels_are_multiplied_and_opaque_ones_are_not_copied() {
        let opaque = [10, 20, 30, 255, 1, 2, 3, 255];
        assert!(matches!(
            premultiplied(&opaque),
            std::borrow::Cow::Borrowed(_)
        ));
        // A half: gamma-encoded values are multiplied, as everywhere in egui.
        let half = [200, 100, 0, 128];
        assert_eq!(&*premultiplied(&half), &[100, 50, 0, 128]);
        assert_eq!(&*premultiplied(&[9, 9, 9, 0]), &[0; 4]);
    }

    #[test]
    fn a_thumbnail_keeps_the_shape_and_takes_its_pixels_from_the_picture() {
        let rgba: Vec<u8> = (0..8_u8).flat_map(|n| [n * 10, 0, 0, 255]).collect();
        let picture = Picture {
            width: 4,
            height: 2,
            rgba: rgba.into(),
        };
        let small = shrink(&picture, 2);
        assert_eq!([small.width, small.height], [2, 1]);
        let reds: Vec<u8> = small.rgba.iter().step_by(4).copied().collect();
        assert_eq!(reds, [0, 20]);
        let same = shrink(&picture, 9);
        assert_eq!([same.width, same.height], [4, 2], "never larger");
    }
}
