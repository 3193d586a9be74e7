//! Prepares the embedded rules and checklists, so that no run needs to parse their TOML.
//!
//! Of the rules an index is made, as Rust constants without pointers: what must be known of all of them in any run, be it on an empty folder.
//! It costs a start nothing, however many rules there are. Beside it lie three files: the words of the index, the rules and lists as
//! MessagePack (rules without examples and sources, which only `rules test`, `explain`, SARIF and HTML ask for), and their text.

#![allow(clippy::print_stdout)]

#[path = "build/se16_tables.rs"]
mod se16_tables;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use toml::{Table, Value};

type Mistake = Box<dyn Error>;

fn main() -> Result<(), Mistake> {
    // A macro embeds what is written here, and cargo cannot look into it: a new rule file must rebuild the crate.
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=build.rs");
    fixed_place();
    let target = env::var("OUT_DIR")?;
    rules(Path::new(&target))?;
    checklists(Path::new(&target))?;
    stores(Path::new(&target))?;
    se16_tables::write(Path::new("src/export/se16_tables.toml"), Path::new(&target))
}

/// Has the program that people run linked to a fixed place, where linkers know how: at a start nobody writes its 24,000 addresses then, into
/// 240 pages, which takes longer than all else that an empty folder takes. There is no unsafe code of ours that would want to be hard to
/// find. What is linked statically says itself where it is to lie (`packaging/build.sh`).
fn fixed_place() {
    let is = |key: &str, value: &str| env::var(key).is_ok_and(|known| known.split(',').any(|part| part == value));
    let is_known = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    if is_known && is("PROFILE", "release") && !is("CARGO_CFG_TARGET_FEATURE", "crt-static") {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}

/// One rule or list file.
struct File {
    path: String,
    text: String,
    table: Table,
}

fn rules(target: &Path) -> Result<(), Mistake> {
    let (mut rules, mut lists) = (Vec::new(), Vec::new());
    for entry in walkdir::WalkDir::new("rules").sort_by_file_name() {
        let entry = entry?;
        if entry.path().extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let path = entry.path().iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let text = fs::read_to_string(entry.path())?;
        let table: Table = text.parse().map_err(|error| format!("{path}: {error}"))?;
        // What rules are promised is for tests and tools, and no rule.
        if table.contains_key("contract") {
            continue;
        }
        let of = if table.contains_key("list") { &mut lists } else { &mut rules };
        of.push(File { path, text, table });
    }
    let id = |file: &File| (text(&file.table, "id").to_owned(), flag(&file.table, "continues"));
    rules.sort_by_cached_key(id);
    let mut index = Index::default();
    for file in &rules {
        index.rule(file)?;
    }
    for file in &lists {
        index.list(file)?;
    }
    index.write(target)
}

/// What is embedded of rules and lists.
#[derive(Default)]
struct Index {
    rules: String,
    lists: String,
    /// Words of which heads have several.
    several: Vec<String>,
    words: String,
    /// Where each word stands.
    known: BTreeMap<String, String>,
    bodies: Vec<u8>,
    texts: String,
}

impl Index {
    fn rule(&mut self, file: &File) -> Result<(), Mistake> {
        let table = &file.table;
        let select =
            table.get("select").and_then(Value::as_table).ok_or_else(|| format!("{}: no select", file.path))?;
        let mut reads = vec![text(select, "export").to_owned()];
        reads.extend(texts(select, "also"));
        reads.extend(tables(select, "beside").map(|beside| text(beside, "export").to_owned()));
        let mut asks = Vec::new();
        table.iter().filter(|(key, _)| *key != "select").for_each(|(_, value)| references(value, &mut asks));
        select.get("seen").iter().for_each(|seen| references(seen, &mut asks));
        asks.sort();
        asks.dedup();
        let is_plain =
            ["also", "beside", "needs"].iter().all(|key| !select.contains_key(*key)) && !table.contains_key("only");
        let asks_for_absence = !table.contains_key("speaks-of")
            && table.get("absent").and_then(Value::as_table).is_some_and(|absent| flag(absent, "fine"));
        let area = file.path.split('/').nth(1).filter(|area| !area.ends_with(".toml")).unwrap_or_default();
        let mut body = table.clone();
        for page in ["examples", "sources"] {
            body.remove(page);
        }
        for page in ["what", "why", "fix"] {
            if let Some(Value::String(text)) = body.get_mut(page) {
                text.clear();
            }
        }
        let id = self.word(text(table, "id"));
        let (path, area) = (self.word(&file.path), self.word(area));
        let (reads, asks) = (self.words(&reads), self.words(&asks));
        let (tags, references) = (self.words(&texts(table, "tags")), self.words(&texts(table, "references")));
        let (body, whole) = self.contents(file, &body)?;
        writeln!(
            self.rules,
            "    Head {{ id: {id}, path: {path}, area: {area}, continues: {}, has_days: {}, asks_for_absence: {asks_for_absence}, \
             is_plain: {is_plain}, roles: {}, tiers: {}, confidence: {}, confidence_by_role: {}, reads: {reads}, asks: {asks}, tags: {tags}, \
             references: {references}, body: {body}, text: {whole} }},",
            flag(table, "continues"),
            table.contains_key("days"),
            few("Role", &texts(table, "roles")),
            few("Tier", &texts(table, "tiers")),
            variant("Confidence", text(table, "confidence")),
            by_role(table),
        )?;
        Ok(())
    }

    fn list(&mut self, file: &File) -> Result<(), Mistake> {
        let (name, path) = (self.word(text(&file.table, "list")), self.word(&file.path));
        let (body, text) = self.contents(file, &file.table)?;
        writeln!(self.lists, "    EmbeddedList {{ name: {name}, path: {path}, body: {body}, text: {text} }},")?;
        Ok(())
    }

    /// A word once, however often it is said.
    fn word(&mut self, word: &str) -> String {
        let words = &mut self.words;
        let place = self.known.entry(word.to_owned()).or_insert_with(|| {
            words.push_str(word);
            format!("Text({}, {})", words.len() - word.len(), words.len())
        });
        place.clone()
    }

    fn words(&mut self, words: &[String]) -> String {
        let words: Vec<String> = words.iter().map(|word| self.word(word)).collect();
        self.several.extend(words.iter().cloned());
        format!("Several({}, {})", self.several.len() - words.len(), self.several.len())
    }

    /// The file as MessagePack and as text.
    fn contents(&mut self, file: &File, prepared: &Table) -> Result<(String, String), Mistake> {
        let prepared = rmp_serde::to_vec_named(prepared)?;
        self.bodies.extend(&prepared);
        self.texts.push_str(&file.text);
        let place = |length: usize, end: usize| format!("Text({}, {end})", end - length);
        Ok((place(prepared.len(), self.bodies.len()), place(file.text.len(), self.texts.len())))
    }

    fn write(self, target: &Path) -> Result<(), Mistake> {
        let Self { rules, lists, several, words, bodies, texts, .. } = self;
        fs::write(target.join("rules.words"), words)?;
        fs::write(target.join("rules.bodies"), bodies)?;
        fs::write(target.join("rules.texts"), texts)?;
        let several = several.join(", ");
        let index = format!(
            "static RULES: &[Head] = &[\n{rules}];\nstatic LISTS: &[EmbeddedList] = &[\n{lists}];\nstatic SEVERAL: &[Text] = &[{several}];\n\
             static WORDS: &str = include_str!(\"rules.words\");\nstatic BODIES: &[u8] = include_bytes!(\"rules.bodies\");\n\
             static TEXTS: &str = include_str!(\"rules.texts\");\n"
        );
        Ok(fs::write(target.join("rules.rs"), index)?)
    }
}

fn text<'t>(table: &'t Table, key: &str) -> &'t str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn flag(table: &Table, key: &str) -> bool {
    table.get(key).and_then(Value::as_bool).unwrap_or_default()
}

fn texts(table: &Table, key: &str) -> Vec<String> {
    let values = table.get(key).and_then(Value::as_array).into_iter().flatten();
    values.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn tables<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t Table> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

/// The exports of the references to other records: whatever names an export and a field of it.
fn references(value: &Value, exports: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| references(value, exports)),
        Value::Table(table) => {
            if let (Some(Value::String(export)), true) = (table.get("export"), table.contains_key("field")) {
                exports.push(export.clone());
            }
            table.iter().for_each(|(_, value)| references(value, exports));
        }
        _ => {}
    }
}

/// `abap-direct` as Rust has it: `Role::AbapDirect`.
fn variant(of: &str, name: &str) -> String {
    let word = |word: &str| word.chars().next().map(|first| first.to_ascii_uppercase().to_string() + &word[1..]);
    format!("{of}::{}", name.split('-').filter_map(word).collect::<String>())
}

fn few(of: &str, names: &[String]) -> String {
    format!("Few::of(&[{}])", names.iter().map(|name| variant(of, name)).collect::<Vec<_>>().join(", "))
}

fn by_role(table: &Table) -> String {
    let by_role = table.get("confidence-by-role").and_then(Value::as_table).into_iter().flatten();
    let by_role = by_role.map(|(role, confidence)| {
        format!("({}, {})", variant("Role", role), variant("Confidence", confidence.as_str().unwrap_or_default()))
    });
    format!("Few::of(&[{}])", by_role.collect::<Vec<_>>().join(", "))
}

fn checklists(target: &Path) -> Result<(), Mistake> {
    let checklists = Path::new("src/knowledge/checklists");
    println!("cargo:rerun-if-changed={}", checklists.display());
    let mut by_order = BTreeMap::new();
    for entry in walkdir::WalkDir::new(checklists).min_depth(1).sort_by_file_name() {
        let path = entry?.into_path();
        let file: Table = fs::read_to_string(&path)?.parse().map_err(|error| format!("{}: {error}", path.display()))?;
        let order = file.get("order").and_then(Value::as_integer);
        let order = order.ok_or_else(|| format!("{}: no `order`", path.display()))?;
        let name = path.with_extension("checklist");
        let name = name.file_name().ok_or("a checklist without a name")?.to_string_lossy().into_owned();
        fs::write(target.join(&name), rmp_serde::to_vec_named(&file)?)?;
        if let Some(other) = by_order.insert(order, name) {
            return Err(format!("{}: {other} has the same `order`", path.display()).into());
        }
    }
    let included: String = by_order.values().map(|name| format!("    include_bytes!({name:?}),\n")).collect();
    fs::write(target.join("checklists.rs"), format!("&[\n{included}]\n"))?;
    Ok(())
}

/// The config stores as MessagePack, and their names by themselves: each name of a file is held against them.
fn stores(target: &Path) -> Result<(), Mistake> {
    let path = Path::new("src/policy/stores.toml");
    println!("cargo:rerun-if-changed={}", path.display());
    let file: Table = fs::read_to_string(path)?.parse().map_err(|error| format!("{}: {error}", path.display()))?;
    let names: Vec<&str> = tables(&file, "store").map(|store| text(store, "name")).collect();
    fs::write(target.join("stores.names"), format!("&{names:?}"))?;
    Ok(fs::write(target.join("stores.bodies"), rmp_serde::to_vec_named(&file)?)?)
}
