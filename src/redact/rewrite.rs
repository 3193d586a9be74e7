//! A whole text file.
