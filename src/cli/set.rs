//! `set P blind=on|off`: what a lead decides for a whole project.

use super::args::Common;
use super::output::Output;
use super::{Done, identity};
use crate::store::{Reader, Store};
use anyhow::bail;
use serde_json::json;
use std::path::Path;

pub(super) fn run(
    project: &Path,
    settings: &[String],
    common: &Common,
    output: &Output,
) -> anyhow::Result<Done> {
    let wanted: Vec<bool> = settings
        .iter()
        .map(|s| blind(s))
        .collect::<anyhow::Result<_>>()?;
    let blind = match wanted.last() {
        Some(blind) => {
            if !common.dry_run {
                Store::open(project, &identity()?)?.set_blind_first(*blind)?;
            }
            *blind
        }
        None => Reader::open(project)?.blind_first()?,
    };
    let word = if blind { "on" } else { "off" };
    output.result(&json!({ "blind": blind }), &format!("blind={word}\n"))?;
    Ok(Done::Clean)
}

fn blind(setting: &str) -> anyhow::Result<bool> {
    match setting {
        "blind=on" => Ok(true),
        "blind=off" => Ok(false),
        other => bail!("expected blind=on or blind=off, found {other:?}"),
    }
}
