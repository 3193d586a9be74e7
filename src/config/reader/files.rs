//! Files in a configuration: those that are left out (`exclude`), and those that reports are written into (`output`).

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use toml::de::DeTable;

use super::super::exclude::{Exclude, Pattern};
use super::super::pattern::Patterns;
use super::super::settings::OutputConfig;
use super::{Reader, Word};
use crate::input::own_file;

const OUTPUT_EXAMPLE: &str = "[\"sarif=basislint.sarif\"]";

impl Reader<'_> {
    pub(super) fn exclude(&mut self, root: &DeTable<'_>) -> Exclude {
        let mut exclude = Exclude { patterns: Vec::new(), source: (Arc::from(self.path), Arc::from(self.text)) };
        for Word { text, place } in self.listed(root, "exclude", ("patterns", "[\"old/**\", \"*.bak\"]")) {
            let mut patterns = Patterns::default();
            if let Err(mistake) = patterns.add_anywhere(text) {
                self.mistake(place, mistake);
                continue;
            }
            match patterns.compile() {
                Ok(files) => exclude.patterns.push(Pattern { files, place }),
                Err(message) => self.complaints.push(self.at(place, message)),
            }
        }
        exclude
    }

    pub(super) fn outputs(&mut self, root: &DeTable<'_>) -> Vec<OutputConfig> {
        let mut outputs: Vec<OutputConfig> = Vec::new();
        for Word { text, place } in self.listed(root, "output", ("formats and files", OUTPUT_EXAMPLE)) {
            let Some((format, file)) = text.split_once('=').map(|(format, file)| (format.trim(), file.trim())) else {
                let complaint = self.at(place, format!("`{text}` is no FORMAT=FILE"));
                self.complaints.push(complaint.help(format!("write it as in output = {OUTPUT_EXAMPLE}")));
                continue;
            };
            if !self.known.formats.contains(&format) {
                let complaint = self.at(place, format!("unknown format `{format}`"));
                self.complaints.push(complaint.suggest(format, self.known.formats.iter().copied()));
                continue;
            }
            if let Some((message, help)) = unfit(file) {
                self.complaints.push(self.at(place, message).help(help));
                continue;
            }
            let plain = Path::new(file).components().filter(|part| *part != Component::CurDir);
            let file: PathBuf = plain.collect();
            if outputs.iter().any(|other| other.file == file) {
                let complaint = self.at(place, format!("two reports go into `{}`", file.display()));
                self.complaints.push(complaint.help("give each a file of its own"));
                continue;
            }
            let line = self.at(place, "").line();
            outputs.push(OutputConfig { format: format.to_owned(), file, line });
        }
        outputs
    }
}

/// Why no report is written there unasked, and the way out: a configuration may come from somebody else than whoever runs it.
fn unfit(file: &str) -> Option<(String, &'static str)> {
    let path = Path::new(file);
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    let is_hidden =
        |part: Component<'_>| matches!(part, Component::Normal(name) if name.as_encoded_bytes().starts_with(b"."));
    if file.is_empty() || file.ends_with(['/', '\\']) || path.file_name().is_none() {
        return Some((format!("`{file}` names no file"), "name the file behind `=`: html=readiness.html"));
    }
    if file == "-" {
        let help = "`--format` says what stands there; here files are named";
        return Some(("`-` is standard output".to_owned(), help));
    }
    if file.starts_with('~')
        || file.contains('\\')
        || file.as_bytes().get(1) == Some(&b':')
        || !path.components().all(is_plain)
    {
        let help =
            "reports are written below the folder of this file, with `/` between folders; --output writes elsewhere";
        return Some((format!("`{file}` leaves the folder of this file"), help));
    }
    if path.components().any(is_hidden) {
        let help =
            "reports are written to files, and in folders, whose names begin otherwise; --output writes there, too";
        return Some((format!("`{file}` is hidden"), help));
    }
    if path.file_name().is_some_and(own_file::is_own) {
        return Some((format!("`{file}` is a file of basislint's own"), "name another file"));
    }
    None
}
