//! The schemas of what users write (rules, lists, configuration) and of what programs read (the JSON report).

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::assert_fresh;
use crate::cli::of_policies::{LintDocument, PoliciesDocument};
use crate::cli::pages_json::{RuleDocument, RulesDocument};
use crate::config::schema::ConfigFile;
use crate::difference::report::json as difference;
use crate::export::EXPORTS;
use crate::export::production_connector::schema::ProductionConnectorFile;
use crate::landscape::derived::DERIVED;
use crate::report::json::Document;
use crate::report::risks::list as risks;
use crate::rule::written::{ListFile, RuleFile};

/// Path and text of each schema.
fn schemas() -> [(&'static str, String); 11] {
    [
        ("schemas/rule.json", read::<RuleFile>("A rule of basislint")),
        ("schemas/list.json", read::<ListFile>("A list that rules of basislint look records up in")),
        ("schemas/config.json", read::<ConfigFile>("Configuration of basislint")),
        (
            "schemas/production-connector.json",
            read::<ProductionConnectorFile>("Settings of a Production Connector, for basislint"),
        ),
        (
            "schemas/diff.json",
            written::<difference::Document<'_>>("What changed, as basislint diff --format json writes it"),
        ),
        (
            "schemas/risks.json",
            written::<risks::Document<'_>>("What is accepted, as basislint risks --format json writes it"),
        ),
        ("schemas/rules.json", written::<RulesDocument<'_>>("The rules, as basislint rules --format json writes them")),
        (
            "schemas/explain.json",
            written::<RuleDocument<'_>>("A rule's page, as basislint explain RULE --format json writes it"),
        ),
        (
            "schemas/policies.json",
            written::<PoliciesDocument<'_>>("Check items, as basislint rules --policy PATH --format json writes them"),
        ),
        (
            "schemas/policy-lint.json",
            written::<LintDocument<'_>>(
                "Mistakes in policies, as basislint rules --policy PATH --lint --format json writes them",
            ),
        ),
        ("schemas/report.json", written::<Document<'_>>("A report of basislint, as --format json writes it")),
    ]
}

/// The schema of a TOML file.
fn read<T: JsonSchema>(title: &str) -> String {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value();
    name_exports(&mut schema);
    without_null(&mut schema);
    text(schema, title)
}

/// The schema of what basislint writes.
fn written<T: JsonSchema>(title: &str) -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    text(settings.into_generator().into_root_schema_for::<T>().to_value(), title)
}

fn text(mut schema: Value, title: &str) -> String {
    schema["title"] = title.into();
    format!("{}\n", serde_json::to_string_pretty(&schema).unwrap())
}

/// TOML has no null: what may be missing is missing.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            for key in ["anyOf", "type"] {
                let Some(Value::Array(choices)) = object.get_mut(key) else { continue };
                choices.retain(|choice| *choice != "null" && *choice != json!({ "type": "null" }));
                if let [only] = choices.as_slice() {
                    let only = only.clone();
                    object.remove(key);
                    match only {
                        Value::Object(only) => object.extend(only),
                        word => drop(object.insert(key.to_owned(), word)),
                    }
                }
            }
            if let Some(Value::Array(words)) = object.get_mut("enum") {
                words.retain(|word| !word.is_null());
            }
            object.values_mut().for_each(without_null);
        }
        Value::Array(values) => values.iter_mut().for_each(without_null),
        _ => {}
    }
}

/// Says which exports there are, wherever one is named.
fn name_exports(schema: &mut Value) {
    let mut kinds: Vec<&str> = EXPORTS.iter().map(|export| export.kind).collect();
    // Configuration says what files are; nothing that follows from several files is in one.
    name(schema, "ExportTable/properties/kind", &kinds);
    kinds.extend(DERIVED.iter().map(|derived| derived.kind));
    for of in ["Select", "BesideFile", "ReferenceFile"] {
        name(schema, &format!("{of}/properties/export"), &kinds);
    }
    for several in ["also", "needs"] {
        name(schema, &format!("Select/properties/{several}/items"), &kinds);
    }
    prune(schema);
}

fn name(schema: &mut Value, way: &str, kinds: &[&str]) {
    if let Some(named) = schema.pointer_mut(&format!("/$defs/{way}")) {
        named["enum"] = kinds.into();
    }
}

/// Leaves out what says nothing: no value is the value of what is missing.
fn prune(schema: &mut Value) {
    if let Value::Object(object) = schema {
        object.values_mut().for_each(prune);
        object.retain(|_, value| !value.is_null());
    }
}

/// All keys that a file may have, with the way to them and what is said of them.
fn keys(schema: &Value) -> Vec<(String, Option<&str>)> {
    let defs = schema["$defs"].as_object().into_iter().flatten().map(|(name, of)| (name.as_str(), of));
    let mut keys = Vec::new();
    for (name, of) in [("", schema)].into_iter().chain(defs) {
        for (key, value) in of["properties"].as_object().into_iter().flatten() {
            keys.push((format!("{name}.{key}"), value["description"].as_str()));
        }
    }
    keys
}

#[test]
fn the_schemas_are_those_of_the_types() {
    assert_fresh(&schemas());
}

#[test]
fn a_schema_says_of_every_key_what_it_means() {
    for (path, text) in schemas() {
        let schema: Value = serde_json::from_str(&text).unwrap();
        let silent: Vec<String> = keys(&schema)
            .into_iter()
            .filter(|(_, about)| about.is_none_or(str::is_empty))
            .map(|(key, _)| key)
            .collect();
        assert_eq!(silent, [""; 0], "{path}");
    }
}

#[test]
fn the_schema_of_rules_has_every_operator() {
    let schema: Value = serde_json::from_str(&read::<RuleFile>("")).unwrap();
    let properties = schema["$defs"]["Condition"]["properties"].as_object().unwrap();
    for key in crate::rule::written::Operator::all().flat_map(crate::rule::written::Operator::keys) {
        assert!(properties.contains_key(key), "{key}");
    }
}
