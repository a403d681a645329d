//! Which frames stand in the strip under a video.

use crate::media::is_video_name;
use crate::sample::{Modality, Sample};
use crate::ui::textures::{FULL, Textures};

/// What stands in the strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strip {
    /// Frames that are pictures of the record.
    Pictures(usize),
    /// Frames of the one video that the record names; as many as will come while it is being read.
    Clip(usize),
}

impl Strip {
    /// The strip of a question about a video; none for pictures, or for a video that cannot be read.
    pub(super) fn of(sample: &Sample, textures: &mut Textures) -> Option<Self> {
        match sample.media.as_slice() {
            [clip] if is_video_name(&clip.path) => textures.frames(clip, FULL).map(Self::Clip),
            [_, _, ..] if sample.released.input_modality == Modality::Video => {
                Some(Self::Pictures(sample.media.len()))
            }
            _ => None,
        }
    }

    /// How many frames.
    pub(super) fn frames(self) -> usize {
        match self {
            Self::Pictures(frames) | Self::Clip(frames) => frames,
        }
    }
}
