//! `basislint risks`: what the configuration accepts, why, who answers for it, what it holds back today, and what runs out next.

use std::path::PathBuf;

use clap::Args;

use super::check;
use super::judgement::Judgement;
use super::policies::PolicyArguments;
use super::redaction::{self, RedactArguments, Redaction};
use super::terminal::Told;
use super::{CLEAN, CheckArguments, ColorChoice, FAILED, JudgedBy, RuleFolders, Terminal, parse_day};
use crate::finding::{Risk, RiskState};
use crate::report;
use crate::report::risks::list::{self, Format};

/// `basislint risks`
#[derive(Debug, Args)]
pub(super) struct RisksArguments {
    /// Files, folders and archives with exports, to count what each holds back [default: the current folder]
    paths: Vec<PathBuf>,
    /// How the list is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Configuration [default: basislint.toml, looked for from the first path up to the git root]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleFolders,
    #[command(flatten)]
    policy: PolicyArguments,
    /// The date to judge dates by, and to count days from [default: as-of in the configuration, else today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    as_of: Option<jiff::civil::Date>,
    #[command(flatten)]
    redaction: RedactArguments,
    #[command(flatten)]
    pub(super) color: ColorChoice,
}

pub(super) fn run(arguments: &RisksArguments, terminal: &mut Terminal<'_>) -> u8 {
    redaction::run_with(&arguments.redaction, false, terminal, |redaction, terminal| {
        list(arguments, redaction, terminal)
    })
}

fn list(arguments: &RisksArguments, redaction: Option<&Redaction>, terminal: &mut Terminal<'_>) -> Result<u8, Told> {
    let asked = CheckArguments {
        paths: arguments.paths.clone(),
        by: JudgedBy {
            config: arguments.config.clone(),
            rules: arguments.rules.clone(),
            policy: arguments.policy.clone(),
            ..JudgedBy::default()
        },
        as_of: arguments.as_of,
        ..CheckArguments::default()
    };
    let prepared = check::prepare(&asked, redaction, terminal)?;
    // That nothing fits is known only of a whole run.
    let Judgement { mut report, is_partial, .. } = Judgement::of(&asked, &prepared, redaction, terminal)?;
    let in_vain = report.in_vain();
    if is_partial || in_vain.is_some() {
        report.risks.iter_mut().for_each(Risk::doubt);
    }
    if let Some(why) = in_vain.filter(|_| !report.risks.is_empty()) {
        terminal.say(&format!("warning: nothing was checked: {why}; so nobody knows what is held back"));
    } else if report.risks.iter().any(|risk| risk.state == RiskState::NotEvaluated) && is_partial {
        terminal.say("note: only a part of what the configuration is for was looked at");
    }
    if let Some(redaction) = redaction {
        let redactor = redaction.settle().map_err(|error| terminal.give_up(&error))?;
        report::redact(&mut report, &redactor);
    }
    let look = (terminal.out_color, terminal.text_width());
    match list::write(&report, arguments.format, look, terminal.out).and_then(|()| terminal.out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            terminal.fail(&format!("cannot write the list: {error}"));
            Ok(FAILED)
        }
        _ => Ok(CLEAN),
    }
}
