//! The value with which a profile ends: many profiles lack their last line end, and so does one that is cut there. A value
//! that is right as it stands is taken for whole; one that is not says nothing, neither of health nor of a fault.

use crate::knowledge::{cipher, icm};

/// Why a value is not known.
pub const CUT_VALUE: &str = "the file ends with this value and without a line end, so the value may be cut";

/// Words of a switch.
const SWITCHES: &[&str] = &["TRUE", "FALSE", "ON", "OFF", "YES", "NO", "1", "0"];

/// Whether the value of this parameter is none that SAP would understand.
pub fn is_malformed(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // A macro that is not closed.
    let macros = value.matches(['(']).count() != value.matches([')']).count();
    let marks = value.matches('$').count() - value.matches("$(").count();
    if macros || marks % 2 == 1 {
        return true;
    }
    if name.ends_with("ciphersuites") {
        return !value.contains('$') && (value.ends_with(':') || !cipher::decode(value).flaws.is_empty());
    }
    if name.starts_with("icm/server_port_") {
        let port = icm::server_port(value);
        return port.protocol.is_none_or(|protocol| !icm::is_protocol(protocol.text))
            || port.port.is_none_or(|port| port.text.is_empty());
    }
    name.contains("sni_enabled") && !SWITCHES.iter().any(|known| known.eq_ignore_ascii_case(value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_was_cut_in_a_word_is_malformed() {
        for (name, value) in [
            ("ssl/ciphersuites", "150:PFS:HIGH:MEDIU"),
            ("ssl/client_ciphersuites", "545:"),
            ("icm/server_port_0", "PROT=HTT"),
            ("icm/server_port_0", "PROT=HTTP"),
            ("icm/server_port_0", "PROT=HTTPS,PORT="),
            ("icm/server_port_0", "PROT=HTTPS,PORT=443$"),
            ("icm/server_port_0", "PROT=HTTPS,PORT=443$(SAPSYS"),
            ("ssl/client_sni_enabled", "TRU"),
        ] {
            assert!(is_malformed(name, value), "{name} = {value}");
        }
        for (name, value) in [
            ("ssl/ciphersuites", "150:PFS:HIGH::EC_P256:EC_HIGH"),
            ("icm/server_port_0", "PROT=HTTPS,PORT=443$$"),
            ("icm/server_port_0", "PROT=HTTPS,PORT=443$(SAPSYSTEM)"),
            ("ssl/client_sni_enabled", "TRUE"),
            ("rdisp/mshost", "app01"),
        ] {
            assert!(!is_malformed(name, value), "{name} = {value}");
        }
    }
}
