//! A small 2D canvas on the CPU, for puzzles, marks on photos, stand-in pictures and labels.
//!
//! Coordinates are pixels, y down, the first pixel's centre at 0.5. Shapes are antialiased; what lies outside
//! is cut off, what is not finite is not drawn. Equal orders give equal bytes. Deliberately not here: layout,
//! rotated text, gradients.

use super::lettering::{Align, TextStyle};
use super::palette::Color;
use image::{ExtendedColorType, ImageEncoder, codecs};
use tiny_skia::{
    FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, PremultipliedColorU8, Rect,
    Stroke, StrokeDash, Transform,
};

/// Most pixels a canvas may have.
pub const MAX_PIXELS: u64 = 100_000_000;

/// Why there is no canvas or no file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CanvasError {
    /// Nothing, or more than [`MAX_PIXELS`].
    #[error("expected 1 to {MAX_PIXELS} pixels, found {width} x {height}")]
    Size {
        /// Width, px.
        width: u32,
        /// Height, px.
        height: u32,
    },
    /// A buffer of another length than width times height times four bytes.
    #[error("expected {expected} bytes of pixels, found {found}")]
    Buffer {
        /// Bytes that the size needs.
        expected: usize,
        /// Bytes given.
        found: usize,
    },
    /// The encoder refused.
    #[error("could not encode the picture: {0}")]
    Encode(#[from] image::ImageError),
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    /// Colour.
    pub color: Color,
    /// Width, px.
    pub width_px: f32,
    /// Lengths of dash and gap, px; `None` is solid.
    pub dash_px: Option<(f32, f32)>,
}

impl Pen {
    /// A solid line.
    pub fn solid(color: Color, width_px: f32) -> Self {
        Self {
            color,
            width_px,
            dash_px: None,
        }
    }

    /// A dashed line.
    pub fn dashed(color: Color, width_px: f32, dash_px: f32, gap_px: f32) -> Self {
        Self {
            dash_px: Some((dash_px, gap_px)),
            ..Self::solid(color, width_px)
        }
    }

    fn stroke(self) -> Stroke {
        Stroke {
            width: self.width_px,
            line_cap: LineCap::Butt,
            line_join: LineJoin::Miter,
            dash: self
                .dash_px
                .and_then(|(on, off)| StrokeDash::new(vec![on, off], 0.0)),
            ..Stroke::default()
        }
    }
}

/// A picture being drawn.
#[derive(Clone, Debug)]
pub struct Canvas {
    pixels: Pixmap,
}

impl Canvas {
    /// An empty canvas of one colour.
    ///
    /// # Errors
    /// [`CanvasError::Size`].
    pub fn new(width: u32, height: u32, ground: Color) -> Result<Self, CanvasError> {
        let mut pixels = Some((width, height))
            .filter(|_| u64::from(width) * u64::from(height) <= MAX_PIXELS)
            .and_then(|(w, h)| Pixmap::new(w, h))
            .ok_or(CanvasError::Size { width, height })?;
        let [r, g, b, a] = ground.rgba;
        pixels.fill(tiny_skia::Color::from_rgba8(r, g, b, a));
        Ok(Self { pixels })
    }

    /// A canvas on top of a picture: `[height, width, 4]` bytes, straight alpha, row by row.
    ///
    /// # Errors
    /// [`CanvasError::Size`], [`CanvasError::Buffer`].
    pub fn from_rgba(width: u32, height: u32, rgba: &[u8]) -> Result<Self, CanvasError> {
        let clear = Color { rgba: [0; 4] };
        let mut canvas = Self::new(width, height, clear)?;
        let expected = canvas.pixels.data().len();
        if rgba.len() != expected {
            return Err(CanvasError::Buffer {
                expected,
                found: rgba.len(),
            });
        }
        for (to, from) in canvas
            .pixels
            .pixels_mut()
            .iter_mut()
            .zip(rgba.chunks_exact(4))
        {
            if let [r, g, b, a] = *from {
                *to = tiny_skia::ColorU8::from_rgba(r, g, b, a).premultiply();
            }
        }
        Ok(canvas)
    }

    /// Width, px.
    pub fn width(&self) -> u32 {
        self.pixels.width()
    }

    /// Height, px.
    pub fn height(&self) -> u32 {
        self.pixels.height()
    }

    /// A filled rectangle `[x0, y0, x1, y1]`.
    pub fn fill_rect(&mut self, rect: [f32; 4], color: Color) {
        self.fill(rect_path(rect, 0.0), color);
    }

    /// A filled rectangle with round corners.
    pub fn fill_round_rect(&mut self, rect: [f32; 4], radius_px: f32, color: Color) {
        self.fill(rect_path(rect, radius_px), color);
    }

    /// The outline of a rectangle, its line centred on the edge.
    pub fn stroke_rect(&mut self, rect: [f32; 4], radius_px: f32, pen: Pen) {
        self.stroke(rect_path(rect, radius_px), pen);
    }

    /// A straight line.
    pub fn line(&mut self, from: [f32; 2], to: [f32; 2], pen: Pen) {
        self.polyline(&[from, to], pen);
    }

    /// A chain of straight lines.
    pub fn polyline(&mut self, points: &[[f32; 2]], pen: Pen) {
        self.stroke(points_path(points, false), pen);
    }

    /// A filled polygon (even-odd where it crosses itself).
    pub fn fill_polygon(&mut self, points: &[[f32; 2]], color: Color) {
        self.fill(points_path(points, true), color);
    }

    /// A filled circle.
    pub fn fill_circle(&mut self, center: [f32; 2], radius_px: f32, color: Color) {
        self.fill(
            PathBuilder::from_circle(center[0], center[1], radius_px),
            color,
        );
    }

    /// The outline of a circle.
    pub fn stroke_circle(&mut self, center: [f32; 2], radius_px: f32, pen: Pen) {
        self.stroke(
            PathBuilder::from_circle(center[0], center[1], radius_px),
            pen,
        );
    }

    /// A line with a filled head at `to`; the head is four pens wide and long, at least 10 px.
    pub fn arrow(&mut self, from: [f32; 2], to: [f32; 2], pen: Pen) {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let length = libm::hypotf(dx, dy);
        if length.is_nan() || length <= 0.0 {
            return;
        }
        let (ux, uy) = (dx / length, dy / length);
        let head = (pen.width_px * 4.0).max(10.0).min(length);
        let base = [to[0] - ux * head, to[1] - uy * head];
        let half = head * 0.5;
        self.line(from, base, pen);
        let wings = [
            to,
            [base[0] - uy * half, base[1] + ux * half],
            [base[0] + uy * half, base[1] - ux * half],
        ];
        self.fill_polygon(&wings, pen.color);
    }

    /// One line of text; `at` is the aligned point on its base line.
    pub fn text(&mut self, at: [f32; 2], align: Align, style: TextStyle, color: Color, text: &str) {
        let (width, height) = (self.width() as i32, self.height() as i32);
        let pixels = self.pixels.pixels_mut();
        style.rasterise(text, (at[0], at[1]), align, |x, y, coverage| {
            if (0..width).contains(&x)
                && (0..height).contains(&y)
                && let Some(pixel) = pixels.get_mut((y * width + x) as usize)
            {
                *pixel = over(*pixel, color, coverage);
            }
        });
    }

    /// One line of text whose capitals are centred on `center`.
    pub fn text_centered(&mut self, center: [f32; 2], style: TextStyle, color: Color, text: &str) {
        let base = center[1] + style.cap_height_px() * 0.5;
        self.text([center[0], base], Align::Middle, style, color, text);
    }

    /// The pixels, `[height, width, 4]` bytes with straight alpha.
    pub fn to_rgba(&self) -> Vec<u8> {
        self.pixels.clone().take_demultiplied()
    }

    /// As a PNG file.
    ///
    /// # Errors
    /// [`CanvasError::Encode`].
    pub fn to_png(&self) -> Result<Vec<u8>, CanvasError> {
        let mut file = Vec::new();
        codecs::png::PngEncoder::new(&mut file).write_image(
            &self.to_rgba(),
            self.width(),
            self.height(),
            ExtendedColorType::Rgba8,
        )?;
        Ok(file)
    }

    /// As a JPEG file, `quality` 1 to 100; transparency becomes black.
    ///
    /// # Errors
    /// [`CanvasError::Encode`].
    pub fn to_jpeg(&self, quality: u8) -> Result<Vec<u8>, CanvasError> {
        let rgb: Vec<u8> = self
            .pixels
            .pixels()
            .iter()
            .flat_map(|p| [p.red(), p.green(), p.blue()])
            .collect();
        let mut file = Vec::new();
        codecs::jpeg::JpegEncoder::new_with_quality(&mut file, quality.clamp(1, 100)).write_image(
            &rgb,
            self.width(),
            self.height(),
            ExtendedColorType::Rgb8,
        )?;
        Ok(file)
    }

    fn fill(&mut self, path: Option<Path>, color: Color) {
        if let Some(path) = path {
            self.pixels.fill_path(
                &path,
                &paint(color),
                FillRule::EvenOdd,
                Transform::identity(),
                None,
            );
        }
    }

    fn stroke(&mut self, path: Option<Path>, pen: Pen) {
        if let Some(path) = path {
            let stroke = pen.stroke();
            self.pixels.stroke_path(
                &path,
                &paint(pen.color),
                &stroke,
                Transform::identity(),
                None,
            );
        }
    }
}

fn paint(color: Color) -> Paint<'static> {
    let [r, g, b, a] = color.rgba;
    let mut paint = Paint::default();
    paint.set_color_rgba8(r, g, b, a);
    paint
}

fn rect_path([x0, y0, x1, y1]: [f32; 4], radius_px: f32) -> Option<Path> {
    let rect = Rect::from_ltrb(x0, y0, x1, y1)?;
    let r = radius_px.min(rect.width() * 0.5).min(rect.height() * 0.5);
    if r.is_nan() || r <= 0.0 {
        return Some(PathBuilder::from_rect(rect));
    }
    let mut path = PathBuilder::new();
    path.move_to(x0 + r, y0);
    path.line_to(x1 - r, y0);
    path.quad_to(x1, y0, x1, y0 + r);
    path.line_to(x1, y1 - r);
    path.quad_to(x1, y1, x1 - r, y1);
    path.line_to(x0 + r, y1);
    path.quad_to(x0, y1, x0, y1 - r);
    path.line_to(x0, y0 + r);
    path.quad_to(x0, y0, x0 + r, y0);
    path.close();
    path.finish()
}

fn points_path(points: &[[f32; 2]], closed: bool) -> Option<Path> {
    let (first, rest) = points.split_first()?;
    let mut path = PathBuilder::new();
    path.move_to(first[0], first[1]);
    for p in rest {
        path.line_to(p[0], p[1]);
    }
    if closed {
        path.close();
    }
    path.finish()
}

/// `color` at `coverage` over a premultiplied pixel, in whole numbers so that machines agree.
fn over(under: PremultipliedColorU8, color: Color, coverage: f32) -> PremultipliedColorU8 {
    let [r, g, b, a] = color.rgba.map(u32::from);
    let cover = (coverage.clamp(0.0, 1.0) * 255.0 + 0.5) as u32;
    let alpha = (a * cover + 127) / 255;
    let mix = |top: u32, below: u8| {
        let sum = top * alpha + u32::from(below) * (255 - alpha);
        u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
    };
    let a = mix(255, under.alpha());
    let channel = |top, below| mix(top, below).min(a);
    PremultipliedColorU8::from_rgba(
        channel(r, under.red()),
        channel(g, under.green()),
        channel(b, under.blue()),
        a,
    )
    .unwrap_or(under)
}

#[cfg(test)]
mod tests {
    use super::super::lettering::Face;
    use super::*;

    const WHITE: Color = Color { rgba: [255; 4] };
    const BLACK: Color = Color {
        rgba: [0, 0, 0, 255],
    };

    fn pixel(canvas: &Canvas, x: u32, y: u32) -> [u8; 4] {
        let at = ((y * canvas.width() + x) * 4) as usize;
        canvas.to_rgba()[at..at + 4].try_into().expect("four bytes")
    }

    fn scene() -> Canvas {
        let mut c = Canvas::new(64, 48, WHITE).expect("a canvas");
        c.fill_rect([4.0, 4.0, 12.0, 12.0], BLACK);
        c.arrow([20.0, 40.0], [60.0, 40.0], Pen::solid(BLACK, 2.0));
        c.line([0.0, 20.0], [64.0, 20.0], Pen::dashed(BLACK, 2.0, 8.0, 8.0));
        let style = TextStyle::new(Face::SemiBold, 16.0);
        c.text([40.0, 14.0], Align::Middle, style, BLACK, "Ag");
        c
    }

    #[test]
    fn shapes_are_where_they_say() {
        let c = scene();
        assert_eq!(pixel(&c, 4, 4), BLACK.rgba);
        assert_eq!(pixel(&c, 11, 11), BLACK.rgba);
        assert_eq!(pixel(&c, 12, 12), WHITE.rgba);
        assert_eq!(pixel(&c, 30, 40), BLACK.rgba, "shaft");
        assert_eq!(pixel(&c, 4, 20), BLACK.rgba, "dash");
        assert_eq!(pixel(&c, 12, 20), WHITE.rgba, "gap");
        let inked = (30..50).any(|x| pixel(&c, x, 10)[0] < 100);
        assert!(inked, "text");
    }

    #[test]
    fn equal_orders_give_equal_bytes_and_files_read_back() {
        let (a, b) = (scene(), scene());
        let png = a.to_png().expect("a file");
        assert_eq!(png, b.to_png().expect("a file"));
        let back = image::load_from_memory(&png).expect("a picture").to_rgba8();
        assert_eq!(back.into_raw(), a.to_rgba());
        let jpeg = a.to_jpeg(90).expect("a file");
        let size = image::load_from_memory(&jpeg).expect("a picture");
        assert_eq!((size.width(), size.height()), (64, 48));
    }

    #[test]
    fn a_picture_under_the_marks_stays_as_it_is() {
        let rgba: Vec<u8> = (0..4 * 3 * 4)
            .map(|i| if i % 4 == 3 { 255 } else { i })
            .collect();
        let c = Canvas::from_rgba(4, 3, &rgba).expect("a canvas");
        assert_eq!(c.to_rgba(), rgba);
    }

    #[test]
    fn impossible_sizes_and_numbers_are_refused_or_ignored() {
        assert!(matches!(
            Canvas::new(0, 5, WHITE),
            Err(CanvasError::Size { .. })
        ));
        let error = Canvas::new(60_000, 60_000, WHITE).expect_err("too large");
        assert_eq!(
            error.to_string(),
            "expected 1 to 100000000 pixels, found 60000 x 60000"
        );
        assert!(matches!(
            Canvas::from_rgba(2, 2, &[0; 15]),
            Err(CanvasError::Buffer { .. })
        ));
        let mut c = Canvas::new(8, 8, WHITE).expect("a canvas");
        let before = c.to_rgba();
        c.fill_rect([f32::NAN, 0.0, 4.0, 4.0], BLACK);
        c.fill_rect([5.0, 5.0, 1.0, 1.0], BLACK);
        c.arrow([1.0, 1.0], [1.0, 1.0], Pen::solid(BLACK, 2.0));
        let style = TextStyle::new(Face::Regular, 12.0);
        c.text([1e9, f32::NAN], Align::End, style, BLACK, "far away");
        assert_eq!(c.to_rgba(), before);
    }
}
