//! What is kept of one file: parameters that some rule asks for, the values of a profile for its macros, services of the ICM.

use std::any::Any;
use std::sync::Arc;

use super::{CUT_VALUE, ParameterFile, Service, Statement, is_malformed};
use crate::export::{Export, Fact, Field, Record, Value, display, icm_services};
use crate::knowledge::profile_parameter::is_secret;
use crate::landscape::collect::Collect;
use crate::landscape::derived::Interest;
use crate::layout::{KeptRow, Row};
use crate::packing::{Damaged, Packed, Packer, Unpacker};

/// So many values of one profile are kept for its macros; a file with more is no profile that a system would start with.
const MOST_PROFILE_VALUES: usize = 10_000;

/// What one file gave. A list may tell the values of several instances.
#[derive(Debug)]
pub struct OfFile {
    interest: Arc<Interest>,
    /// Where the fields name, value and origin of a parameter are.
    fields: [Option<usize>; 3],
    first: ParameterFile,
    further: Vec<ParameterFile>,
    /// Which of the further instances the rows at hand are of; none if they are of the first.
    instance: Option<usize>,
}

/// Begins to collect from the file with this index.
pub fn begin(export: &'static Export, file: usize, interest: &Arc<Interest>) -> Box<dyn Collect> {
    let first = match export.kind {
        super::SERVICES => ParameterFile { file, whole: true, services: Some(Vec::new()), ..ParameterFile::default() },
        kind => {
            let profile = kind == super::PROFILES;
            ParameterFile { file, profile, whole: profile, ..ParameterFile::default() }
        }
    };
    let fields = ["name", "value", "origin"].map(|name| export.fields.iter().position(|field| field.name == name));
    Box::new(OfFile { interest: Arc::clone(interest), fields, first, further: Vec::new(), instance: None })
}

impl OfFile {
    /// What it tells of each instance.
    pub fn files(&self) -> impl Iterator<Item = &ParameterFile> {
        std::iter::once(&self.first).chain(&self.further)
    }

    /// Writes what it tells of each instance.
    pub fn pack_files(&self, out: &mut Packer) {
        self.first.pack(out);
        self.further.pack(out);
    }

    /// Reads what [`OfFile::pack_files`] wrote.
    pub fn unpack_files(interest: &Arc<Interest>, from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let (first, further) = (Packed::unpack(from)?, Packed::unpack(from)?);
        Ok(Self { interest: Arc::clone(interest), fields: [None; 3], first, further, instance: None })
    }

    fn at_hand(&mut self) -> &mut ParameterFile {
        match self.instance.and_then(|index| self.further.get_mut(index)) {
            Some(further) => further,
            None => &mut self.first,
        }
    }

    fn parameter(&mut self, record: &dyn Record, row: &Row<'_>) {
        let [name, value, origin] =
            self.fields.map(|index| index.map_or_else(Field::absent, |index| record.field(index)));
        let Value::Text(name_text) = &name.value else { return };
        let name_text = row.charset.decode(name_text);
        let is_asked_for = self.interest.wants(&name_text);
        let parameters = self.at_hand();
        if let Value::Text(text) = &value.value
            && parameters.profile
            && parameters.values.count() < MOST_PROFILE_VALUES
            // Through a macro it would stand in the value of a parameter with a harmless name.
            && !is_secret(name_text.as_bytes())
        {
            parameters.values.add(&name_text, &row.charset.decode(text));
        }
        if !is_asked_for {
            return;
        }
        let origin = display(&origin.value, row.charset);
        let shown = display(&value.value, row.charset);
        let open = parameters.profile && row.cells.last().is_some_and(|cell| cell.ends_file);
        let cut = open && shown.as_deref().is_none_or(|value| is_malformed(&name_text, value));
        parameters.statements.push(Statement {
            name: name_text.into_owned(),
            value: shown,
            open,
            system_default: origin.as_deref() == Some("system-default"),
            unknown: match value.value {
                Value::Unknown(why) => Some(why),
                Value::Cut(_) => Some(CUT_VALUE),
                _ if cut => Some(CUT_VALUE),
                _ => None,
            },
            name_span: name.span,
            value_span: value.span,
            row: KeptRow::of(row),
            secrets: record.secrets(),
            harmless: record.harmless(),
        });
    }

    /// Rows that follow are of this instance.
    fn turn_to(&mut self, name: &str) {
        let Self { first, further, .. } = self;
        let is_of = |file: &ParameterFile| file.instance.as_deref() == Some(name);
        if is_of(first) || (first.instance.is_none() && first.statements.is_empty() && further.is_empty()) {
            first.instance = Some(name.to_owned());
            self.instance = None;
            return;
        }
        let known = further.iter().position(is_of);
        self.instance = known.or_else(|| {
            let (file, heading) = (first.file, first.heading.clone());
            let instance = Some(name.to_owned());
            further.push(ParameterFile { file, heading, instance, ..ParameterFile::default() });
            further.len().checked_sub(1)
        });
    }
}

fn service(record: &dyn Record, row: &Row<'_>) -> Service {
    let protocol = record.field(icm_services::field::PROTOCOL);
    Service {
        protocol: display(&protocol.value, row.charset),
        port: display(&record.field(icm_services::field::SERVICE).value, row.charset),
        active: match record.field(icm_services::field::ACTIVE).value {
            Value::Flag(active) => Ok(active),
            Value::Unknown(why) => Err(why),
            _ => Ok(false),
        },
        place: protocol.span,
        row: KeptRow::of(row),
    }
}

impl Collect for OfFile {
    fn record(&mut self, record: &dyn Record, row: &Row<'_>) {
        match &mut self.first.services {
            Some(services) => services.push(service(record, row)),
            None => self.parameter(record, row),
        }
    }

    fn heading(&mut self, row: &Row<'_>) {
        self.first.heading = KeptRow::of(row);
    }

    fn fact(&mut self, fact: &Fact<'_>) {
        match fact {
            Fact::Level(level) => (*level).clone_into(&mut self.first.level),
            Fact::Instance(name) => self.first.instance = Some((*name).to_owned()),
            Fact::InstanceOfRows(name) => self.turn_to(name),
            Fact::Whole(whole) => self.first.whole = *whole,
            Fact::Part(_) => {}
        }
    }

    fn join(&mut self, next: Box<dyn Collect>, lines: u64) {
        let next: Box<dyn Any> = next;
        let Ok(next) = next.downcast::<Self>() else { return };
        let own = std::mem::take(&mut self.instance);
        for file in std::iter::once(next.first).chain(next.further) {
            match file.instance.clone() {
                Some(name) => self.turn_to(&name),
                // Its rows go on with what was at hand before.
                None => self.instance = own,
            }
            self.at_hand().join(file, lines);
        }
    }

    fn close(&mut self, incomplete: bool) {
        // Of several instances nobody knows which one has all its parameters there.
        self.first.whole &= !incomplete && self.further.is_empty();
    }
}

impl ParameterFile {
    fn join(&mut self, next: Self, lines: u64) {
        for mut statement in next.statements {
            statement.row.move_down(lines);
            self.statements.push(statement);
        }
        if let (Some(own), Some(services)) = (&mut self.services, next.services) {
            for mut service in services {
                service.row.move_down(lines);
                own.push(service);
            }
        }
        self.values.append(&next.values);
        if !next.level.is_empty() {
            self.level = next.level;
        }
    }
}
