//! `init P`: make a new, empty project.

use super::args::Common;
use super::output::Output;
use super::{Done, identity};
use crate::store::Store;
use anyhow::bail;
use serde_json::json;
use std::path::Path;

pub(super) fn run(project: &Path, common: &Common, output: &Output) -> anyhow::Result<Done> {
    if project.exists() {
        // Never overwritten, whatever was asked for: a project holds other people's decisions.
        bail!("there is a file already: {project:?}");
    }
    if !common.dry_run {
        Store::create(project, &identity()?)?;
    }
    output.result(
        &json!({ "project": project, "made": !common.dry_run }),
        &format!("{}\n", project.display()),
    )?;
    Ok(Done::Clean)
}
