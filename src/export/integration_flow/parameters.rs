//! Reads the values of a flow's parameters: `src/main/resources/parameters.prop`, Java properties (connectors.md a.8).

use std::borrow::Cow;
use std::ops::Range;

use super::fields::{self, records};
use crate::export::cell::may_go_on;
use crate::export::{Field, Reader, Record, RecordSink, Value};
use crate::input::{Place, archive};
use crate::knowledge::{profile_parameter, secret};
use crate::layout::{Row, properties};

const NAME: usize = 0;
const VALUE: usize = 1;

const CUT: &str = "the file is cut before it";

/// Reads them.
pub(super) struct Parameters {
    /// What the artifact is called whose parameters they are, if its folder or archive tells.
    artifact: String,
}

impl Parameters {
    /// Of the file at this place.
    pub fn of(place: Place<'_>) -> Self {
        let is_inside = place.lies_in(&archive::ARTIFACT_CONTENTS);
        let artifact = place.folders().rev().nth(archive::ARTIFACT_CONTENTS.len()).filter(|_| is_inside);
        let artifact = artifact.filter(|name| !archive::is_package_member(name)).unwrap_or_default();
        Self { artifact: archive::system_name(artifact).to_owned() }
    }
}

impl Reader for Parameters {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        sink.heading(row);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let [name, value] = [NAME, VALUE].map(|cell| {
            let raw = row.text_of(cell);
            properties::unescaped(&raw).trim().to_owned()
        });
        // Words of names are parted by blanks here.
        let is_secret = secret::speaks_of_secret(name.replace(' ', "_").as_bytes());
        sink.record(&Parameter { row, artifact: &self.artifact, name, value, is_secret }, row);
    }
}

struct Parameter<'a> {
    row: &'a Row<'a>,
    artifact: &'a str,
    name: String,
    value: String,
    is_secret: bool,
}

impl Parameter<'_> {
    /// What a cell says, read.
    fn text<'f>(&self, cell: usize, text: &'f str) -> Field<'f> {
        let cell = self.row.cell(cell);
        let text: Cow<'f, [u8]> = Cow::Borrowed(text.as_bytes());
        match (may_go_on(cell), text.is_empty()) {
            (true, true) => Field { value: Value::Unknown(CUT), span: Some(cell.range()) },
            (true, false) => Field { value: Value::Cut(text), span: Some(cell.range()) },
            (false, _) => Field::text(text, cell.range()),
        }
    }
}

impl Record for Parameter<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            fields::RECORD => Field::word(records::PARAMETER, None),
            fields::FLOW if !self.artifact.is_empty() => {
                Field { value: Value::Text(Cow::Borrowed(self.artifact.as_bytes())), span: None }
            }
            fields::NAME => self.text(NAME, &self.name),
            fields::VALUE => self.text(VALUE, &self.value),
            _ => Field::absent(),
        }
    }

    fn secrets(&self) -> Vec<Range<usize>> {
        let value = self.row.cell(VALUE);
        if value.range().is_empty() {
            return Vec::new();
        }
        if self.is_secret {
            return vec![value.range()];
        }
        let parts = profile_parameter::secret_parts(self.row.raw(value));
        parts.into_iter().map(|part| value.part(part)).collect()
    }

    fn hides(&self, index: usize) -> bool {
        index == fields::VALUE && self.is_secret
    }
}
