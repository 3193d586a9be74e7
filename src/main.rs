//! The `basislint` program.

use std::io::{IsTerminal, stderr, stdout};
use std::process::ExitCode;

use basislint::cli::{self, Terminal};

fn main() -> ExitCode {
    let variable = |name: &str| std::env::var_os(name);
    // NO_COLOR, CLICOLOR and CLICOLOR_FORCE are anstream's to know.
    let color = |choice| cli::is_color_forced(variable) || choice != anstream::ColorChoice::Never;
    let mut terminal = Terminal {
        out_color: color(anstream::AutoStream::choice(&stdout())),
        err_color: color(anstream::AutoStream::choice(&stderr())),
        out_live: stdout().is_terminal(),
        links: supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout) && cli::may_have_links(variable),
        live: stderr().is_terminal(),
        width: if stdout().is_terminal() { terminal_width() } else { 120 },
        format: cli::usual_format(variable),
        out: &mut stdout(),
        err: &mut stderr(),
    };
    ExitCode::from(cli::run(std::env::args_os(), &mut terminal))
}

fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0))
}
