//! One run over what was asked for, for commands that say something else of it than its findings: `baseline`, `risks`, `exports --missing`.
//!
//! Not here: `check`, which compares states and writes reports, and `init`, which goes by no configuration.

use super::check::Prepared;
use super::redaction::Redaction;
use super::sieve::Sieve;
use super::systems::{Side, View};
use super::terminal::Told;
use super::{CheckArguments, Terminal, configuration, progress};
use crate::check::{Progress, Ran, Request, run_whole};
use crate::report::Report;

/// What came of it.
pub(super) struct Judgement {
    /// The names in its records are known to the redaction, and still stand in it.
    pub report: Report,
    /// Single files were asked for: of their systems others may be there.
    pub names_files: bool,
    /// Only a part of what the configuration is for was looked at.
    pub is_partial: bool,
}

impl Judgement {
    /// Reads and judges all of it.
    pub fn of(
        arguments: &CheckArguments,
        Prepared { rules, policies, config, asked, .. }: &Prepared,
        redaction: Option<&Redaction>,
        terminal: &mut Terminal<'_>,
    ) -> Result<Self, Told> {
        let sieve = Sieve::of(config, &arguments.by.rules.folders);
        let found = asked.discover(&|path| sieve.fate(path)).map_err(|why| terminal.give_up(&why))?;
        let view = View::from_here(asked.paths.clone());
        let side = Side::of(&found, &view, config);
        let watched = terminal.live.then(Progress::default);
        let request = side.whole(Request {
            excerpts: false,
            ignored_files: found.ignored,
            excluded_files: found.excluded,
            names: redaction.map(Redaction::own),
            progress: watched.as_ref(),
            policies: policies.clone(),
            ..Request::new(rules, config, configuration::as_of(arguments.as_of, config))
        });
        let Ran { report, names, .. } = match request.progress {
            Some(watched) => progress::show_while(watched, || run_whole(&request)),
            None => run_whole(&request),
        };
        if let Some(redaction) = redaction {
            redaction.know(names.words);
        }
        let names_files = found.files.iter().any(|file| file.named);
        Ok(Self { report, names_files, is_partial: names_files || view.is_part_of(config) })
    }
}
