//! What is written by hand and by the program fits the schemas.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Map, Value};
use toml::Value as Toml;

use crate::cli::{Terminal, run};

/// Strict: a field that the schema does not know is a mistake of the schema, for basislint refuses or writes it.
fn schema(name: &str) -> Validator {
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(format!("schemas/{name}.json")).unwrap()).unwrap();
    close(&mut schema);
    jsonschema::validator_for(&schema).unwrap()
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.contains_key("properties") {
                object.insert("additionalProperties".to_owned(), false.into());
            }
            object.values_mut().for_each(close);
        }
        Value::Array(values) => values.iter_mut().for_each(close),
        _ => {}
    }
}

/// TOML as editors hand it to a schema: dates are text.
fn json(value: &Toml) -> Value {
    match value {
        Toml::String(text) => text.clone().into(),
        Toml::Integer(number) => (*number).into(),
        Toml::Float(number) => (*number).into(),
        Toml::Boolean(flag) => (*flag).into(),
        Toml::Datetime(date) => date.to_string().into(),
        Toml::Array(values) => values.iter().map(json).collect(),
        Toml::Table(table) => {
            let members: Map<String, Value> = table.iter().map(|(key, value)| (key.clone(), json(value))).collect();
            members.into()
        }
    }
}

fn toml_files(folder: &str) -> impl Iterator<Item = (PathBuf, Value)> {
    let paths = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    let paths = paths.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.map(|path| {
        let file = read(&path);
        (path, file)
    })
}

fn read(path: &Path) -> Value {
    json(&Toml::Table(fs::read_to_string(path).unwrap().parse().unwrap()))
}

fn mistakes(schema: &Validator, value: &Value) -> Vec<String> {
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn every_rule_and_list_fits_its_schema() {
    let (rule, list) = (schema("rule"), schema("list"));
    let mut read = 0;
    for (path, file) in ["rules", "testdata/rules"].into_iter().flat_map(toml_files) {
        if file.get("contract").is_some() {
            continue;
        }
        let schema = if file.get("list").is_some() { &list } else { &rule };
        assert_eq!(mistakes(schema, &file), [""; 0], "{}", path.display());
        read += 1;
    }
    assert!(read > 0);
}

#[test]
fn a_rule_with_a_mistake_does_not_fit() {
    let schema = schema("rule");
    let rule = read(Path::new("testdata/rules/tokens.toml"));
    assert_eq!(mistakes(&schema, &rule), [""; 0]);
    let mistaken = |way: &str, value: Value| {
        let mut rule = rule.clone();
        *rule.pointer_mut(way).unwrap() = value;
        !mistakes(&schema, &rule).is_empty()
    };
    assert!(mistaken("/severity", "eror".into()));
    assert!(mistaken("/select/export", "effective-parameter".into()));
    assert!(mistaken("/where/0", serde_json::json!({ "field": "name", "equal": "x" })));
    assert!(mistaken("/when/0/includes", 5.into()));
    assert!(mistaken("/roles", "abap-direct".into()));
}

#[test]
fn every_configuration_fits_the_schema() {
    let schema = schema("config");
    let mut files = vec![];
    for path in walkdir::WalkDir::new("testdata").into_iter().map(|entry| entry.unwrap().into_path()) {
        if path.file_name().is_some_and(|name| name == "basislint.toml") {
            files.push((path.display().to_string(), read(&path)));
        }
    }
    let readme = fs::read_to_string("README.md").unwrap();
    let block = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    files.push(("README.md".to_owned(), json(&Toml::Table(block.parse().unwrap()))));
    assert!(files.len() > 1);
    for (path, file) in &files {
        assert_eq!(mistakes(&schema, file), [""; 0], "{path}");
    }
    let unknown = serde_json::json!({ "suppres": [] });
    assert!(!mistakes(&schema, &unknown).is_empty());
}

#[test]
fn every_difference_fits_the_schema() {
    let schema = schema("diff");
    for (old, new) in [
        ("testdata/landscape", "testdata/readiness/systems"),
        ("testdata/readiness/systems", "testdata/landscape"),
        ("testdata/landscape", "testdata/landscape"),
    ] {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut terminal = Terminal::plain(&mut out, &mut err);
        let arguments = ["basislint", "diff", old, new, "--format", "json", "--as-of", "2026-11-22"];
        run(arguments.map(Into::into), &mut terminal);
        let difference: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(mistakes(&schema, &difference), [""; 0], "{old} {new}");
    }
}

#[test]
fn every_report_fits_the_schema() {
    let schema = schema("report");
    for landscape in
        ["testdata/landscape", "testdata/landscape-configured", "testdata/readiness/systems", "testdata/cases"]
    {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut terminal = Terminal::plain(&mut out, &mut err);
        let arguments = ["basislint", "check", landscape, "--format", "json", "--as-of", "2026-11-22"];
        run(arguments.map(Into::into), &mut terminal);
        let report: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(mistakes(&schema, &report), [""; 0], "{landscape}");
        assert!(report["files"].as_array().is_some_and(|files| !files.is_empty()), "{landscape}");
    }
}

#[test]
fn rules_and_their_pages_fit_their_schemas() {
    let printed = |arguments: &[&str]| -> Value {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut terminal = Terminal::plain(&mut out, &mut err);
        run(["basislint"].iter().chain(arguments).map(Into::into), &mut terminal);
        serde_json::from_slice(&out).unwrap()
    };
    let rules = printed(&["rules", "--isolated", "--format", "json"]);
    assert_eq!(mistakes(&schema("rules"), &rules), [""; 0]);
    let rules = rules["rules"].as_array().unwrap();
    let legacy = rules.iter().find(|rule| rule["id"] == "legacy-rfc-destination").unwrap();
    assert_eq!((&legacy["areas"][0], &legacy["confidence"]), (&"rfc-destinations".into(), &"high".into()));
    assert!(legacy["steps"].as_array().unwrap().iter().any(|step| step["step"] == "2.10"), "{legacy}");
    let explain = schema("explain");
    for id in ["legacy-rfc-destination", "certificate-expired", "client-ciphersuites-outdated"] {
        let page = printed(&["explain", id, "--isolated", "--format", "json"]);
        assert_eq!(mistakes(&explain, &page), [""; 0], "{id}");
        assert!(
            page["rule"]["examples"].as_array().unwrap().iter().any(|example| example["verdict"] == "fail"),
            "{id}"
        );
    }
}
