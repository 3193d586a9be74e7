//! The kernel: `disp+work -v`, kernel information copied from System > Status, and `sapcontrol -function GetVersionInfo`.

use super::{Class, Export, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, Way};
use crate::layout::{key_value, text};

mod status;
mod table;
mod version_info;

/// Release and patch of the kernel.
pub static EXPORT: Export = Export {
    kind: "kernel",
    title: "kernel version",
    origin: "disp+work -v, System > Status, sapcontrol GetVersionInfo",
    role_sign: None,
    is_table: false,
    reach: Reach::Server,
    columns: table::COLUMNS,
    names: &["kernel"],
    by_rows: Some(table::is_kernel),
    fields: FIELDS,
    key: &["executable"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

const RELEASE: usize = 0;
const PATCH: usize = 1;
const CHANGELIST: usize = 2;
const EXECUTABLE: usize = 3;
const COMPILED: usize = 4;
const VARIANT: usize = 5;
const COMPILED_ON: usize = 6;

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("release", FieldKind::Text, "release in digits alone: 753 for 7.53 and for 753_REL, 916")
        .class(Class::Plain),
    FieldSpec::new("patch", FieldKind::Number, "patch number (patch level): 900"),
    FieldSpec::new("changelist", FieldKind::Text, "change list; unknown where the text has none").class(Class::Plain),
    FieldSpec::new(
        "executable",
        FieldKind::Text,
        "program without its folder and .exe: disp+work, sapstartsrv; disp+work for System > Status",
    )
    .class(Class::Plain),
    FieldSpec::new(
        "compiled",
        FieldKind::Text,
        "when it was compiled: yyyy-mm-ddThh:mm:ss, in the time zone of whoever compiled it",
    )
    .class(Class::Plain),
    FieldSpec::new(
        "make-variant",
        FieldKind::Text,
        "release with what it was made for, as disp+work -v has it: 753_REL, 722_EXT_REL; unknown where only the release is told",
    )
    .class(Class::FreeText),
    FieldSpec::new(
        "compiled-on",
        FieldKind::Text,
        "system that it was compiled on: Linux GNU SLES-12 x86_64 cc8.2.1; of GetVersionInfo the platform alone: linuxx86_64",
    )
    .class(Class::FreeText),
];

/// The program by which the kernel of an application server is judged.
const DISP_WORK: &str = "disp+work";

const WAYS: &[Way] = &[
    Way {
        title: "disp+work -v (on the application server)",
        steps: &[
            "Log on to the application server as <sid>adm.",
            "Run disp+work -v > kernel.txt (disp+work -version does the same).",
            "Do so on every application server whose kernel is not shared.",
        ],
        seen: "Seen at first hand, on Linux, for kernel 753 and 785, with messages of the database library in between.",
    },
    Way {
        title: "sapcontrol (without SAP GUI, of a whole instance)",
        steps: &[
            "Run sapcontrol -nr NN -function GetVersionInfo > kernel_NN.txt; NN is the number of an instance with disp+work.",
            "An instance without it (ASCS, ERS) does not tell the kernel of the application servers.",
            "What it prints with -format script is read as well.",
        ],
        seen: "The heading and the rows were seen in programs that read or imitate such answers, not in a file.",
    },
    Way {
        title: "System > Status",
        steps: &[
            "Choose System > Status, then Other kernel info (SHIFT+F5).",
            "Copy the lines with kernel release and patch level into a text file, label and value on one line.",
        ],
        seen: "Not seen at first hand: labels are taken in English and German, with blanks, a tab or a colon behind them.",
    },
];

fn recognise(head: &Head<'_>) -> LinesMatch {
    if version_info::recognise(head) {
        return LinesMatch::Yes(&key_value::LAYOUT);
    }
    if status::recognise(head) { LinesMatch::Yes(&text::LAYOUT) } else { LinesMatch::No }
}

fn open(file: &FileContext<'_>) -> Box<dyn Reader> {
    match file.layout {
        layout if layout == &key_value::LAYOUT => Box::new(version_info::Answers::new()),
        layout if layout.has_heading() => Box::new(table::Table { forced: file.forced, columns: None }),
        _ => Box::new(status::Lines::new()),
    }
}

#[cfg(test)]
mod tests;
