//! Profile parameters that an integration depends on: of the ABAP system as they are in effect, of a Web Dispatcher as its profile
//! states them.

use std::any::Any;
use std::sync::{Arc, LazyLock};

use crate::export::{Export, Fact, Record, Value};
use crate::landscape::collect::{Collect, Collected};
use crate::landscape::derived::Interest;
use crate::landscape::derived::effective_parameters::{self, OfFile, ParameterFile};
use crate::landscape::derived::records::{Collecting, Files, Keep, Ref};
use crate::layout::Row;
use crate::names::Globs;
use crate::packing::{Damaged, Packed, Packer, Unpacker};

use super::reasons::MACRO;

/// Parameters of which it matters that they are set nowhere.
const NAMES: [&str; 6] = [RULE_BASED, VERIFY_CLIENT, FIRST_TRUSTED_PROXY, TRUSTED_ISSUER, TRUSTED_SUBJECT, FIRST_PORT];
/// Patterns of the others.
const PATTERNS: [&str; 7] = [
    "icm/trusted_reverse_proxy_*",
    "icm/server_port_*",
    "icm/ssl_config_*",
    "icm/accept_forwarded_cert_via_http",
    "icm/HTTPS/forward_ccert_as_header",
    "wdisp/ssl_*",
    "wdisp/system_*",
];
/// Words of which one stands in the row of each of them.
pub(super) const WORDS: &[&str] = &[
    "certificate_mapping_rulebased",
    "verify_client",
    "trusted_reverse_proxy",
    "trust_client_with",
    "icm/server_port",
    "icm/ssl_config",
    "accept_forwarded_cert",
    "forward_ccert",
];

/// Ports of the ICM begin so.
pub(super) const PORT: &str = "icm/server_port_";
/// The first port: whether it is known to be set tells whether all ports are known.
pub(super) const FIRST_PORT: &str = "icm/server_port_0";
/// Whether CERTRULE takes the place of USREXTID.
pub(super) const RULE_BASED: &str = "login/certificate_mapping_rulebased";
/// Whether client certificates are asked for.
pub(super) const VERIFY_CLIENT: &str = "icm/HTTPS/verify_client";
/// Whose forwarded certificates count: the first of several.
pub(super) const FIRST_TRUSTED_PROXY: &str = "icm/trusted_reverse_proxy_0";
/// All of them begin so.
pub(super) const TRUSTED_PROXY: &str = "icm/trusted_reverse_proxy_";
/// The older pair.
pub(super) const TRUSTED_ISSUER: &str = "icm/HTTPS/trust_client_with_issuer";
/// The older pair.
pub(super) const TRUSTED_SUBJECT: &str = "icm/HTTPS/trust_client_with_subject";
/// Whether forwarded certificates count that come over HTTP.
pub(super) const ACCEPT_OVER_HTTP: &str = "icm/accept_forwarded_cert_via_http";

static INTEREST: LazyLock<Arc<Interest>> = LazyLock::new(|| {
    let globs = Globs::new(PATTERNS.map(str::to_owned).to_vec()).unwrap_or_default();
    Arc::new(Interest::new(NAMES.map(str::to_owned).to_vec(), globs, false))
});

/// Begins to collect from a profile or a list of parameters, with this index in the run.
pub(super) fn collecting(export: &'static Export, file: usize) -> Box<dyn Collect> {
    let name = export.fields.iter().position(|field| field.name == "name");
    let rows = Collecting::some(export, Box::new(OfName { name }));
    Box::new(OfParameters { rows, values: effective_parameters::begin(export, file, &INTEREST) })
}

/// Reads what was kept of a file that is this export.
pub(super) fn unpack(export: &'static Export, from: &mut Unpacker<'_>) -> Result<Box<dyn Collect>, Damaged> {
    let rows = Collecting::unpack_rows(export, from)?;
    if !bool::unpack(from)? {
        return Ok(Box::new(rows));
    }
    Ok(Box::new(OfParameters { rows, values: Box::new(OfFile::unpack_files(&INTEREST, from)?) }))
}

/// Rows of parameters that matter.
#[derive(Debug)]
struct OfName {
    name: Option<usize>,
}

impl Keep for OfName {
    fn keeps(&mut self, record: &dyn Record, row: &Row<'_>) -> bool {
        let Some(Value::Text(name)) = self.name.map(|name| record.field(name).value) else { return false };
        INTEREST.wants(&row.charset.decode(&name))
    }
}

/// What a profile or a list of parameters gives: its values, and the rows that they stand in.
#[derive(Debug)]
pub(super) struct OfParameters {
    rows: Collecting,
    values: Box<dyn Collect>,
}

impl OfParameters {
    /// The rows.
    pub fn rows(&self) -> &Collecting {
        &self.rows
    }

    fn files(&self) -> impl Iterator<Item = &ParameterFile> {
        let values: &dyn Any = self.values.as_ref();
        values.downcast_ref::<OfFile>().into_iter().flat_map(OfFile::files)
    }
}

impl Collect for OfParameters {
    fn record(&mut self, record: &dyn Record, row: &Row<'_>) {
        self.rows.record(record, row);
        self.values.record(record, row);
    }

    fn heading(&mut self, row: &Row<'_>) {
        self.rows.heading(row);
        self.values.heading(row);
    }

    fn fact(&mut self, fact: &Fact<'_>) {
        self.values.fact(fact);
    }

    fn join(&mut self, next: Box<dyn Collect>, lines: u64) {
        let next: Box<dyn Any> = next;
        let Ok(next) = next.downcast::<Self>() else { return };
        self.rows.join(Box::new(next.rows), lines);
        self.values.join(next.values, lines);
    }

    fn close(&mut self, incomplete: bool) {
        self.rows.close(incomplete);
        self.values.close(incomplete);
    }

    fn pack(&self, out: &mut Packer, rows: bool) {
        let values: &dyn Any = self.values.as_ref();
        let values = values.downcast_ref::<OfFile>().filter(|_| rows);
        self.rows.pack_rows(out, rows);
        values.is_some().pack(out);
        values.into_iter().for_each(|values| values.pack_files(out));
    }
}

/// A parameter that is set, or known not to be.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub name: String,
    /// None if it is set nowhere; or why nobody knows it.
    pub value: Result<Option<String>, &'static str>,
    pub at: Option<Ref>,
}

impl Parameter {
    /// The value that it is known to have.
    pub fn told(&self) -> Option<&str> {
        self.value.as_ref().ok()?.as_deref()
    }

    /// It is known to have this value.
    pub fn is(&self, value: &str) -> bool {
        self.told() == Some(value)
    }

    /// It is known to be switched on.
    pub fn is_true(&self) -> bool {
        self.told().is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("TRUE"))
    }

    /// Its name begins so.
    pub fn begins(&self, begin: &str) -> bool {
        self.name.get(..begin.len()).is_some_and(|start| start.eq_ignore_ascii_case(begin))
    }
}

/// The parameters of one system.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    /// Of the ABAP system, as they are in effect.
    pub abap: Vec<Parameter>,
    has_abap: bool,
    /// Of a Web Dispatcher; none if there is no profile of one.
    pub dispatcher: Option<Dispatcher>,
}

/// What the profile of a Web Dispatcher says.
#[derive(Debug)]
pub(super) struct Dispatcher {
    pub parameters: Vec<Parameter>,
    pub whole: bool,
    /// The place for what is missing.
    pub at: Option<Ref>,
}

impl Parameters {
    pub fn of(collected: &Collected<'_>, files: &Files) -> Self {
        let kept: Vec<&OfParameters> = collected.each().map(|(_, _, kept)| kept).collect();
        let all: Vec<&ParameterFile> = kept.iter().flat_map(|kept| kept.files()).collect();
        let is_dispatcher = |file: &&&ParameterFile| file.level == "web-dispatcher";
        let in_effect = effective_parameters::derive(&all, &INTEREST);
        let abap = in_effect.iter().map(|parameter| Parameter {
            name: parameter.name().to_owned(),
            value: parameter.value().map(|value| value.map(|value| value.trim().to_owned())),
            at: files.in_line(parameter.file, parameter.row.row().position(0).0),
        });
        let mut dispatcher = None;
        for file in all.iter().filter(is_dispatcher) {
            let of_file = Dispatcher { parameters: Vec::new(), whole: true, at: files.in_line(file.file, 0) };
            let dispatcher: &mut Dispatcher = dispatcher.get_or_insert(of_file);
            dispatcher.whole &= file.whole;
            dispatcher.parameters.extend(file.statements.iter().map(|statement| Parameter {
                name: statement.name.clone(),
                value: match (&statement.value, statement.unknown) {
                    (_, Some(why)) => Err(why),
                    (Some(value), None) if value.contains("$(") => Err(MACRO),
                    (value, None) => Ok(value.as_ref().map(|value| value.trim().to_owned())),
                },
                at: files.in_line(file.file, statement.row.row().position(0).0),
            }));
        }
        let has_abap = all.iter().any(|file| file.other_than_abap().is_none());
        Self { abap: abap.collect(), has_abap, dispatcher }
    }

    /// There are profiles or running values of an ABAP system.
    pub fn has_abap(&self) -> bool {
        self.has_abap
    }

    /// There is the profile of a Web Dispatcher.
    pub fn has_dispatcher(&self) -> bool {
        self.dispatcher.is_some()
    }

    /// The values of a parameter of the ABAP system, one for each application server where they differ.
    pub fn values<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p Parameter> {
        self.abap.iter().filter(move |parameter| parameter.name.eq_ignore_ascii_case(name))
    }

    /// The parameters of the ABAP system whose names begin so.
    pub fn beginning<'p>(&'p self, begin: &'p str) -> impl Iterator<Item = &'p Parameter> {
        self.abap.iter().filter(move |parameter| parameter.begins(begin))
    }
}

impl Dispatcher {
    /// The last value of a parameter, for that is the one that counts.
    pub fn value(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().rev().find(|parameter| parameter.name.eq_ignore_ascii_case(name))
    }

    /// The parameters whose names begin so.
    pub fn beginning<'p>(&'p self, begin: &'p str) -> impl Iterator<Item = &'p Parameter> {
        self.parameters.iter().filter(move |parameter| parameter.begins(begin))
    }
}
