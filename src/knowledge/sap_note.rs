//! SAP Notes in texts, and where SAP shows them.
//!
//! Which notes a system has, or should have, is the business of exports and rules.

/// What stands before the number in every text of ours.
const WORD: &str = "SAP Note ";
/// Where SAP shows notes; the number stands behind it.
const ADDRESS: &str = "https://me.sap.com/notes/";
/// No number has more digits.
const MOST_DIGITS: usize = 10;

/// Where SAP shows the note of this number.
pub fn address(number: u32) -> String {
    format!("{ADDRESS}{number}")
}

/// The number, if a text is the name of a note and nothing else: `SAP Note 2923799`.
pub fn number(reference: &str) -> Option<u32> {
    let digits = reference.strip_prefix(WORD)?;
    (!digits.is_empty() && digits.len() <= MOST_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse().ok())?
}

/// The text with each note in it as `linked` has it.
pub fn replace(text: &str, linked: impl Fn(&str, u32) -> String) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(WORD) {
        let (before, note) = rest.split_at(at);
        let digits = note.bytes().skip(WORD.len()).take_while(u8::is_ascii_digit).count();
        let (name, behind) = note.split_at(WORD.len() + digits);
        replaced.push_str(before);
        match number(name) {
            Some(number) => replaced.push_str(&linked(name, number)),
            None => replaced.push_str(name),
        }
        rest = behind;
    }
    replaced.push_str(rest);
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_found_in_texts_by_their_whole_number() {
        let marked = |text: &str| replace(text, |name, number| format!("[{name}={number}]"));
        assert_eq!(
            marked("SAP Note 2923799 · SolMan checklist 2.10 · SAP Note 0510007."),
            "[SAP Note 2923799=2923799] · SolMan checklist 2.10 · [SAP Note 0510007=510007]."
        );
        for text in ["", "SAP Note", "SAP Note ", "SAP Note x1", "SAP Note 12345678901", "SAP Notes 1", "SAP Note -1"] {
            assert_eq!(marked(text), text);
        }
        assert_eq!((number("SAP Note 12"), number("SAP Note 12 "), number("SAP Note")), (Some(12), None, None));
    }
}
