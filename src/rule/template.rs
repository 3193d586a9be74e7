//! Texts with fields filled in: `{name} still calls SAP by RFC`.

use super::list::List;

/// A text with places to fill in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// The first of these that has a value.
    Slot(Vec<Slot>),
}

/// What can be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Field of the record, by index.
    Field(usize),
    /// Column of the list's row.
    Row(usize),
    /// The system's name.
    System,
    /// The system's technical communication user, if configuration names it.
    TechnicalUser,
    /// The word that the list was found by.
    Match,
    /// The rule's own number of days.
    Days,
    /// The part of the export that lacks something.
    Part,
    /// The names of the other systems that have the same value.
    OtherSystems,
    /// A text that stands for what has no value: `{unset|'is set'}`.
    Text(String),
}

/// Where the values come from.
pub(crate) trait Fill {
    /// The value of a slot, if it has one.
    fn fill(&self, slot: &Slot) -> Option<String>;
}

impl Template {
    /// Reads a template. `resolve` turns a name into a slot; an unknown name comes back as the error.
    ///
    /// `{a|b}` takes the first that has a value; `{{` and `}}` are braces.
    pub fn parse(text: &str, resolve: &dyn Fn(&str) -> Option<Slot>) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(brace) = memchr::memchr2(b'{', b'}', rest.as_bytes()) {
            plain.push_str(&rest[..brace]);
            let tail = &rest[brace..];
            if tail.starts_with("{{") || tail.starts_with("}}") {
                plain.push_str(&tail[..1]);
                rest = &tail[2..];
                continue;
            }
            let end = tail.find('}').filter(|end| *end > 1).ok_or_else(|| tail.chars().take(12).collect::<String>())?;
            let slot = |name: &str| {
                let text = name.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
                text.map(|text| Slot::Text(text.to_owned())).or_else(|| resolve(name)).ok_or_else(|| name.to_owned())
            };
            let slots = tail[1..end].split('|').map(|name| slot(name.trim()));
            let slots = slots.collect::<Result<Vec<_>, _>>()?;
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(Part::Slot(slots));
            rest = &tail[end + 1..];
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self { parts })
    }

    /// Whether every place has a value that is known.
    pub fn can_be_filled(&self, known: &dyn Fn(&Slot) -> bool) -> bool {
        self.parts.iter().all(|part| match part {
            Part::Text(_) => true,
            Part::Slot(slots) => slots.iter().any(|slot| matches!(slot, Slot::Text(_)) || known(slot)),
        })
    }

    /// Fills the text in. A place that has no value says "(not given)".
    pub fn render(&self, values: &dyn Fill) -> String {
        self.pieces(values).concat()
    }

    /// As [`Template::render`], but in pieces: many texts have most of them in common.
    pub fn pieces(&self, values: &dyn Fill) -> Vec<String> {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(plain) => plain.clone(),
            Part::Slot(slots) => {
                let value = slots.iter().find_map(|slot| match slot {
                    Slot::Text(text) => Some(text.clone()),
                    slot => values.fill(slot),
                });
                value.unwrap_or_else(|| "(not given)".to_owned())
            }
        });
        parts.collect()
    }

    /// The fields of the record that may be filled in.
    pub fn fields(&self) -> impl Iterator<Item = usize> {
        let slots = self.parts.iter().flat_map(|part| match part {
            Part::Text(_) => &[],
            Part::Slot(slots) => slots.as_slice(),
        });
        slots.filter_map(|slot| match slot {
            Slot::Field(field) => Some(*field),
            _ => None,
        })
    }
}

/// Several values as people write them: `A`, `A and B`, `A, B and C`.
pub(crate) fn enumerate(values: &[String]) -> String {
    match values {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A cell of a list's row, for people.
pub(crate) fn row_value(list: Option<&List>, row: Option<usize>, column: usize) -> Option<String> {
    let values = list?.cell(row?, column);
    (!values.is_empty()).then(|| enumerate(values))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Values;
    impl Fill for Values {
        fn fill(&self, slot: &Slot) -> Option<String> {
            match slot {
                Slot::Field(0) => Some("SAPOSS".to_owned()),
                Slot::System => Some("PRD".to_owned()),
                _ => None,
            }
        }
    }

    fn resolve(name: &str) -> Option<Slot> {
        match name {
            "name" => Some(Slot::Field(0)),
            "job" => Some(Slot::Field(1)),
            "system" => Some(Slot::System),
            _ => None,
        }
    }

    fn render(text: &str) -> String {
        Template::parse(text, &resolve).unwrap().render(&Values)
    }

    #[test]
    fn values_are_filled_in_and_the_first_that_exists_counts() {
        assert_eq!(render("{name} of {system}"), "SAPOSS of PRD");
        assert_eq!(render("{job|name}"), "SAPOSS");
        assert_eq!(render("job {job}"), "job (not given)");
        assert_eq!(render("{{name}}"), "{name}");
        assert_eq!((render("{job|'no job'}"), render("{name|'none'}")), ("no job".to_owned(), "SAPOSS".to_owned()));
    }

    #[test]
    fn an_unknown_name_and_an_open_brace_are_errors() {
        assert_eq!(Template::parse("{nmae}", &resolve), Err("nmae".to_owned()));
        assert_eq!(Template::parse("{name", &resolve), Err("{name".to_owned()));
        assert_eq!(Template::parse("{}", &resolve), Err("{}".to_owned()));
    }
}
