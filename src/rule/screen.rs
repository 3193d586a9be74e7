//! Which records no rule has anything to say of, told from the bytes of their rows. Nothing here judges: what is not
//! surely clean is made a record and goes the long way.
//!
//! Of the conditions that must all hold for a rule to say anything, one is its guard: a word that must stand in the row,
//! or a value that a glance at the row would show. A row that meets no guard of any rule is clean.

use std::sync::OnceLock;

use super::compile::Rule;
use super::condition::{Condition, Key};
use super::file::Expect;
use super::list::Finder;
use super::needles::{Needle, Needles};
use super::set::RuleSet;
use super::speaks::SpeaksOf;
use crate::export::{EXPORTS, Export};
use crate::landscape::collect::{self, Sees};
use crate::landscape::derived::Interest;
use crate::landscape::stores;
use crate::redact::Own;

/// The screens of a run, each made when the first file of its export is read.
pub(crate) struct Screens<'r> {
    pub rules: &'r RuleSet,
    /// What is no name, if the names in all records are to be kept.
    pub names: Option<&'r Own>,
    /// The policies whose check items are asked as well.
    pub policies: Option<&'r stores::Shared>,
    by_export: Vec<OnceLock<Option<Screen<'r>>>>,
}

impl<'r> Screens<'r> {
    /// The screens for these rules.
    pub fn new(rules: &'r RuleSet) -> Self {
        Self { rules, names: None, policies: None, by_export: EXPORTS.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The same for a run in which these policies take part: they ask of every record of the exports that carry what they ask for.
    pub fn with_policies(self, policies: Option<&'r stores::Shared>) -> Self {
        Self { policies, ..self }
    }

    /// No screens at all, for the names in every record are to be kept, but for these.
    pub fn none_but_names(rules: &'r RuleSet, own: &'r Own) -> Self {
        Self {
            rules,
            names: Some(own),
            policies: None,
            by_export: EXPORTS.iter().map(|_| OnceLock::from(None)).collect(),
        }
    }

    /// No screens at all: every record is looked at.
    #[cfg(test)]
    fn none(rules: &'r RuleSet) -> Self {
        Self { rules, names: None, policies: None, by_export: EXPORTS.iter().map(|_| OnceLock::from(None)).collect() }
    }

    /// The screen for an export; none if every record must be looked at.
    pub fn of(&self, export: &Export) -> Option<&Screen<'r>> {
        let index = EXPORTS.iter().position(|known| known.kind == export.kind)?;
        if self.policies.is_some_and(|policies| policies.ask_export(export.kind)) {
            return None;
        }
        self.by_export.get(index)?.get_or_init(|| Screen::new(self.rules, EXPORTS[index])).as_ref()
    }
}

/// What may make a rule speak of a record of one export.
pub(crate) struct Screen<'r> {
    needles: Needles,
    /// Fields that are seen at a glance, and the values that matter.
    glances: Vec<(usize, Key<'r>)>,
}

/// What must be so for a rule to say anything.
enum Guard<'r> {
    /// One of these words stands in the row.
    Needles(Vec<Needle>),
    /// A field that is seen at a glance has one of such values.
    Glances(Vec<(usize, Key<'r>)>),
}

impl<'r> Screen<'r> {
    fn new(rules: &'r RuleSet, export: &'static Export) -> Option<Self> {
        let mut guards = Vec::new();
        for (number, sees) in collect::collectors(export) {
            match (number, sees) {
                (Some(number), Sees::Asked(_)) => guards.push(Guard::Needles(asked(rules.interest(number))?)),
                (Some(_), Sees::Words(words)) => {
                    let needles = words.iter().map(|word| Needle::new(word, false));
                    guards.push(Guard::Needles(needles.collect::<Option<Vec<_>>>()?));
                }
                _ => return None,
            }
        }
        for rule in rules.about(export.kind) {
            let rule = &rules.rules[rule];
            guards.extend(guards_of_rule(rule, export)?);
            if let (SpeaksOf::Such(conditions), None) = (&rule.speaks_of, rule.beside(export.kind)) {
                guards.push(guard_of_any(conditions, export)?);
            }
        }
        for (_, reference) in rules.references_to(export.kind) {
            guards.push(guard_of_any(&reference.about, export)?);
        }
        let (mut needles, mut glances) = (Vec::new(), Vec::new());
        for guard in guards {
            match guard {
                Guard::Needles(words) => needles.extend(words),
                Guard::Glances(of_guard) => glances.extend(of_guard),
            }
        }
        Some(Self { needles: Needles::new(needles)?, glances })
    }

    /// Fills `hits` with the places of words that some rule may speak of, in ascending order.
    pub fn search(&self, block: &[u8], hits: &mut Vec<usize>) {
        hits.clear();
        self.needles.search(block, hits);
    }

    /// Whether a rule may speak of a record whose field has this value.
    pub fn minds(&self, field: usize, value: &[u8]) -> bool {
        self.glances.iter().any(|(glanced, key)| *glanced == field && key.may_be(value))
    }
}

/// The guards of a rule: it speaks only of records it finds in its list, is about, and finds wrong.
fn guards_of_rule<'r>(rule: &'r Rule, export: &Export) -> Option<Vec<Guard<'r>>> {
    let beside = rule.beside(export.kind);
    let by_list = || {
        let (fields, finder) = rule.look_up.as_ref()?;
        let guard = |field: &usize| {
            // A field that this export does not have is never found in the list.
            let field = match beside {
                None => *field,
                Some(fields) => match fields.get(*field).copied().flatten() {
                    Some(field) => field,
                    None => return Some(Guard::Needles(Vec::new())),
                },
            };
            match of_finder(finder, field, export) {
                Some(needles) => Some(Guard::Needles(needles)),
                None if export.bytes.glance.contains(&field) => {
                    Some(Guard::Glances(vec![(field, Key::Listed(finder))]))
                }
                None => None,
            }
        };
        fields.iter().map(guard).collect::<Option<Vec<_>>>()
    };
    // Where what is right counts, a record that is not right counts as well, and so does one that the rule speaks of.
    let is_found = matches!(rule.speaks_of, SpeaksOf::Found);
    let wrong = if rule.expect == Expect::None && !is_found { rule.when.as_slice() } else { &[] };
    let by_conditions = || guard_of_any(&rule.about, export).or_else(|| guard_of_any(wrong, export));
    // Conditions speak of the fields of the rule's own export.
    by_list().or_else(|| by_conditions().filter(|_| beside.is_none()).map(|guard| vec![guard]))
}

/// The guard of conditions that must all hold: any one of them will do, words rather than glances.
fn guard_of_any<'r>(conditions: &'r [Condition], export: &Export) -> Option<Guard<'r>> {
    let needles = |field, key: Key<'r>| of_key(key, field, export);
    let glances = |field, key| {
        // No glance tells that a value is absent.
        let is_told = export.bytes.glance.contains(&field) && !matches!(key, Key::Text(""));
        is_told.then(|| vec![(field, key)])
    };
    let needles = conditions.iter().find_map(|condition| condition.guard(&needles));
    needles
        .map(Guard::Needles)
        .or_else(|| conditions.iter().find_map(|condition| condition.guard(&glances)).map(Guard::Glances))
}

/// The words of which one stands in every row whose field has such a value.
fn of_key(key: Key<'_>, field: usize, export: &Export) -> Option<Vec<Needle>> {
    match key {
        Key::Text(text) => of_text(text, true, field, export).map(|needle| vec![needle]),
        Key::Globs(globs) => {
            globs.patterns().map(|pattern| of_text(fixed_part(pattern), false, field, export)).collect()
        }
        Key::Listed(finder) => of_finder(finder, field, export),
        Key::Pattern(_) => None,
    }
}

fn of_finder(finder: &Finder, field: usize, export: &Export) -> Option<Vec<Needle>> {
    let whole = finder.asks_for_whole_words();
    let words = export.bytes.words.iter().find(|(known, _)| *known == field).map(|(_, may_have)| may_have);
    Key::listed(finder)
        .filter(|key| words.is_none_or(|may_have| may_have(key)))
        .map(|key| of_text(key, whole, field, export))
        .collect()
}

/// What of a text must stand in a row whose field is the text or holds it; `whole` says that it does so as a word.
fn of_text(text: &str, whole: bool, field: usize, export: &Export) -> Option<Needle> {
    if export.bytes.whole.contains(&field) {
        Needle::new(text, whole)
    } else if export.bytes.words.iter().any(|(known, _)| *known == field) {
        let longest = text.split(' ').max_by_key(|word| word.len())?;
        Needle::new(longest, whole)
    } else {
        None
    }
}

/// The longest part of a glob that stands for itself.
fn fixed_part(glob: &str) -> &str {
    // What stands in brackets or braces may be left out; a glob with an escape is rare enough.
    if glob.contains(['[', '{', '\\']) {
        return "";
    }
    glob.split(['*', '?']).max_by_key(|part| part.len()).unwrap_or_default()
}

/// The values that derived records are asked for by: one of them stands in every row that somebody keeps.
fn asked(asked: &Interest) -> Option<Vec<Needle>> {
    if asked.all {
        return None;
    }
    let names = asked.names.iter().map(String::as_str);
    names.chain(asked.globs.patterns().map(fixed_part)).map(|name| Needle::new(name, false)).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::export::{FileContext, Records, by_kind};
    use crate::input::{Block, Charset};
    use crate::landscape::System;
    use crate::layout::{Layout, RowSink, csv, sap_list, tabs};
    use crate::rule::judging::{FileJudge, Setting};

    #[test]
    fn the_rules_that_come_with_basislint_leave_clean_rows_alone() {
        let rules = RuleSet::load::<&str>(&[]).unwrap();
        for kind in ["rfc-destinations", "job-log", "profile-parameters"] {
            let export = by_kind(kind).unwrap();
            let unguarded: Vec<&str> = rules
                .about(kind)
                .map(|rule| &rules.rules[rule])
                .filter(|rule| guards_of_rule(rule, export).is_none())
                .map(|rule| rule.page.id.as_str())
                .collect();
            assert_eq!(unguarded, [""; 0], "{kind}");
            assert!(Screen::new(&rules, export).is_some(), "{kind}");
        }
    }

    /// All that a judge with these screens makes of a file.
    fn judge<'r>(
        screens: &'r Screens<'r>,
        system: &'r System,
        (kind, layout): (&str, &'static Layout),
        (text, charset): (&[u8], Charset),
    ) -> String {
        let setting = Setting { system, as_of: jiff::civil::date(2026, 11, 22), excerpts: true, inventory: None };
        let export = by_kind(kind).unwrap();
        let mut judge = FileJudge::new(screens, setting, 0, (export, layout));
        let mut reader = (export.open)(&FileContext::new("list.txt", layout, false));
        let mut rows = Records { reader: reader.as_mut(), sink: &mut judge };
        let mut list = layout.lines().unwrap();
        list.block(&Block { text, first_line: 1, charset }, &mut rows);
        list.end(&mut rows);
        rows.end();
        let mut judgement = judge.finish();
        // How many records a rule is about matters for profile parameters only, and those are counted when all is read.
        judgement.tallies.iter_mut().for_each(|(_, tally)| tally.about = 0);
        judgement.tallies.retain(|(_, tally)| !tally.is_blank());
        format!("{judgement:#?}")
    }

    /// Checks that a judge with screens says what one without them says.
    fn assert_screened_alike(kind: &str, layout: &'static Layout, text: &[u8], charset: Charset) {
        static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::load::<&str>(&[]).unwrap());
        let rules = &*RULES;
        let technical_user = Some("S0012345678".to_owned());
        let system = System { technical_user, ..System::named("PRD") };
        let (screens, none) = (Screens::new(rules), Screens::none(rules));
        let [screened, plain] =
            [&screens, &none].map(|screens| judge(screens, &system, (kind, layout), (text, charset)));
        let difference = screened.lines().zip(plain.lines()).position(|(screened, plain)| screened != plain);
        assert!(screened == plain, "at line {difference:?} of\n{}", String::from_utf8_lossy(text));
    }

    /// A list with these columns, wide enough for nearly every cell.
    fn list(columns: &[(&str, usize)], rows: &[Vec<String>], charset: Charset) -> Vec<u8> {
        let line = |cells: Vec<&str>| {
            let padded = columns.iter().zip(cells).map(|((_, width), cell)| format!("|{cell:width$}"));
            padded.collect::<String>() + "|\r\n"
        };
        let ruler = "-".repeat(40);
        let heading = line(columns.iter().map(|(title, _)| *title).collect());
        let rows: String = rows.iter().map(|row| line(row.iter().map(String::as_str).collect())).collect();
        let text = format!("{ruler}\r\n{heading}{ruler}\r\n{rows}{ruler}\r\n");
        match charset {
            Charset::Utf8 => text.into_bytes(),
            Charset::Windows1252 => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        }
    }

    /// The same as text with tabs, or as CSV with semicolons; `change` says what somebody did to a row.
    fn assert_separated_alike(kind: &str, columns: &[&str], rows: &[Vec<String>], (change, utf8): (usize, bool)) {
        for (layout, lead, separator) in [(&tabs::LAYOUT, "\t", "\t"), (&csv::SEMICOLON, "", ";")] {
            let line = |cells: Vec<&str>| format!("{lead}{}\r\n", cells.join(separator));
            let heading = line(columns.to_vec());
            let mut lines: Vec<String> =
                rows.iter().map(|row| line(row.iter().map(String::as_str).collect())).collect();
            let at = change / 8 % lines.len();
            match change % 8 {
                0 => lines[at] = format!("{separator}{}", lines[at]),
                1 => lines[at] = lines[at].replacen(separator, "", 1),
                2 => lines[at] = lines[at].replace("\r\n", &format!("{separator}\r\n")),
                3 => lines.insert(at, heading.clone()),
                4 => lines.insert(at, line(vec!["*"; columns.len()])),
                5 => lines.insert(at, format!("{}\r\n", separator.repeat(columns.len()))),
                6 => lines.insert(at, "a title\r\n".to_owned()),
                _ => {}
            }
            let mut text = heading + &lines.concat();
            if change % 3 == 0 {
                text.truncate(text.trim_end().len());
            }
            let (bytes, charset) = match utf8 {
                true => (text.into_bytes(), Charset::Utf8),
                false => (encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(), Charset::Windows1252),
            };
            assert_screened_alike(kind, layout, &bytes, charset);
        }
    }

    /// One of these words, as it is, in small letters, or with something around it.
    fn word(words: &'static [&'static str]) -> impl Strategy<Value = String> {
        let word = proptest::sample::select(words);
        (word, 0..6).prop_map(|(word, how)| match how {
            0 => word.to_lowercase(),
            1 => format!("{word}_NEW"),
            2 => format!("Z{word}"),
            _ => word.to_owned(),
        })
    }

    const NAMES: &[&str] = &[
        "SAPOSS",
        "SAP-OSS",
        "SAP-OSS-LIST-001",
        "SDCC_OSS",
        "SAPNET_RFC",
        "SAPSNOTE",
        "SAP-SUPPORT_PORTAL",
        "SAP-SUPPORT_PARCELBOX",
        "SAP-SUPPORT_NOTE_DOWNLOAD",
        "BWCLNT100",
        "ZÜRICH",
        "X",
        "RFCDEST",
        "*",
    ];
    const TOKENS: &[&str] = &[
        "H=oss001",
        "H=/H/router/S/3299/H/oss001.wdf.example.test",
        "H=apps.support.sap.com",
        "H=h.sap.com",
        "H=host",
        "I=OSS",
        "I=PRD",
        "I=443",
        "N=EWA",
        "N=1_PUBLIC",
        "N=PUBLIC",
        "N=/parcel/",
        "U=OSS_RFC",
        "U=ST14_RTCC",
        "U=S0012345678",
        "D=12345678",
        "U=SÜD",
        "U=RFCUSER",
        "U=%_LOG01%",
        "v=%_PWD",
        "v=geheim",
        "P=********",
        "V=",
        "Q=A",
        "Q=?",
        "s=Y",
        "s=N",
        "t=DFAULT",
        "S=01",
        "stray",
        " U = OSS_RFC ",
        "U=password=1234567",
    ];
    const PARAMETERS: &[&str] = &[
        "ssl/ciphersuites",
        "ssl/client_ciphersuites",
        "icm/HTTPS/client_sni_enabled",
        "icm/server_port_0",
        "login/no_automatic_user_sapstar",
        "rdisp/wp_no_dia",
        "rdisp/max_wprun_time",
        "SAPSYSTEMNAME",
        "INSTANCE_NAME",
        "zz/größe",
        "",
        "*",
    ];
    const JOBS: &[&str] = &[
        "SM:SELFDIAGNOSIS",
        "SAP_COLLECTOR_FOR_PERFMONITOR",
        "RTCCTOOL",
        "/BDL/TASK_PROCESSOR",
        "EFWK RESOURCE MANAGER",
        "ZJOB",
        "*",
        "",
    ];
    const TEXTS: &[&str] = &[
        "Destination SAPOSS wird verwendet",
        "via SAP-OSS-LIST-001.",
        "SAPNET_RTCC",
        "Schritt läuft",
        "401 Unauthorized",
        "404: Proxy Connection Refused",
        "HTTPIO_PLG_CANCELED",
        "NIECONN_REFUSED",
        "Verbindung 4040",
        "Unauthorized",
        "Internal Server Error",
        "nothing of note",
        "",
        "*",
    ];

    proptest! {
        #[test]
        fn a_screened_judge_says_of_rfc_destinations_what_one_without_screen_says(
            rows in proptest::collection::vec((
                word(NAMES),
                proptest::sample::select(&["3", "G", "H", "T", "", "W"][..]).prop_map(str::to_owned),
                proptest::collection::vec(word(TOKENS), 0..5).prop_map(|tokens| tokens.join(",")),
            ).prop_map(|(name, kind, options)| vec![name, kind, options]), 1..8),
            utf8: bool,
            change in 0_usize..64,
        ) {
            let charset = if utf8 { Charset::Utf8 } else { Charset::Windows1252 };
            let text = list(&[("RFCDEST", 28), ("RFCTYPE", 7), ("RFCOPTIONS", 120)], &rows, charset);
            assert_screened_alike("rfc-destinations", &sap_list::LAYOUT, &text, charset);
            assert_separated_alike("rfc-destinations", &["RFCDEST", "RFCTYPE", "RFCOPTIONS"], &rows, (change, utf8));
        }

        #[test]
        fn a_screened_judge_says_of_job_logs_what_one_without_screen_says(
            rows in proptest::collection::vec((
                word(TEXTS),
                proptest::sample::select(&["00", "0", "SRT_CORE", "", "S!"][..]).prop_map(str::to_owned),
                proptest::sample::select(&["516", "550", "518", "122", "12", "", "1220"][..]).prop_map(str::to_owned),
                proptest::sample::select(&["S", "S", "W", "E", "A", ""][..]).prop_map(str::to_owned),
            ).prop_map(|(text, class, number, kind)| {
                vec!["14.11.2026".to_owned(), "02:00:01".to_owned(), text, class, number, kind]
            }), 1..8),
            utf8: bool,
            change in 0_usize..64,
        ) {
            let charset = if utf8 { Charset::Utf8 } else { Charset::Windows1252 };
            let columns =
                [("Date", 10), ("Time", 8), ("Message text", 60), ("Message class", 13), ("Message no.", 11), ("Type", 4)];
            let text = list(&columns, &rows, charset);
            assert_screened_alike("job-log", &sap_list::LAYOUT, &text, charset);
            assert_separated_alike("job-log", &columns.map(|(title, _)| title), &rows, (change, utf8));
        }

        #[test]
        fn a_screened_judge_says_of_profile_parameters_what_one_without_screen_says(
            rows in proptest::collection::vec((
                word(PARAMETERS),
                proptest::sample::select(&["", "135:PFS:HIGH", "\"135:PFS:HIGH\"", "1", "\"TRUE\"", "\"a;b\"", "\"open", "a \"\"b\"\"", "$(DIR)"][..]).prop_map(str::to_owned),
                proptest::sample::select(&["", "0", "800:ALL", "FALSE"][..]).prop_map(str::to_owned),
            ).prop_map(|(name, own, default)| vec![name, own, default]), 1..8),
            utf8: bool,
            change in 0_usize..64,
        ) {
            let columns = [("Parameter Name", 40), ("User-Defined Value", 30), ("System Default Value", 30)];
            let charset = if utf8 { Charset::Utf8 } else { Charset::Windows1252 };
            let text = list(&columns, &rows, charset);
            assert_screened_alike("profile-parameters", &sap_list::LAYOUT, &text, charset);
            assert_separated_alike("profile-parameters", &columns.map(|(title, _)| title), &rows, (change, utf8));
        }

        #[test]
        fn a_screened_judge_says_of_jobs_what_one_without_screen_says(
            rows in proptest::collection::vec((
                word(JOBS),
                proptest::sample::select(&["12345678", "00000001", ""][..]).prop_map(str::to_owned),
                proptest::sample::select(&["F", "A", "S", "Finished", "?"][..]).prop_map(str::to_owned),
            ).prop_map(|(name, count, status)| vec![name, count, status, "14.11.2026".to_owned()]), 1..8),
            utf8: bool,
            change in 0_usize..64,
        ) {
            let columns = [("JOBNAME", 32), ("JOBCOUNT", 8), ("STATUS", 8), ("STRTDATE", 10)];
            let charset = if utf8 { Charset::Utf8 } else { Charset::Windows1252 };
            let text = list(&columns, &rows, charset);
            assert_screened_alike("job-overview", &sap_list::LAYOUT, &text, charset);
            assert_separated_alike("job-overview", &columns.map(|(title, _)| title), &rows, (change, utf8));
        }
    }
}
