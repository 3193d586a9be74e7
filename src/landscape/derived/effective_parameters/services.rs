//! Services of the ICM as SMICM lists them: what became of `icm/server_port_nn` in the running system.
//!
//! A service that a profile or a list of runtime values states is told there; SMICM adds those that nothing at hand
//! states, and turns off those that are not active. Which number a service has as a parameter SMICM does not say.

use std::ops::Range;

use super::difference::Difference;
use super::effective::{Files, same};
use super::{EffectiveParameter, Interest, ParameterFile, Stated};
use crate::knowledge::icm;
use crate::layout::KeptRow;
use crate::packing::packed;

/// The parameter that opens a service; SMICM does not tell its number.
const NAME: &str = "icm/server_port_nn";

/// What the names of parameters that open a service begin with.
pub(super) const PREFIX: &str = "icm/server_port_";

/// A row of SMICM's list.
#[derive(Debug, Clone)]
pub struct Service {
    /// HTTP, HTTPS, ...; none if the row has none.
    pub protocol: Option<String>,
    /// Port or name.
    pub port: Option<String>,
    /// Whether the ICM takes requests there, or why that is not known.
    pub active: Result<bool, &'static str>,
    /// Place of the protocol in the row.
    pub place: Option<Range<usize>>,
    /// The row.
    pub row: KeptRow,
}

packed!(Service { protocol, port, active, place, row });

impl Service {
    fn value(&self) -> Stated {
        match (&self.active, &self.protocol, &self.port) {
            (Err(why), ..) => Stated::Unknown(why),
            // What is not active is as if it was turned off.
            (Ok(false), Some(protocol), _) => Stated::Set(format!("PROT={protocol},PORT=0")),
            (Ok(_), Some(protocol), Some(port)) => Stated::Set(format!("PROT={protocol},PORT={port}")),
            (Ok(_), Some(protocol), None) => Stated::Set(format!("PROT={protocol}")),
            (Ok(_), None, _) => Stated::Unset,
        }
    }

    /// The parameter opens this service.
    fn is_of(&self, parameter: &EffectiveParameter<'_>) -> bool {
        let begins = is_port(parameter);
        let Stated::Set(value) = &parameter.value else { return false };
        let stated = icm::server_port(value);
        let is_same = |stated: Option<icm::Piece<'_>>, own: &Option<String>| {
            stated.is_some_and(|stated| own.as_ref().is_some_and(|own| same(stated.text, own)))
        };
        begins && is_same(stated.protocol, &self.protocol) && is_same(stated.port, &self.port)
    }
}

/// What a list that was cut does not show may be active or not.
const NOT_WHOLE: &str =
    "the list of the ICM's services (SMICM) is not whole, so it does not tell whether this one is active";

/// The parameter is one of those that open a service.
fn is_port(parameter: &EffectiveParameter<'_>) -> bool {
    parameter.name.get(..PREFIX.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(PREFIX))
}

/// It opens one, and does not turn one off.
fn opens(parameter: &EffectiveParameter<'_>) -> bool {
    let Stated::Set(value) = &parameter.value else { return false };
    is_port(parameter) && icm::server_port(value).port.is_none_or(|port| port.text != "0")
}

impl<'s> Files<'s> {
    /// Takes SMICM's lists into account.
    pub(super) fn add_services(&self, asked: &Interest, records: &mut Vec<EffectiveParameter<'s>>) {
        let services = || self.services.iter().flat_map(|file| file.services.iter().flatten().map(|it| (*file, it)));
        let is_cut = self.services.iter().any(|file| !file.whole);
        if !asked.wants(NAME) || (services().next().is_none() && !is_cut) {
            return;
        }
        // Another application server may have it active.
        records.retain(|record| {
            let mut rows = services().filter(|(_, service)| service.is_of(record)).peekable();
            rows.peek().is_none() || rows.any(|(_, service)| service.active != Ok(false))
        });
        if is_cut {
            let unseen = |record: &&mut EffectiveParameter<'_>| {
                opens(record) && !services().any(|(_, service)| service.is_of(record) && service.active.is_ok())
            };
            records.iter_mut().filter(unseen).for_each(|record| record.value = Stated::Unknown(NOT_WHOLE));
        }
        let stated = records.len();
        for (file, service) in services() {
            if !records[..stated].iter().any(|record| service.is_of(record)) {
                records.push(record(file, service));
            }
        }
    }
}

fn record<'s>(file: &'s ParameterFile, service: &'s Service) -> EffectiveParameter<'s> {
    EffectiveParameter {
        file: file.file,
        row: &service.row,
        secrets: &[],
        harmless: &[],
        name: NAME.to_owned(),
        value: service.value(),
        source: "runtime",
        difference: Difference::None,
        name_span: service.place.clone(),
        value_span: service.place.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::derive;
    use super::super::fields::FIELDS;
    use super::super::tests::statement;
    use super::*;
    use crate::export::{Record, display};
    use crate::input::Charset;
    use crate::names::Globs;

    fn smicm(rows: &[(&str, &str, Result<bool, &'static str>)]) -> ParameterFile {
        let service = |(protocol, port, active): &(&str, &str, Result<bool, &'static str>)| Service {
            protocol: Some((*protocol).to_owned()),
            port: Some((*port).to_owned()).filter(|port| !port.is_empty()),
            active: *active,
            place: None,
            row: KeptRow::default(),
        };
        let services = Some(rows.iter().map(service).collect());
        ParameterFile { file: 1, whole: true, services, ..ParameterFile::default() }
    }

    fn list(values: &[(&str, &str)]) -> ParameterFile {
        ParameterFile { whole: true, statements: values.iter().map(statement).collect(), ..ParameterFile::default() }
    }

    /// File, name, protocol and port of each parameter.
    fn found(files: &[ParameterFile]) -> Vec<String> {
        let asked = Interest::new(Vec::new(), Globs::new(vec!["icm/server_port_*".to_owned()]).unwrap(), false);
        let files: Vec<&ParameterFile> = files.iter().collect();
        let text = |record: &EffectiveParameter<'_>, name: &str| {
            let index = FIELDS.iter().position(|field| field.name == name).unwrap();
            display(&record.field(index).value, Charset::Utf8).unwrap_or_else(|| "?".to_owned())
        };
        let line = |record: &EffectiveParameter<'_>| {
            let [name, protocol, port] = ["name", "protocol", "port"].map(|field| text(record, field));
            format!("{} {name} {protocol} {port}", record.file)
        };
        derive(&files, &asked).iter().map(line).collect()
    }

    #[test]
    fn a_service_that_a_cut_list_does_not_show_is_not_known_to_be_active() {
        let stated = list(&[
            ("icm/server_port_0", "PROT=HTTPS, PORT=44300"),
            ("icm/server_port_1", "PROT=HTTP,PORT=8000"),
            ("icm/server_port_2", "PROT=SMTP,PORT=0"),
        ]);
        let cut = ParameterFile { whole: false, ..smicm(&[("HTTP", "8000", Ok(true))]) };
        let all = ["0 icm/server_port_0 ? ?", "0 icm/server_port_1 HTTP 8000", "0 icm/server_port_2 SMTP 0"];
        assert_eq!(found(&[stated.clone(), cut]), all);
        let nothing = ParameterFile { whole: false, ..smicm(&[]) };
        assert_eq!(found(&[stated, nothing])[..2], ["0 icm/server_port_0 ? ?", "0 icm/server_port_1 ? ?"]);
    }

    #[test]
    fn services_that_nothing_states_are_parameters() {
        let rows = [("HTTPS", "44300", Ok(true)), ("HTTP", "8000", Ok(false)), ("SMTP", "", Err("no mark"))];
        let all = ["1 icm/server_port_nn HTTPS 44300", "1 icm/server_port_nn HTTP 0", "1 icm/server_port_nn ? ?"];
        assert_eq!(found(&[smicm(&rows)]), all);
    }

    #[test]
    fn a_service_that_is_stated_is_told_once() {
        let stated =
            list(&[("icm/server_port_0", "PROT=HTTPS, PORT=44300"), ("icm/server_port_1", "PROT=SMTP,PORT=0")]);
        let rows = [("https", "44300", Ok(true)), ("HTTP", "44300", Ok(true))];
        let all = ["0 icm/server_port_0 HTTPS 44300", "0 icm/server_port_1 SMTP 0", "1 icm/server_port_nn HTTP 44300"];
        assert_eq!(found(&[stated, smicm(&rows)]), all);
    }

    #[test]
    fn a_stated_service_that_is_nowhere_active_is_turned_off() {
        let stated =
            || list(&[("icm/server_port_0", "PROT=HTTPS,PORT=44300"), ("icm/server_port_1", "PROT=HTTP,PORT=80")]);
        let all = ["0 icm/server_port_1 HTTP 80", "1 icm/server_port_nn HTTPS 0"];
        assert_eq!(found(&[stated(), smicm(&[("HTTPS", "44300", Ok(false))])]), all);
        let elsewhere = [smicm(&[("HTTPS", "44300", Ok(false))]), smicm(&[("HTTPS", "44300", Ok(true))])];
        let files = [vec![stated()], Vec::from(elsewhere)].concat();
        assert_eq!(found(&files), ["0 icm/server_port_0 HTTPS 44300", "0 icm/server_port_1 HTTP 80"]);
    }
}
