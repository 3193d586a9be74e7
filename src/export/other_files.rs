//! Files that are no export basislint reads: what they seem to be, so that their owner knows why they are not read.
//!
//! A file is described only after every export has turned it down, but for one question: files that [`quotes`] knows are
//! made of other people's text, and no export is looked for in them.

use std::borrow::Cow;

use super::KINDS_NOT_READ_YET;

mod binaries;
mod leads;
pub mod looks;

pub use binaries::{binary, no_text};

/// A kind of file, and how to tell it by its first lines.
struct Kind {
    sign: Sign,
    /// What it is, with the way out if there is one.
    what: &'static str,
    /// The export it will be once basislint reads that.
    export: Option<&'static str>,
}

enum Sign {
    /// The first line that is not blank begins with one of these.
    Begins(&'static [&'static str]),
    /// Some line has one of these.
    Has(&'static [&'static str]),
    /// The file's name ends with one of these, whatever their case.
    Ends(&'static [&'static str]),
    /// The lines that are not blank look so.
    Looks(fn(&[&str]) -> bool),
}

const fn kind(sign: Sign, what: &'static str) -> Kind {
    Kind { sign, what, export: None }
}

const fn not_yet(sign: Sign, what: &'static str, export: &'static str) -> Kind {
    Kind { sign, what, export: Some(export) }
}

use Sign::{Begins, Ends, Has, Looks};

/// What a file with a private key is, if it does not begin with one.
pub const PRIVATE_KEY: &str = "a private key in PEM form: keep it out of folders with exports";

/// The first that fits counts.
static KINDS: &[Kind] = &[
    kind(Has(&["PRIVATE KEY-----"]), PRIVATE_KEY),
    kind(Looks(looks::is_snapshot), "a snapshot of a test"),
    kind(
        Ends(&["resources.cnt"]),
        "the table of contents of a package of Cloud Integration: its artifacts are read, not this",
    ),
    kind(Ends(&["contentmetadata.md", "exportinformation.info"]), "a description of a package of Cloud Integration"),
    kind(
        Ends(&["parameters.propdef"]),
        "the types of an integration flow's parameters: their values are in parameters.prop",
    ),
    kind(Ends(&["metainfo.prop"]), "the description of an artifact of Cloud Integration"),
    kind(Looks(looks::is_own_toml), "a file of rules or settings of basislint"),
    kind(Looks(looks::is_toml_with_texts), "TOML that quotes texts"),
    kind(Looks(looks::is_own_page), "a page of basislint (explain, exports)"),
    kind(Looks(looks::is_sarif), "a report of another tool (SARIF)"),
    kind(Begins(&["-----BEGIN "]), "a PEM file that is no certificate"),
    kind(Begins(&["MIME-Version:"]), "an MHTML list: save the list unconverted or as a spreadsheet instead"),
    kind(Has(&["urn:schemas-microsoft-com:office:spreadsheet"]), "an XML spreadsheet: save it as .xlsx instead"),
    kind(Looks(looks::is_html), "HTML: save the list unconverted or as text with tabs instead"),
    kind(Begins(&["<"]), "XML"),
    kind(Looks(looks::is_markup), "a part of a page in HTML, or of XML"),
    not_yet(Looks(looks::is_connector_json), "JSON of the Cloud Connector's configuration", "cloud-connector"),
    kind(Looks(looks::is_json_log), "a log in JSON"),
    kind(Looks(looks::is_json), "JSON"),
    kind(Looks(looks::is_part_of_json), "a part of JSON"),
    kind(Looks(looks::is_ini), "settings of another program (INI)"),
    kind(Looks(leads::is_seclogin), "output of sapgenpse seclogin"),
    kind(
        Looks(leads::is_part_of_own_certificate),
        "output of sapgenpse get_my_name -n, a part of a certificate: leave out -n, so that it tells whose it is and until when it is valid",
    ),
    kind(
        Looks(leads::is_keytool),
        "the list of a Java keystore (keytool), which is no PSE: save its certificates in PEM form to have them read",
    ),
    kind(Looks(looks::is_trace), "a trace (dev_icm, dev_w) without the version of the cryptographic library"),
    kind(Has(&["4 ETW000 "]), "a log of R3trans: export table CVERS with SE16 instead"),
    kind(Has(&["Listing the SCA versions"]), "a list of Java components (SCA)"),
    kind(
        Looks(leads::is_task_list_log),
        "the log of a task list as text, which does not tell how each task ended: save the list of runs, or the tasks of the run, in STC02",
    ),
    kind(Looks(looks::is_markdown_table), "text with Markdown tables"),
    kind(Looks(looks::is_markdown), "Markdown text"),
    kind(
        Looks(leads::is_sapgenpse),
        "output of sapgenpse that is not read: save what it prints for maintain_pk -l, for get_my_name without -n, for tlsinfo -c, or for no command at all",
    ),
    kind(
        Looks(leads::is_certificate_text),
        "certificates as text: save what sapgenpse maintain_pk -l prints of the PSE, or the certificates in PEM form",
    ),
    kind(Ends(&[".md", ".markdown"]), "Markdown text"),
];

/// Tables that an export not read yet is made of, or one that is read in other forms.
static TABLES: &[(&str, &str)] = &[("TBTCO", "job-overview"), ("TBTCP", "job-steps")];

/// Looks of files that quote exports, and are none: what stands in a report, a page or a test is of no system.
static QUOTING: &[fn(&[&str]) -> bool] = &[
    looks::is_html,
    looks::is_markup,
    looks::is_json,
    looks::is_part_of_json,
    looks::is_snapshot,
    looks::is_markdown,
    looks::is_own_toml,
    looks::is_toml_with_texts,
    looks::is_own_page,
];

/// Whether no export is to be looked for in these lines, whatever stands in them.
pub fn quotes(lines: &[Cow<'_, str>]) -> bool {
    let lines = with_text(lines);
    QUOTING.iter().any(|look| look(&lines))
}

/// The lines that are not blank, without blanks at their ends.
fn with_text<'l>(lines: &'l [Cow<'_, str>]) -> Vec<&'l str> {
    lines.iter().map(|line| line.trim_end()).filter(|line| !line.is_empty()).collect()
}

/// What a file seems to be, by its name and its first lines.
pub fn describe(name: &str, lines: &[Cow<'_, str>]) -> Option<String> {
    let lines = with_text(lines);
    let Some(first) = lines.first().map(|line| line.trim_start()) else {
        return Some("empty: there is no line with text".to_owned());
    };
    let name = name.to_ascii_lowercase();
    let fits = |kind: &&Kind| match kind.sign {
        Begins(starts) => starts.iter().any(|start| first.starts_with(start)),
        Has(words) => lines.iter().any(|line| words.iter().any(|word| line.contains(word))),
        Ends(endings) => endings.iter().any(|ending| name.ends_with(ending)),
        Looks(look) => look(&lines),
    };
    let kind = KINDS.iter().find(fits)?;
    Some(match kind.export {
        Some(export) => not_read_yet(kind.what, export),
        // The way out says it all.
        None if kind.what.contains(':') => kind.what.to_owned(),
        None => no_export(kind.what),
    })
}

/// Why a table of this name is not read. `form` is what it stands in.
pub fn table(form: &str, name: &str) -> String {
    let what = format!("{form} of table {name}");
    match TABLES.iter().find(|(table, _)| table.eq_ignore_ascii_case(name)) {
        Some((_, export)) => not_read_yet(&what, export),
        None => no_export(&what),
    }
}

fn not_read_yet(what: &str, export: &str) -> String {
    if KINDS_NOT_READ_YET.contains(&export) {
        format!("{what}; basislint does not read this export ({export}) yet")
    } else {
        format!("{what}, but not in a form that basislint reads")
    }
}

fn no_export(what: &str) -> String {
    format!("{what}, which is no export that basislint reads")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, text: &str) -> Option<String> {
        let lines: Vec<Cow<'_, str>> = text.lines().map(Cow::Borrowed).collect();
        describe(name, &lines)
    }

    #[test]
    fn every_kind_that_is_not_read_yet_has_a_name_that_the_contract_knows() {
        // Once one of them is read it may stay here, for its other forms.
        let known = |kind: &str| KINDS_NOT_READ_YET.contains(&kind) || super::super::by_kind(kind).is_some();
        for export in KINDS.iter().filter_map(|kind| kind.export).chain(TABLES.iter().map(|(_, export)| *export)) {
            assert!(known(export), "{export}");
        }
    }

    #[test]
    fn files_are_told_by_what_is_in_them() {
        for (text, what) in [
            ("-----BEGIN CERTIFICATE REQUEST-----\nMII\n", "a PEM file that is no certificate"),
            ("-----BEGIN RSA PRIVATE KEY-----\n", "a private key in PEM form: keep it out"),
            ("\n{\n  \"a\": 1\n}", "JSON, which is no export that basislint reads"),
            ("[{\"virtualHost\":\"x\"}]", "JSON of the Cloud Connector's configuration, but not in a form"),
            ("[Thr 0001] = SSL Initialization", "a trace (dev_icm"),
            ("<!DOCTYPE HTML>\n<HTML>", "HTML: save the list"),
            (
                "<?xml version=\"1.0\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                "an XML spread",
            ),
            ("<?xml version=\"1.0\"?>\n<a/>", "XML, which is no export"),
            ("[section]\na = 1", "settings of another program (INI)"),
            ("\n \n", "empty"),
            (
                "Validity  -  NotBefore:   Tue Mar  1\n     NotAfter:   Fri Mar  1\n",
                "output of sapgenpse get_my_name -n",
            ),
            (
                "prd:prdadm 4> ./sapgenpse get_my_name -p SAPSSLC.pse -n subject\nSubject : CN=PRD, O=X\n",
                "output of sapgenpse get_my_name -n",
            ),
            ("Issuer  : CN=Example CA\n", "output of sapgenpse get_my_name -n"),
            ("Serialno: 40:C4\n", "output of sapgenpse get_my_name -n"),
            ("KeyInfo : RSA, 2048-bit\n", "output of sapgenpse get_my_name -n"),
            ("get_pse: Distinguished name of PSE owner: CN=x\n", "output of sapgenpse that is not read"),
            ("usage: sapgenpse <command> [-h]\n", "output of sapgenpse that is not read"),
            ("0 (LPS:ON): CN=PRD\n1 readable SSO-Credentials available\n", "output of sapgenpse seclogin"),
            ("Keystore type: PKCS12\nAlias name: x\n", "the list of a Java keystore"),
            ("subject=CN = PRD\nnotAfter=Mar  1 10:00:00 2027 GMT\n", "certificates as text"),
            ("Certificate:\n    Data:\n        Version: 3 (0x2)\n", "certificates as text"),
            ("> listcertificates\n1: CN=A\n", "certificates as text"),
            ("SAP_BASIS_CONFIG_OSS_COMM\nNEW OSS: Create HTTPS Connections\n", "the log of a task list as text"),
            ("Task List: SAP_SUPPORT_HUB_CONFIG\nDone\n", "the log of a task list as text"),
            ("Destination SAP-SUPPORT_PORTAL - HTTP Response 401 Unauthorized\n", "the log of a task list as text"),
            ("text\n\n| a | b |\n| --- | :-: |\n| 1 | 2 |", "text with Markdown tables"),
            ("# Notes\n\n- one\n- **two**\n", "Markdown text"),
            ("The list:\n\n```\n|a|b|\n```\n", "Markdown text"),
            ("---\nsource: tests/x.rs\nexpression: report\n---\n|a|b|\n", "a snapshot of a test"),
            ("{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\"", "a report of another tool (SARIF)"),
            ("{\"level\":\"info\"}\n{\"level\":\"warn\"}\n", "a log in JSON"),
            ("\"a\": 1,\n\"b\": {\n\"c\": \"d\"\n},\n", "a part of JSON"),
            ("[[system]]\nname = \"PRD\"\nfiles = [\"prd/**\"]\n", "a file of rules or settings of basislint"),
        ] {
            let said = said("x", text).unwrap_or_default();
            assert!(said.starts_with(what), "{text}: {said}");
        }
        assert_eq!(
            said("README.md", "# Title\n").as_deref(),
            Some("Markdown text, which is no export that basislint reads")
        );
    }

    #[test]
    fn no_export_is_looked_for_in_what_only_quotes_one() {
        let quotes = |text: &str| quotes(&text.lines().map(Cow::Borrowed).collect::<Vec<_>>());
        for text in [
            "<!DOCTYPE html>\n<pre>\n|RFCDEST|",
            "<tr>\n<td>SAPOSS</td>\n</tr>\n",
            "{\"message\":\"RFCDEST,RFCTYPE,RFCOPTIONS\"}",
            "                \"markdown\": \"# Title\\n\\n```text\\n|RFCDEST|RFCTYPE|\"\n              },\n",
            "EST\\n---\\n|SAPOSS,3,H=x\n",
            "[[defect]]\nname = \"x\"\n[files]\n\"PRD/sm59.csv\" = \"\"\"\nRFCDEST,RFCTYPE,RFCOPTIONS\n\"\"\"\n",
            "# SM59\n\nThe list of June:\n\n```text\n|RFCDEST|RFCTYPE|\n```\n",
            "---\nsource: src/report/tests.rs\nexpression: pretty\n---\n|RFCDEST|RFCTYPE|\n",
        ] {
            assert!(quotes(text), "{text}");
        }
        for text in [
            "# profile of PRD\n# - changed by RZ10\n## see [the guide](x)\nicm/server_port_0 = PROT=HTTP\n",
            "-----\n|RFCDEST|RFCTYPE|\n-----\n",
            "DIR_EXE = D:\\usr\\new\\nsp\nDIR_X = \\\\host\\n\\b\n",
            "---\n|A|\n",
            "\"RFCDEST\",\"RFCTYPE\",\"RFCOPTIONS\"\n\"A\",\"3\",\"H=a,\"\n\"B\",\"3\",\"H=b,\"\n\"C\",\"3\",\"H=c,\"\n",
            "<prdadm> sapcontrol -nr 00 -function ParameterValue\n22.11.2026 10:00:00\nParameterValue\nOK\na=b\n",
            "# routes\nP * * 3299\nD * * *\n",
        ] {
            assert!(!quotes(text), "{text}");
        }
    }

    #[test]
    fn plain_text_is_nothing_in_particular() {
        for text in ["Dear colleagues,\nS is for sugar", "P\nS\nD", "----------\n|a|b|\n----------"] {
            assert_eq!(said("notes.txt", text), None, "{text}");
        }
    }

    #[test]
    fn tables_have_the_name_of_their_export() {
        assert_eq!(
            table("text with tabs", "TBTCO"),
            "text with tabs of table TBTCO, but not in a form that basislint reads"
        );
        assert_eq!(table("a SAP list", "E070"), "a SAP list of table E070, which is no export that basislint reads");
    }
}
