//! No secret of an export reaches any output, not even through rules that point at every field and quote it. And what is no
//! secret is still shown.

#![allow(clippy::unwrap_used)]

use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use basislint::check::{self, Assigned, Content, Input, Request};
use basislint::cli::{Terminal, run};
use basislint::config::Config;
use basislint::export::EXPORTS;
use basislint::landscape::System;
use basislint::landscape::derived::DERIVED;
use basislint::report::{self, Format, Options};
use basislint::rule::RuleSet;
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::program;

/// A rule that quotes all it can get.
fn nosy(id: &str, export: &str, field: &str) -> String {
    let example = |verdict: &str| format!("{{ name = \"{verdict}\", verdict = \"{verdict}\", files = {{}} }}");
    format!(
        "id = \"{id}\"\ntitle = \"t\"\nseverity = \"error\"\nconfidence = \"high\"\nroles = [\"abap-direct\", \"solution-manager\", \"focused-run\", \"cloud-connector\", \"production-connector\", \"integration\"]\nwhat = \"w\"\n\
         why = \"w\"\nfix = \"f\"\nreferences = []\nsubject = \"{{{field}}}\"\nmessage = \"is {{{field}}}\"\n\
         help = \"was {{{field}}}\"\nselect = {{ export = \"{export}\" }}\nwhen = [{{ field = \"{field}\", present = true }}]\n\
         labels = [{{ field = \"{field}\", text = \"here {{{field}}}\" }}]\nexamples = [{}, {}]\n",
        example("fail"),
        example("pass")
    )
}

fn written(folder: &Path, format: &str) -> String {
    let (rules, exports) = (folder.join("rules"), folder.join("PRD"));
    let arguments = ["basislint".into(), "check".into(), exports.into_os_string()].into_iter();
    let options = ["--isolated", "--verbose", "--show-passed", "--rules"].map(OsString::from);
    let rest = [rules.into_os_string(), "--format".into(), format.into()];
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal::plain(&mut out, &mut err);
    run(arguments.chain(options).chain(rest), &mut terminal);
    program::text_of(out) + &String::from_utf8(err).unwrap()
}

#[test]
fn no_password_reaches_any_output() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    // Its first line is the place for what the profile lacks.
    write(
        "PRD/DEFAULT.PFL",
        "icm/pwd_store_x = geheim1\nSAPSYSTEMNAME = PRD\nicm/auth_x = PREFIX=/,PASSWORD=geheim2\n",
    );
    write("PRD/rsparam.csv", "Parameter Name;Parameter Value\nSAPSYSTEMNAME;PRD\nicm/pwd_store_x;geheim3\n");
    write("PRD/log.txt", "14.11.2026 02:00:01 logon with password=geheim4 failed   00  001  E\n");
    write("PRD/sm59.csv", "RFCDEST,RFCTYPE,RFCOPTIONS\nX,3,\"H=/H/r/W/geheim5/H/a,U=B,v=geheim6,U=C,\"\n");
    // Without quotes, with a quote that is never closed, behind the heading, with a tab and with further options in it.
    write(
        "PRD/sm59_unquoted.csv",
        "RFCDEST,RFCTYPE,RFCOPTIONS,RFCHOST,RFCUSER\nA,3,H=a,S=01,U=B,v=geheim11,geheim12,U=geheim13\n\
         B,3,\"H=a,v=ge\"\"geheim14,H=geheim15,M=100,\",,\nC,3,\"H=a,U=B,v=geheim16,H=geheim17\nD,3,geheim18\n",
    );
    write(
        "PRD/sm59_tabs.txt",
        "RFCDEST\tRFCTYPE\tRFCOPTIONS\tRFCHOST\nA\t3\tH=a,v=gehe\tgeheim19,H=geheim20\tgeheim21\n",
    );
    write("PRD/sm59_bars.txt", "RFCDEST|RFCTYPE|RFCOPTIONS|RFCHOST\nA|3|H=a,v=ge|geheim22|geheim23\n");
    write(
        "PRD/sm59_columns.csv",
        "RFCDEST;RFCTYPE;RFCOPTIONS;RFCAUTH;BCODE;Kennwort\nA;3;H=a,U=B,;<geheim24>;geheim25;geheim26\n\
         B;3;H=a,U=B,v=<geheim27>,;ge***geheim28;geheim29;geheim30;geheim31\n",
    );
    write("PRD/saprouttab", "P * * * geheim7\nP * host 3200 geheim8 geheim9 # why\nD * host 3200 #geheim10\n");
    // In an entry, in a line that is none, and in a comment; old syntax only has it.
    write(
        "PRD/secinfo",
        "USER=hugo, PWD=geheim32, HOST=h, TP=p;\nPWD=geheim33 x TP=p\n# USER=a,pwd=geheim34 geheim35,HOST=h\n",
    );
    for (export, field) in [
        ("effective-parameters", "value"),
        ("access-control-lists", "text"),
        ("access-control-lists", "has-password"),
        ("effective-parameters", "difference"),
        ("profile", "value"),
        ("profile-parameters", "value"),
        ("job-log", "text"),
        ("rfc-destinations", "password"),
        ("rfc-destinations", "router"),
        ("rfc-destinations", "host"),
        ("saprouttab", "service"),
        ("saprouttab", "comment"),
        ("saprouttab", "has-password"),
    ] {
        let id = format!("nosy-{export}-{field}");
        write(&format!("rules/{id}.toml"), &nosy(&id, export, field));
    }
    for format in Format::names() {
        let written = written(folder.path(), format);
        assert!(
            written.contains("nosy-effective-parameters-value"),
            "{format}: the nosy rules found nothing\n{written}"
        );
        assert!(!written.contains("geheim"), "{format}\n{written}");
    }
}

/// Ways in which a secret, `§`, may stand in a cell, a line or a name: those of issue 11, and some more.
const FORMS: &[&str] = &[
    "v=§",
    "H=h,U=B,v=§,L=D,",
    "H=h.example.test,S=01,U=B,v=§\t§,H=§,M=100,",
    "H=h,v=§,§,H=§",
    "/H/r1/S/3299/W/§/H/oss001",
    "H=/H/r1/P/§/H/oss001,S=01,",
    "https://batch:§@api.example.test/x",
    "scott/§@orcl",
    "user:§@host.example.test",
    "Authorization: Basic §",
    "Authorization: Bearer §",
    "Bearer §",
    "-----BEGIN RSA PRIVATE KEY-----§",
    "Passwort § falsch",
    "password is §",
    "the password of DDIC is §, not that",
    "Kennwort: §",
    "mot de passe : §",
    "contraseña § incorrecta",
    "a senha é §",
    "parola d'ordine: §",
    "PW=§",
    "pass=§",
    "secret=§",
    "token=§",
    "client_secret=§",
    "apikey=§",
    "PIN=§",
    "passphrase §",
    "<password>§</password>",
    "sapgenpse seclogin -x § -O prdadm",
    "tool -u admin -p §",
    "hdbuserstore set DEFAULT host:30015 SAPABAP1 §",
    "DB_PASSWORD=§",
    "ZJOB PASSWORD=§",
    "password=\"§ §",
];

/// Plants secrets, each with a number of its own, and finds them again.
#[derive(Default)]
struct Planter {
    planted: usize,
    forms: usize,
}

impl Planter {
    fn plant(&mut self, form: &str) -> String {
        let mut text = String::new();
        for (number, part) in form.split('§').enumerate() {
            if number > 0 {
                text.push_str(&self.bare());
            }
            text.push_str(part);
        }
        text
    }

    /// The next form that can be the name of a file.
    fn name(&mut self) -> String {
        let name = self.next();
        if name.contains('/') { self.name() } else { name }
    }

    /// A secret and nothing that tells it.
    fn bare(&mut self) -> String {
        self.planted += 1;
        format!("Zq{:05}x", self.planted)
    }

    /// The next form, with secrets.
    fn next(&mut self) -> String {
        self.forms += 1;
        let form = FORMS[self.forms % FORMS.len()];
        self.plant(form)
    }
}

/// The planted secrets in a text, with what stands around them.
fn leaks(text: &str) -> Vec<String> {
    let is_secret = |at: usize| {
        let word = text.as_bytes().get(at..at + 8).unwrap_or_default();
        word.last() == Some(&b'x') && word[2..7].iter().all(u8::is_ascii_digit)
    };
    let around = |at: usize| {
        let start = text[..at].char_indices().rev().nth(100).map_or(0, |(start, _)| start);
        text[start..at + 8].replace('\n', "\u{23ce}")
    };
    text.match_indices("Zq")
        .filter(|(at, _)| at + 8 <= text.len() && is_secret(*at))
        .map(|(at, _)| around(at))
        .collect()
}

/// Rules that quote and label every field of every export.
static NOSY_RULES: LazyLock<RuleSet> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let kinds = EXPORTS.iter().map(|export| (export.kind, export.fields));
    let derived = DERIVED.iter().map(|derived| (derived.kind, derived.fields));
    for (kind, fields) in kinds.chain(derived) {
        for field in fields {
            let id = format!("nosy-{kind}-{}", field.name);
            fs::write(folder.path().join(format!("{id}.toml")), nosy(&id, kind, field.name)).unwrap();
        }
        // And one that points at nothing, so that the whole row is its place.
        let id = format!("nosy-{kind}");
        let rule = nosy(&id, kind, fields[0].name);
        let rule: String =
            rule.lines().filter(|line| !line.starts_with("labels")).flat_map(|line| [line, "\n"]).collect();
        fs::write(folder.path().join(format!("{id}.toml")), rule).unwrap();
    }
    RuleSet::load(&[folder.path()]).unwrap()
});

/// All formats of the report on these files, each the only one of its system. Paths decide on nothing but names.
/// Every other format, the others in the next turn.
fn reports(rules: &RuleSet, files: Vec<(String, Vec<u8>)>, turn: usize) -> Vec<(Format, String)> {
    let config = Config::default();
    let system = |(number, _): (usize, &(String, Vec<u8>))| System::named(format!("S{number}"));
    let systems = files.iter().enumerate().map(system).collect();
    let assigned = |(system, (path, bytes)): (usize, (String, Vec<u8>))| {
        let (content, relative_path) = (Content::Memory(bytes), path.clone());
        Assigned {
            system,
            input: Input { content, path, relative_path, named: true, forced: None, purpose: None, store: None },
        }
    };
    let files = files.into_iter().enumerate().map(assigned).collect();
    let request = Request { files, systems, ..Request::new(rules, &config, jiff::civil::date(2026, 11, 22)) };
    let (report, _) = check::run(&request);
    let formats = Format::all().iter().copied().skip(turn % 2).step_by(2);
    let options = Options { width: 200, show_passed: true, statistics: true, verbose: true, ..Options::default() };
    let write = |format| {
        let mut written = Vec::new();
        report::write(format, &report, &options, &mut written).unwrap();
        (format, program::text_of(written))
    };
    formats.map(write).collect()
}

/// Fixtures of every export kind that are text, some of each.
fn fixtures(of_each: usize) -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases");
    let mut fixtures = Vec::new();
    for kind in fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()) {
        let files = WalkDir::new(kind).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
        let is_text = |path: &PathBuf| {
            path.is_file()
                && ![".expected", ".xlsx", ".der", ".cer"].iter().any(|end| path.to_string_lossy().ends_with(end))
        };
        let files: Vec<PathBuf> = files.filter(is_text).collect();
        let step = files.len().div_ceil(of_each).max(1);
        fixtures.extend(files.into_iter().step_by(step));
    }
    fixtures.sort();
    fixtures
}

fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => {
            let units: Vec<u16> = rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        _ => String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

fn utf16(text: &str) -> Vec<u8> {
    [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

/// What parts the cells of a file; none if it is no table.
fn delimiter(text: &str) -> Option<char> {
    let counts = |delimiter: char| text.lines().filter(|line| line.matches(delimiter).count() > 1).count();
    ['|', '\t', ';', ','].into_iter().find(|delimiter| counts(*delimiter) * 2 >= text.lines().count())
}

/// The file with a secret in one cell of most of its lines, another one in each turn.
fn with_secrets_in_cells(text: &str, turn: usize, planter: &mut Planter) -> String {
    let delimiter = delimiter(text);
    let mut out = String::new();
    for (number, line) in text.lines().enumerate() {
        // The heading, or what tells the kind, stays in some turns.
        let is_begin = number < 5 && turn > 0;
        let planted = match delimiter {
            _ if is_begin || line.trim_matches('-').is_empty() => line.to_owned(),
            Some(delimiter) => {
                let mut cells: Vec<String> = line.split(delimiter).map(str::to_owned).collect();
                let cell = (number + turn) % cells.len();
                let form = planter.next();
                let width = cells[cell].chars().count();
                // A list of SAP keeps its columns, so that it is still one.
                if delimiter == '|' {
                    let fits = form.chars().count() <= width;
                    cells[cell] = if fits { format!("{form:width$}") } else { cells[cell].clone() };
                } else {
                    cells[cell] = form;
                }
                cells.join(&delimiter.to_string())
            }
            None => match (number + turn) % 4 {
                0 => format!("{line} {}", planter.next()),
                1 => format!("{} {}", line.rsplit_once(' ').map_or(line, |(before, _)| before), planter.next()),
                2 => line
                    .split_once('=')
                    .map_or_else(|| line.to_owned(), |(name, _)| format!("{name}= {}", planter.next())),
                _ => line.to_owned(),
            },
        };
        out.push_str(&planted);
        out.push('\n');
    }
    out
}

/// The file with further columns, some of which hold secrets whatever the list, and with cells behind the heading.
fn with_columns(text: &str, behind: bool, planter: &mut Planter) -> String {
    let Some(delimiter) = delimiter(text) else { return text.to_owned() };
    let mut out = String::new();
    let mut headed = false;
    for line in text.lines() {
        let is_row = line.matches(delimiter).count() > 1;
        let more: Vec<String> = if !is_row {
            Vec::new()
        } else if !headed {
            headed = true;
            if behind { Vec::new() } else { ["BCODE", "Kennwort", "Z_FREE"].map(str::to_owned).to_vec() }
        } else {
            (0..3).map(|_| planter.bare()).collect()
        };
        out.push_str(line);
        if delimiter == '|' {
            let is_ruler = !line.is_empty() && line.chars().all(|c| c == '-');
            let more = more.iter().filter(|_| line.ends_with('|'));
            more.for_each(|cell| write!(out, "{cell:12}|").unwrap());
            out.push_str(if is_ruler { "---------------------------------------" } else { "" });
        } else {
            more.iter().for_each(|cell| write!(out, "{delimiter}{cell}").unwrap());
        }
        out.push('\n');
    }
    out
}

#[test]
fn no_planted_secret_of_any_export_reaches_any_format() {
    let all = std::env::var_os("BASISLINT_ALL_SECRETS").is_some();
    let (of_each, turns) = if all { (8, 12) } else { (3, 2) };
    let of_fixture = |(turn, fixture): (usize, PathBuf)| {
        let (mut planter, mut lost) = (Planter::default(), Vec::new());
        let files = planted(&fixture, if all { 400 } else { 25 }, turns, &mut planter);
        for (format, written) in reports(&NOSY_RULES, files, turn) {
            let leaks = leaks(&written);
            if !leaks.is_empty() {
                let some: Vec<_> = leaks.iter().take(4).collect();
                lost.push(format!("{} {}: {} leaks\n{some:#?}", fixture.display(), format.name(), leaks.len()));
            }
        }
        (planter.planted, lost)
    };
    // It takes longest of all tests, and would be left alone at their end.
    let numbered: Vec<(usize, PathBuf)> = fixtures(of_each).into_iter().enumerate().collect();
    let found: Vec<_> = numbered.into_par_iter().map(of_fixture).collect();
    let planted: usize = found.iter().map(|(planted, _)| *planted).sum();
    let lost: Vec<String> = found.into_iter().flat_map(|(_, lost)| lost).collect();
    assert!(planted > 1000, "{planted}");
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// The begin of a fixture with secrets in it, in several ways.
fn planted(fixture: &Path, lines: usize, turns: usize, planter: &mut Planter) -> Vec<(String, Vec<u8>)> {
    let text = decoded(&fs::read(fixture).unwrap());
    let text: String = text.lines().take(lines).flat_map(|line| [line, "\n"]).collect();
    let name = fixture.file_name().unwrap().to_string_lossy().into_owned();
    let mut files = Vec::new();
    for turn in 0..turns {
        let planted = with_secrets_in_cells(&text, turn, planter);
        let bytes = if turn % 3 == 1 { utf16(&planted) } else { planted.into_bytes() };
        files.push((format!("T{turn}/{name}"), bytes));
    }
    for behind in [false, true] {
        files.push((format!("B{behind}/{name}"), with_columns(&text, behind, planter).into_bytes()));
    }
    // In the names of file and folder, above the table, and as a line of its own.
    let (one, two) = (planter.name(), planter.name());
    let title = format!("{}\n{text}{}\n", planter.next(), planter.next());
    files.push((format!("{one}/{two} {name}"), title.into_bytes()));
    files
}

/// Every field of every record is written there, whatever rules ask.
#[test]
fn no_planted_secret_of_any_export_reaches_any_table() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("in"), folder.path().join("out"));
    let mut planter = Planter::default();
    for (number, fixture) in fixtures(3).iter().enumerate() {
        for (path, bytes) in planted(fixture, 25, 2, &mut planter) {
            let path = input.join(format!("S{number}")).join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    for format in ["csv", "jsonl"] {
        let output = output.join(format);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut terminal = Terminal::plain(&mut out, &mut err);
        let arguments =
            ["basislint", "facts", "--isolated", "--format", format, "--output"].map(OsString::from).into_iter();
        let code = run(arguments.chain([output.clone().into(), input.clone().into()]), &mut terminal);
        // Some files are damaged by what was planted in them.
        assert!(code == 2 && output.join("facts.json").is_file(), "{code}: {}", String::from_utf8_lossy(&err));
        let mut lost = leaks(&(String::from_utf8(out).unwrap() + &String::from_utf8(err).unwrap()));
        let (mut kinds, mut bytes) = (0, 0);
        for path in WalkDir::new(&output).into_iter().map(|entry| entry.unwrap().into_path()) {
            lost.extend(leaks(&path.to_string_lossy()));
            kinds += usize::from(path.is_dir() && path.file_name().unwrap().to_string_lossy().starts_with("system="));
            if path.is_file() {
                let text = fs::read_to_string(&path).unwrap();
                bytes += text.len();
                lost.extend(leaks(&text).into_iter().map(|leak| format!("{}: {leak}", path.display())));
            }
        }
        assert!(kinds > 30 && bytes > 100_000, "{kinds} {bytes}");
        let some: Vec<_> = lost.iter().take(20).collect();
        assert!(lost.is_empty(), "{format}: {} leaks\n{some:#?}", lost.len());
    }
    assert!(planter.planted > 1000, "{}", planter.planted);
}

/// Who finds a secret in a service key is shown where it stands, and no more. Nor is a certificate printed letter by letter.
#[test]
fn no_secret_of_a_service_key_reaches_any_format() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases/service-keys");
    for name in ["cf-secret.json", "key-sap-certificate.json"] {
        let bytes = fs::read(cases.join(name)).unwrap();
        let text = decoded(&bytes);
        let certificate = text.split_once("CERTIFICATE-----\\n").map_or("geheim", |(_, body)| &body[..40]);
        for turn in 0..2 {
            for (format, written) in reports(&NOSY_RULES, vec![(format!("CI/{name}"), bytes.clone())], turn) {
                assert!(written.contains("nosy-service-keys-has-secret"), "{name} {}", format.name());
                for secret in ["geheim", "PRIVATE KEY", certificate] {
                    assert!(!written.contains(secret), "{name} {}: {secret}\n{written}", format.name());
                }
            }
        }
    }
}

#[test]
fn what_is_known_to_be_harmless_is_still_shown() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "PRD/sm59.csv",
        "RFCDEST;RFCTYPE;RFCOPTIONS;RFCDOC1;Z_FREE\n\
         SAPOSS;3;H=/H/10.1.1.5/S/3299/W/route/H/oss001,S=01,I=OSS,N=EWA,M=001,U=OSS_RFC,v=%_PWD,L=D,;Note;free\n\
         PORTAL;G;H=a.example.test,I=443,N=/sap/bc,D=S001,v=Clear1,s=Y,t=DFAULT,;Note;free\n",
    );
    write("PRD/log.txt", "14.11.2026 02:00:01 Logon with password Secret1 failed for DDIC   00  001  E\n");
    write(
        "PRD/DEFAULT.PFL",
        "SAPSYSTEMNAME = PRD\nicm/server_port_0 = PROT=HTTPS,PORT=443\nicm/x_password = Secret2\n",
    );
    write("PRD/saprouttab", "P 10.1.* host 3200 route # why\nP 10.2.* host 3200\nD * * *\n");
    for (export, field) in
        [("rfc-destinations", "name"), ("job-log", "number"), ("profile", "name"), ("saprouttab", "destination")]
    {
        write(&format!("rules/nosy-{export}.toml"), &nosy(&format!("nosy-{export}"), export, field));
    }
    let written = written(folder.path(), "pretty");
    for shown in [
        "SAPOSS;3;H=/H/10.1.1.5/S/3299/W/********/H/oss001,S=01,I=OSS,N=EWA,M=001,U=OSS_RFC,v=%_PWD,L=D,;****;****",
        // Behind a password in clear text nobody knows what is still a part of it.
        "PORTAL;G;H=a.example.test,I=443,N=/sap/bc,D=S001,v=********\n",
        "14.11.2026 02:00:01 Logon with password ******** failed for ********   00  001  E",
        "icm/server_port_0 = PROT=HTTPS,PORT=443",
        "icm/x_password = ********",
        "P 10.1.* host 3200 ********",
    ] {
        assert!(written.contains(shown), "{shown}\n{written}");
    }
}

#[test]
fn subjects_with_a_secret_stay_apart() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let log = |secret: &str| format!("14.11.2026 02:00:01 Step with PASSWORD={secret} began   00  001  E\n");
    write("PRD/log.txt", &[log("geheim1"), log("geheim2"), log("geheim1")].concat());
    write("rules/nosy.toml", &nosy("nosy", "job-log", "text"));
    let written = written(folder.path(), "json");
    // Beside the report stands what -v says of each file.
    let json = &written[written.find("{\n").unwrap()..=written.rfind("\n}").unwrap() + 1];
    let report: serde_json::Value = serde_json::from_str(json).unwrap();
    let nosy = |finding: &&serde_json::Value| finding["rule"] == "nosy";
    let findings = report["findings"].as_array().unwrap();
    let subjects: Vec<&str> =
        findings.iter().filter(nosy).map(|finding| finding["subject"].as_str().unwrap()).collect();
    assert_eq!(subjects.len(), 3, "{written}");
    assert!(
        subjects.iter().all(|subject| subject.contains("PASSWORD=**** #") || subject.contains("****")),
        "{subjects:?}"
    );
    assert_eq!(subjects[0], subjects[2]);
    assert_ne!(subjects[0], subjects[1]);
}

#[test]
fn no_secret_in_the_name_of_a_file_or_folder_reaches_any_output() {
    let folder = tempfile::tempdir().unwrap();
    let system = folder.path().join("PRD").join("PASSWORD=geheim1");
    fs::create_dir_all(&system).unwrap();
    fs::create_dir_all(folder.path().join("rules")).unwrap();
    fs::write(folder.path().join("rules/nosy.toml"), nosy("nosy", "rfc-destinations", "name")).unwrap();
    let rows = "RFCDEST;RFCTYPE;RFCOPTIONS\nSAPOSS;3;H=a,U=B,v=%_PWD,\n";
    for name in ["Passwort geheim2.csv", "token=geheim3.csv", "u:geheim4@host.csv", "kennwort_geheim5.csv"] {
        fs::write(system.join(name), rows).unwrap();
    }
    fs::write(system.join("pw=geheim6.bin"), [0, 1, 2, 3]).unwrap();
    for format in Format::names() {
        let written = written(folder.path(), format);
        assert!(written.contains("nosy"), "{format}");
        assert!(!written.contains("geheim"), "{format}\n{written}");
    }
}

#[test]
fn no_secret_of_a_workbook_reaches_any_format() {
    let mut planter = Planter::default();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let heading = ["RFC Destination", "Connection Type", "Options", "Description", "BCODE", "Kennwort", "Z_FREE"];
    for name in ["RFCDES", "pw=Zq99999x"] {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        for (column, title) in (0..).zip(heading) {
            sheet.write_string(1, column, title).unwrap();
        }
        for row in 2..2 + FORMS.len() as u32 {
            let options = if row % 2 == 0 { planter.plant("H=h,U=B,v=§,L=D,H=§") } else { planter.next() };
            let cells = [
                "DEST".to_owned(),
                "3".to_owned(),
                options,
                planter.bare(),
                planter.bare(),
                planter.bare(),
                planter.bare(),
                planter.bare(),
            ];
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let mut cut = bytes.clone();
    cut.truncate(bytes.len() - 300);
    let files = vec![("PRD/sm59.xlsx".to_owned(), bytes), ("QAS/sm59.xlsx".to_owned(), cut)];
    for (format, written) in (0..2).flat_map(|turn| reports(&NOSY_RULES, files.clone(), turn)) {
        assert!(written.contains("nosy-rfc-destinations-name"), "{}", format.name());
        let leaks = leaks(&written);
        assert!(leaks.is_empty(), "{}: {leaks:#?}", format.name());
    }
}
