//! No password of an export reaches any output, not even through rules that point at it and quote it.

#![allow(clippy::unwrap_used)]

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use basislint::cli::{Terminal, run};

/// A rule that quotes all it can get.
fn nosy(id: &str, export: &str, field: &str) -> String {
    let example = |verdict: &str| format!("{{ name = \"{verdict}\", verdict = \"{verdict}\", files = {{}} }}");
    format!(
        "id = \"{id}\"\ntitle = \"t\"\nseverity = \"error\"\nconfidence = \"high\"\nroles = [\"abap-direct\"]\nwhat = \"w\"\n\
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
    let (out_color, err_color, live) = (false, false, false);
    let mut terminal = Terminal { out: &mut out, err: &mut err, out_color, err_color, live, width: 120 };
    run(arguments.chain(options).chain(rest), &mut terminal);
    String::from_utf8(out).unwrap() + &String::from_utf8(err).unwrap()
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
    write("PRD/saprouttab", "P * * * geheim7\nP * host 3200 geheim8 geheim9 # why\nD * host 3200 #geheim10\n");
    for (export, field) in [
        ("effective-parameters", "value"),
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
    for format in ["pretty", "concise", "json", "jsonl", "sarif", "markdown", "html"] {
        let written = written(folder.path(), format);
        assert!(
            written.contains("nosy-effective-parameters-value"),
            "{format}: the nosy rules found nothing\n{written}"
        );
        assert!(!written.contains("geheim"), "{format}\n{written}");
    }
}
