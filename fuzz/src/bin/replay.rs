//! Runs a parser on files and folders of files, without the fuzzer: `replay NAME PATH...`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let name = arguments.next().unwrap_or_default();
    let Some(ready) = spatialscore_fuzz::Ready::new(&name.to_string_lossy()) else {
        eprintln!("replay NAME PATH...: no parser {name:?}");
        return ExitCode::from(2);
    };
    let paths: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    let files: Vec<PathBuf> = paths.iter().flat_map(|path| files(path)).collect();
    let mut held = 0;
    for file in &files {
        match std::fs::read(file) {
            Ok(bytes) => held += usize::from(ready.run(&bytes)),
            Err(error) => {
                eprintln!("{}: {error}", file.display());
                return ExitCode::FAILURE;
            }
        }
    }
    println!("{} inputs, {held} of them held something", files.len());
    ExitCode::SUCCESS
}

fn files(path: &Path) -> Vec<PathBuf> {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(_no_folder) => vec![path.into()],
    }
}
