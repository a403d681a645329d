//! What the window knows and what changes it. No egui here: [`Command`]s are data, [`State::apply`] is the one
//! place that acts on them, and all of it is tested without a window.

pub mod fix;
