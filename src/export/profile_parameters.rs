//! Profile parameters with the values that run: lists of RSPARAM and RSPFPAR, two-column lists, and `sapcontrol`.
//!
//! What a profile file says is [`super::profile`]'s.

use crate::export::heading::{Column, Columns, Known};
use crate::export::{
    Class, Export, Fact, FieldBytes, FieldKind, FieldSpec, FileContext, Reach, Reader, RecordSink, Way,
};
use crate::knowledge::profile_parameter::is_typical;
use crate::layout::{CleanRows, Row, key_value};

mod answer;
mod record;
mod whole;

use answer::Answers;
use record::{Origin, Parameter};
use whole::Seen;

/// Profile parameters as they run.
pub static EXPORT: Export = Export {
    kind: "profile-parameters",
    title: "profile parameters",
    origin: "RSPARAM, RSPFPAR, sapcontrol ParameterValue",
    role_sign: None,
    is_table: false,
    reach: Reach::Server,
    columns: COLUMNS,
    names: &["RSPARAM", "RSPFPAR"],
    by_rows: Some(is_parameter),
    fields: FIELDS,
    key: &["name"],
    bytes: FieldBytes { whole: &[NAME], ..FieldBytes::NONE },
    lines: Some(answer::recognise),
    open,
    how_to_get: WAYS,
};

const NAME_COLUMN: usize = 0;
const VALUE_COLUMN: usize = 1;
const DEFAULT_COLUMN: usize = 2;
const UNSUBSTITUTED_COLUMN: usize = 3;
const COMMENT_COLUMN: usize = 4;

const INSTANCE_COLUMN: usize = 5;

/// Labels of RSPARAM's own column for what a profile sets; the other labels of that column name a value that just runs.
const USER_DEFINED: &[&str] =
    &["User-Defined Value", "User-Defined", "User-Def. Value", "Benutzerdefinierter Wert", "Benutzerdef. Wert"];

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column::required("PARAMETER", &[
        "Parameter Name", "Parametername", "Param. Name", "Profile Parameter", "Profile Parameter Name", "Profilparameter", "Name des Parameters",
        "Property", "Name",
    ])
    .or_generic(&["Param", "Key"]),
    Column::required("USER_DEFINED_VALUE", &[
        "User-Defined Value", "User-Defined", "User-Def. Value", "Benutzerdefinierter Wert", "Benutzerdef. Wert", "Current Value",
        "Aktueller Wert", "Parameter Value", "Parameterwert", "Actual Value", "Configured Value", "Profile Value", "Profilwert",
    ])
    .or_generic(&["Value", "Wert", "PARAM_VALUE", "PVALUE"]),
    Column::optional("SYSTEM_DEFAULT_VALUE", &[
        "System Default Value", "System-Defaultwert", "System Default", "Sys. Default Value", "Systemdefaultwert", "System-Standardwert",
    ])
    .or_generic(&["Default Value", "Default", "Defaultwert", "Standardwert"]),
    Column::optional("UNSUBSTITUTED_VALUE", &[
        "System Default Value(Unsubstituted Form)", "System-Defaultwert (Unsubst.Form)", "System Default Value (Unsubst. Form)",
        "System-Defaultwert (Unsubstituierte Form)", "Unsubstituted Form", "Unsubstituierte Form",
    ]),
    Column::optional("COMMENT", &["Kommentar", "Description", "Beschreibung"]),
    Column::optional("INSTANCE", &[
        "Instance Name", "Instanz", "Instanzname", "Application Server", "Application Server Instance", "Applikationsserver", "Anwendungsserver",
    ])
    .or_generic(&["Server", "Server Name", "Servername", "Host", "Hostname"]),
];

/// Index of the field with the parameter's name.
pub const NAME: usize = 0;
const VALUE: usize = 1;
const ORIGIN: usize = 2;
const AREA: usize = 3;
const COMMENT: usize = 4;

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("name", FieldKind::Text, "name of the parameter").class(Class::Plain),
    FieldSpec::new("value", FieldKind::Text, "value that runs: user-defined, else the system's default")
        .class(Class::Secret),
    FieldSpec::new(
        "origin",
        FieldKind::Choice(&["user-defined", "system-default", "runtime"]),
        "where the value comes from; runtime if the list does not tell",
    ),
    FieldSpec::new("area", FieldKind::Text, "part of the name before the first /: icm, rdisp, ssl").class(Class::Plain),
    FieldSpec::new("comment", FieldKind::Text, "SAP's short text on the parameter").class(Class::Plain),
];

const WAYS: &[Way] = &[
    Way {
        title: "Report RSPARAM (all parameters of one application server)",
        steps: &[
            "Start transaction SA38 (or SE38), enter the program RSPARAM and choose Execute.",
            "Mark \"Also display unsubstituted\" and choose Execute again.",
            "Do not filter the list: what is missing in a selection proves nothing.",
            "Choose List > Save > File (or List > Export > Local File) and take Spreadsheet: it does not cut long values.",
            "Unconverted and Text with Tabs are read too, but a value as long as its column may be cut there.",
            "Do the same on every application server (SM51): each has its own instance profile.",
            "RZ11 shows one parameter only and saves no list: good for a look, not for an export.",
        ],
        seen: "The first two English headings were seen on a screen, all five in a CSV file. The German headings and \
               what the list looks like when saved come from programs that read such lists.",
    },
    Way {
        title: "Report RSPFPAR (the same, or a part of the parameters)",
        steps: &[
            "Start RSPFPAR in SA38 and leave the selection empty, or it lists a part of the parameters only.",
            "Save the list as with RSPARAM.",
        ],
        seen: "Not seen at first hand; its columns are those of RSPARAM.",
    },
    Way {
        title: "sapcontrol (without SAP GUI, also when the instance does not run)",
        steps: &[
            "Log on to the application server as <sid>adm.",
            "Run sapcontrol -nr NN -function ParameterValue > parameters_NN.txt; NN is the instance number.",
            "Name no parameter: with a name, sapcontrol prints the value alone, and nobody can tell whose it is.",
            "With -format script each line has a number before it (0 : NAME=value); that is read as well.",
        ],
        seen: "Answers for one parameter were seen, with and without an error. The whole list is known only from programs \
               that read it.",
    },
];

fn open(file: &FileContext<'_>) -> Box<dyn Reader> {
    if file.layout == &key_value::LAYOUT {
        return Box::new(Answers::new());
    }
    let known = if file.forced { Known::Before } else { Known::ByHeading };
    Box::new(Table {
        known,
        columns: None,
        runs: false,
        made_by_people: false,
        instance: Vec::new(),
        seen: Seen::default(),
    })
}

/// The name is one that SAP's profiles have.
fn is_parameter(row: &Row<'_>, columns: &Columns, _: bool) -> bool {
    columns.cell(NAME_COLUMN).is_some_and(|cell| is_typical(&row.value(cell)))
}

struct Table {
    known: Known,
    columns: Option<Columns>,
    /// The value's column does not tell where the value comes from.
    runs: bool,
    /// The value's column has no title of SAP: what is missing in such a table may be set.
    made_by_people: bool,
    /// The instance of the last row, where the table has a column for it.
    instance: Vec<u8>,
    seen: Seen,
}

impl Reader for Table {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(columns) = Columns::find_in(COLUMNS, row, self.known) else { return false };
        let title = columns.label(VALUE_COLUMN).unwrap_or_default();
        self.runs = title != COLUMNS[VALUE_COLUMN].name && !USER_DEFINED.contains(&title);
        self.made_by_people = COLUMNS[VALUE_COLUMN].generic.contains(&title);
        if self.columns.replace(columns).is_none() {
            sink.heading(row);
        }
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some(columns) = &self.columns else { return };
        let cell = |column| columns.cell(column).map(|cell| row.cell(cell));
        let filled = |column: usize| cell(column).filter(|cell| !cell.range().is_empty());
        let origin = if self.runs { Origin::Runtime } else { Origin::UserDefined };
        let (value, origin) = match (filled(VALUE_COLUMN), filled(DEFAULT_COLUMN), filled(UNSUBSTITUTED_COLUMN)) {
            (Some(value), _, _) => (Some(value), origin),
            (None, _, _) if self.runs => (cell(VALUE_COLUMN), Origin::Runtime),
            (None, Some(default), _) | (None, None, Some(default)) => (Some(default), Origin::SystemDefault),
            (None, None, None) => (cell(DEFAULT_COLUMN).or_else(|| cell(UNSUBSTITUTED_COLUMN)), Origin::SystemDefault),
        };
        let parameter = Parameter {
            row,
            name: cell(NAME_COLUMN).unwrap_or_default(),
            value,
            origin,
            others: [cell(VALUE_COLUMN), cell(DEFAULT_COLUMN), cell(UNSUBSTITUTED_COLUMN)],
            comment: cell(COMMENT_COLUMN),
        };
        if parameter.name.range().is_empty() {
            return;
        }
        if let Some(instance) = columns.cell(INSTANCE_COLUMN).map(|cell| row.value(cell))
            && *instance != *self.instance
        {
            self.instance = instance.into_owned();
            sink.fact(Fact::InstanceOfRows(&row.charset.decode(&self.instance)));
        }
        self.seen.parameter(&parameter, sink);
        sink.record(&parameter, row);
    }

    fn clean_rows(&mut self, rows: &CleanRows<'_>, sink: &mut dyn RecordSink) -> usize {
        // Where rows are of several instances each must be looked at.
        let columns = self.columns.as_ref().filter(|columns| columns.cell(INSTANCE_COLUMN).is_none());
        let name = columns.and_then(|columns| columns.cell(NAME_COLUMN));
        let (Some(name), Some(end)) = (name, sink.clear_to(rows.start())) else { return 0 };
        let mut passed = 0;
        for row in rows.iter().take_while(|row| row.end() <= end) {
            let name = row.trimmed(name);
            // A name without its area may be one that tells whose parameters these are.
            if !name.contains(&b'/') {
                break;
            }
            self.seen.name(name);
            passed += 1;
        }
        sink.passed(passed);
        passed
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        self.seen.end(sink);
        if self.made_by_people {
            sink.fact(Fact::Whole(false));
        }
    }
}

#[cfg(test)]
mod tests;
