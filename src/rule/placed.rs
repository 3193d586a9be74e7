//! Values with the place where they stand in a rule file, so that a complaint can point there.

use std::ops::Range;

use serde::{Deserialize, Deserializer};
use toml::Spanned;

/// A value, and its place in bytes of the file's text.
///
/// Only text has places. In the prepared form of the embedded rules, which nobody reads, every place is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed<T> {
    value: T,
    span: Range<usize>,
}

impl<T> Placed<T> {
    /// The value.
    pub fn get_ref(&self) -> &T {
        &self.value
    }

    /// Where it stands, in bytes.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Placed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let spanned = Spanned::<T>::deserialize(deserializer)?;
            let span = spanned.span();
            Ok(Self { value: spanned.into_inner(), span })
        } else {
            Ok(Self { value: T::deserialize(deserializer)?, span: 0..0 })
        }
    }
}

#[cfg(test)]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Placed<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}
