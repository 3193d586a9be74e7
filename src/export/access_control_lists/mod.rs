//! Access control lists of the gateway (secinfo, reginfo) and of the message server (ms_acl_info): who may start programs,
//! who may register them, and which hosts may log on as application servers.
//!
//! Here: fields, the ways to the files, how they are recognised, and the reader. `line` takes a line apart, `list` knows
//! what belongs into which of the three files, `entry` is the record, and `covered` knows which entries never decide.

mod covered;
mod entry;
mod line;
mod list;
#[cfg(test)]
mod tests;

use crate::layout::{Flaw, KeptRow, Row, text};

use super::{
    Class, Export, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, RecordSink, Way,
};
use covered::{Earlier, Listed, Scope};
use entry::{Content, Line};
use line::Key;
use list::List;

/// Access control lists.
pub static EXPORT: Export = Export {
    kind: "access-control-lists",
    title: "access control lists",
    origin: "files secinfo, reginfo, ms_acl_info",
    role_sign: None,
    is_table: false,
    // Three different files of one kind, and gateways may share theirs or have their own.
    reach: Reach::Own,
    columns: &[],
    names: &["secinfo", "sec_info", "reginfo", "reg_info", "ms_acl_info"],
    by_rows: None,
    fields: FIELDS,
    key: &["file", "text"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

/// Indexes into [`FIELDS`].
mod field {
    pub const FILE: usize = 0;
    pub const LINE: usize = 1;
    pub const TEXT: usize = 2;
    pub const CONTENT: usize = 3;
    pub const FIRST: usize = 4;
    pub const VERSION: usize = 5;
    pub const LETTER: usize = 6;
    pub const PERMISSION: usize = 7;
    pub const PROGRAM: usize = 8;
    pub const USER: usize = 9;
    pub const HOST: usize = 10;
    pub const USER_HOST: usize = 11;
    pub const ACCESS: usize = 12;
    pub const CANCEL: usize = 13;
    pub const NUMBER: usize = 14;
    pub const HAS_PASSWORD: usize = 15;
    pub const UNLIMITED: usize = 16;
    pub const REACHABLE: usize = 17;
}

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new(
        "file",
        FieldKind::Choice(&["secinfo", "reginfo", "ms-acl-info"]),
        "which of the lists it is: secinfo says who may start programs, reginfo who may register them, ms-acl-info which hosts may log on to the message server as application servers",
    ),
    FieldSpec::new("line", FieldKind::Number, "number of the line in the file"),
    FieldSpec::new("text", FieldKind::Text, "the line as it stands there; a password in it is left out"),
    FieldSpec::new(
        "content",
        FieldKind::Choice(&["entry", "version", "comment", "malformed"]),
        "what the line is: an entry, #VERSION=2 in the first line, a comment, or nothing that a server would take. Empty lines are no records",
    ),
    FieldSpec::new("first", FieldKind::Flag, "it is the first line of the file that is not empty"),
    FieldSpec::new(
        "version",
        FieldKind::Number,
        "syntax of the file: 2 if its first line is #VERSION=2, else 1; absent for ms-acl-info",
    ),
    FieldSpec::new(
        "letter",
        FieldKind::Choice(&["P", "D"]),
        "what the entry begins with; absent in the old syntax and in ms-acl-info",
    ),
    FieldSpec::new(
        "permission",
        FieldKind::Choice(&["permit", "deny"]),
        "what becomes of what the entry is about; entries without a letter permit",
    ),
    FieldSpec::new("program", FieldKind::Text, "TP: the program that is started or registered; * is any")
        .class(Class::Destination),
    FieldSpec::new("user", FieldKind::List, "USER: who may start it; absent if nothing is said, which means anybody")
        .class(Class::User),
    FieldSpec::new(
        "host",
        FieldKind::List,
        "HOST: where the program is started, where it registers from, or which hosts may log on; local is the gateway's own host, internal the system's application servers; absent means any",
    )
    .class(Class::Host),
    FieldSpec::new(
        "user-host",
        FieldKind::List,
        "USER-HOST: the hosts that the start is asked for from; absent means any",
    )
    .class(Class::Host),
    FieldSpec::new("access", FieldKind::List, "ACCESS: hosts that may use the registered program; absent means any")
        .class(Class::Host),
    FieldSpec::new("cancel", FieldKind::List, "CANCEL: hosts that may end the registered program; absent means any")
        .class(Class::Host),
    FieldSpec::new("number", FieldKind::Number, "NO: how often the program may be registered; absent if nothing is said"),
    FieldSpec::new("has-password", FieldKind::Flag, "the entry asks for a password (PWD, old syntax), which is never shown"),
    FieldSpec::new(
        "unlimited",
        FieldKind::List,
        "what the entry leaves to anybody, by * or by saying nothing: program, user, host and user-host of secinfo, program, host, access and cancel of reginfo, host of ms-acl-info",
    )
    .class(Class::Plain),
    FieldSpec::new(
        "reachable",
        FieldKind::Flag,
        "no earlier entry decides on all that this one is about; absent for ms-acl-info, where the order means nothing",
    ),
];

const WAYS: &[Way] = &[
    Way {
        title: "The files themselves",
        steps: &[
            "See where they lie: RZ11 shows the profile parameters gw/sec_info, gw/reg_info and ms/acl_info. Usual places are secinfo and reginfo in the folder data of each instance (DIR_DATA) or in the global folder (DIR_GLOBAL), and ms_acl_info in the global folder.",
            "Log on to the operating system as <sid>adm and copy the files under their own names. Each gateway may have its own: take those of every instance, also of ASCS if a gateway runs there, into folders named after the instances.",
            "If there is PWD= in one of them, replace the password in the copy by the word PASSWORD.",
            "Put the copies into the folder of the system. A name should hold secinfo, reginfo or ms_acl_info: it tells which list a file is.",
        ],
        seen: "SAP's documentation of both syntaxes and its examples were read, and examples that others published. Of ms_acl_info SAP's words were not seen, only what its policies and administrators write: HOST= and hosts with commas between them. No file of a running system was seen.",
    },
    Way {
        title: "SMGW (to see what is in effect)",
        steps: &[
            "Start transaction SMGW: Goto > Expert Functions > External Security > Maintenance of ACL Files shows secinfo and reginfo as the gateway read them.",
            "It marks in red what it left out, and in yellow a line with a host that it left out.",
            "For the message server start transaction SMMS: Goto > Security Settings shows the list, and reads it again.",
            "Export the files themselves: a list of one of these screens is not read.",
        ],
        seen: "Not seen at first hand.",
    },
];

/// Six in ten lines must be entries where no name helps: these files are edited by hand, and broken lines are what we are
/// here for.
const ENTRIES_IN_TEN: usize = 6;

fn recognise(head: &Head<'_>) -> LinesMatch {
    let named = List::of_name(head.name);
    let (mut entries, mut others, mut comments, mut typical) = (0, 0, 0, false);
    for text in head.lines.iter() {
        match line::parse(text.as_bytes()) {
            line::Content::Blank => {}
            // Where every other line is broken, the name and this line tell.
            line::Content::Comment if text.as_bytes().trim_ascii_end() == VERSION => entries += 1,
            line::Content::Comment => comments += 1,
            line::Content::Entry(entry) => {
                entries += 1;
                typical |= entry.is_typical();
            }
            line::Content::Malformed(..) if list::is_proxy_entry(text) => return LinesMatch::Akin(PROXY.to_owned()),
            line::Content::Malformed(..) => others += 1,
        }
    }
    // HOST= alone stands in files of many programs.
    let in_ten = match named {
        Some(List::Secinfo | List::Reginfo) => 1,
        Some(List::MsAclInfo) => 5,
        None => ENTRIES_IN_TEN,
    };
    let mostly = entries > 0 && entries * 10 >= (entries + others) * in_ten;
    // A list of comments alone permits nothing, but the lines must not be of another kind.
    let only_comments = entries + others == 0 && comments > 0;
    let is_list = mostly && (typical || named.is_some()) || only_comments && named.is_some();
    if is_list { LinesMatch::Yes(&text::LAYOUT) } else { LinesMatch::No }
}

fn open(file: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Lines {
        list: List::of_name(file.name),
        version: 1,
        begun: false,
        records: 0,
        told_of_comment: false,
        waiting: Vec::new(),
        earlier: Earlier::default(),
    })
}

struct Lines {
    /// Which list it is; none as long as neither the name nor a line told.
    list: Option<List>,
    version: i64,
    begun: bool,
    records: usize,
    told_of_comment: bool,
    /// Lines that stand above the one that tells.
    waiting: Vec<KeptRow>,
    earlier: Earlier,
}

/// So many lines wait for one that tells which list it is.
const MOST_WAITING: usize = 1000;

const VERSION: &[u8] = b"#VERSION=2";

const PROXY: &str = "it is the gateway's list for its use as a proxy (prxyinfo), which basislint does not read; secinfo and reginfo are the lists to export";
const NOT_FIRST: &str = "this counts only as the very first line of the file, written #VERSION=2 without blanks: the file is read in the old syntax, which has no P and D";
const NO_LETTER: &str = "below #VERSION=2 each entry begins with P or D and a blank: the gateway leaves this line out";
const LETTER: &str = "entries of ms_acl_info begin with HOST=: P and D belong into secinfo and reginfo";
const FOREIGN: &str = "this key word belongs into another of the lists: secinfo has TP, USER, HOST and USER-HOST, reginfo has TP, HOST, ACCESS, CANCEL and NO, ms_acl_info has HOST";
const SMALL: &str =
    "key words are written in capital letters: a kernel that asks for them does not see this one, and takes any value";
const NO_PROGRAM: &str = "the entry has no TP=, so it is taken to be for any program";
const NO_USER: &str = "SAP's syntax asks for USER= here; without it the entry is taken to be for anybody";
const NO_HOST: &str = "SAP's syntax asks for HOST= here; without it the entry is taken to be for any host";
const NO_ADDRESS: &str = "no host name, no address and no pattern of them: the server leaves it out";
const INLINE: &str =
    "SAP documents comments on lines of their own only: a server may take this for a part of the entry";
const NO_LINE_END: &str =
    "the last line has no line end, so it may be cut and is not judged: end the file with a line end if it is whole";

impl Lines {
    /// Hands out a line of a list that is known, or one that nobody will know.
    fn take(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let (content, entry) = match line::parse(row.text) {
            line::Content::Blank => return sink.end_seen(),
            line::Content::Comment => (self.comment(row, sink), None),
            line::Content::Malformed(at, why) => (self.malformed(row, at, why, sink), None),
            line::Content::Entry(entry) => match self.misfit(&entry) {
                Some((at, why)) => (self.malformed(row, at, why, sink), None),
                None => (Content::Entry, Some(entry)),
            },
        };
        let reachable = entry.as_ref().and_then(|entry| self.note(row, entry, sink));
        let (list, version, first) = (self.list, self.version, self.records == 0);
        self.records += 1;
        sink.record(&Line { row, list, version, first, content, entry: entry.as_deref(), reachable }, row);
    }

    fn comment(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> Content {
        let text = row.text.trim_ascii();
        let words: Vec<u8> =
            text.iter().filter(|byte| !byte.is_ascii_whitespace()).map(u8::to_ascii_uppercase).collect();
        if words != VERSION || self.list == Some(List::MsAclInfo) {
            return Content::Comment;
        }
        if self.version == 2 && row.line() == 1 {
            return Content::Version;
        }
        sink.flaw(Flaw::at(row, row.text.len() - row.text.trim_ascii_start().len(), NOT_FIRST, false));
        Content::Comment
    }

    /// It may be the very line that decides.
    fn malformed(&self, row: &Row<'_>, at: usize, why: &str, sink: &mut dyn RecordSink) -> Content {
        sink.flaw(Flaw::at(row, at, why, true));
        Content::Malformed
    }

    /// Why the entry cannot stand in this file, and where that shows.
    fn misfit(&self, entry: &line::Entry) -> Option<(usize, &'static str)> {
        let list = self.list?;
        let begin = entry.begin.start;
        if list == List::MsAclInfo && entry.letter.is_some() {
            return Some((begin, LETTER));
        }
        if let Some(at) = entry.other_than(list.keys()) {
            return Some((at, FOREIGN));
        }
        (list != List::MsAclInfo && self.version == 2 && entry.letter.is_none()).then_some((begin, NO_LETTER))
    }

    /// Notes what is strange in an entry, and says whether it is reached, if that means anything; none inside if it is not
    /// known.
    fn note(&mut self, row: &Row<'_>, entry: &line::Entry, sink: &mut dyn RecordSink) -> Option<Option<bool>> {
        let mut flaw = |at: usize, message: &str| sink.flaw(Flaw::at(row, at, message, false));
        if let Some(at) = entry.small {
            flaw(at, SMALL);
        }
        let lacks = |key| entry.value(key).is_none();
        let gateway = self.list.is_some_and(|list| list != List::MsAclInfo);
        let secinfo = self.list == Some(List::Secinfo);
        let missing = [(Key::Tp, gateway, NO_PROGRAM), (Key::User, secinfo, NO_USER), (Key::Host, secinfo, NO_HOST)];
        for (_, _, message) in missing.into_iter().filter(|(key, asked, _)| *asked && lacks(*key)) {
            flaw(entry.begin.start, message);
        }
        let values = |key: Key| -> Vec<(usize, String)> {
            let list = entry.value(key).map_or_else(Vec::new, |value| line::items(row.text, value));
            let text =
                |item: std::ops::Range<usize>| row.charset.decode(row.text.get(item).unwrap_or_default()).into_owned();
            list.into_iter().map(|item| (item.start, text(item))).collect()
        };
        for key in [Key::Host, Key::UserHost, Key::Access, Key::Cancel] {
            for (at, _) in values(key).into_iter().filter(|(_, host)| !list::is_host_pattern(host)) {
                flaw(at, NO_ADDRESS);
            }
        }
        if let Some(comment) = entry.comment.as_ref().filter(|_| !std::mem::replace(&mut self.told_of_comment, true)) {
            flaw(comment.start, INLINE);
        }
        let texts = |key| values(key).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        let program = entry.value(Key::Tp).and_then(|value| row.text.get(value));
        gateway.then(|| {
            // In reginfo USER means nothing, though an example of SAP's has it.
            let users = if secinfo { texts(Key::User) } else { Vec::new() };
            self.earlier.reaches(Scope {
                program: program.map_or_else(|| "*".to_owned(), |text| row.charset.decode(text).into_owned()),
                users: Listed::of(&users, covered::is_any),
                hosts: Listed::of(&texts(Key::Host), covered::is_any_address),
                user_hosts: Listed::of(&texts(Key::UserHost), covered::is_any_address),
                limited: entry.value(Key::Pwd).is_some(),
            })
        })
    }

    /// Hands out the lines that waited.
    fn flush(&mut self, sink: &mut dyn RecordSink) {
        for kept in std::mem::take(&mut self.waiting) {
            self.take(&kept.row(), sink);
        }
    }
}

impl Reader for Lines {
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if !std::mem::replace(&mut self.begun, true) {
            sink.heading(row);
        }
        // More may have stood there: other hosts, another key word.
        if row.cells.last().is_some_and(|cell| cell.ends_file) {
            self.flush(sink);
            return sink.flaw(Flaw::at(row, row.text.len(), NO_LINE_END, true));
        }
        if row.line() == 1 && row.text.trim_ascii_end() == VERSION {
            self.version = 2;
        }
        if self.list.is_none() {
            self.list = match line::parse(row.text) {
                line::Content::Entry(entry) => List::of_entry(&entry),
                _ => None,
            };
            if self.list.is_none() && self.waiting.len() < MOST_WAITING {
                return self.waiting.push(KeptRow::of(row));
            }
            self.flush(sink);
        }
        self.take(row, sink);
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        self.flush(sink);
    }
}
