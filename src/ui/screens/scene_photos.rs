//! Photographs of a card for the cameras in its scene: those whose pixels are there, made ready once.

use crate::media::Picture;
use crate::raster::{FramePhoto, Photo};
use crate::sample::Sample;
use crate::ui::textures::{FULL, Textures};
use std::sync::Arc;

/// What was made ready, and the pixels that it was made of.
#[derive(Default)]
pub(super) struct Photos {
    of: Vec<Arc<Picture>>,
    ready: Vec<FramePhoto>,
}

impl Photos {
    /// The photographs of a sample that stand for frames of its scene. The pixels are those that the media pane
    /// shows; until they are there the frustum stays empty.
    pub(super) fn of(&mut self, sample: &Sample, textures: &mut Textures) -> &[FramePhoto] {
        let media = sample.media.iter();
        let there: Vec<(&str, Arc<Picture>)> = media
            .filter_map(|m| Some((m.frame.as_deref()?, textures.pixels(m, FULL)?)))
            .collect();
        let same = self.of.len() == there.len()
            && (self.of.iter().zip(&there)).all(|(old, (_, new))| Arc::ptr_eq(old, new));
        if !same {
            let ready = there.iter().filter_map(|(frame, picture)| {
                Some(FramePhoto {
                    frame: (*frame).to_owned(),
                    photo: Photo::new(picture.width, picture.height, &picture.rgba)?,
                })
            });
            self.ready = ready.collect();
            self.of = there.into_iter().map(|(_, picture)| picture).collect();
        }
        &self.ready
    }
}
