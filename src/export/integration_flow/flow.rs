//! Reads the file of a flow: BPMN 2 XML, in which SAP keeps pairs of key and value (`ifl:property`) at each element. A channel is a
//! message flow with such pairs (connectors.md a.8).

use std::collections::HashMap;

use super::channel::{Channel, known};
use super::fields::{self, records};
use super::made::{Kept, Made};
use crate::export::{Reader, RecordSink};
use crate::layout::{Flaw, Row};

/// Rows with these keys are SAP's properties of a message flow, or of the collaboration of participants around them: process
/// definitions of other programs have no such pairs.
pub(super) fn is_of_flow(keys: &[String]) -> bool {
    let has = |name: &str| keys.iter().any(|key| key == name);
    let is_around = |key: &String| key.starts_with(MESSAGE_FLOW) || key.starts_with(COLLABORATION);
    has(KEY) && has(VALUE) && keys.iter().any(is_around)
}

const KEY: &str = "property/key";
const VALUE: &str = "property/value";
const MESSAGE_FLOW: &str = "messageFlow/@";
const COLLABORATION: &str = "collaboration/@";

/// What the rows below a heading are.
enum Rows {
    /// Properties of message flows.
    Properties {
        key: usize,
        value: usize,
        flow: usize,
        name: Option<usize>,
        source: Option<usize>,
        target: Option<usize>,
    },
    /// Participants: ID and name.
    Participants { id: usize, name: Option<usize> },
    /// What is around them.
    Collaboration,
}

impl Rows {
    fn under(keys: &[String]) -> Option<Self> {
        let cell = |name: &str| keys.iter().position(|key| key == name);
        let begins = |begin: &str| keys.iter().position(|key| key.starts_with(begin));
        let (key, value, flow) = (cell(KEY), cell(VALUE), begins(MESSAGE_FLOW));
        if let (Some(key), Some(value), Some(flow)) = (key, value, flow) {
            let attribute = |name: &str| cell(&format!("{MESSAGE_FLOW}{name}"));
            let (name, source, target) = (attribute("name"), attribute("sourceRef"), attribute("targetRef"));
            return Some(Self::Properties { key, value, flow, name, source, target });
        }
        if let Some(id) = cell("participant/@id").filter(|_| key.is_none()) {
            return Some(Self::Participants { id, name: cell("participant/@name") });
        }
        begins(COLLABORATION).filter(|_| flow.is_none()).map(|_| Self::Collaboration)
    }
}

/// Reads a flow.
pub(super) struct Flow {
    /// What its file is called, without ending.
    name: String,
    rows: Option<Rows>,
    /// The cell of what is around, in the rows below the last heading.
    around: Option<usize>,
    /// What names the collaboration of participants, the place of the flow itself.
    begin: Option<Kept>,
    participants: HashMap<String, Kept>,
    channels: Vec<Channel>,
    /// Where the message flow of the last property stands.
    last: Option<(u64, u64)>,
    is_cut: bool,
}

impl Flow {
    pub fn of(file: &str) -> Self {
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        Self {
            name: stem.to_owned(),
            rows: None,
            around: None,
            begin: None,
            participants: HashMap::new(),
            channels: Vec::new(),
            last: None,
            is_cut: false,
        }
    }
}

impl Reader for Flow {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let keys: Vec<String> = (0..row.cells.len()).map(|cell| row.text_of(cell)).collect();
        self.rows = Rows::under(&keys);
        self.around = keys.iter().position(|key| key.starts_with(COLLABORATION));
        if self.rows.is_some() {
            sink.heading(row);
        }
        self.rows.is_some()
    }

    fn row(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        if let Some(around) = self.around.filter(|_| self.begin.is_none()) {
            self.begin = Some(Kept::of(row, around));
        }
        let text = |cell: Option<usize>| cell.map(|cell| row.text_of(cell)).unwrap_or_default();
        match self.rows {
            Some(Rows::Properties { key, value, flow, name, source, target }) => {
                let place = row.position(row.cell(flow).start);
                if self.last != Some(place) {
                    self.last = Some(place);
                    let name = name.map_or(Kept { place, ..Kept::default() }, |name| Kept::of(row, name));
                    self.channels.push(Channel::new(name, text(source), text(target)));
                }
                if let (Some(key), Some(channel)) = (known(&row.text_of(key)), self.channels.last_mut()) {
                    channel.add(key, Kept::of(row, value));
                }
            }
            Some(Rows::Participants { id, name }) => {
                let place = row.position(row.cell(id).start);
                let name = name.map_or(Kept { place, ..Kept::default() }, |name| Kept::of(row, name));
                self.participants.entry(row.text_of(id)).or_insert(name);
            }
            Some(Rows::Collaboration) | None => {}
        }
    }

    fn flaw(&mut self, flaw: &Flaw) {
        self.is_cut |= flaw.incomplete;
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        let Some(begin) = &self.begin else { return };
        let mut made = Made::new(records::FLOW);
        made.write(begin);
        made.name(fields::FLOW, &self.name);
        made.hand(sink);
        // Where a file is cut its last channel may go on.
        if let Some(last) = self.channels.last_mut().filter(|_| self.is_cut) {
            last.is_cut = true;
        }
        for channel in self.channels.iter().filter(|channel| channel.is_one()) {
            channel.hand(&self.name, &self.participants, sink);
        }
    }
}
