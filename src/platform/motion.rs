//! Whether the system asks programs to move less. There is no one call for it: each desktop keeps it elsewhere.

use std::process::{Command, Stdio};

/// `Some(true)` when the system asks for less motion; `None` where it does not say (Windows is not asked yet).
/// Runs a program of the system and waits for it: for a thread of its own.
#[must_use]
pub fn is_reduced() -> Option<bool> {
    if cfg!(target_os = "macos") {
        let said = ask(
            "defaults",
            &["read", "com.apple.universalaccess", "reduceMotion"],
        )?;
        return switch(&said);
    }
    if cfg!(target_os = "linux") {
        let said = ask(
            "gsettings",
            &["get", "org.gnome.desktop.interface", "enable-animations"],
        )?;
        return switch(&said).map(|animated| !animated);
    }
    None
}

fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A switch as desktops print it.
fn switch(said: &str) -> Option<bool> {
    match said.trim() {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_is_on_off_or_not_told() {
        assert_eq!(switch("true\n"), Some(true));
        assert_eq!(switch("0\n"), Some(false));
        assert_eq!(switch("no such key"), None);
        assert_eq!(ask("spatialscore-has-no-such-program", &[]), None);
    }
}
