//! Profile files: the default profile, instance and start profiles, the host agent's profile, and copies of them.
//!
//! Values stay as written, macros untouched: what they become needs all profiles of a system.

use crate::export::{
    Class, Export, Fact, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, Record,
    RecordSink, RoleSign, Way,
};
use crate::knowledge::instance::WEB_DISPATCHER;
use crate::knowledge::parameter_name;
use crate::knowledge::profile_parameter::{area, is_secret, is_setting, is_typical, secret_parts};
use crate::layout::{Flaw, Row, profile};

mod level;

use level::Level;

/// Profile files.
pub static EXPORT: Export = Export {
    kind: "profile",
    title: "profile files",
    origin: "RZ10, /usr/sap/<SID>/SYS/profile",
    // A back end keeps no profile of a dispatcher unless it hands calls of the cloud on to it.
    role_sign: Some(RoleSign::OfLevel {
        level: WEB_DISPATCHER,
        role: "integration",
        reason: "there is a profile of a Web Dispatcher",
    }),
    is_table: false,
    reach: Reach::Server,
    columns: &[],
    names: &[],
    by_rows: None,
    fields: FIELDS,
    key: &["name"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

const NAME: usize = 0;
const VALUE: usize = 1;
const AREA: usize = 2;

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("name", FieldKind::Text, "name of the parameter").class(Class::Plain),
    FieldSpec::new("value", FieldKind::Text, "value as written, macros such as $(DIR_GLOBAL) included")
        .class(Class::Secret),
    FieldSpec::new("area", FieldKind::Text, "part of the name before the first /: icm, rdisp, ssl").class(Class::Plain),
];

const WAYS: &[Way] = &[
    Way {
        title: "Profile folder of the operating system (whole and unchanged: the best way)",
        steps: &[
            "Log on to any application server of the system as <sid>adm.",
            "Go to /usr/sap/<SID>/SYS/profile (Windows: the share \\\\<host>\\sapmnt\\<SID>\\SYS\\profile).",
            "Copy DEFAULT.PFL and every instance profile <SID>_<instance>_<host>, under their own names.",
            "Leave out old copies (.bak, .1): they are recognised by their names and taken for copies.",
        ],
        seen: "Real files of both kinds were read: from Unix and Windows, with and without the head that RZ10 writes.",
    },
    Way {
        title: "AL11 (without access to the operating system)",
        steps: &[
            "Start transaction AL11 and open the folder DIR_PROFILE.",
            "Open DEFAULT.PFL and choose System > List > Save > Local File, unconverted.",
            "Save it as DEFAULT.PFL; do the same for each instance profile.",
            "Long lines may be cut there: compare with the file in the profile folder if a value looks short.",
        ],
        seen: "Not seen at first hand; a title that AL11 puts above the lines is passed over with a note.",
    },
    Way {
        title: "RZ10 (to look at, not to export)",
        steps: &[
            "RZ10 shows the profile as it was last imported into the database.",
            "The file in the profile folder is what counts at the next start: export that.",
        ],
        seen: "Not seen at first hand.",
    },
];

/// Whether a file of this name is a copy that is out of use.
pub fn is_copy(name: &str) -> bool {
    level::is_copy(name)
}

/// Files of other programs that hold `name = value` lines as well.
const OTHER_FILES: &[&str] = &[
    "cfg",
    "cnf",
    "desktop",
    "editorconfig",
    "env",
    "gitconfig",
    "gitattributes",
    "ini",
    "json",
    "markdown",
    "md",
    "mount",
    "npmrc",
    "properties",
    "ps1",
    "py",
    "rb",
    "service",
    "sh",
    "socket",
    "sql",
    "target",
    "tf",
    "tfvars",
    "timer",
    "toml",
    "xml",
    "yaml",
    "yml",
];

/// Six in ten lines must be entries: profiles are edited by hand, and broken lines are what we are here for.
const ENTRIES_IN_TEN: usize = 6;

fn recognise(head: &Head<'_>) -> LinesMatch {
    let name = head.name.to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let (mut lines, mut entries, mut typical) = (0, 0, false);
    for line in head.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if (line.starts_with('[') && line.ends_with(']')) || line.starts_with("```") {
            return LinesMatch::No;
        }
        lines += 1;
        if let Some(parameter) = entry(line) {
            entries += 1;
            typical = typical || is_typical(parameter.as_bytes());
        }
    }
    let profile_by_name = extension == "pfl" && entries > 0;
    let profile_by_lines = typical && entries * 10 >= lines * ENTRIES_IN_TEN && !OTHER_FILES.contains(&extension);
    if profile_by_name || profile_by_lines { LinesMatch::Yes(&profile::LAYOUT) } else { LinesMatch::No }
}

/// The name, if the line is an entry as SAP writes one.
fn entry(line: &str) -> Option<&str> {
    let name = line.split_once('=')?.0.trim_end();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_/[]-.".contains(&byte);
    (!name.is_empty() && name.bytes().all(fits)).then_some(name)
}

fn open(file: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Entries { level: Level::of_file(file.name), begun: false })
}

struct Entries {
    level: Level,
    begun: bool,
}

impl Reader for Entries {
    fn title(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        if !self.begun {
            self.level.banner(&row.text_of(0));
        }
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        sink.heading(row);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        self.begun = true;
        let (name, value) = (row.value(NAME), row.value(VALUE));
        self.level.entry(&name, &value);
        // A value with macros is no name yet.
        if &*name == b"INSTANCE_NAME" && !value.is_empty() && !value.contains(&b'$') {
            sink.fact(Fact::Instance(&row.text_of(VALUE)));
        }
        self.note_slip(row, sink);
        sink.record(&Entry { row }, row);
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        sink.fact(Fact::Level(self.level.name()));
    }
}

impl Entries {
    /// Notes a parameter that has the name of none, but nearly.
    fn note_slip(&self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let name = row.text_of(NAME);
        if let Some(known) = parameter_name::meant(&name) {
            let message = format!("there is no known parameter {name}; did you mean {known}?");
            sink.flaw(Flaw { line: row.line(), column: 1, message, incomplete: false });
        }
    }
}

struct Entry<'a> {
    row: &'a Row<'a>,
}

impl Record for Entry<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        let Some(cell) = self.row.cells.get(if index == AREA { NAME } else { index }) else { return Field::absent() };
        let text = self.row.raw(*cell);
        if index != AREA {
            return Field::text(text, cell.range());
        }
        area(text).map_or_else(Field::absent, |area| Field::text(area, cell.part(0..area.len())))
    }

    fn secrets(&self) -> Vec<std::ops::Range<usize>> {
        let Some(value) = self.row.cells.get(VALUE).filter(|value| !value.range().is_empty()) else {
            return Vec::new();
        };
        if is_secret(&self.row.value(NAME)) {
            return vec![value.range()];
        }
        secret_parts(self.row.raw(*value)).into_iter().map(|part| value.part(part)).collect()
    }

    fn harmless(&self) -> Vec<std::ops::Range<usize>> {
        let value = self.row.cells.get(VALUE).filter(|_| is_setting(&self.row.value(NAME)));
        value.map(|value| value.range()).into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
