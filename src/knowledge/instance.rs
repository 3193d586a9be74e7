//! What kind of instance a name means: `D00` is an ABAP application server, `W00` a Web Dispatcher.
//!
//! Source: SAP Help Portal, "Directory Structure" and "Instance Profiles" (names of instance folders below
//! `/usr/sap/<SID>`).

/// The word for the level of a Web Dispatcher's profile.
pub const WEB_DISPATCHER: &str = "web-dispatcher";

/// What is no ABAP application server: the letters of its instance name, the word for its profile's level, what people call it.
const OTHERS: &[(&str, &str, &str)] = &[
    ("W", WEB_DISPATCHER, "a Web Dispatcher"),
    ("ASCS", "central-services", "a central services instance"),
    ("SCS", "central-services", "a central services instance"),
    ("ERS", "central-services", "an enqueue replication server"),
    ("J", "java", "a Java application server"),
    ("JC", "java", "a Java application server"),
    ("G", "gateway", "a standalone gateway"),
    ("C", "content-server", "a content server"),
    ("SMDA", "diagnostics-agent", "a diagnostics agent"),
    ("HDB", "database", "an SAP HANA database"),
];

/// Levels of profiles that no instance name tells.
const MORE: &[(&str, &str)] = &[("host-agent", "the host agent")];

/// The word for an instance of this name, if it is no ABAP application server.
pub fn other_than_abap(instance: &str) -> Option<&'static str> {
    let instance = instance.trim();
    let letters = instance.get(..instance.len().checked_sub(2)?)?;
    let digits = instance.get(letters.len()..)?;
    let found = OTHERS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(letters))?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(found.1)
}

/// What people call an instance whose profile has this level, if it is no ABAP application server.
pub fn called(level: &str) -> Option<&'static str> {
    let named = OTHERS.iter().find(|(_, known, _)| *known == level).map(|(.., called)| *called);
    named.or_else(|| MORE.iter().find(|(known, _)| *known == level).map(|(_, called)| *called))
}

/// Whether an instance of this level has a default profile of its own: central services share that of their ABAP system.
pub fn has_default_profile(level: &str) -> bool {
    !matches!(level, "central-services" | "host-agent" | "database") && called(level).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instances_are_told_by_their_letters() {
        let found = ["W00", "ascs01", "SCS02", "ERS10", "J00", "SMDA97", "G33"].map(other_than_abap);
        let central = Some("central-services");
        let expected = [
            Some("web-dispatcher"),
            central,
            central,
            central,
            Some("java"),
            Some("diagnostics-agent"),
            Some("gateway"),
        ];
        assert_eq!(found, expected);
        for abap in ["D00", "DVEBMGS00", "D", "W", "", "00", "WXX", "WÜ00", "ü"] {
            assert_eq!(other_than_abap(abap), None, "{abap}");
        }
        assert!(OTHERS.iter().all(|(_, level, _)| called(level).is_some()) && called("default").is_none());
    }
}
