//! Each author's events form a signed chain: what was said cannot be changed, reordered or dropped unseen.

use super::{Digest, Event, canonical};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

/// Signs one author's events. The private part never enters a project file.
pub struct Signer {
    key: SigningKey,
}

impl Signer {
    /// From the 32 secret bytes.
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        Self {
            key: SigningKey::from_bytes(secret),
        }
    }

    /// The author this signs for: the public key, 64 hexadecimal digits.
    pub fn author(&self) -> String {
        hex(self.key.verifying_key().as_bytes())
    }

    /// Fills `hash` and `sig` of an event that is complete otherwise.
    pub fn sign(&self, mut event: Event) -> Event {
        event.hash = event_hash(&event);
        event.sig = hex(&self.key.sign(&event.hash.0).to_bytes());
        event
    }
}

/// The hash that an event must carry: BLAKE3 of the canonical form of everything but `hash` and `sig`.
pub fn event_hash(event: &Event) -> Digest {
    canonical::hash(&serde_json::json!({
        "id": event.id, "author": event.author, "seq": event.seq, "hlc": event.hlc, "at_ms": event.at_ms,
        "shown_at_ms": event.shown_at_ms, "active_ms": event.active_ms, "app": event.app, "prev": event.prev,
        "kind": event.kind, "sample": event.sample, "revision": event.revision, "body": event.body,
    }))
}

/// Whether hash and signature are the author's own; says what is wrong.
///
/// # Errors
/// A sentence that names the event and what does not match.
pub fn check_event(event: &Event) -> Result<(), String> {
    let wrong = |what: &str| {
        Err(format!(
            "event {} (author {:.8}, number {}): {what}",
            event.id, event.author, event.seq
        ))
    };
    if event.hash != event_hash(event) {
        return wrong("its hash is not that of its content");
    }
    let key = unhex::<32>(&event.author).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    let signature = unhex::<64>(&event.sig).map(|bytes| Signature::from_bytes(&bytes));
    match (key, signature) {
        (Some(key), Some(signature)) if key.verify_strict(&event.hash.0, &signature).is_ok() => {
            Ok(())
        }
        (None, _) => wrong("its author is not a public key"),
        _ => wrong("its signature is not the author's"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    let mut out = [0; N];
    for (i, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(i * 2..i * 2 + 2)?, 16).ok()?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::super::state::tests_support::event;
    use super::super::{Body, Key};
    use super::*;

    #[test]
    fn a_signed_event_passes_and_any_change_fails() {
        let signer = Signer::from_secret(&[7; 32]);
        let mut e = event(
            1,
            Key::default(),
            Body::Flagged {
                note: "look".into(),
            },
        );
        e.author = signer.author();
        let e = signer.sign(e);
        assert_eq!(check_event(&e), Ok(()));
        let changed = Event {
            at_ms: e.at_ms + 1,
            ..e.clone()
        };
        assert!(check_event(&changed).expect_err("changed").contains("hash"));
        let other = Signer::from_secret(&[8; 32]);
        let forged = Event {
            sig: other.sign(e.clone()).sig,
            ..e.clone()
        };
        assert!(
            check_event(&forged)
                .expect_err("forged")
                .contains("signature")
        );
        let nobody = Signer::from_secret(&[7; 32]).sign(Event {
            author: "zz".into(),
            ..e
        });
        assert!(check_event(&nobody).expect_err("nobody").contains("author"));
    }
}
