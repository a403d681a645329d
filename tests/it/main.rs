//! The single integration-test binary; each module is one subject.
mod room;
mod support;
