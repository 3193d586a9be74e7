//! What stands in the sheets, and what must not.
