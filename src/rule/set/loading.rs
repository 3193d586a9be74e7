//! Loads rules: the embedded ones as heads, those of users as a whole, with every mistake in them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::RuleSet;
use crate::complaint::Complaint;
use crate::landscape::Role;
use crate::rule::compile::Compiler;
use crate::rule::embedded;
use crate::rule::few::Few;
use crate::rule::late::Rule;
use crate::rule::source::{self, OwnRules, RuleError, SourceFile};
use crate::rule::stock::{self, Stock};

impl RuleSet {
    /// Loads the embedded rules and those of further folders.
    ///
    /// # Errors
    /// A folder that cannot be read; every mistake of every file.
    pub fn load<P: AsRef<Path>>(folders: &[P]) -> Result<Self, RuleError> {
        Self::with_folders(folders, true)
    }

    /// As [`RuleSet::load`], but the embedded rules have no examples, and their pages no prose: all that judging needs, each rule
    /// when it is needed.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn load_without_examples<P: AsRef<Path>>(folders: &[P]) -> Result<Self, RuleError> {
        Self::with_folders(folders, false)
    }

    fn with_folders<P: AsRef<Path>>(folders: &[P], with_examples: bool) -> Result<Self, RuleError> {
        let folders: Vec<OwnRules> =
            folders.iter().map(|folder| OwnRules::Folder(folder.as_ref().to_owned())).collect();
        Self::load_with(&folders, with_examples)
    }

    /// Loads the embedded rules, with examples and prose only if somebody reads those, and further ones.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn load_with(own: &[OwnRules], with_examples: bool) -> Result<Self, RuleError> {
        let mut sources = Vec::new();
        for own in own {
            sources.extend(source::of(own)?);
        }
        // What users add to a list may be a mistake in a rule that looks records up in it.
        if with_examples || stock::changes_embedded(&sources) {
            let mut all = source::embedded(with_examples);
            all.append(&mut sources);
            return Self::compile(&all, &[]);
        }
        Self::compile(&sources, embedded::rules())
    }

    /// Loads only the rules of one folder, on top of the embedded lists, for `rules test DIR`.
    ///
    /// A list of the folder takes the place of the embedded one of its name, so that the project can test its own rules.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn load_folder(folder: &Path) -> Result<Self, RuleError> {
        let own = source::of_folder(folder)?;
        let mut sources = source::embedded_lists_beside(&own);
        sources.extend(own);
        Self::compile(&sources, &[])
    }

    /// Loads these rules alone, which name no lists but their own.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub(crate) fn load_alone(own: &OwnRules) -> Result<Self, RuleError> {
        Self::compile(&source::of(own)?, &[])
    }

    /// Compiles these files beside embedded rules, of which only the heads are looked at.
    fn compile(sources: &[SourceFile], heads: &'static [embedded::Head]) -> Result<Self, RuleError> {
        let mut complaints = Vec::new();
        let (lists, rule_files): (Vec<_>, Vec<_>) = sources.iter().partition(|source| source.is_list());
        let lists = stock::read(&lists, &mut complaints);
        let stock = Arc::new(if heads.is_empty() { Stock::of(lists) } else { Stock::with_embedded(lists) });
        let late = heads.iter().enumerate().map(|(number, head)| Rule::late(number, head, &stock));
        let mut rules: Vec<Rule> = late.collect();
        let mut compiler = Compiler::new(&stock);
        let mut told: Vec<(String, Told<'_>)> = Vec::new();
        for (number, source) in rule_files.into_iter().enumerate() {
            let file = match source.rule() {
                Ok(file) => file,
                Err(mut mistakes) => {
                    complaints.append(&mut mistakes);
                    continue;
                }
            };
            let at = file.id.span();
            if let Some(body) = compiler.rule(heads.len() + number, source, file) {
                let rule = Rule::of(heads.len() + number, body);
                let (path, text) = (&*source.path, source.text());
                let of_rule = Told { path, text, at, continues: rule.continues, roles: rule.roles };
                told.push((rule.id.clone().into_owned(), of_rule));
                rules.push(rule);
            }
        }
        complain_of_twice(told, heads, &mut complaints);
        complaints.append(&mut compiler.desk.complaints);
        if !complaints.is_empty() {
            return Err(RuleError::Mistakes(complaints));
        }
        let key = |rule: &Rule| (rule.id.clone(), rule.continues);
        // The heads are in order.
        if rules.len() > heads.len() {
            rules.sort_by_cached_key(key);
        }
        let mut set = Self { rules: Arc::new(rules), ..Self::default() };
        set.change();
        Ok(set)
    }
}

/// One of the files that say something of one rule.
struct Told<'s> {
    path: &'s str,
    text: &'s str,
    at: Range<usize>,
    continues: bool,
    roles: Few<Role, { Role::ALL.len() }>,
}

/// Complains of second rules of an id, of which embedded ones are the first.
fn complain_of_twice(told: Vec<(String, Told<'_>)>, heads: &'static [embedded::Head], complaints: &mut Vec<Complaint>) {
    if told.is_empty() {
        return;
    }
    let of_head = |head: &'static embedded::Head| {
        let told = Told { path: head.path(), text: "", at: 0..0, continues: head.continues, roles: head.roles };
        (head.id().to_owned(), told)
    };
    let mut of_id: BTreeMap<String, Vec<Told<'_>>> = BTreeMap::new();
    for (id, told) in heads.iter().map(of_head).chain(told) {
        of_id.entry(id).or_default().push(told);
    }
    of_id.iter().for_each(|(id, told)| complain_of(id, told, complaints));
}

/// Complains of a second rule of an id, unless it continues the first one for other roles.
fn complain_of(id: &str, told: &[Told<'_>], complaints: &mut Vec<Complaint>) {
    let first = told.iter().find(|told| !told.continues);
    for (number, one) in told.iter().enumerate() {
        let at = |message: String| Complaint::new(one.path, one.text, one.at.clone(), message);
        let before = || told.iter().take(number).chain(first).filter(|other| !std::ptr::eq(*other, one));
        match first {
            None => {
                complaints.push(at(format!("there is no rule `{id}` to continue")).help("remove `continues = true`"))
            }
            Some(first) if !one.continues && !std::ptr::eq(first, one) => {
                let complaint = at(format!("there is another rule `{id}`, in {}", first.path));
                complaints.push(complaint.help("rename this one; to turn a rule off use --ignore"));
            }
            Some(_) if one.continues => {
                let shared = before().find_map(|other| {
                    let role = other.roles.iter().find(|role| one.roles.contains(role))?;
                    Some((role.name(), other.path))
                });
                if let Some((role, path)) = shared {
                    let complaint = at(format!("`{id}` is for {role} already, in {path}"));
                    complaints.push(complaint.help("what continues a rule is for other roles"));
                }
            }
            Some(_) => {}
        }
    }
}
