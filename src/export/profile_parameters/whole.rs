//! What a list says of itself: whose parameters they are, and whether they look like all of them.

use super::record::Parameter;
use crate::export::{Fact, Record, RecordSink, Value};
use crate::knowledge::profile_parameter::{AREAS, known_area};

/// A list of RSPARAM has well over a thousand rows.
const MANY: usize = 200;
/// A selection such as `rdisp*` has many rows too, but of one area.
const SEVERAL_AREAS: u32 = 4;

/// What has been met so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    parameters: usize,
    /// One bit for each of [`AREAS`].
    areas: u64,
    /// A parameter that every instance has.
    basic: bool,
}

const _: () = assert!(AREAS.len() <= 64);

impl Seen {
    /// Takes a parameter, before its record is handed on.
    pub(super) fn parameter(&mut self, parameter: &Parameter<'_>, sink: &mut dyn RecordSink) {
        self.name(parameter.name());
        self.basic |= matches!(parameter.name(), b"SAPSYSTEMNAME" | b"INSTANCE_NAME" | b"SAPPROFILE");
        if let (b"INSTANCE_NAME", Value::Text(value)) = (parameter.name(), parameter.field(super::VALUE).value) {
            sink.fact(Fact::Instance(&parameter.row.charset.decode(&value)));
        }
    }

    /// Takes the name of a parameter.
    pub(super) fn name(&mut self, name: &[u8]) {
        self.parameters += 1;
        if let Some(area) = known_area(name) {
            self.areas |= 1 << area;
        }
    }

    /// Says whether the list looks whole: a selection proves nothing by what is not in it.
    pub(super) fn end(&self, sink: &mut dyn RecordSink) {
        // A selection `SAP*` has the basic parameters and, of those with an area, `sap/...` only.
        let beyond_sap =
            AREAS.iter().enumerate().any(|(bit, area)| self.areas >> bit & 1 == 1 && !area.starts_with("sap"));
        let many = self.parameters >= MANY && self.areas.count_ones() >= SEVERAL_AREAS;
        sink.fact(Fact::Whole(many || (self.basic && beyond_sap)));
    }
}
