//! What the change of a profile parameter enables or disables.

use crate::knowledge::cipher::{self, CipherString, Version};
use crate::knowledge::comparison;
use crate::knowledge::icm;

/// What follows from another value of this parameter; none where there was, or is, no value.
pub(super) fn effects(name: &str, old: Option<&str>, new: Option<&str>) -> Vec<String> {
    let name = name.trim();
    if is_cipher_string(name) {
        return of_ciphers(old, new);
    }
    if begins(name, "icm/server_port_") {
        return of_port(old, new);
    }
    if begins(name, "icm/ssl_config_") {
        let ciphers = |value: Option<&str>| {
            let config = icm::ssl_config(value?);
            config.ciphers.map(|piece| piece.text.to_owned())
        };
        return of_ciphers(ciphers(old).as_deref(), ciphers(new).as_deref());
    }
    let Some(effect) = comparison::of_parameter(name) else { return Vec::new() };
    let switched = new.and_then(switch).filter(|now| old.and_then(switch) != Some(*now));
    let told = match switched {
        Some(true) => effect.on.as_ref(),
        Some(false) => effect.off.as_ref(),
        None => None,
    };
    told.or(effect.means.as_ref()).cloned().into_iter().collect()
}

fn begins(name: &str, begin: &str) -> bool {
    name.get(..begin.len()).is_some_and(|own| own.eq_ignore_ascii_case(begin))
}

/// The value of this parameter is a cipher string.
pub(super) fn is_cipher_string(name: &str) -> bool {
    ["ssl/ciphersuites", "ssl/client_ciphersuites"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn switch(value: &str) -> Option<bool> {
    match value.trim().to_ascii_uppercase().as_str() {
        "1" | "TRUE" | "ON" | "YES" => Some(true),
        "0" | "FALSE" | "OFF" | "NO" => Some(false),
        _ => None,
    }
}

/// What another cipher string allows and no longer allows.
pub(super) fn of_ciphers(old: Option<&str>, new: Option<&str>) -> Vec<String> {
    let (Some(old), Some(new)) = (old, new) else {
        let told = match (old, new) {
            (None, Some(new)) => {
                let decoded = cipher::decode(new);
                decoded.versions.map(|versions| {
                    format!("{} can be used; before, the kernel's default counted", cipher::list(&versions))
                })
            }
            (Some(_), None) => Some("the kernel's default counts".to_owned()),
            _ => None,
        };
        return told.into_iter().collect();
    };
    let (old, new) = (cipher::decode(old), cipher::decode(new));
    let mut told = Vec::new();
    if let (Some(before), Some(after)) = (&old.versions, &new.versions) {
        let only = |these: &[Version], those: &[Version]| -> Vec<Version> {
            these.iter().filter(|version| !those.contains(version)).copied().collect()
        };
        let (gone, come) = (only(before, after), only(after, before));
        if !gone.is_empty() {
            told.push(format!("{} {} no longer possible", cipher::list(&gone), are(gone.len())));
        }
        if !come.is_empty() {
            told.push(format!("{} {} possible now", cipher::list(&come), are(come.len())));
        }
    } else if old.versions.is_some() != new.versions.is_some() {
        told.push(match &new.versions {
            Some(versions) => format!("{} can be used; before, the kernel decided", cipher::list(versions)),
            None => "the kernel decides on the protocol versions".to_owned(),
        });
    }
    let only = |these: &CipherString, those: &CipherString| -> Vec<&'static str> {
        these.lets_through.iter().filter(|kind| !those.lets_through.contains(kind)).copied().collect()
    };
    let (gone, come) = (only(&old, &new), only(&new, &old));
    if !gone.is_empty() {
        told.push(format!("{} gone", gone.join(", ")));
    }
    if !come.is_empty() {
        told.push(format!("{} allowed now", come.join(", ")));
    }
    told.extend(
        new.flaws
            .iter()
            .filter(|flaw| !old.flaws.iter().any(|known| known.text == flaw.text))
            .map(|flaw| format!("`{}` is not understood: {}", flaw.text, flaw.meaning)),
    );
    if told.is_empty() {
        told.push("the same protocol versions; the order or choice of strong ciphers is another one".to_owned());
    }
    told
}

fn are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

/// What another port of the ICM opens and closes.
fn of_port(old: Option<&str>, new: Option<&str>) -> Vec<String> {
    let told = |value: &str| {
        let port = icm::server_port(value);
        let protocol = port.protocol.as_ref()?.text.to_ascii_uppercase();
        port.is_active().then(|| format!("{protocol} on port {}", port.port.as_ref().map_or("?", |port| port.text)))
    };
    let (before, after) = (old.and_then(told), new.and_then(told));
    let mut effects = Vec::new();
    if before != after {
        effects.extend(before.map(|port| format!("{port} is closed")));
        effects.extend(after.map(|port| format!("{port} is opened")));
    }
    let verifies = |value: Option<&str>| {
        value.and_then(|value| icm::server_port(value).verify_client.map(|piece| piece.text.to_owned()))
    };
    match (verifies(old), verifies(new)) {
        (before, Some(after)) if before.as_ref() != Some(&after) => {
            let words = match after.as_str() {
                "0" => "no client certificate is asked for at this port",
                "1" => "a client certificate is asked for at this port and need not come",
                _ => "a client certificate must come at this port",
            };
            effects.push(words.to_owned());
        }
        (Some(_), None) if new.is_some() => {
            effects.push("icm/HTTPS/verify_client decides whether this port asks for a client certificate".to_owned());
        }
        _ => {}
    }
    effects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cipher_strings_are_told_by_what_they_allow() {
        let told = |old, new| of_ciphers(Some(old), Some(new)).join("; ");
        assert_eq!(
            told("150:PFS:HIGH:MEDIUM:+e3DES::EC_P256:EC_HIGH", "545:PFS:HIGH::EC_P256:EC_HIGH"),
            "TLS 1.0 and 1.1 are no longer possible; 3DES, MEDIUM ciphers gone"
        );
        assert_eq!(told("545:PFS:HIGH", "1568:PFS:HIGH"), "TLS 1.3 is possible now");
        assert_eq!(told("545:PFS:HIGH", "545:PFS:HIGH:eRC4"), "RC4 allowed now");
        assert_eq!(
            told("545:PFS:HIGH", "545:HIGH:PFS"),
            "the same protocol versions; the order or choice of strong ciphers is another one"
        );
        assert_eq!(effects("SSL/ciphersuites", Some("545:PFS:HIGH"), None), ["the kernel's default counts"]);
    }

    #[test]
    fn ports_are_opened_and_closed() {
        let told = |old, new| effects("icm/server_port_1", old, new).join("; ");
        assert_eq!(told(None, Some("PROT=HTTPS, PORT=44300")), "HTTPS on port 44300 is opened");
        assert_eq!(
            told(Some("PROT=HTTP,PORT=8000"), Some("PROT=HTTPS,PORT=44300")),
            "HTTP on port 8000 is closed; HTTPS on port 44300 is opened"
        );
        assert_eq!(told(Some("PROT=HTTP,PORT=8000"), Some("PROT=HTTP,PORT=0")), "HTTP on port 8000 is closed");
        assert_eq!(
            told(Some("PROT=HTTPS,PORT=44300,VCLIENT=0"), Some("PROT=HTTPS,PORT=44300,VCLIENT=2")),
            "a client certificate must come at this port"
        );
    }

    #[test]
    fn switches_say_what_they_switch() {
        let told = |old, new| effects("ssl/client_sni_enabled", old, new).join("; ");
        assert!(told(Some("FALSE"), Some("TRUE")).starts_with("the system names the host"));
        assert!(told(Some("TRUE"), Some("FALSE")).starts_with("the system no longer names"));
        assert_eq!(told(Some("TRUE"), Some("1")), "");
        assert!(effects("rdisp/mshost", Some("a"), Some("b")).is_empty());
    }
}
