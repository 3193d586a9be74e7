//! Names that people write as they like: of folders, files, and words in an interface.

/// The letters and digits of a name, small. What is the same in these is the same name, however it is written: `Key Pair`, `KEY_PAIR`.
pub fn letters(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn case_blanks_and_signs_do_not_count() {
        for name in ["Key Pair", "KEY_PAIR", "key-pair", "keyPair"] {
            assert_eq!(letters(name), "keypair", "{name}");
        }
        assert_eq!(letters("Zertifikate für ÄÖ 2"), "zertifikatefüräö2");
    }
}
