//! What end-to-end tests share: the folders of real data, and a folder of one's own with the real binary in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::skip::skip;

/// A file or folder of the real data, or `None` (after [`skip`]) where that data is not.
///
/// `relative` is a path below the folder that `SPATIALSCORE_DATA` names, for example `room/scene.json`.
#[track_caller]
pub fn data(relative: &str) -> Option<PathBuf> {
    below("SPATIALSCORE_DATA", relative)
}

/// The same for the recorded results of other programs, below `SPATIALSCORE_GOLDEN`.
#[track_caller]
pub fn golden(relative: &str) -> Option<PathBuf> {
    below("SPATIALSCORE_GOLDEN", relative)
}

#[track_caller]
fn below(variable: &str, relative: &str) -> Option<PathBuf> {
    let found = std::env::var_os(variable)
        .map(|root| PathBuf::from(root).join(relative))
        .filter(|path| path.exists());
    if found.is_none() {
        skip(&format!("{variable} has no {relative}"));
    }
    found
}

/// What a run of the binary came to.
#[derive(Debug)]
pub struct Run {
    /// Exit code; `None` after a signal.
    pub code: Option<i32>,
    /// All of standard output, as text.
    pub stdout: String,
    /// All of standard error, as text.
    pub stderr: String,
}

/// A temporary folder of one test, gone when dropped. The binary run in it keeps its settings in it too, so a test
/// never sees (or touches) those of the person who runs it.
pub struct Sandbox {
    folder: tempfile::TempDir,
}

impl Sandbox {
    /// A new, empty folder.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        std::fs::create_dir(folder.path().join(".config")).expect("the new folder is writable");
        Self { folder }
    }

    /// The folder, or a place in it.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// Writes a file into the folder and says where it is.
    pub fn write(&self, relative: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(relative);
        let parent = path.parent().unwrap_or(Path::new(""));
        std::fs::create_dir_all(parent).expect("the sandbox is writable");
        std::fs::write(&path, content).expect("the sandbox is writable");
        path
    }

    /// The binary, ready to run in the folder: no display, no input, settings of its own. For tests that need more
    /// than [`Sandbox::run`], such as a child to kill.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spatialscore"));
        command
            .current_dir(self.folder.path())
            .env("SPATIALSCORE_CONFIG", self.path(".config"))
            .env("SPATIALSCORE_CACHE", self.path(".cache"))
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("RUST_LOG")
            .stdin(std::process::Stdio::null());
        command
    }

    /// Runs the binary to its end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        let output = self
            .command()
            .args(arguments)
            .output()
            .expect("the binary that cargo just built starts");
        Run {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

#[test]
fn the_binary_runs_in_a_sandbox() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(["--version"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    assert!(
        run.stdout.is_empty() || run.stdout.starts_with("spatialscore "),
        "{run:?}"
    );
    let written = sandbox.write("a/b.txt", "c");
    assert_eq!(std::fs::read_to_string(written).expect("just written"), "c");
}

#[test]
fn real_data_is_found_by_its_relative_path() {
    let Some(manifest) = data("MANIFEST.md") else {
        return;
    };
    let text = std::fs::read_to_string(manifest).expect("the manifest is text");
    assert!(text.contains("spatialscore_v0"));
}

#[test]
fn recorded_results_are_found_by_their_relative_path() {
    let Some(golden) = golden("official_scorer.jsonl") else {
        return;
    };
    assert!(golden.is_file());
}
