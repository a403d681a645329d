//! Whether the system asks programs to move less. There is no one call for it: each desktop keeps it elsewhere.

use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

/// A program that has not answered by then is not going to: settings are read from a file in memory.
const PATIENCE: Duration = Duration::from_millis(300);
/// More than a switch is printed as, bytes.
const LONGEST: u64 = 4096;

/// `Some(true)` when the system asks for less motion; `None` where it does not say (Windows is not asked yet).
/// Runs a program of the system and waits for it, not for long: for a thread of its own.
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

/// What a program prints; `None` when there is none such, when it fails, or when it takes longer than [`PATIENCE`].
/// It is ended then, and always waited for.
fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    let until = Instant::now() + PATIENCE;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let said = printed(&mut child, until);
    let succeeded = said.is_some() && ends_well(&mut child, until);
    // Ended already, in the usual case; neither call then does anything.
    let _ = child.kill();
    let _ = child.wait();
    said.filter(|_| succeeded)
}

/// Everything that a program prints. Read on a thread of its own: a pipe cannot be read for a while only.
fn printed(child: &mut Child, until: Instant) -> Option<String> {
    let out = child.stdout.take()?;
    let (sender, receiver) = sync_channel(1);
    std::thread::Builder::new()
        .name("motion".into())
        .spawn(move || {
            let mut text = String::new();
            let read = out.take(LONGEST).read_to_string(&mut text);
            // Nobody waits for it any more when it took too long.
            let _ = sender.send(read.ok().map(|_| text));
        })
        .ok()?;
    let left = until.saturating_duration_since(Instant::now());
    receiver.recv_timeout(left).ok().flatten()
}

/// Whether a program that has printed everything ends in time, and well.
fn ends_well(child: &mut Child, until: Instant) -> bool {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(2)),
            _ => return false,
        }
    }
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

    #[cfg(unix)]
    #[test]
    fn a_program_that_does_not_answer_is_ended() {
        let shell = |script: &str| ask("sh", &["-c", script]);
        assert_eq!(shell("echo true").as_deref(), Some("true\n"));
        assert_eq!(shell("echo true; exit 3"), None, "it failed");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("pid");
        for (n, hangs) in ["exec sleep 600", "exec >&-; exec sleep 600", "yes"]
            .iter()
            .enumerate()
        {
            let script = format!("echo $$ > '{}'; echo true; {hangs}", file.display());
            assert_eq!(shell(&script), None, "{hangs}");
            let pid = std::fs::read_to_string(&file).expect("it had begun");
            // The shell's own: a small system has no program of that name.
            let alive = Command::new("sh")
                .args(["-c", &format!("kill -0 {}", pid.trim())])
                .stderr(Stdio::null())
                .status()
                .expect("a shell");
            assert!(!alive.success(), "script {n} is still there: {pid}");
        }
    }
}
