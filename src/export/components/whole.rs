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

const ALONE: &str = "SAP_BASIS is the only component in this list, which no ABAP system has alone: it is a selection, so \
                     what is missing here may be installed";

/// What was seen of a list.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The line of SAP_BASIS.
    basis: Option<u64>,
    /// There is any other component.
    others: bool,
    /// The line of the first component that stands beside it.
    beside: Option<u64>,
}

impl Seen {
    /// Notes a component that stands on this line.
    pub fn component(&mut self, name: &[u8], line: u64) {
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        if is(BASIS) {
            self.basis = Some(line);
        } else {
            self.others = true;
        }
        if self.beside.is_none() && BESIDE_BASIS.iter().any(|known| is(known)) {
            self.beside = Some(line);
        }
    }

    /// Says at the list's end if it cannot be whole.
    pub fn end(&self, sink: &mut dyn RecordSink) {
        let (line, message) = match (self.basis, self.beside) {
            (None, Some(line)) => (line, SELECTION),
            (Some(line), _) if !self.others => (line, ALONE),
            _ => return,
        };
        sink.flaw(Flaw { line, column: 1, message: message.to_owned(), incomplete: true });
    }
}
