//! Ctrl+C, and the other ways in which a system asks a program to end.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a program that was interrupted, as shells know it.
pub const EXIT_CODE: u8 = 130;

static STOP: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();
static ASKED: AtomicBool = AtomicBool::new(false);

/// Calls `stop` when the program is asked to end; asked again, it ends at once. The first call counts, others are
/// ignored: it is for a program that does one thing. Where the system lets nobody listen, it ends as ever.
pub fn once(stop: impl Fn() + Send + Sync + 'static) {
    if STOP.set(Box::new(stop)).is_err() {
        return;
    }
    let listening = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(EXIT_CODE.into());
        }
        if let Some(stop) = STOP.get() {
            stop();
        }
    });
    if let Err(error) = listening {
        tracing::debug!("nobody listens to Ctrl+C: {error}");
    }
}
