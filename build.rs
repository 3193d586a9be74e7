//! Prepares the embedded rules and checklists, so that no run needs to parse their TOML: each file becomes MessagePack,
//! rules without examples and sources, which only `rules test`, `explain`, SARIF and HTML ask for; they read the text.

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    // A macro embeds the text, and cargo cannot look into it: a new rule file must rebuild the crate.
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=build.rs");
    let target = env::var("OUT_DIR")?;
    let mut table = "&[\n".to_owned();
    for entry in walkdir::WalkDir::new("rules").sort_by_file_name() {
        let entry = entry?;
        if entry.path().extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let path = entry.path().iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let mut file: toml::Table =
            fs::read_to_string(entry.path())?.parse().map_err(|error| format!("{path}: {error}"))?;
        // What rules are promised is for tests and tools, and no rule.
        if file.contains_key("contract") {
            continue;
        }
        for page in ["examples", "sources"] {
            file.remove(page);
        }
        for page in ["what", "why", "fix"] {
            if let Some(toml::Value::String(text)) = file.get_mut(page) {
                text.clear();
            }
        }
        let name = path.replace('/', "-");
        fs::write(Path::new(&target).join(&name), rmp_serde::to_vec_named(&file)?)?;
        let list = file.contains_key("list");
        table.push_str(&format!("    ({path:?}, {list}, include_bytes!({name:?})),\n"));
    }
    table.push_str("]\n");
    fs::write(Path::new(&target).join("prepared.rs"), table)?;

    let checklists = Path::new("src/knowledge/checklists");
    println!("cargo:rerun-if-changed={}", checklists.display());
    let mut by_order = std::collections::BTreeMap::new();
    for entry in walkdir::WalkDir::new(checklists).min_depth(1).sort_by_file_name() {
        let path = entry?.into_path();
        let file: toml::Table =
            fs::read_to_string(&path)?.parse().map_err(|error| format!("{}: {error}", path.display()))?;
        let order = file.get("order").and_then(toml::Value::as_integer);
        let order = order.ok_or_else(|| format!("{}: no `order`", path.display()))?;
        let name = path.with_extension("checklist");
        let name = name.file_name().ok_or("a checklist without a name")?.to_string_lossy().into_owned();
        fs::write(Path::new(&target).join(&name), rmp_serde::to_vec_named(&file)?)?;
        if let Some(other) = by_order.insert(order, name) {
            return Err(format!("{}: {other} has the same `order`", path.display()).into());
        }
    }
    let included: String = by_order.values().map(|name| format!("    include_bytes!({name:?}),\n")).collect();
    fs::write(Path::new(&target).join("checklists.rs"), format!("&[\n{included}]\n"))?;
    Ok(())
}
