//! Codes and texts of a note's states, and how its number is written.
//!
//! English and German texts are those of a public reader of such tables (offlinesec, sap_table_def.py) and of SNOTE. What SNOTE
//! shows in other languages was not found in public: texts stand here that can mean nothing else there.

/// Implementation states.
pub(super) const STATES: &[&str] = &[
    "implemented",
    "can-be-implemented",
    "cannot-be-implemented",
    "obsolete",
    "incompletely-implemented",
    "obsolete-version-implemented",
    "undefined",
];

/// Processing statuses.
pub(super) const PROCESSINGS: &[&str] = &["new", "in-process", "finished", "not-relevant", "undefined"];

/// A word with the texts that lists show for it, in small letters.
type Meanings = &'static [(&'static str, &'static [&'static str])];

/// PRSTATUS. The first text of each is the table's code.
#[rustfmt::skip]
const STATE_TEXTS: Meanings = &[
    ("implemented", &[
        "e", "completely implemented", "implemented", "fully implemented", "vollständig eingebaut", "eingebaut",
        "vollständig implementiert", "implementiert", "completamente implementada", "completamente implementado", "implementada por completo", "implementada completamente", "implementado completamente", "implementada", "implementado", "totalmente implementada", "totalmente implementado", "complètement implémentée", "entièrement implémentée", "completamente implementata", "implementata", "volledig geïmplementeerd", "完全实施", "完全实现", "完全に適用済", "полностью внедрена", "w pełni wdrożona"]),
    ("can-be-implemented", &["n", "can be implemented", "einbaubar", "kann eingebaut werden", "kann implementiert werden", "implementierbar", "se puede implementar", "puede implementarse", "implementable", "pode ser implementada", "pode ser implementado", "peut être implémentée", "implémentable", "può essere implementata", "implementabile", "kan worden geïmplementeerd", "可以实施", "可以实现", "可实施", "適用可能", "может быть внедрена"]),
    ("cannot-be-implemented", &[
        "-", "cannot be implemented", "can not be implemented", "nicht einbaubar", "kann nicht eingebaut werden",
        "kann nicht implementiert werden", "nicht implementierbar", "no se puede implementar", "no puede implementarse", "no implementable", "não pode ser implementada", "não pode ser implementado", "ne peut pas être implémentée", "non implémentable", "non può essere implementata", "non implementabile", "kan niet worden geïmplementeerd", "不能实施", "无法实施", "无法实现", "適用不可", "не может быть внедрена"]),
    ("obsolete", &["o", "obsolete", "obsolet", "veraltet", "obsoleta", "obsoleto", "obsolète", "verouderd", "已过时", "устарела"]),
    ("incompletely-implemented", &[
        "u", "incompletely implemented", "partially implemented", "unvollständig eingebaut", "unvollständig implementiert", "implementada incompletamente", "implementada de forma incompleta", "incompletamente implementada", "incompletamente implementado", "partiellement implémentée", "implementata in modo incompleto", "parzialmente implementata", "未完全实施"]),
    ("obsolete-version-implemented", &[
        "v", "obsolete version implemented", "obsolete version is implemented", "veraltete version eingebaut",
        "obsolete version eingebaut", "veraltete version implementiert", "alte version eingebaut",
    ]),
    ("undefined", &["", "undefined", "undefined implementation state", "undefined implementation status", "undefiniert", "nicht definiert"]),
];

/// NTSTATUS. The first text of each is the table's code.
const PROCESSING_TEXTS: Meanings = &[
    (
        "new",
        &[
            "n", "new", "neu", "nuevo", "nueva", "novo", "nova", "nouveau", "nouvelle", "nuovo", "nuova", "nieuw",
            "新建", "新規",
        ],
    ),
    (
        "in-process",
        &[
            "i",
            "in process",
            "in processing",
            "in bearbeitung",
            "en tratamiento",
            "en proceso",
            "em processamento",
            "en cours de traitement",
            "en cours",
            "in elaborazione",
            "in bewerking",
            "处理中",
            "処理中",
            "в обработке",
        ],
    ),
    (
        "finished",
        &[
            "a",
            "finished",
            "completed",
            "done",
            "erledigt",
            "abgeschlossen",
            "finalizado",
            "concluido",
            "concluído",
            "terminado",
            "terminé",
            "completato",
            "voltooid",
            "已完成",
            "完了",
            "завершено",
        ],
    ),
    (
        "not-relevant",
        &[
            "r",
            "not relevant",
            "irrelevant",
            "nicht relevant",
            "no relevante",
            "não relevante",
            "non pertinent",
            "non pertinente",
            "non rilevante",
            "niet relevant",
            "不相关",
        ],
    ),
    ("undefined", &["", "undefined", "undefiniert"]),
];

/// The implementation state that a cell shows. `cut` says that its column may end before its text does.
pub(super) fn state(text: &str, cut: bool) -> Option<&'static str> {
    meaning(STATE_TEXTS, text, cut)
}

/// The processing status that a cell shows.
pub(super) fn processing(text: &str, cut: bool) -> Option<&'static str> {
    meaning(PROCESSING_TEXTS, text, cut)
}

fn meaning(of: Meanings, text: &str, cut: bool) -> Option<&'static str> {
    let text = text.trim();
    if text.len() == 1 {
        // Lists of 100,000 rows have codes.
        return of
            .iter()
            .find(|(_, texts)| texts.first().is_some_and(|code| code.eq_ignore_ascii_case(text)))
            .map(|it| it.0);
    }
    let text = text.to_lowercase();
    if cut && text.is_empty() {
        return None;
    }
    let fits = |known: &str| known == text || (cut && text.len() > 1 && known.starts_with(&text));
    let mut meant = of.iter().filter(|(_, texts)| texts.iter().any(|known| fits(known)));
    match (meant.next(), meant.next()) {
        (Some((word, _)), None) => Some(word),
        _ => None,
    }
}

/// The note's number without leading zeros and without separators of thousands; nothing if it is none.
pub(super) fn number(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // As tables have it.
        return Some(text.trim_start_matches('0')).filter(|number| !number.is_empty()).map(str::to_owned);
    }
    let mut groups = text.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let grouped = groups.all(|group| group.len() == 3) && (first.len() <= 3 || first.len() == text.len());
    let digits: String = text.chars().filter(|c| !matches!(c, '.' | ',')).collect();
    let number = digits.trim_start_matches('0');
    let fits = grouped && digits.len() <= 10 && digits.bytes().all(|byte| byte.is_ascii_digit());
    (fits && !number.is_empty()).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_is_a_word_of_the_field() {
        assert_eq!(STATE_TEXTS.iter().map(|(word, _)| *word).collect::<Vec<_>>(), STATES);
        assert_eq!(PROCESSING_TEXTS.iter().map(|(word, _)| *word).collect::<Vec<_>>(), PROCESSINGS);
    }

    #[test]
    fn a_text_that_may_be_cut_is_known_only_if_one_meaning_is_left() {
        assert_eq!(state("Completely imple", true), Some("implemented"));
        assert_eq!(state("Obsolete", true), None);
        assert_eq!(state("Obsolete", false), Some("obsolete"));
        assert_eq!(state("Completely imple", false), None);
        assert_eq!(state("E", true), Some("implemented"));
        assert_eq!((state("", true), state("", false)), (None, Some("undefined")));
        assert_eq!(processing("N", true), Some("new"));
    }

    #[test]
    fn numbers_of_notes_lose_zeros_and_separators() {
        for (text, note) in [
            ("0002802999", Some("2802999")),
            ("2802999", Some("2802999")),
            ("2.802.999", Some("2802999")),
            ("2,802,999 ", Some("2802999")),
        ] {
            assert_eq!(number(text).as_deref(), note, "{text}");
        }
        for text in ["", "0000000000", "Note 1", "23.10.7323", "12345678901", "28029.99", "1.5E+7"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
