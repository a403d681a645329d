//! Whether there is a display to open a window on.

/// Names by which a display server is announced to programs.
#[cfg(all(unix, not(target_os = "macos")))]
const ANNOUNCED_BY: [&str; 3] = ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"];

/// Whether a display server is announced; it may still refuse. Systems that always have one say yes.
#[cfg(all(unix, not(target_os = "macos")))]
pub fn is_announced() -> bool {
    ANNOUNCED_BY
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Whether a display server is announced; it may still refuse. Systems that always have one say yes.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub fn is_announced() -> bool {
    true
}
