//! The controls that screens are built from, one a file.
//!
//! Each is a plain function or a small struct over strings and enums: it draws itself in the current
//! [`crate::ui::theme::Theme`], gives its nodes names and states for assistive technology, is at least 24 by 24
//! points where it can be hit, and returns what happened. None of them knows a store, a scene or a sample, and none
//! keeps state beyond what egui keeps for it.

pub mod answer_field;
pub mod arithmetic;
pub mod button;
pub mod check_row;
pub mod decision_bar;
pub mod field;
pub mod heat;
pub mod image_view;
pub mod key_cap;
pub mod list;
pub mod mark;
pub mod message;
pub mod option_row;
pub mod paint;
pub mod pane_header;
pub mod plate;
pub mod proof;
pub mod question;
pub mod quota_bar;
pub mod ruler;
pub mod status_line;
pub mod top_bar;

#[cfg(test)]
mod gallery;
#[cfg(test)]
mod interaction;
