//! Text on canvases, with the bundled fonts only: equal bytes wherever it is drawn.

use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};
use std::sync::LazyLock;

/// A bundled face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Inter Regular.
    Regular,
    /// Inter Medium.
    Medium,
    /// Inter SemiBold.
    SemiBold,
    /// JetBrains Mono, for numbers that line up.
    Mono,
}

/// Where the given point stands on the text, along the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At its start.
    Start,
    /// At its middle.
    Middle,
    /// At its end.
    End,
}

struct Fonts {
    regular: FontRef<'static>,
    medium: FontRef<'static>,
    semi_bold: FontRef<'static>,
    mono: FontRef<'static>,
}

fn font(face: Face) -> &'static FontRef<'static> {
    static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
        let read = |bytes| FontRef::try_from_slice(bytes).expect("the bundled fonts are fonts");
        Fonts {
            regular: read(include_bytes!("../../assets/fonts/Inter-Regular.otf")),
            medium: read(include_bytes!("../../assets/fonts/Inter-Medium.otf")),
            semi_bold: read(include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
            mono: read(include_bytes!(
                "../../assets/fonts/JetBrainsMono-Regular.ttf"
            )),
        }
    });
    match face {
        Face::Regular => &FONTS.regular,
        Face::Medium => &FONTS.medium,
        Face::SemiBold => &FONTS.semi_bold,
        Face::Mono => &FONTS.mono,
    }
}

/// Face and size of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// Face.
    pub face: Face,
    /// Size of the em square, px, as style sheets count it.
    pub size_px: f32,
}

impl TextStyle {
    /// Face and size.
    pub fn new(face: Face, size_px: f32) -> Self {
        Self { face, size_px }
    }

    /// `ab_glyph` scales by ascent to descent; sizes here are of the em square.
    fn scale(self) -> PxScale {
        let font = font(self.face);
        let em = font.units_per_em().unwrap_or(1000.0);
        PxScale::from(self.size_px * font.height_unscaled() / em)
    }

    /// Height of capital letters above the base line, px (Inter and JetBrains Mono share 0.73 em).
    pub fn cap_height_px(self) -> f32 {
        self.size_px * 0.73
    }

    /// Advance width of one line of text, px.
    pub fn width_px(self, text: &str) -> f32 {
        self.layout(text).1
    }

    /// Glyphs from the origin on the base line, and the width, px.
    fn layout(self, text: &str) -> (Vec<Glyph>, f32) {
        let font = font(self.face).as_scaled(self.scale());
        let (mut glyphs, mut x, mut last) = (Vec::new(), 0.0, None);
        for c in text.chars().filter(|c| !c.is_control()) {
            let id = font.glyph_id(c);
            x += last.map_or(0.0, |l| font.kern(l, id));
            glyphs.push(id.with_scale_and_position(self.scale(), point(x, 0.0)));
            x += font.h_advance(id);
            last = Some(id);
        }
        (glyphs, x)
    }

    /// Calls `cover(x, y, coverage)` for every touched pixel of a line whose aligned point on the base line is `at`.
    pub(super) fn rasterise(
        self,
        text: &str,
        at: (f32, f32),
        align: Align,
        mut cover: impl FnMut(i32, i32, f32),
    ) {
        let (glyphs, width) = self.layout(text);
        let left = match align {
            Align::Start => at.0,
            Align::Middle => at.0 - width * 0.5,
            Align::End => at.0 - width,
        };
        for mut glyph in glyphs {
            glyph.position.x += left;
            glyph.position.y += at.1;
            let Some(outline) = font(self.face).outline_glyph(glyph) else {
                continue;
            };
            let corner = outline.px_bounds().min;
            outline
                .draw(|x, y, c| cover(corner.x as i32 + x as i32, corner.y as i32 + y as i32, c));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_grow_with_text_and_size() {
        let style = |size| TextStyle::new(Face::Regular, size);
        let width = style(20.0).width_px("Library");
        assert!((55.0..80.0).contains(&width), "{width}");
        assert!(style(20.0).width_px("Library!") > width);
        assert!((style(40.0).width_px("Library") - 2.0 * width).abs() < 0.5);
        assert_eq!(style(20.0).width_px(""), 0.0);
        let mono = TextStyle::new(Face::Mono, 20.0);
        assert!((mono.width_px("iii") - mono.width_px("WWW")).abs() < 1e-3);
    }
}
