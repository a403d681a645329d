//! Which palette is in force and how egui is told: flat, square panes, 1 px lines, no shadows, values from
//! [`TOKENS`] only.
//!
//! A [`Theme`] is installed into an [`egui::Context`] with [`Theme::apply`]; every widget gets it back with
//! [`Theme::of`]. Nothing here decides layout.

use std::sync::Arc;

use egui::{
    Color32, Context, CornerRadius, FontId, Margin, Shadow, Stroke, Style, TextStyle, Visuals,
    style::WidgetVisuals, vec2,
};
use serde::{Deserialize, Serialize};

use super::tokens::{Palette, ScenePalette, Sizes, Spaces, TOKENS};
pub use super::typography::{Family, Type, one_line};
use super::widgets::mark::Mark;

/// Smallest and largest scale of the window, in per cent.
pub const SCALE_PERCENT: std::ops::RangeInclusive<u16> = 80..=200;

/// What the person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Follow the system.
    #[default]
    System,
    /// Always dark.
    Dark,
    /// Always light.
    Light,
}

/// The look in force. Cheap to clone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    dark: bool,
    reduced_motion: bool,
}

impl Theme {
    /// The dark theme.
    pub const DARK: Self = Self {
        dark: true,
        reduced_motion: false,
    };
    /// The light theme.
    pub const LIGHT: Self = Self {
        dark: false,
        reduced_motion: false,
    };

    /// The theme that a mode means on this system; dark where the system does not say.
    #[must_use]
    pub fn resolve(mode: Mode, system: Option<egui::Theme>) -> Self {
        match (mode, system) {
            (Mode::Light, _) | (Mode::System, Some(egui::Theme::Light)) => Self::LIGHT,
            _ => Self::DARK,
        }
    }

    /// With every duration 0 when `reduced`.
    #[must_use]
    pub fn with_reduced_motion(self, reduced: bool) -> Self {
        Self {
            reduced_motion: reduced,
            ..self
        }
    }

    /// The theme last applied to this context; dark before the first.
    #[must_use]
    pub fn of(ctx: &Context) -> Self {
        ctx.data(|data| data.get_temp(theme_id()))
            .unwrap_or(Self::DARK)
    }

    /// Whether light text stands on dark panes.
    #[must_use]
    pub const fn is_dark(self) -> bool {
        self.dark
    }

    /// Colours of panes and controls.
    #[must_use]
    pub fn palette(self) -> &'static Palette {
        if self.dark {
            &TOKENS.color.dark
        } else {
            &TOKENS.color.light
        }
    }

    /// Colours over scans and pictures, the same in both themes.
    #[must_use]
    pub fn scene(self) -> &'static ScenePalette {
        &TOKENS.color.scene
    }

    /// Heights and widths, points.
    #[must_use]
    pub fn size(self) -> &'static Sizes {
        &TOKENS.size
    }

    /// Distances, points.
    #[must_use]
    pub fn space(self) -> &'static Spaces {
        &TOKENS.space
    }

    /// The colour of a mark on a pane; context is secondary text.
    #[must_use]
    pub fn mark(self, mark: Mark) -> Color32 {
        let palette = self.palette();
        palette.evidence.of(mark).unwrap_or(palette.text.secondary)
    }

    /// The colour of a mark over a scan or a picture; context is drawn like a camera.
    #[must_use]
    pub fn mark_in_scene(self, mark: Mark) -> Color32 {
        let scene = self.scene();
        scene.evidence.of(mark).unwrap_or(scene.camera)
    }

    /// How long new panes take to fade in, seconds.
    #[must_use]
    pub fn reveal_secs(self) -> f32 {
        self.secs(TOKENS.motion_ms.reveal)
    }

    /// How long a toast takes to come and go, seconds.
    #[must_use]
    pub fn toast_secs(self) -> f32 {
        self.secs(TOKENS.motion_ms.toast)
    }

    /// How long the camera takes from one evidence view to the next, seconds.
    #[must_use]
    pub fn camera_step_secs(self) -> f32 {
        self.secs(TOKENS.motion_ms.camera_step)
    }

    fn secs(self, ms: f32) -> f32 {
        (if self.reduced_motion {
            TOKENS.motion_ms.reduced
        } else {
            ms
        }) / 1000.0
    }

    /// Line between panes and rows.
    #[must_use]
    pub fn hairline(self) -> Stroke {
        Stroke::new(TOKENS.stroke.hairline, self.palette().line.subtle)
    }

    /// Line around a control at rest.
    #[must_use]
    pub fn control_line(self) -> Stroke {
        Stroke::new(TOKENS.stroke.control, self.palette().line.control)
    }

    /// Line around a chosen control.
    #[must_use]
    pub fn selected_line(self) -> Stroke {
        Stroke::new(TOKENS.stroke.selected, self.palette().accent.base)
    }

    /// Radius of key caps, plates and cells.
    #[must_use]
    pub fn radius_small(self) -> CornerRadius {
        radius(TOKENS.radius.small)
    }

    /// Radius of buttons, fields and options.
    #[must_use]
    pub fn radius_control(self) -> CornerRadius {
        radius(TOKENS.radius.control)
    }

    /// Makes this the look of a context; does nothing if it already is.
    pub fn apply(self, ctx: &Context) {
        if ctx.data(|data| data.get_temp::<Self>(theme_id())) == Some(self) {
            return;
        }
        let style = Arc::new(self.style());
        ctx.set_theme(if self.dark {
            egui::Theme::Dark
        } else {
            egui::Theme::Light
        });
        ctx.set_style_of(egui::Theme::Dark, style.clone());
        ctx.set_style_of(egui::Theme::Light, style);
        ctx.data_mut(|data| data.insert_temp(theme_id(), self));
    }

    /// Scales the whole window; values outside 80 to 200 % are brought inside.
    pub fn apply_scale(ctx: &Context, percent: u16) {
        let percent = percent.clamp(*SCALE_PERCENT.start(), *SCALE_PERCENT.end());
        ctx.set_zoom_factor(f32::from(percent) / 100.0);
    }

    /// The egui style of this theme.
    #[must_use]
    pub fn style(self) -> Style {
        let mut style = Style {
            text_styles: text_styles(),
            drag_value_text_style: TextStyle::Monospace,
            visuals: self.visuals(),
            animation_time: self.secs(TOKENS.motion_ms.toast),
            ..Style::default()
        };
        let (space, size) = (self.space(), self.size());
        style.spacing.item_spacing = vec2(space.s2, space.s2);
        style.spacing.window_margin = Margin::same(space.s4 as i8);
        style.spacing.menu_margin = Margin::same(space.s2 as i8);
        style.spacing.button_padding = vec2(space.s3, space.s2);
        style.spacing.interact_size = vec2(size.hit_min, size.hit_min);
        style.spacing.icon_width = size.icon;
        style.spacing.icon_width_inner = size.icon / 2.0;
        style.spacing.scroll = egui::style::ScrollStyle::thin();
        style.spacing.scroll.fade.strength = 0.0;
        style.interaction.selectable_labels = false;
        style.interaction.multi_widget_text_select = false;
        if self.reduced_motion {
            style.scroll_animation = egui::style::ScrollAnimation::none();
        }
        style
    }

    fn visuals(self) -> Visuals {
        let palette = self.palette();
        let mut visuals = if self.dark {
            Visuals::dark()
        } else {
            Visuals::light()
        };
        self.set_widget_visuals(&mut visuals);
        if self.dark {
            // Between egui's two presets: letters as heavy as the design shows them, and still even.
            visuals.text_options.color_transfer_function =
                egui::epaint::FontColorTransferFunction::Gamma(0.75);
        }
        visuals.weak_text_color = Some(palette.text.tertiary);
        visuals.selection.bg_fill = palette.accent.subtle;
        // egui draws the frame of a focused text field with this stroke.
        visuals.selection.stroke = Stroke::new(TOKENS.stroke.selected, palette.accent.base);
        visuals.hyperlink_color = palette.accent.base;
        visuals.faint_bg_color = palette.bg.raised;
        visuals.extreme_bg_color = palette.bg.window;
        visuals.text_edit_bg_color = Some(self.field_fill());
        visuals.code_bg_color = palette.bg.raised;
        visuals.warn_fg_color = palette.status.warn;
        visuals.error_fg_color = palette.status.fail;
        visuals.window_corner_radius = radius(TOKENS.radius.window);
        visuals.menu_corner_radius = radius(TOKENS.radius.window);
        visuals.window_fill = palette.bg.panel;
        visuals.panel_fill = palette.bg.panel;
        visuals.window_stroke = self.control_line();
        visuals.window_shadow = Shadow::NONE;
        visuals.popup_shadow = Shadow::NONE;
        visuals.text_cursor.stroke = Stroke::new(TOKENS.stroke.focus, palette.accent.base);
        visuals.striped = false;
        visuals.interact_cursor = None;
        visuals
    }

    /// Ground of text fields: the window's colour in the dark, the pane's in the light.
    #[must_use]
    pub fn field_fill(self) -> Color32 {
        if self.dark {
            self.palette().bg.window
        } else {
            self.palette().bg.panel
        }
    }

    fn set_widget_visuals(self, visuals: &mut Visuals) {
        let palette = self.palette();
        let look = |fill: Color32, line: Stroke, text: Color32| WidgetVisuals {
            bg_fill: fill,
            weak_bg_fill: fill,
            bg_stroke: line,
            corner_radius: self.radius_control(),
            fg_stroke: Stroke::new(TOKENS.stroke.control, text),
            expansion: 0.0,
        };
        let widgets = &mut visuals.widgets;
        widgets.noninteractive = look(palette.bg.panel, self.hairline(), palette.text.primary);
        widgets.inactive = look(palette.bg.raised, self.control_line(), palette.text.primary);
        widgets.hovered = look(palette.bg.hover, self.control_line(), palette.text.primary);
        widgets.active = look(
            palette.bg.active,
            self.selected_line(),
            palette.text.primary,
        );
        widgets.open = look(palette.bg.active, self.control_line(), palette.text.primary);
    }
}

/// Where a context keeps its theme.
fn theme_id() -> egui::Id {
    egui::Id::unique("spatialscore theme")
}

fn radius(points: f32) -> CornerRadius {
    CornerRadius::same(points as u8)
}

fn text_styles() -> std::collections::BTreeMap<TextStyle, FontId> {
    [
        (TextStyle::Small, Type::Caption.font()),
        (TextStyle::Body, Type::Body.font()),
        (TextStyle::Button, Type::Body.font_in(Family::Strong)),
        (TextStyle::Monospace, Type::Number.font()),
        (TextStyle::Heading, Type::Title.font()),
    ]
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mode_follows_the_system_unless_set() {
        assert!(Theme::resolve(Mode::System, None).is_dark());
        assert!(!Theme::resolve(Mode::System, Some(egui::Theme::Light)).is_dark());
        assert!(Theme::resolve(Mode::Dark, Some(egui::Theme::Light)).is_dark());
        assert!(!Theme::resolve(Mode::Light, Some(egui::Theme::Dark)).is_dark());
    }

    #[test]
    fn applied_theme_comes_back_and_is_flat() {
        let ctx = Context::default();
        Theme::LIGHT.apply(&ctx);
        assert!(!Theme::of(&ctx).is_dark());
        let style = ctx.style_of(egui::Theme::Light);
        assert_eq!(style.visuals.panel_fill, TOKENS.color.light.bg.panel);
        assert_eq!(style.visuals.window_shadow, Shadow::NONE);
        assert_eq!(style.visuals.popup_shadow, Shadow::NONE);
        assert!(style.spacing.interact_size.min_elem() >= TOKENS.size.hit_min);
    }

    #[test]
    fn reduced_motion_takes_no_time() {
        assert!(Theme::DARK.reveal_secs() > 0.0 && Theme::DARK.camera_step_secs() <= 0.12);
        let still = Theme::DARK.with_reduced_motion(true);
        assert_eq!(
            [
                still.reveal_secs(),
                still.toast_secs(),
                still.camera_step_secs()
            ],
            [0.0; 3]
        );
    }

    #[test]
    fn scale_stays_within_its_limits() {
        let ctx = Context::default();
        Theme::apply_scale(&ctx, 20);
        ctx.run_ui(egui::RawInput::default(), |_| {})
            .textures_delta
            .clear();
        assert!((ctx.zoom_factor() - 0.8).abs() < 1e-6);
    }
}
