//! The status of a run or of a task: words, colours, and codes of icons.
//!
//! Words of other languages than English and German are those that can mean nothing else there: what STC02 shows in them was
//! not found in public.

/// Words of the field `status`.
pub(super) const WORDS: &[&str] = &["ok", "warning", "error", "running", "skipped", "not-run"];

/// Codes of icons between two `@`, with their case. Lights, LEDs, ticks, and what else stands for a colour.
const ICONS: &[(&str, &str)] = &[
    ("08", "ok"),
    ("01", "ok"),
    ("5B", "ok"),
    ("0V", "ok"),
    ("09", "warning"),
    ("5D", "warning"),
    ("0A", "error"),
    ("02", "error"),
    ("5C", "error"),
    ("0W", "error"),
    ("BZ", "not-run"),
    ("EB", "not-run"),
];

/// Texts in lower case.
const TEXTS: &[(&str, &str)] = &[
    ("ok", "ok"),
    ("green", "ok"),
    ("finished", "ok"),
    ("completed", "ok"),
    ("success", "ok"),
    ("successful", "ok"),
    ("successfully finished", "ok"),
    ("finished successfully", "ok"),
    ("executed successfully", "ok"),
    ("completed successfully", "ok"),
    ("finished without errors", "ok"),
    ("executed", "ok"),
    ("done", "ok"),
    ("grün", "ok"),
    ("beendet", "ok"),
    ("abgeschlossen", "ok"),
    ("erfolgreich", "ok"),
    ("erfolgreich beendet", "ok"),
    ("erfolgreich abgeschlossen", "ok"),
    ("erfolgreich ausgeführt", "ok"),
    ("ausgeführt", "ok"),
    ("erledigt", "ok"),
    ("yellow", "warning"),
    ("warning", "warning"),
    ("warnings", "warning"),
    ("finished with warnings", "warning"),
    ("completed with warnings", "warning"),
    ("gelb", "warning"),
    ("warnung", "warning"),
    ("warnungen", "warning"),
    ("mit warnungen beendet", "warning"),
    ("beendet mit warnungen", "warning"),
    ("red", "error"),
    ("error", "error"),
    ("errors", "error"),
    ("failed", "error"),
    ("aborted", "error"),
    ("cancelled", "error"),
    ("canceled", "error"),
    ("stopped", "error"),
    ("finished with errors", "error"),
    ("completed with errors", "error"),
    ("errors occurred", "error"),
    ("rot", "error"),
    ("fehler", "error"),
    ("fehlerhaft", "error"),
    ("fehlgeschlagen", "error"),
    ("abgebrochen", "error"),
    ("gestoppt", "error"),
    ("mit fehlern beendet", "error"),
    ("beendet mit fehlern", "error"),
    ("running", "running"),
    ("in process", "running"),
    ("in progress", "running"),
    ("started", "running"),
    ("active", "running"),
    ("läuft", "running"),
    ("in bearbeitung", "running"),
    ("in ausführung", "running"),
    ("gestartet", "running"),
    ("aktiv", "running"),
    ("skipped", "skipped"),
    ("not relevant", "skipped"),
    ("deselected", "skipped"),
    ("übersprungen", "skipped"),
    ("nicht relevant", "skipped"),
    ("abgewählt", "skipped"),
    ("not executed", "not-run"),
    ("not run", "not-run"),
    ("not started", "not-run"),
    ("open", "not-run"),
    ("new", "not-run"),
    ("initial", "not-run"),
    ("planned", "not-run"),
    ("scheduled", "not-run"),
    ("not finished", "not-run"),
    ("incomplete", "not-run"),
    ("grey", "not-run"),
    ("gray", "not-run"),
    ("nicht ausgeführt", "not-run"),
    ("nicht gestartet", "not-run"),
    ("offen", "not-run"),
    ("neu", "not-run"),
    ("geplant", "not-run"),
    ("eingeplant", "not-run"),
    ("unvollständig", "not-run"),
    ("grau", "not-run"),
    // Spanish
    ("verde", "ok"),
    ("finalizado", "ok"),
    ("ejecutado correctamente", "ok"),
    ("amarillo", "warning"),
    ("advertencia", "warning"),
    ("con advertencias", "warning"),
    ("rojo", "error"),
    ("con errores", "error"),
    ("cancelado", "error"),
    ("omitido", "skipped"),
    ("no ejecutado", "not-run"),
    // Portuguese
    ("concluído", "ok"),
    ("concluído com êxito", "ok"),
    ("amarelo", "warning"),
    ("advertência", "warning"),
    ("vermelho", "error"),
    ("erro", "error"),
    ("com erros", "error"),
    ("ignorado", "skipped"),
    ("não executado", "not-run"),
    // French
    ("vert", "ok"),
    ("terminé", "ok"),
    ("jaune", "warning"),
    ("avertissement", "warning"),
    ("rouge", "error"),
    ("erreur", "error"),
    ("erroné", "error"),
    ("annulé", "error"),
    ("ignoré", "skipped"),
    ("non exécuté", "not-run"),
    // Italian
    ("completato", "ok"),
    ("giallo", "warning"),
    ("avvertimento", "warning"),
    ("rosso", "error"),
    ("errore", "error"),
    ("errato", "error"),
    ("annullato", "error"),
    ("saltato", "skipped"),
    ("non eseguito", "not-run"),
    // Chinese
    ("绿色", "ok"),
    ("已完成", "ok"),
    ("黄色", "warning"),
    ("警告", "warning"),
    ("红色", "error"),
    ("错误", "error"),
    ("失败", "error"),
    ("已跳过", "skipped"),
    ("未执行", "not-run"),
    // Japanese: the word for a warning is that of Chinese.
    ("完了", "ok"),
    ("エラー", "error"),
    ("失敗", "error"),
    ("未実行", "not-run"),
    // Russian
    ("завершено", "ok"),
    ("предупреждение", "warning"),
    ("ошибка", "error"),
    ("пропущено", "skipped"),
    ("не выполнено", "not-run"),
];

/// The word for a status as it stands in a list: `Finished`, `@08@`, `@0A\QErrors occurred@`, `@08@ Finished`.
///
/// The text of an icon says more than its picture, where it is known.
///
/// # Errors
/// There is none, or it is not known: the reason.
pub(super) fn word(text: &str) -> Result<&'static str, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("the list shows no status: an icon is lost when it is saved as text");
    }
    let Some(code) = text.strip_prefix('@') else { return word_of(text).ok_or(NOT_KNOWN) };
    let (icon, behind) = code.split_once('@').unwrap_or((code, ""));
    let (icon, quick) = icon.split_once("\\Q").unwrap_or((icon, ""));
    let of_icon = || ICONS.iter().find(|(known, _)| *known == icon).map(|(_, word)| *word);
    word_of(quick.trim()).or_else(|| word_of(behind.trim())).or_else(of_icon).ok_or(NOT_KNOWN)
}

const NOT_KNOWN: &str =
    "the status is a word or an icon that is not known: save the list with English or German as logon language";

fn word_of(text: &str) -> Option<&'static str> {
    let text = text.trim_end_matches(['.', '!']).to_lowercase();
    TEXTS.iter().find(|(known, _)| *known == text).map(|(_, word)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_icons_and_both_are_understood() {
        for (text, expected) in [
            ("Finished", "ok"),
            ("@08@", "ok"),
            ("@0A\\QErrors occurred@", "error"),
            ("@09@ Warnings", "warning"),
            ("@5C@", "error"),
            ("Läuft", "running"),
            ("Übersprungen", "skipped"),
            ("not executed", "not-run"),
            ("@08\\QNot relevant@", "skipped"),
            ("ABGEBROCHEN", "error"),
        ] {
            assert_eq!(word(text), Ok(expected), "{text}");
        }
        for text in ["", "@ZZ@", "perhaps", "@"] {
            assert!(word(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_text_and_icon_is_one_of_the_words_and_there_once() {
        let all: Vec<_> = ICONS.iter().chain(TEXTS).collect();
        for (index, (text, word)) in all.iter().enumerate() {
            assert!(WORDS.contains(word), "{word}");
            assert!(!all[..index].iter().any(|(other, _)| other == text), "{text}");
        }
    }
}
