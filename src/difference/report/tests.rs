//! What every format says of a difference.
