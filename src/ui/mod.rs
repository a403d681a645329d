//! The window: egui only, nothing below this layer knows of it.
//!
//! This part of it is the kit that every screen is built from: the look ([`tokens`], [`theme`], [`fonts`],
//! [`icons`]), the words ([`text`]), the keys ([`keys`]) and the controls ([`widgets`]). Widgets take plain data
//! and return what happened; they never see a store, a scene or a sample.

pub mod a11y;
pub mod app;
pub mod browse;
pub mod contrast;
pub mod fonts;
pub mod icons;
pub mod keys;
pub mod remeasure;
pub mod scene_cache;
pub mod scene_style;
pub mod screens;
pub mod settings;
pub mod sheets;
pub mod state;
pub mod text;
pub mod textures;
pub mod theme;
pub mod tokens;
pub mod typography;
pub mod view3d;
pub mod when;
pub mod widgets;
