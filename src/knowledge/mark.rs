//! What a box, a tick, an icon or a short word in a list says: yes, no, or nothing that is known.
//!
//! Lists that are saved lose icons, or show their codes: `@08@`, with a text behind the code `@08\QActive@`.

/// Icons that mean yes: tick, green light, green LED, okay.
const ON_ICONS: &[&str] = &["01", "08", "5B", "0V"];

/// Icons that mean no: cross, red light, red LED, cancel, lights that are off.
const OFF_ICONS: &[&str] = &["02", "03", "0A", "5C", "0W", "EB", "BZ"];

const ON_WORDS: &[&str] = &[
    "x",
    "✓",
    "✔",
    "☑",
    "true",
    "yes",
    "y",
    "ja",
    "j",
    "on",
    "ein",
    "active",
    "activated",
    "aktiv",
    "aktiviert",
    "1",
    "green",
    "grün",
    // Spanish, Portuguese, French, Italian, Dutch, Polish, Russian, Chinese, Japanese
    "sí",
    "si",
    "sim",
    "oui",
    "sì",
    "tak",
    "да",
    "是",
    "はい",
    "activo",
    "activado",
    "ativo",
    "actif",
    "attivo",
    "actief",
    "aktywny",
    "aktywne",
    "активно",
    "有效",
];

const OFF_WORDS: &[&str] = &[
    "-",
    "✗",
    "✘",
    "☐",
    "false",
    "no",
    "n",
    "nein",
    "off",
    "aus",
    "inactive",
    "not active",
    "deactivated",
    "inaktiv",
    "nicht aktiv",
    "deaktiviert",
    "0",
    "red",
    "rot",
    "não",
    "non",
    "nee",
    "nie",
    "нет",
    "否",
    "いいえ",
    "inactivo",
    "no activo",
    "desactivado",
    "inativo",
    "inactif",
    "inattivo",
    "non attivo",
    "inactief",
    "nieaktywny",
    "nieaktywne",
    "неактивно",
    "无效",
];

/// What a text says; none for a blank one, a yellow light, and what is not known.
pub fn read(text: &str) -> Option<bool> {
    let text = text.trim();
    if let Some((code, words)) = icon(text) {
        let is_one_of = |icons: &[&str]| icons.iter().any(|icon| code.eq_ignore_ascii_case(icon));
        return match (is_one_of(ON_ICONS), is_one_of(OFF_ICONS)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ if words.is_empty() => None,
            _ => read(words),
        };
    }
    let text = text.to_lowercase();
    match (ON_WORDS.contains(&text.as_str()), OFF_WORDS.contains(&text.as_str())) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// Code and text of an icon: `@08@`, `@08\QActive@`, or either with a text behind it.
fn icon(text: &str) -> Option<(&str, &str)> {
    let (inside, behind) = text.strip_prefix('@')?.split_once('@')?;
    let (code, within) = inside.split_once("\\Q").unwrap_or((inside, ""));
    (code.len() == 2).then(|| (code, if within.is_empty() { behind.trim() } else { within.trim() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_ticks_and_icons_are_known() {
        for on in ["X", " x ", "✓", "Aktiv", "TRUE", "@08@", "@5b@", "@08\\QActive@", "@01@ Aktiv", "@XX@ active"] {
            assert_eq!(read(on), Some(true), "{on}");
        }
        for off in ["-", "Inactive", "nicht aktiv", "@0A@", "@5C\\QService is not active@", "0", "@XX\\Qinaktiv@"] {
            assert_eq!(read(off), Some(false), "{off}");
        }
    }

    #[test]
    fn what_is_blank_or_strange_is_not_known() {
        for text in ["", "  ", "@09@", "@5D@", "maybe", "@", "@@", "@longer@"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
