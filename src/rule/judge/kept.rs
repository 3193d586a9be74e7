//! What is kept of a file beyond what rules found: parameters and services, which several files tell together, and the
//! components that tell a system's role.

use super::{FileJudge, Judgement};
use crate::export::{Field, Record, Value, display, icm_services};
use crate::knowledge::profile_parameter::is_secret;
use crate::landscape::parameters::{self, ParameterFile, Service, Statement};
use crate::layout::{KeptRow, Row};

/// So many values of one profile are kept for its macros; a file with more is no profile that a system would start with.
const MOST_PROFILE_VALUES: usize = 10_000;

impl FileJudge<'_> {
    pub(super) fn keep_parameter(&mut self, record: &dyn Record, row: &Row<'_>) {
        let Judgement { parameters, instances, .. } = &mut self.judgement;
        let further = self.instance.and_then(|index| instances.get_mut(index));
        let Some(parameters) = further.or(parameters.as_mut()) else { return };
        let [name, value, origin] =
            self.parameter_fields.map(|index| index.map_or_else(Field::absent, |index| record.field(index)));
        let Value::Text(name_text) = &name.value else { return };
        let name_text = row.charset.decode(name_text);
        if let Value::Text(text) = &value.value
            && parameters.profile
            && parameters.values.count() < MOST_PROFILE_VALUES
            // Through a macro it would stand in the value of a parameter with a harmless name.
            && !is_secret(name_text.as_bytes())
        {
            parameters.values.add(&name_text, &row.charset.decode(text));
        }
        if !self.rules.asked.wants(&name_text) {
            return;
        }
        let origin = display(&origin.value, row.charset);
        let shown = display(&value.value, row.charset);
        let open = parameters.profile && row.cells.last().is_some_and(|cell| cell.ends_file);
        let cut = open && shown.as_deref().is_none_or(|value| parameters::is_malformed(&name_text, value));
        parameters.statements.push(Statement {
            name: name_text.into_owned(),
            value: shown,
            open,
            system_default: origin.as_deref() == Some("system-default"),
            unknown: match value.value {
                Value::Unknown(why) => Some(why),
                Value::Cut(_) => Some(parameters::CUT_VALUE),
                _ if cut => Some(parameters::CUT_VALUE),
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
    pub(super) fn turn_to_instance(&mut self, name: &str) {
        let Judgement { parameters, instances, .. } = &mut self.judgement;
        let Some(first) = parameters else { return };
        let is_of = |file: &ParameterFile| file.instance.as_deref() == Some(name);
        if is_of(first) || (first.instance.is_none() && first.statements.is_empty() && instances.is_empty()) {
            first.instance = Some(name.to_owned());
            self.instance = None;
            return;
        }
        let known = instances.iter().position(is_of);
        self.instance = known.or_else(|| {
            let (file, heading) = (first.file, first.heading.clone());
            instances.push(ParameterFile {
                file,
                heading,
                instance: Some(name.to_owned()),
                ..ParameterFile::default()
            });
            instances.len().checked_sub(1)
        });
    }

    pub(super) fn keep_service(&mut self, record: &dyn Record, row: &Row<'_>) {
        let Some(services) = self.judgement.parameters.as_mut().and_then(|file| file.services.as_mut()) else { return };
        let protocol = record.field(icm_services::field::PROTOCOL);
        services.push(Service {
            protocol: display(&protocol.value, row.charset),
            port: display(&record.field(icm_services::field::SERVICE).value, row.charset),
            active: match record.field(icm_services::field::ACTIVE).value {
                Value::Flag(active) => Ok(active),
                Value::Unknown(why) => Err(why),
                _ => Ok(false),
            },
            place: protocol.span,
            row: KeptRow::of(row),
        });
    }

    pub(super) fn keep_component(&mut self, record: &dyn Record, row: &Row<'_>) {
        let text = |index| display(&record.field(index).value, row.charset);
        if let Some(component) = text(0) {
            if component.eq_ignore_ascii_case("ST") && text(1).as_deref() == Some("720") {
                self.judgement.roles.stack = text(2).and_then(|level| level.trim().parse().ok());
            }
            self.judgement.roles.components.push((component, text(1).unwrap_or_default()));
        }
    }
}
