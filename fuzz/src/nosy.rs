//! Rules that quote and label every field of every export, whatever it holds: what no rule of ours does, and one of tomorrow may.

use std::fs;
use std::path::Path;

use basislint::export::EXPORTS;
use basislint::landscape::derived::DERIVED;
use basislint::rule::RuleSet;

fn rule(id: &str, export: &str, field: &str, labels: &str) -> String {
    format!(
        "id = \"{id}\"\ntitle = \"t\"\nseverity = \"error\"\nconfidence = \"high\"\n\
         roles = [\"abap-direct\", \"solution-manager\", \"focused-run\"]\nwhat = \"w\"\nwhy = \"w\"\nfix = \"f\"\nreferences = []\n\
         subject = \"{{{field}}}\"\nmessage = \"is {{{field}}}\"\nhelp = \"was {{{field}}}\"\nselect = {{ export = \"{export}\" }}\n\
         when = [{{ field = \"{field}\", present = true }}]\n{labels}\
         examples = [{{ name = \"a\", verdict = \"fail\", files = {{}} }}, {{ name = \"b\", verdict = \"pass\", files = {{}} }}]\n"
    )
}

fn write(folder: &Path, kinds: &[&str]) -> std::io::Result<()> {
    let all = EXPORTS.iter().map(|export| (export.kind, export.fields));
    let derived = DERIVED.iter().map(|derived| (derived.kind, derived.fields));
    for (kind, fields) in all.chain(derived).filter(|(kind, _)| kinds.is_empty() || kinds.contains(kind)) {
        for field in fields {
            let (id, name) = (format!("nosy-{kind}-{}", field.name), field.name);
            let labels = format!("labels = [{{ field = \"{name}\", text = \"here {{{name}}}\" }}]\n");
            fs::write(folder.join(format!("{id}.toml")), rule(&id, kind, name, &labels))?;
        }
        // And one that points at nothing, so that the whole row is its place.
        if let Some(field) = fields.first() {
            let id = format!("nosy-{kind}");
            fs::write(folder.join(format!("{id}.toml")), rule(&id, kind, field.name, ""))?;
        }
    }
    Ok(())
}

/// The rules about these kinds, or about all if none is named.
pub fn rules(kinds: &[&str]) -> RuleSet {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), kinds).unwrap();
    RuleSet::load_folder(folder.path()).unwrap_or_else(|error| panic!("{error:?}"))
}
