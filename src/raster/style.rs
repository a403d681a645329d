//! How points are drawn: plain values, filled by the caller (the window fills them from its tokens).

use super::CloudInfo;

/// What gives a point its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColourMode {
    /// The point's own colour.
    #[default]
    Rgb,
    /// The lightness of the point's own colour, so that only evidence is coloured.
    Grey,
    /// Height in world, over the ramp.
    Height,
    /// Depth along the camera's axis, over the ramp.
    Depth,
    /// One colour an instance.
    Instance,
    /// One colour a class.
    Class,
    /// The surface's direction. No cloud carries normals yet, so this is not available.
    Normal,
}

impl ColourMode {
    /// Every mode, in the order in which a key steps through them.
    pub const ALL: [Self; 7] = [
        Self::Rgb,
        Self::Grey,
        Self::Height,
        Self::Class,
        Self::Instance,
        Self::Normal,
        Self::Depth,
    ];

    /// Whether a cloud has what the mode shows. An unavailable mode draws as [`ColourMode::Rgb`].
    pub fn is_available(self, info: &CloudInfo, style: &PointStyle<'_>) -> bool {
        match self {
            Self::Rgb | Self::Grey | Self::Height | Self::Depth => true,
            Self::Instance => info.has_instances,
            Self::Class => info.has_instances && !style.class_of_instance.is_empty(),
            Self::Normal => false,
        }
    }
}

/// Number of colours of a ramp.
pub const RAMP: usize = 6;

/// How points are drawn. Lengths in `_px` are pixels of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointStyle<'a> {
    /// What gives a point its colour.
    pub colour: ColourMode,
    /// Smallest side of a point's square, px.
    pub point_px: f32,
    /// Side of a point's square as a multiple of the cloud's spacing: near points grow until the surface
    /// closes. 0 keeps every point at `point_px`.
    pub closing: f32,
    /// How far colours of one surface are evened out, as a share of the point's square; 0 leaves every point
    /// a flat patch.
    pub smoothing: f32,
    /// Strength of eye-dome lighting; 0 switches it off.
    pub edl_strength: f32,
    /// Distance to the pixels that eye-dome lighting compares with, px.
    pub edl_radius_px: u32,
    /// How often holes are filled from their neighbours, each round reaching half as far as the one before;
    /// at most [`PointStyle::MAX_FILL_ROUNDS`]. Rounds that reach beyond [`PointStyle::FILL_ANY_PX`] close gaps
    /// between points near the eye alone, or with nothing behind them.
    pub fill_rounds: u32,
    /// Colour where nothing is, sRGB.
    pub background: [u8; 3],
    /// From low to high, sRGB.
    pub ramp: [[u8; 3]; RAMP],
    /// The class of each instance, by instance id; missing ones are class 0.
    pub class_of_instance: &'a [u16],
    /// Whether walls between an eye outside and the room are left out.
    pub cutaway: bool,
    /// When set, the instances that keep their colour; all others keep `unlit_share` of it.
    pub lit: Option<&'a [u16]>,
    /// What points that are not lit keep of their colour, 0 to 1; the rest is background.
    pub unlit_share: f32,
}

impl PointStyle<'_> {
    /// The fifth round reaches 16 px: the gaps between points that are drawn as large as they get.
    pub const MAX_FILL_ROUNDS: u32 = 5;
    /// Gaps up to this wide, px, are holes whatever the points around them are like. Wider ones are holes only between
    /// points so near that their squares are wider still: a gap grows with nearness as squares do, and elsewhere it is
    /// really open.
    pub const FILL_ANY_PX: i32 = 4;

    /// Where there is nothing at all, gaps up to twice as wide, px, are holes between any points: behind a real opening of
    /// a scanned room there is nearly always something.
    pub const FILL_EMPTY_PX: i32 = 8;

    /// The same look in a picture whose sides are `share` (0 to 1) as long.
    pub fn within(self, share: f64) -> Self {
        Self {
            point_px: self.point_px * share as f32,
            // Half as wide, the same gap is closed by a round less.
            fill_rounds: self.fill_rounds.saturating_sub(u32::from(share < 1.0)),
            ..self
        }
    }

    /// How far each round of hole filling reaches, px: from coarse to fine, so that each closes what the
    /// one before left between its steps. No point's square is wider than `widest_splat_px`; rounds that no point
    /// is near enough for are left out.
    pub fn fill_reaches_px(&self, widest_splat_px: f32) -> impl Iterator<Item = i32> + use<> {
        (0..self.fill_rounds.min(Self::MAX_FILL_ROUNDS))
            .rev()
            .map(|round| 1 << round)
            .filter(move |reach| {
                *reach <= Self::FILL_EMPTY_PX || Self::wide_px(*reach) <= widest_splat_px
            })
    }

    /// How wide points' squares are, px, for a gap that a round of this reach closes to be a hole between them: points
    /// that lie at random leave gaps of nearly the width of their squares, and a round closes up to twice its reach.
    pub(super) fn wide_px(reach_px: i32) -> f32 {
        reach_px as f32 * 1.25
    }
}

impl Default for PointStyle<'_> {
    /// Own colours, closed surfaces, light eye-dome lighting, black behind, a grey ramp.
    fn default() -> Self {
        Self {
            colour: ColourMode::Rgb,
            point_px: 2.0,
            closing: 1.4,
            smoothing: 0.26,
            edl_strength: 1.0,
            edl_radius_px: 1,
            fill_rounds: 5,
            background: [0; 3],
            ramp: std::array::from_fn(|i| [(i * 51) as u8; 3]),
            class_of_instance: &[],
            cutaway: true,
            lit: None,
            unlit_share: 0.4,
        }
    }
}
