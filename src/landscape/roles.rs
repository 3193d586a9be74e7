//! What role a system has, as its files speak for it. Each export says what of it does ([`RoleSign`]); nothing here asks for
//! exports by name.

use std::any::Any;
use std::collections::BTreeMap;

use super::collect::{Collect, Sees};
use super::role::Role;
use crate::export::{Export, Fact, Reach, Record, RecordSign, RoleSign, display};
use crate::layout::Row;

/// What a system's files tell of its role.
#[derive(Debug, Clone, Default)]
pub struct RoleEvidence {
    /// Software components and their releases.
    pub components: Vec<(String, String)>,
    /// A list of software components is there that is not whole, so what is not in it may be installed.
    pub more_components: bool,
    /// There is an export of table AISUSER.
    pub support_users: bool,
    /// The Support Package Stack of SAP Solution Manager 7.2: the level of software component ST 720.
    pub stack: Option<u64>,
    /// Roles whose systems alone have some export, and why.
    pub exports_of: BTreeMap<Role, &'static str>,
    /// There is an export that only ABAP systems have.
    pub abap: bool,
    /// The role that a profile speaks for, and why, where no other export speaks for one.
    pub by_profile: Option<(Role, &'static str)>,
    /// There is the profile of an ABAP application server.
    pub abap_instance: bool,
}

impl RoleEvidence {
    /// The list of components is not whole: what is in it may decide, what is not in it says nothing.
    pub fn not_whole(&mut self) {
        let decides = |name: &str| DECIDING.iter().any(|deciding| name.eq_ignore_ascii_case(deciding));
        self.components.retain(|(component, _)| decides(component));
        self.more_components = true;
    }
}

/// The component of SAP Solution Manager 7.2 whose level is the Support Package Stack, and its release.
const STACK: [&str; 2] = ["ST", "720"];

/// Collects what one file tells of the role; none if its export says nothing of it.
pub(super) fn collector(export: &'static Export) -> Option<Box<dyn Collect>> {
    // What speaks of a whole system is from an ABAP system, unless it says otherwise.
    let is_abap = export.reach == Reach::System && !matches!(export.role_sign, Some(RoleSign::Of { .. }));
    let mut evidence = RoleEvidence { abap: is_abap, ..RoleEvidence::default() };
    match export.role_sign {
        Some(RoleSign::SupportUsers) => evidence.support_users = true,
        Some(RoleSign::Of { role, reason }) => {
            evidence.exports_of.extend(Role::by_name(role).map(|role| (role, reason)))
        }
        Some(RoleSign::Components { .. } | RoleSign::OfRecords(_) | RoleSign::OfLevel { .. }) => {}
        None if is_abap => {}
        None => return None,
    }
    Some(Box::new(SignsOfRole { sign: export.role_sign, evidence }))
}

/// Which records of the export must be seen for it.
pub(super) fn sees(export: &Export) -> Option<Sees> {
    matches!(export.role_sign, Some(RoleSign::Components { .. } | RoleSign::OfRecords(_))).then_some(Sees::All)
}

/// What one file tells of the role.
#[derive(Debug)]
struct SignsOfRole {
    sign: Option<RoleSign>,
    evidence: RoleEvidence,
}

impl Collect for SignsOfRole {
    fn record(&mut self, record: &dyn Record, row: &Row<'_>) {
        if let Some(RoleSign::OfRecords(signs)) = self.sign {
            for RecordSign { field, words, role, reason } in signs {
                let word = display(&record.field(*field).value, row.charset);
                if word.is_some_and(|word| words.contains(&word.as_str())) {
                    self.evidence.exports_of.extend(Role::by_name(role).map(|role| (role, *reason)));
                }
            }
            return;
        }
        let Some(RoleSign::Components { component, release, level }) = self.sign else { return };
        let text = |index| display(&record.field(index).value, row.charset);
        let Some(component) = text(component) else { return };
        let release = text(release);
        let [stack, of_release] = STACK;
        if component.eq_ignore_ascii_case(stack) && release.as_deref() == Some(of_release) {
            self.evidence.stack = text(level).and_then(|level| level.trim().parse().ok());
        }
        self.evidence.components.push((component, release.unwrap_or_default()));
    }

    fn fact(&mut self, fact: &Fact<'_>) {
        if let (Some(RoleSign::OfLevel { level, role, reason }), Fact::Level(is)) = (self.sign, fact) {
            if level == *is {
                self.evidence.by_profile = Role::by_name(role).map(|role| (role, reason));
            }
            self.evidence.abap_instance |= *is == "instance";
        }
    }

    fn join(&mut self, next: Box<dyn Collect>, _: u64) {
        add(next.as_ref(), &mut self.evidence);
    }

    fn close(&mut self, incomplete: bool) {
        if incomplete && matches!(self.sign, Some(RoleSign::Components { .. })) {
            self.evidence.not_whole();
        }
    }
}

/// Adds what one file told.
pub(super) fn add(collector: &dyn Collect, evidence: &mut RoleEvidence) {
    let collector: &dyn Any = collector;
    let Some(SignsOfRole { evidence: found, .. }) = collector.downcast_ref() else { return };
    evidence.components.extend(found.components.iter().cloned());
    evidence.support_users |= found.support_users;
    evidence.stack = found.stack.or(evidence.stack);
    evidence.more_components |= found.more_components;
    evidence.exports_of.extend(&found.exports_of);
    evidence.abap |= found.abap;
    evidence.abap_instance |= found.abap_instance;
    evidence.by_profile = evidence.by_profile.or(found.by_profile);
}

/// The role that the files of a system speak for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    /// The role.
    pub role: Role,
    /// Roles that the system may have as well: what would tell them from this one is not in a list that is not whole.
    pub or_else: Vec<Role>,
    /// Why this role, as reports say it.
    pub reason: String,
}

/// Software components that only one role has.
const DECIDING: [&str; 2] = ["FRUN", "ST"];

/// The role that the files speak for, and why.
///
/// Software components decide (checks.md, "Systems"); where no ABAP system speaks, what only systems of one role have. Without them the export of AISUSER speaks for a Solution
/// Manager: the entries that count there are its own users (SolMan checklist 2.10). That a component is not installed
/// only a whole list says.
///
/// What is kept of Cloud Integration lies beside the exports of the ERP or CRM system that it calls, for those are judged together
/// (connectors.md, c.2): such an ABAP system is one of role `integration`, unless its components say that it is another.
pub fn infer_role(evidence: &RoleEvidence) -> Inferred {
    let has = |name: &str| evidence.components.iter().find(|(component, _)| component.eq_ignore_ascii_case(name));
    let told = |role, reason: &str| Inferred { role, or_else: Vec::new(), reason: reason.to_owned() };
    if has("FRUN").is_some() {
        return told(Role::FocusedRun, "software component FRUN is installed");
    }
    if let Some((_, release)) = has("ST").filter(|(_, release)| release.starts_with('7')) {
        return told(Role::SolutionManager, &format!("software component ST {release} is installed"));
    }
    let is_listed = !evidence.components.is_empty() || evidence.support_users || evidence.more_components;
    if let Some(why) = evidence.exports_of.get(&Role::Integration).filter(|_| is_listed) {
        let or_else = if evidence.more_components { others_by_components() } else { Vec::new() };
        return Inferred { or_else, ..told(Role::Integration, &beside_abap(why)) };
    }
    if !evidence.components.is_empty() {
        let reason = "the software components name neither Solution Manager (ST) nor Focused Run (FRUN)";
        return told(Role::AbapDirect, reason);
    }
    if evidence.support_users {
        let reason = "there is an export of table AISUSER, which counts on a Solution Manager";
        return told(Role::SolutionManager, reason);
    }
    if evidence.more_components {
        let reason = "the list of software components is not whole, and what there is of it does not tell the role";
        return Inferred { or_else: others_by_components(), ..told(Role::AbapDirect, reason) };
    }
    if !evidence.exports_of.is_empty() {
        return of_exports(evidence);
    }
    // An ABAP system may have a Web Dispatcher among its instances, and stays one.
    if let Some((role, why)) = evidence.by_profile.filter(|_| !evidence.abap && !evidence.abap_instance) {
        return told(role, why);
    }
    told(Role::AbapDirect, NOTHING_TELLS)
}

const NOTHING_TELLS: &str = "neither basislint.toml nor a list of software components tells it";

/// Whether this is the reason of a role that nothing speaks for.
pub fn is_assumed(reason: &str) -> bool {
    reason == NOTHING_TELLS
}

/// The roles that a component would tell which may be in the missing part of the list.
fn others_by_components() -> Vec<Role> {
    vec![Role::SolutionManager, Role::FocusedRun]
}

/// Why nobody can say which role it is, with the way out.
const SEVERAL: &str = "which only systems of another role have: give each system a folder of its own, or name the role in \
                       basislint.toml";

/// The role of the systems that alone have what there is. Files of several roles in one folder are those of several systems, so
/// that no role is ruled out.
fn of_exports(evidence: &RoleEvidence) -> Inferred {
    let mut roles = evidence.exports_of.clone();
    let (first, why) = match roles.get(&Role::Integration).filter(|_| evidence.abap) {
        Some(why) => (Role::Integration, beside_abap(why)),
        None if evidence.abap => (Role::AbapDirect, "there are exports of an ABAP system".to_owned()),
        None => match roles.first_key_value() {
            Some((role, why)) => (*role, (*why).to_owned()),
            None => (Role::AbapDirect, "there is nothing".to_owned()),
        },
    };
    roles.remove(&first);
    let reason = match roles.values().next() {
        Some(other) => format!("{why}, and {other}, {SEVERAL}"),
        None => why,
    };
    Inferred { role: first, or_else: roles.into_keys().collect(), reason }
}

/// Why a system with exports of an ABAP system has role `integration`.
fn beside_abap(why: &str) -> String {
    format!("{why}, beside the exports of an ABAP system")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(components: &[(&str, &str)], support_users: bool) -> Role {
        let components = components.iter().map(|(name, release)| ((*name).to_owned(), (*release).to_owned())).collect();
        infer_role(&RoleEvidence { components, support_users, ..RoleEvidence::default() }).role
    }

    #[test]
    fn software_components_decide_on_the_role() {
        assert_eq!(role(&[("SAP_BASIS", "740"), ("ST", "720")], false), Role::SolutionManager);
        assert_eq!(role(&[("FRUN", "300")], true), Role::FocusedRun);
        assert_eq!(role(&[("SAP_BASIS", "750")], true), Role::AbapDirect);
    }

    #[test]
    fn what_only_one_role_has_speaks_for_it_unless_other_systems_speak_too() {
        let scc = (Role::CloudConnector, "there are answers of a Cloud Connector");
        let plant = (Role::ProductionConnector, "there is a file production-connector.toml");
        let mut evidence = RoleEvidence { exports_of: [scc].into(), ..RoleEvidence::default() };
        let Inferred { role, or_else, reason } = infer_role(&evidence);
        assert_eq!((role, or_else, reason.as_str()), (Role::CloudConnector, Vec::new(), scc.1));
        evidence.exports_of.extend([plant]);
        let Inferred { role, or_else, reason } = infer_role(&evidence);
        assert_eq!((role, or_else), (Role::CloudConnector, vec![Role::ProductionConnector]));
        assert!(
            reason.contains("Cloud Connector, and there is a file") && reason.contains("folder of its own"),
            "{reason}"
        );
        evidence.abap = true;
        let Inferred { role, or_else, .. } = infer_role(&evidence);
        assert_eq!((role, or_else), (Role::AbapDirect, vec![Role::CloudConnector, Role::ProductionConnector]));
        evidence.components = vec![("SAP_BASIS".to_owned(), "750".to_owned())];
        let Inferred { role, or_else, .. } = infer_role(&evidence);
        assert_eq!((role, or_else), (Role::AbapDirect, Vec::new()));
    }

    #[test]
    fn an_abap_system_beside_what_is_kept_of_cloud_integration_is_one_that_it_calls() {
        let cloud = (Role::Integration, "there is a keystore of a Cloud Integration tenant");
        let scc = (Role::CloudConnector, "there are answers of a Cloud Connector");
        let evidence = |components: &[(&str, &str)]| RoleEvidence {
            components: components.iter().map(|(name, release)| ((*name).to_owned(), (*release).to_owned())).collect(),
            exports_of: [cloud].into(),
            abap: true,
            ..RoleEvidence::default()
        };
        let reason = "there is a keystore of a Cloud Integration tenant, beside the exports of an ABAP system";
        for components in [&[][..], &[("SAP_BASIS", "750")]] {
            let inferred = infer_role(&evidence(components));
            assert_eq!(inferred, Inferred { role: Role::Integration, or_else: Vec::new(), reason: reason.to_owned() });
        }
        assert_eq!(infer_role(&RoleEvidence { support_users: true, ..evidence(&[]) }).role, Role::Integration);
        assert_eq!(infer_role(&evidence(&[("ST", "720")])).role, Role::SolutionManager);
        assert_eq!(infer_role(&evidence(&[("FRUN", "300")])).role, Role::FocusedRun);
        let mut cut = evidence(&[("SAP_BASIS", "750")]);
        cut.not_whole();
        let Inferred { role, or_else, .. } = infer_role(&cut);
        assert_eq!((role, or_else), (Role::Integration, vec![Role::SolutionManager, Role::FocusedRun]));
        let mut several = evidence(&[]);
        several.exports_of.extend([scc]);
        let Inferred { role, or_else, reason } = infer_role(&several);
        assert_eq!((role, or_else), (Role::Integration, vec![Role::CloudConnector]));
        assert!(reason.contains("ABAP system, and there are answers") && reason.contains("own"), "{reason}");
        several.abap = false;
        let Inferred { role, or_else, .. } = infer_role(&several);
        assert_eq!((role, or_else), (Role::CloudConnector, vec![Role::Integration]));
    }

    #[test]
    fn every_role_that_an_export_speaks_for_is_one() {
        let check = |role: &str, reason: &str| {
            assert!(Role::by_name(role).is_some() && reason.starts_with("there "), "{role}: {reason}");
        };
        for export in crate::export::EXPORTS {
            match export.role_sign {
                Some(RoleSign::Of { role, reason } | RoleSign::OfLevel { role, reason, .. }) => check(role, reason),
                Some(RoleSign::OfRecords(signs)) => signs.iter().for_each(|sign| check(sign.role, sign.reason)),
                _ => {}
            }
        }
    }

    #[test]
    fn a_list_that_is_not_whole_never_says_what_a_system_is_not() {
        let components = vec![("SAP_BASIS".to_owned(), "740".to_owned())];
        let mut evidence = RoleEvidence { components, support_users: true, ..RoleEvidence::default() };
        evidence.not_whole();
        assert_eq!(infer_role(&evidence).role, Role::SolutionManager);
        evidence.support_users = false;
        let Inferred { role, or_else, .. } = infer_role(&evidence);
        assert_eq!((role, or_else), (Role::AbapDirect, vec![Role::SolutionManager, Role::FocusedRun]));
        evidence.components = vec![("FRUN".to_owned(), "400".to_owned())];
        evidence.not_whole();
        let Inferred { role, or_else, .. } = infer_role(&evidence);
        assert_eq!((role, or_else), (Role::FocusedRun, Vec::new()));
    }

    #[test]
    fn without_components_only_aisuser_speaks_for_a_solution_manager() {
        assert_eq!(role(&[], true), Role::SolutionManager);
        assert_eq!(role(&[], false), Role::AbapDirect);
    }
}
