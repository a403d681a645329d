//! Whether cards begin blind: a setting of the project that the lead may change, and that leaves a fact behind.

use super::error::Result;
use super::reader::Reader;
use super::{NewEvent, Store};
use crate::sample::Body;

/// The setting's name.
const BLIND_FIRST: &str = "blind_first";

impl Reader {
    /// Whether cards show media and question alone until they are answered; true until somebody says otherwise.
    ///
    /// # Errors
    /// When the file or the setting cannot be read.
    pub fn blind_first(&self) -> Result<bool> {
        Ok(self.setting(BLIND_FIRST)?.unwrap_or(true))
    }
}

impl Store {
    /// Changes whether cards begin blind, and records who did: an `unblinded` event about the project, since answers
    /// given after the key was seen are no human baseline. Setting what is set already changes and records nothing.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn set_blind_first(&mut self, blind: bool) -> Result<()> {
        if self.read().blind_first()? == blind {
            return Ok(());
        }
        let what = if blind {
            "blind_first on"
        } else {
            "blind_first off"
        };
        // The fact before the change: a crash between the two leaves one fact too many, never a silent change.
        self.append(NewEvent::about_project(Body::Unblinded {
            what: what.to_owned(),
        }))?;
        self.set_setting(BLIND_FIRST, &blind)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::*;

    #[test]
    fn switching_blind_off_is_kept_and_recorded_once() {
        let mut p = Project::with(1);
        assert!(p.store.read().blind_first().expect("read"));
        p.store.set_blind_first(true).expect("nothing to do");
        p.store.set_blind_first(false).expect("switched");
        p.store.set_blind_first(false).expect("nothing to do");
        let p = p.restart();
        assert!(!p.store.read().blind_first().expect("read"));
        let me = p.store.author().to_owned();
        let last = p.store.read().last_event_by(&me).expect("read");
        let last = last.expect("an event");
        assert_eq!(
            (last.kind.as_str(), last.sample, &last.body["what"]),
            ("unblinded", None, &serde_json::json!("blind_first off"))
        );
    }
}
