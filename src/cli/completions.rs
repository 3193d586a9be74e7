//! `basislint completions` and `basislint man`: what shells and `man` want to know of the command line. Both are made of the commands
//! themselves, and only when somebody asks.

use clap::builder::PossibleValuesParser;
use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::{Arguments, CheckArguments, FAILED, Terminal};
use crate::rule::RuleSet;

/// `basislint completions`
#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// The arguments that rules are named in.
const RULES: &[&str] = &["rule", "what", "words", "select", "ignore", "require"];

pub(super) fn completions(arguments: &CompletionsArguments, terminal: &mut Terminal<'_>) -> u8 {
    let Ok(rules) = RuleSet::load_without_examples::<&str>(&[]) else { return FAILED };
    // clap keeps what stands in the program; this run ends with the script.
    let ids: Vec<&'static str> = rules.ids().map(|id| &*id.to_owned().leak()).collect();
    let mut command = with_rules(with_default_command(Arguments::command()), &ids);
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "basislint", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))
}

/// `check` is the default command: its options and paths may stand without it.
fn with_default_command(command: Command) -> Command {
    CheckArguments::augment_args(command)
}

/// Says of the arguments that name rules which ones there are. Other words are taken all the same: scripts only propose.
fn with_rules(command: Command, ids: &[&'static str]) -> Command {
    let command = command.mut_args(|argument| {
        let names_rules = RULES.contains(&argument.get_id().as_str());
        if names_rules { argument.value_parser(PossibleValuesParser::new(ids.iter().copied())) } else { argument }
    });
    command.mut_subcommands(|command| with_rules(command, ids))
}

pub(super) fn man(terminal: &mut Terminal<'_>) -> u8 {
    match page() {
        Ok(page) => terminal.print(&page),
        Err(error) => terminal.fail(&format!("the page cannot be written: {error}")),
    }
}

/// One page with all commands, in the form of man(7).
fn page() -> std::io::Result<String> {
    let mut root = Arguments::command();
    root.build();
    let mut page = Vec::new();
    let man = Man::new(root.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    page.extend_from_slice(SYNOPSIS.as_bytes());
    man.render_description_section(&mut page)?;
    commands(&root, &mut page)?;
    page.extend_from_slice(ENDING.as_bytes());
    Ok(String::from_utf8_lossy(&page).into_owned())
}

const SYNOPSIS: &str = ".SH SYNOPSIS\n\\fBbasislint\\fR [\\fIOPTIONS\\fR] [\\fIPATHS\\fR]\n.br\n\\fBbasislint\\fR \\fICOMMAND\\fR ...\n.PP\n\
                        Without a command it is \\fBbasislint check\\fR.\n";

const ENDING: &str = ".SH FILES\n.TP\n\\fIbasislint.toml\\fR\nConfiguration: systems, roles and tiers, folders with own rules, what is left out, severities, accepted findings. Looked for \
                      from the first path up to the git root.\n.TP\n\\fIbasislint\\-baseline.jsonl\\fR\nFindings that are known and do not count, beside the configuration.\n\
                      .SH ENVIRONMENT\n.TP\n\\fINO_COLOR\\fR, \\fICLICOLOR_FORCE\\fR\nNo colours; colours also where the output is no terminal.\n.TP\n\\fIGITHUB_ACTIONS\\fR\nIf it is \\fBtrue\\fR, \
                      annotations are the usual format.\n";

/// A section for each command that is no heading for others alone, with its options.
fn commands(of: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    for command in of.get_subcommands().filter(|command| command.get_name() != "help") {
        let name = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
        page.extend_from_slice(format!(".SH \"{}\"\n", name.to_uppercase()).as_bytes());
        let man = Man::new(command.clone());
        let mut parts = Vec::new();
        man.render_description_section(&mut parts)?;
        man.render_synopsis_section(&mut parts)?;
        man.render_options_section(&mut parts)?;
        man.render_extra_section(&mut parts)?;
        // Their headings are those of parts here.
        let text = String::from_utf8_lossy(&parts).replace("\n.SH ", "\n.SS ");
        page.extend_from_slice(text.strip_prefix(".SH DESCRIPTION\n").unwrap_or(&text).as_bytes());
        commands(command, page)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_the_same_each_time_and_has_every_command() {
        let text = page().unwrap();
        assert_eq!(text, page().unwrap());
        for command in super::super::COMMANDS.iter().filter(|command| **command != "help") {
            assert!(text.contains(&format!("\n.SH \"BASISLINT {}\"\n", command.to_uppercase())), "{command}");
        }
        assert!(text.starts_with(".ie ") || text.starts_with(".TH"), "{}", text.lines().next().unwrap_or_default());
    }
}
