//! What is proposed for a folder, and its text as `basislint.toml`.

use std::path::{Path, PathBuf};

use super::patterns::{self, Placed};
use super::settings::NAME as SETTINGS;
use super::tier::{self, Said};
use crate::cli::paths::shell_word;
use crate::config::quoted;
use crate::finding::Verdict;
use crate::landscape::{Role, Tier, is_assumed};
use crate::report::{FileReport, Report, SystemReport};
use crate::terminal_text::{clean, counted};

/// A system as it is proposed.
pub(super) struct Proposed {
    name: String,
    role: String,
    /// Why it has this role; none if nobody can say.
    role_because: Option<String>,
    /// Why nobody can, if its exports speak for several roles.
    in_doubt: Option<String>,
    tier: Said,
    files: Vec<String>,
    /// Where settings of a Production Connector would lie, if it is one without.
    settings: Option<PathBuf>,
    /// Checks that were made, and that could not be.
    checks: (usize, usize),
}

/// All that is proposed.
pub(super) struct Proposal {
    systems: Vec<Proposed>,
    /// Files that are no export.
    others: usize,
}

impl Proposal {
    /// What follows from a run without configuration. `files` are those of the report, each with its path on the disk; `folder` is that of
    /// the configuration.
    pub fn of<'r>(report: &'r Report, files: impl Iterator<Item = (&'r FileReport, &'r Path)>, folder: &Path) -> Self {
        let exports: Vec<_> = files
            .filter_map(|(file, path)| Some((file, file.system.as_deref().filter(|_| file.export.is_some())?, path)))
            .collect();
        let placed: Vec<Placed<'_>> =
            exports.iter().filter_map(|(_, system, path)| placed(system, path, folder)).collect();
        let mut patterns = patterns::of(&placed);
        let system = |system: &'r SystemReport| {
            let own = || exports.iter().filter(|(_, name, _)| *name == system.name);
            let needs_settings = system.role == Role::ProductionConnector.name()
                && !own().any(|(file, ..)| file.export == Some(crate::export::production_connector::EXPORT.kind));
            let first = own().map(|(.., path)| path).min();
            let files = patterns.remove(system.name.as_str()).unwrap_or_default();
            let number = |verdicts: &[Verdict]| {
                system.verdicts.iter().filter(|verdict| verdicts.contains(&verdict.verdict)).count()
            };
            Proposed {
                name: system.name.clone(),
                role: system.role.clone(),
                role_because: system.inferred.clone().filter(|reason| !system.role_in_doubt && !is_assumed(reason)),
                in_doubt: system.inferred.clone().filter(|_| system.role_in_doubt),
                tier: tier_of(system),
                settings: first.filter(|_| needs_settings).and_then(|path| settings_at(path, &system.name)),
                files,
                checks: (number(&[Verdict::Pass, Verdict::Fail]), number(&[Verdict::NotEvaluated])),
            }
        };
        let systems = report.systems.iter().map(system).filter(|system| !system.files.is_empty()).collect();
        Self { systems, others: report.files.iter().filter(|file| file.export.is_none()).count() }
    }

    /// Where settings of Production Connectors are to be filled in.
    pub fn settings(&self) -> impl Iterator<Item = PathBuf> {
        self.systems.iter().filter_map(|system| system.settings.clone())
    }

    /// The text of the configuration.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for system in &self.systems {
            text.push_str(&format!("\n[[system]]\nname = {}\n", quoted(&system.name)));
            text.push_str(&role_line(system));
            text.push_str(&tier_line(system.tier));
            let files: Vec<String> = system.files.iter().map(|pattern| quoted(pattern)).collect();
            text.push_str(&format!("files = [{}]\n", files.join(", ")));
            if system.role.starts_with("abap") || system.role == Role::SolutionManager.name() {
                text.push_str(
                    "# technical-user = \"S0012345678\" # the user that may log on to SAP's support backbone\n",
                );
            }
        }
        if self.systems.iter().any(|system| system.role == Role::Integration.name()) {
            text.push_str(INTEGRATION);
        }
        text + TAIL
    }

    /// What was proposed, and how to go on.
    pub fn said(&self, path: &Path) -> String {
        let mut text = String::new();
        for system in &self.systems {
            let tier = match system.tier {
                Said::Plainly(tier) => format!(", {}", tier.name()),
                Said::Perhaps(_) | Said::Nothing => ", tier not set".to_owned(),
            };
            let assumed = if system.role_because.is_none() { " (assumed)" } else { "" };
            let (made, open) = system.checks;
            let line = format!(
                "  {}: {}{assumed}{tier}; {} can be made, {open} need more exports\n",
                system.name,
                system.role,
                counted(made, "check")
            );
            text.push_str(&clean(line.trim_end()));
            text.push('\n');
        }
        if self.others > 0 {
            let are = if self.others == 1 { "is" } else { "are" };
            text.push_str(&format!("  {} {are} no export\n", counted(self.others, "file")));
        }
        let path = match shell_word(path) {
            Some(word) if word != "." => format!(" {word}"),
            _ => String::new(),
        };
        text.push_str(&format!(
            "Read it, correct the roles and tiers, then: basislint check{path}\nWhat is missing, the best first: basislint exports --missing{path}\n"
        ));
        text
    }
}

const HEAD: &str = "# What basislint found in this folder, proposed by `basislint init`. Correct what is wrong: nothing else decides which rules apply.
# `basislint explain roles` and `basislint explain tiers` say what the words mean, `basislint config schema` is for editors.

# as-of = \"2026-11-29\" # the day to judge dates by, if not today
";

const INTEGRATION: &str = "
# Cloud for Customer and Cloud Integration: what no export tells. Fill in what you know.
[integration]
# reverse-proxy = \"web-dispatcher\" # web-dispatcher, other, none
# environment = \"cloud-foundry\" # cloud-foundry, neo
# user = \"CODINTG\" # as which Cloud Integration logs on to ERP or CRM
";

const TAIL: &str = "
# Findings that somebody accepts; `basislint suppress` writes such a section.
# [[suppress]]
# rule = \"legacy-rfc-destination\"
# system = \"QAS\"
# subject = \"SAPOSS\"
# reason = \"why it is accepted\"
# until = \"2027-01-31\"
";

/// A role that is sure; one that is not as a comment, for what stands here is taken for a fact.
fn role_line(system: &Proposed) -> String {
    let role = quoted(&system.role);
    let managed = Role::AbapManaged.name();
    let or_managed = match system.role == Role::AbapDirect.name() {
        true => format!("; {managed} if it sends its data through Solution Manager"),
        false => String::new(),
    };
    match (&system.role_because, &system.in_doubt) {
        (Some(reason), _) => format!("role = {role} # {}{or_managed}\n", clean(reason)),
        (None, Some(doubt)) => format!("# role = {role} # in doubt: {}\n", clean(doubt)),
        (None, None) => format!("# role = {role} # assumed, for no export tells it{or_managed}\n"),
    }
}

fn tier_line(tier: Said) -> String {
    match tier {
        Said::Plainly(tier) => format!("tier = \"{}\" # as its name says\n", tier.name()),
        Said::Perhaps(tier) => format!("# tier = \"{}\" # perhaps, for its SID begins so\n", tier.name()),
        Said::Nothing => {
            let names: Vec<&str> = Tier::ALL.iter().map(|tier| tier.name()).collect();
            format!("# tier = \"production\" # {}\n", names.join(", "))
        }
    }
}

/// What a system's name says of its tier. What letters SIDs begin with says nothing of what is no SAP system.
fn tier_of(system: &SystemReport) -> Said {
    let is_connector = [Role::CloudConnector, Role::ProductionConnector].iter().any(|role| role.name() == system.role);
    match tier::of(&system.name) {
        Said::Perhaps(_) if is_connector => Said::Nothing,
        said => said,
    }
}

/// A file's folders and name below a folder; none if it lies elsewhere.
fn placed<'r>(system: &'r str, path: &Path, folder: &Path) -> Option<Placed<'r>> {
    let whole = |path: &Path| std::path::absolute(path).ok();
    // `a/./b`: a folder that was asked for as `.`.
    let plain =
        |path: PathBuf| path.components().filter(|part| *part != std::path::Component::CurDir).collect::<PathBuf>();
    let (path, folder) = (plain(whole(path)?), plain(whole(folder)?));
    let below = path.strip_prefix(&folder).ok()?;
    let path: Option<Vec<String>> = below.iter().map(|part| part.to_str().map(str::to_owned)).collect();
    path.filter(|path| !path.is_empty()).map(|path| Placed { system, path })
}

/// Where the settings of a system lie best: in the folder of its name, else beside its first file. Nothing is put into an archive.
fn settings_at(file: &Path, system: &str) -> Option<PathBuf> {
    let of_name = file
        .ancestors()
        .skip(1)
        .find(|folder| folder.file_name().is_some_and(|name| name.eq_ignore_ascii_case(system)));
    let folder = of_name.or_else(|| file.parent())?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    folder.is_dir().then(|| folder.join(SETTINGS))
}
