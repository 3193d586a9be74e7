//! Whether a list can be all of a system's software components.

use super::RecordSink;
use crate::layout::Flaw;

/// Every ABAP system has this component.
const BASIS: &str = "SAP_BASIS";

/// SAP's components that stand beside it: a list with one of them, and without it, is a selection.
pub(super) const BESIDE_BASIS: &[&str] =
    &["SAP_ABA", "ST-PI", "ST-A/PI", "ST", "FRUN", "PI_BASIS", "SAP_BW", "SAP_UI", "SAP_GWFND", "S4CORE"];

const SELECTION: &str = "SAP_BASIS, which every ABAP system has, is not in this list: it is a selection, so what is \
                         missing here may be installed";

/// What was seen of a list.
#[derive(Debug, Default)]
pub(super) struct Seen {
    basis: bool,
    /// The line of the first component that stands beside it.
    beside: Option<u64>,
}

impl Seen {
    /// Notes a component that stands on this line.
    pub fn component(&mut self, name: &[u8], line: u64) {
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        self.basis |= is(BASIS);
        if self.beside.is_none() && BESIDE_BASIS.iter().any(|known| is(known)) {
            self.beside = Some(line);
        }
    }

    /// Says at the list's end if it cannot be whole.
    pub fn end(&self, sink: &mut dyn RecordSink) {
        if let (false, Some(line)) = (self.basis, self.beside) {
            sink.flaw(Flaw { line, column: 1, message: SELECTION.to_owned(), incomplete: true });
        }
    }
}
