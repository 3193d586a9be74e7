//! The schema of conditions, made of the table of operators; that of the rest is made of the types beside this.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::{Condition, ReferenceFile};
use crate::rule::operator::{Build, Operator};

/// A text, or several.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code)]
pub(crate) enum OneOrSeveral {
    One(String),
    Several(Vec<String>),
}

impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let parts = json!({ "type": "array", "minItems": 1, "items": generator.subschema_for::<Self>() });
        let reference = generator.subschema_for::<ReferenceFile>();
        let mut properties = Map::new();
        let mut add = |key: &str, about: &str, schema: &Value| {
            let mut schema = schema.clone();
            schema["description"] = about.into();
            properties.insert(key.to_owned(), schema);
        };
        let text = json!({ "type": "string" });
        add("field", "A field of the record, or `row.column` of the list.", &text);
        add("value", "A fixed value instead of a field, for `in` and `not-in`.", &text);
        for operator in Operator::all() {
            let schema = worth(&operator.build, &reference);
            add(operator.key, operator.about, &schema);
            if let Some(negated) = operator.negated {
                add(negated, &format!("The opposite of `{}`: {}", operator.key, operator.about), &schema);
            }
        }
        add("as-of-field", "The field with the date that ages are counted from; without it: `--as-of`.", &text);
        add("any", "At least one of these must hold.", &parts);
        add("all", "All of these must hold.", &parts);
        json_schema!({
            "description": "A condition: a field (or a fixed value) and one operator, or a group.",
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
            "minProperties": 1,
        })
    }
}

/// What stands behind the key of an operator.
fn worth(build: &Build, reference: &Schema) -> Value {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    match build {
        Build::Text(_) | Build::List(_) => json!({ "type": "string" }),
        Build::Texts(_) => json!({ "anyOf": [{ "type": "string" }, texts] }),
        Build::Value(_) => json!({ "anyOf": [{ "type": ["string", "integer", "boolean"] }, texts] }),
        Build::Number(_) => json!({ "anyOf": [{ "type": "integer" }, { "type": "string", "pattern": r"^\{.+\}$" }] }),
        Build::Flag(_) => json!({ "type": "boolean" }),
        // Beside `$ref` a description may stand since draft 2019-09.
        Build::Reference(_) => reference.as_value().clone(),
    }
}
