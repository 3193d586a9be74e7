//! Judges the records that follow from several files of one system, as the records of files are judged while they are read.

use std::collections::BTreeMap;

use super::{Server, SystemFiles};
use crate::export::Record;
use crate::landscape::derived::{DERIVED, Take};
use crate::layout::KeptRow;
use crate::rule::compile::{Reference, Rule};
use crate::rule::judge::ReferenceValues;
use crate::rule::known::KnownReference;
use crate::rule::set::RuleSet;
use crate::rule::tally::{Setting, Tally};

/// Judges the records of the derived kind with this number. The answer is, by rule, what it says of each application
/// server, where several show what they have.
pub(super) fn judge(
    rules: &RuleSet,
    setting: Setting<'_>,
    system: &SystemFiles<'_>,
    number: usize,
    tallies: &mut BTreeMap<usize, Tally>,
) -> Vec<(usize, Vec<Server>)> {
    let (derived, collected) = (DERIVED[number], system.collected(number));
    // Without a file nothing follows, and no rule need be compiled.
    if collected.is_nothing() {
        return Vec::new();
    }
    let interest = rules.interest(number);
    let about: Vec<usize> = rules.about(derived.kind).collect();
    (derived.derive)(&collected, interest, &mut Following { rules, setting, about: &about, tallies });
    let each_server = |number: &usize| Some((*number, rules.rules.get(*number).filter(|it| it.each_server.is_some())?));
    let by_server = |(number, rule)| {
        let mut by_server = ByServer { rule, setting, servers: Vec::new() };
        (derived.by_server)(&collected, interest, &mut by_server);
        (number, by_server.servers.into_iter().map(Server::of).collect())
    };
    about.iter().filter_map(each_server).map(by_server).collect()
}

/// Looks for the values of references in the records of the derived kind with this number.
pub(super) fn look_up(
    rules: &RuleSet,
    setting: Setting<'_>,
    system: &SystemFiles<'_>,
    number: usize,
    references: &mut BTreeMap<usize, KnownReference>,
) {
    let (derived, collected) = (DERIVED[number], system.collected(number));
    if collected.is_nothing() {
        return;
    }
    let asking: Vec<(usize, &Reference)> = rules.references_to(derived.kind).collect();
    if !asking.is_empty() {
        let mut asked = AskedFor { setting, system, asking, references };
        (derived.derive)(&collected, rules.interest(number), &mut asked);
    }
}

/// Takes the records of one system for the rules about them.
struct Following<'j> {
    rules: &'j RuleSet,
    setting: Setting<'j>,
    about: &'j [usize],
    tallies: &'j mut BTreeMap<usize, Tally>,
}

impl Take for Following<'_> {
    fn record(&mut self, file: usize, row: &KeptRow, record: &dyn Record) {
        for rule in self.about {
            let tally = self.tallies.entry(*rule).or_default();
            tally.look(&self.rules.rules[*rule], self.setting, file, record, &row.row());
        }
    }
}

/// Takes them for references.
struct AskedFor<'j> {
    setting: Setting<'j>,
    system: &'j SystemFiles<'j>,
    asking: Vec<(usize, &'j Reference)>,
    references: &'j mut BTreeMap<usize, KnownReference>,
}

impl Take for AskedFor<'_> {
    fn record(&mut self, file: usize, row: &KeptRow, record: &dyn Record) {
        for (number, reference) in &self.asking {
            let mut values = ReferenceValues::default();
            values.look(reference, self.setting, record, &row.row());
            self.references.entry(*number).or_default().add(&values, self.system.path(file));
        }
    }
}

/// Takes the records of each application server for one rule.
struct ByServer<'j> {
    rule: &'j Rule,
    setting: Setting<'j>,
    /// File, whether it shows all that the server has, what the rule found.
    servers: Vec<(usize, bool, Tally)>,
}

impl Take for ByServer<'_> {
    fn server(&mut self, file: usize, whole: bool) {
        self.servers.push((file, whole, Tally::default()));
    }

    fn record(&mut self, file: usize, row: &KeptRow, record: &dyn Record) {
        if let Some((.., tally)) = self.servers.last_mut() {
            tally.look(self.rule, self.setting, file, record, &row.row());
        }
    }
}

impl Server {
    fn of((file, whole, tally): (usize, bool, Tally)) -> Self {
        let has = (tally.held > 0).then_some(true);
        Self { file, has: has.or((whole && tally.unknown.is_empty()).then_some(false)) }
    }
}
