//! `basislint redact`: exports in pseudonyms, to be sent. What becomes of a text is for `redact::rewrite`.

mod sheets;
mod target;

use std::io;
use std::path::{Path, PathBuf};

use super::check::{self, Prepared};
use super::configuration;
use super::redaction::Redaction;
use super::sieve::Sieve;
use super::systems::{Side, View};
use super::terminal::Told;
use super::{CheckArguments, FAILED, JudgedBy, RedactFilesArguments, Terminal};
use crate::check::{Ran, Request, is_no_text, run_whole};
use crate::config::{CONFIGURATION, Config};
use crate::export::{self, other_files};
use crate::input::discover::{Found, shown};
use crate::input::standard_input::DASH;
use crate::input::{Content, Encoding, own_file};
use crate::limits::REDACTED_BYTES;
use crate::redact::rewrite::{self, Form, Place};
use crate::redact::{Redactor, Words};
use crate::report::FileReport;
use crate::terminal_text::counted;
use target::Target;

/// So many bytes tell whether a file is text.
const HEAD: usize = 64 << 10;

pub(super) fn run(arguments: &RedactFilesArguments, terminal: &mut Terminal<'_>) -> u8 {
    let redaction = match Redaction::with_key(arguments.redact_key.as_deref()) {
        Ok(redaction) => redaction,
        Err(error) => return terminal.fail(&error),
    };
    redact(arguments, &redaction, terminal).unwrap_or(FAILED)
}

/// Reads all files once for the names in them, and once more to write them.
fn redact(arguments: &RedactFilesArguments, redaction: &Redaction, terminal: &mut Terminal<'_>) -> Result<u8, Told> {
    if arguments.input == Path::new(DASH) {
        return Err(terminal.give_up(&"standard input can be read only once: save it as a file first"));
    }
    let mut target = Target::at(&arguments.output, &arguments.input).map_err(|error| terminal.give_up(&error))?;
    let asked = CheckArguments {
        paths: vec![arguments.input.clone()],
        by: JudgedBy { config: arguments.config.clone(), isolated: arguments.isolated, ..JudgedBy::default() },
        jobs: arguments.jobs,
        ..CheckArguments::default()
    };
    let Prepared { rules, config, asked, .. } = check::prepare(&asked, Some(redaction), terminal)?;
    let sieve = Sieve::of(&config, &[]);
    let found = asked.discover(&|path| sieve.fate(path)).map_err(|why| terminal.give_up(&why))?;
    let side = Side::of(&found, &View::from_here(asked.paths.clone()), &config);
    let blank = Request {
        excerpts: false,
        names: Some(redaction.own()),
        jobs: arguments.jobs.map(usize::from),
        ..Request::new(&rules, &config, config.as_of.unwrap_or_default())
    };
    let Ran { report, names, .. } = run_whole(&side.whole(blank));
    redaction.know(names.words);
    let files: Vec<File<'_>> =
        found.files.iter().zip(&report.files).map(|(found, told)| File { found, told }).collect();
    for file in files.iter().filter(|file| file.told.export.is_none()) {
        if let Held::Text(bytes) = file.held() {
            let mut words = Words::default();
            words.free(redaction.own(), &rewrite::decode(&bytes).text);
            redaction.know(words);
        }
    }
    let redactor = redaction.settle().map_err(|error| terminal.give_up(&error))?;
    let mut sums = Sums::default();
    let root = shown(&arguments.input);
    for (index, file) in files.iter().enumerate() {
        let places = names.secrets.get(&index).map_or(&[][..], Vec::as_slice);
        let written = match file.redacted(places, &redactor, &mut sums) {
            Ok((ending, bytes)) => {
                let relative = relative(&file.found.shown, &root);
                target.write(&(redactor.path(relative) + ending), bytes.as_slice()).map_err(|error| error.to_string())
            }
            Err(why) => Err(why),
        };
        sums.count(written, &file.found.shown, terminal);
    }
    if !config.own_rules.is_empty() {
        let folders: Vec<String> =
            config.own_rules.iter().map(|folder| shown(&configuration::as_seen_from_here(folder.clone()))).collect();
        terminal.say(&format!(
            "warning: the configuration names rules of your own, which are not written: send {} as well, or say --isolated with it",
            folders.join(", ")
        ));
    }
    write_configuration(arguments, &config, &redactor, (&mut target, &mut sums), terminal);
    if found.ignored > 0 {
        terminal.say(&format!("left out: {} that a .gitignore names", counted(found.ignored, "file")));
    }
    if found.excluded > 0 {
        terminal.say(&format!("left out: {} that basislint.toml excludes", counted(found.excluded, "file")));
    }
    if sums.written == 0 {
        return Err(terminal.give_up(&format!("nothing was written to {}", shown(&arguments.output))));
    }
    let of = counted(redactor.len(), "pseudonym");
    Ok(terminal.print(&format!(
        "{}: {} written, {} left out; {} replaced by {of}. Read them before you send them: no program knows every name\n",
        shown(&arguments.output),
        counted(sums.written, "file"),
        sums.left_out,
        counted(sums.replaced, "piece"),
    )))
}

/// What was done.
#[derive(Default)]
struct Sums {
    written: usize,
    left_out: usize,
    replaced: usize,
}

impl Sums {
    fn count(&mut self, written: Result<(), String>, path: &str, terminal: &mut Terminal<'_>) {
        match written {
            Ok(()) => self.written += 1,
            Err(why) => {
                self.left_out += 1;
                terminal.say(&format!("left out: {path}: {why}"));
            }
        }
    }
}

/// A file of the input, and what a check says of it.
struct File<'f> {
    found: &'f Found,
    told: &'f FileReport,
}

/// What a file holds, as far as it can be sent.
enum Held {
    Text(Vec<u8>),
    Workbook(&'static str, Vec<u8>),
    /// It is left out, because ...
    Nothing(String),
}

impl File<'_> {
    /// What is in it.
    fn held(&self) -> Held {
        let told = self.told;
        let nothing = |why: &str| Held::Nothing(why.to_owned());
        // What to do about it, behind the colon, is for those who want it read.
        let no_names = |what: &str| {
            let what = what.split(':').next().unwrap_or(what);
            Held::Nothing(format!("{what}: names in it cannot be replaced"))
        };
        match &self.found.content {
            Content::Closed(closed) => return Held::Nothing(closed.reason()),
            _ if told.is_credential => return nothing("its kind is never opened, copied or sent"),
            _ if told.is_report => return nothing("a report of basislint: write it anew with --redact"),
            _ => {}
        }
        if let Some("pem" | "der") = told.layout {
            return nothing("a certificate cannot be written with other names: if it matters, describe it in words");
        }
        let bytes = match read(&self.found.content) {
            Ok(bytes) => bytes,
            Err(error) => return Held::Nothing(error.to_string()),
        };
        match told.layout {
            Some(layout @ ("xlsx" | "xls")) => return Held::Workbook(layout, bytes),
            Some(_) => return Held::Text(bytes),
            None => {}
        }
        let head = &bytes[..bytes.len().min(HEAD)];
        if head.is_empty() {
            return nothing("empty");
        }
        match other_files::binary(head) {
            Some(what) => no_names(what),
            None if is_no_text(head, Encoding::detect(head, bytes.len() <= HEAD)) => {
                no_names(other_files::no_text(head))
            }
            None => Held::Text(bytes),
        }
    }

    /// The bytes to send, and what the file's name ends with beside its own ending.
    ///
    /// # Errors
    /// Why it is left out.
    fn redacted(
        &self,
        places: &[Place],
        redactor: &Redactor,
        sums: &mut Sums,
    ) -> Result<(&'static str, Vec<u8>), String> {
        match self.held() {
            Held::Nothing(why) => Err(why),
            Held::Text(bytes) => {
                let text = rewrite::decode(&bytes);
                let form = Form::of(self.told.layout, &text.text);
                let changed = rewrite::rewrite(&text.text, form, places, redactor);
                sums.replaced += changed.replaced;
                Ok(("", text.encoded(&changed.text)))
            }
            Held::Workbook(layout, bytes) => {
                let lines =
                    sheets::lines(layout, self.told.export.and_then(export::by_kind), &bytes, &self.found.shown)
                        .ok_or_else(|| "the workbook cannot be read".to_owned())?;
                let changed = rewrite::rewrite(&lines, Form::Plain, &[], redactor);
                sums.replaced += changed.replaced;
                Ok((".txt", changed.text.into_bytes()))
            }
        }
    }
}

/// The bytes of a file.
fn read(content: &Content) -> io::Result<Vec<u8>> {
    let source = content.open()?;
    let mut bytes = Vec::new();
    let mut piece = vec![0; 64 << 10];
    loop {
        let read = crate::input::ReadAt::read_at(&source, &mut piece, bytes.len() as u64)?;
        if read == 0 {
            return Ok(bytes);
        }
        bytes.extend_from_slice(piece.get(..read).unwrap_or_default());
        if bytes.len() as u64 > REDACTED_BYTES {
            let most = REDACTED_BYTES >> 20;
            return Err(io::Error::other(format!("it has more than {most} MiB: send a part of it")));
        }
    }
}

/// The path below the input; the name alone if the input is this file.
fn relative<'p>(path: &'p str, root: &str) -> &'p str {
    let below = path.strip_prefix(root).and_then(|rest| rest.strip_prefix('/'));
    match below {
        Some(below) => below,
        None if path == root => path.rsplit('/').next().unwrap_or(path),
        None => path,
    }
}

/// Writes the configuration that lies in the input; one that lies elsewhere is told.
fn write_configuration(
    arguments: &RedactFilesArguments,
    config: &Config,
    redactor: &Redactor,
    (target, sums): (&mut Target, &mut Sums),
    terminal: &mut Terminal<'_>,
) {
    if config.path.is_none() {
        return;
    }
    let path = arguments.config.clone().unwrap_or_else(|| config.folder.join(CONFIGURATION));
    let below = |path: &Path| -> Option<PathBuf> {
        let (path, input) = (std::fs::canonicalize(path).ok()?, std::fs::canonicalize(&arguments.input).ok()?);
        path.strip_prefix(input).ok().filter(|below| below.file_name().is_some()).map(Path::to_owned)
    };
    let written = match below(&path) {
        Some(below) => own_file::read(&path).map_err(|error| error.to_string()).and_then(|bytes| {
            let text = rewrite::decode(&bytes);
            let changed = rewrite::configuration(&text.text, redactor);
            sums.replaced += changed.replaced;
            let relative = redactor.path(&shown(&below));
            target.write(&relative, &text.encoded(&changed.text)).map_err(|error| error.to_string())
        }),
        None => Err("the configuration lies elsewhere: say in words what in it matters".to_owned()),
    };
    sums.count(written, &shown(&path), terminal);
}
