//! Whole scenes: what every one of them must be.
