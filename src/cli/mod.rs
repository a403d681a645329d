//! The command line: what was typed (`args`) becomes calls into the library; one file a subcommand.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 done with findings, 2 could
//! not, 130 interrupted. A closed pipe is no failure. Not here: the window; a command that wants it returns [`Outcome::Window`].

mod args;
mod check;
mod demo;
mod doctor;
mod export;
mod import;
mod index;
mod info;
mod init;
mod output;
mod render;
mod scene;
mod scene_style;
mod set;
mod simulate;
mod stand_in;

use crate::job::{Cancel, Cancelled};
use crate::platform::config::{self, ConfigError};
use crate::platform::interrupt;
use crate::release::ExportError;
use crate::store::{Identity, StoreError};
use args::{Arguments, Command, Common};
use clap::Parser;
use clap::error::ErrorKind;
use output::{Closed, Output};
use std::ffi::OsString;
use std::path::PathBuf;

/// What a command line comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is said; the exit code.
    Exit(u8),
    /// The window is wanted.
    Window(Window),
}

/// What the window should begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Window {
    /// The start screen.
    Start,
    /// This project.
    Project(PathBuf),
    /// The built-in tour.
    Tour,
}

/// What a command found out about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    /// Everything as it should be: 0.
    Clean,
    /// Done, and there is something to look at: 1.
    Findings,
}

/// How to do without a window, in one sentence.
pub const WITHOUT_WINDOW: &str = "without a window use `render`, `demo --dir`, or one of review, demo, init, set, simulate, import, info, doctor, export, render, scene (see --help)";

/// Runs a command line, program name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Outcome {
    let parsed = match Arguments::try_parse_from(arguments) {
        Ok(parsed) => parsed,
        Err(error) => {
            // A closed pipe is no failure, and there is nowhere else to say so.
            let _ = error.print();
            let shown = matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            );
            return Outcome::Exit(if shown { 0 } else { 2 });
        }
    };
    log_to_stderr(parsed.common.verbose);
    if let Some(threads) = parsed.common.threads {
        // Fails only when the pool is there already, which it is not before this line.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.get())
            .build_global();
    }
    let output = Output::new(&parsed.common);
    match parsed.command {
        None => Outcome::Window(Window::Start),
        Some(command) => command_outcome(command, &parsed.common, &output),
    }
}

fn command_outcome(command: Command, common: &Common, output: &Output) -> Outcome {
    let result = match command {
        Command::Review { project } => {
            return Outcome::Window(project.map_or(Window::Start, Window::Project));
        }
        Command::Demo(demo) => match &demo.dir {
            None => return Outcome::Window(Window::Tour),
            Some(dir) => demo::run(&demo, dir, common, output),
        },
        Command::Init { project } => init::run(&project, common, output),
        Command::Set { project, settings } => set::run(&project, &settings, common, output),
        Command::Simulate(asked) => simulate::run(&asked, common, output),
        Command::Import(import) => import::run(&import, common, output),
        Command::Info { project } => info::run(&project, output),
        Command::Doctor { project, backup } => {
            doctor::run(&project, backup.as_deref(), common, output)
        }
        Command::Export(export) => export::run(&export, common, output),
        Command::Render(render) => render::run(&render, common, output),
        Command::Scene(args::Scene::Info(info)) => scene::info(&info, output),
        Command::Scene(args::Scene::Check(asked)) => check::run(&asked, common, output),
        Command::Scene(args::Scene::Index(asked)) => index::run(&asked, common, output),
    };
    Outcome::Exit(match result {
        Ok(Done::Clean) => 0,
        Ok(Done::Findings) => 1,
        Err(error) if error.is::<Closed>() => 0,
        Err(error) => {
            output.error(&error);
            if was_cancelled(&error) {
                interrupt::EXIT_CODE
            } else {
                2
            }
        }
    })
}

/// Whether this is no failure but what was asked for.
fn was_cancelled(error: &anyhow::Error) -> bool {
    error.is::<Cancelled>()
        || matches!(error.downcast_ref(), Some(StoreError::Cancelled(_)))
        || matches!(error.downcast_ref(), Some(ExportError::Cancelled(_)))
}

/// Work that Ctrl+C stops where it leaves nothing half done.
fn interruptible() -> Cancel {
    let cancel = Cancel::default();
    let asked = cancel.clone();
    interrupt::once(move || asked.cancel());
    cancel
}

/// Who works on the command line: the person at this machine's window.
fn identity() -> Result<Identity, ConfigError> {
    Identity::of(config::REVIEWER)
}

fn log_to_stderr(verbose: u8) {
    let level = match verbose {
        // What the libraries of a window think of this machine helps nobody who did not ask.
        0 => "spatialscore=warn,error",
        1 => "spatialscore=info,warn",
        _ => "spatialscore=debug,info",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_none| tracing_subscriber::EnvFilter::new(level));
    // Fails only when a subscriber is set already (several runs in one process, in tests).
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .try_init();
}
