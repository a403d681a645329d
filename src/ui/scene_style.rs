//! How scenes are drawn, from the design's tokens: the 3D view itself knows no theme.

use super::theme::Theme;
use super::tokens::TOKENS;
use super::widgets::mark::Mark;
use crate::raster::{Halo, Hidden, Palette, PointStyle, RAMP, RoleStyle};
use egui::Color32;

/// Width of a camera's lines, points: between a subject's and a distractor's.
const CAMERA_STROKE: f32 = 1.5;
/// Diameter of end dots, points.
const DOT: f32 = 7.0;

/// Colours and lines of evidence in the scene; the same in both themes.
pub fn palette(theme: Theme) -> Palette {
    let role = |mark| {
        let style = TOKENS.evidence_style.of(mark);
        RoleStyle {
            rgb: rgb(theme.mark_in_scene(mark)),
            stroke_px: style.stroke,
            dash_px: style.dash().map(|(dash, gap)| [dash, gap]),
            fill_alpha: style.fill_alpha,
            has_halo: !matches!(mark, Mark::Distractor | Mark::Excluded),
        }
    };
    let camera = RoleStyle {
        stroke_px: CAMERA_STROKE,
        has_halo: true,
        fill_alpha: 0.0,
        ..role(Mark::Context)
    };
    let halo = theme.scene().halo.to_srgba_unmultiplied();
    Palette {
        subject: role(Mark::Subject),
        reference: role(Mark::Reference),
        distractor: role(Mark::Distractor),
        excluded: role(Mark::Excluded),
        measure: role(Mark::Measure),
        context: RoleStyle {
            rgb: rgb(theme.scene().camera),
            dash_px: None,
            ..camera
        },
        halo: Halo {
            rgba: halo,
            extra_px: 2.0,
        },
        hidden: Hidden {
            alpha: TOKENS.evidence_style.hidden_part.alpha,
            dash_px: Some([2.0, 4.0]),
        },
        dot_px: DOT,
    }
}

/// How points are drawn; colours of ramp and background from the theme.
pub fn points(theme: Theme, pixels_per_point: f32, point: f32) -> PointStyle<'static> {
    let palette = theme.palette();
    let ramp: [[u8; 3]; RAMP] = palette.heat.map(rgb);
    PointStyle {
        point_px: point * pixels_per_point,
        background: rgb(palette.bg.viewport),
        ramp,
        ..PointStyle::default()
    }
}

fn rgb(colour: Color32) -> [u8; 3] {
    [colour.r(), colour.g(), colour.b()]
}
