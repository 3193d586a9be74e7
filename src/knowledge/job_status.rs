//! The words that SAP GUI shows for the status of a background job, language by language.
//!
//! A word stands here if a public source has it, or if in its language it can mean nothing else. A word with two meanings
//! is left out: Dutch *gereed*, Polish *gotowe*, Russian *готово* and Hungarian *kész* are "ready" and "finished", French
//! *lancé* is "released" and "started", Dutch *beëindigd*, Swedish *avslutad*, Italian *terminato*, Japanese *終了* and Portuguese *encerrado* are "finished" and
//! "stopped", Japanese *中断* is "cancelled" and "suspended". The table, TBTCO, has one letter in every language.

/// The words of one language, in small letters.
#[derive(Debug)]
pub struct Language {
    /// Its name.
    pub name: &'static str,
    /// Where the words are from.
    pub source: &'static str,
    /// Status, and the words for it.
    pub words: &'static [(&'static str, &'static [&'static str])],
}

const PLAIN: &str =
    "the language: none of these words has another meaning there; no public list of SAP GUI's own words was found";

/// All languages.
#[rustfmt::skip]
pub static LANGUAGES: &[Language] = &[
    Language {
        name: "English",
        source: "help.sap.com, Possible Status of Background Jobs; SM37",
        words: &[
            ("scheduled", &["scheduled", "planned", "sched."]),
            ("released", &["released"]),
            ("ready", &["ready"]),
            ("active", &["active", "running"]),
            ("finished", &["finished", "completed"]),
            ("cancelled", &["canceled", "cancelled", "aborted"]),
            ("suspended", &["released/suspended", "released/susp.", "released/susp", "suspended"]),
        ],
    },
    Language {
        name: "German",
        source: "help.sap.com, Mögliche Status von Hintergrundjobs; SM37",
        words: &[
            ("scheduled", &["geplant", "eingeplant"]),
            ("released", &["freigegeben"]),
            ("ready", &["bereit"]),
            ("active", &["aktiv"]),
            ("finished", &["fertig", "beendet"]),
            ("cancelled", &["abgebrochen"]),
            ("suspended", &["freigegeben/suspendiert", "freigegeben/susp.", "suspendiert"]),
        ],
    },
    Language {
        name: "Spanish",
        source: "xamai.com, Qué es un job en SAP",
        words: &[
            ("scheduled", &["previsto", "planificado", "programado"]),
            ("released", &["liberado"]),
            ("ready", &["preparado", "listo"]),
            ("active", &["activo"]),
            ("finished", &["terminado", "finalizado", "concluido"]),
            ("cancelled", &["cancelado", "interrumpido"]),
            ("suspended", &["suspendido", "liberado/suspendido"]),
        ],
    },
    Language {
        name: "Portuguese",
        source: PLAIN,
        words: &[
            ("scheduled", &["planejado", "planeado", "programado", "escalonado", "agendado"]),
            ("released", &["liberado"]),
            ("ready", &["pronto"]),
            ("active", &["ativo"]),
            ("finished", &["concluído", "finalizado"]),
            ("cancelled", &["cancelado", "interrompido"]),
            ("suspended", &["suspenso"]),
        ],
    },
    Language {
        name: "French",
        source: PLAIN,
        words: &[
            ("scheduled", &["planifié", "programmé"]),
            ("released", &["libéré"]),
            ("ready", &["prêt"]),
            ("active", &["actif"]),
            ("finished", &["terminé", "achevé"]),
            ("cancelled", &["annulé", "interrompu"]),
            ("suspended", &["suspendu"]),
        ],
    },
    Language {
        name: "Italian",
        source: PLAIN,
        words: &[
            ("scheduled", &["pianificato", "schedulato", "programmato"]),
            ("released", &["rilasciato"]),
            ("ready", &["pronto"]),
            ("active", &["attivo"]),
            ("finished", &["completato", "concluso"]),
            ("cancelled", &["annullato", "interrotto"]),
            ("suspended", &["sospeso"]),
        ],
    },
    Language {
        name: "Dutch",
        source: PLAIN,
        words: &[
            ("scheduled", &["gepland"]),
            ("released", &["vrijgegeven"]),
            ("active", &["actief"]),
            ("finished", &["voltooid"]),
            ("cancelled", &["geannuleerd", "afgebroken"]),
        ],
    },
    Language {
        name: "Chinese",
        source: "cloud.tencent.com, ABAP 获取后台Job相关状态; 75101.cn",
        words: &[
            ("scheduled", &["已计划", "已调度", "已调度的", "已排程"]),
            ("released", &["已释放", "已下达"]),
            ("ready", &["就绪", "就绪的", "准备就绪"]),
            ("active", &["活动", "活动的", "激活的", "运行中"]),
            ("finished", &["已完成", "完成"]),
            ("cancelled", &["已取消", "取消", "已中止"]),
        ],
    },
    Language {
        name: "Japanese",
        source: PLAIN,
        words: &[
            ("scheduled", &["計画済", "計画済み", "スケジュール済", "スケジュール済み"]),
            ("released", &["リリース済", "リリース済み"]),
            ("ready", &["準備完了", "実行可能"]),
            ("active", &["実行中"]),
            ("finished", &["完了", "正常終了"]),
            ("cancelled", &["キャンセル", "キャンセル済", "取消", "取消済", "異常終了"]),
        ],
    },
    Language {
        name: "Korean",
        source: PLAIN,
        words: &[
            ("scheduled", &["예정됨", "계획됨"]),
            ("released", &["릴리스됨"]),
            ("active", &["실행 중"]),
            ("finished", &["완료", "완료됨"]),
            ("cancelled", &["취소", "취소됨"]),
        ],
    },
    Language {
        name: "Russian",
        source: PLAIN,
        words: &[
            ("scheduled", &["запланировано", "запланирован"]),
            ("released", &["деблокировано", "деблокирован"]),
            ("active", &["активно", "активен"]),
            ("finished", &["завершено", "завершен", "завершён"]),
            ("cancelled", &["прервано", "прерван", "отменено", "отменен", "отменён"]),
        ],
    },
    Language {
        name: "Polish",
        source: PLAIN,
        words: &[
            ("scheduled", &["zaplanowane", "zaplanowany"]),
            ("released", &["zwolnione", "zwolniony"]),
            ("active", &["aktywne", "aktywny"]),
            ("finished", &["zakończone", "zakończony", "ukończone"]),
            ("cancelled", &["anulowane", "anulowany", "przerwane", "przerwany"]),
        ],
    },
    Language {
        name: "Czech",
        source: PLAIN,
        words: &[
            ("scheduled", &["naplánováno", "naplánovaný", "plánováno"]),
            ("released", &["uvolněno", "uvolněný"]),
            ("ready", &["připraveno", "připravený"]),
            ("active", &["aktivní"]),
            ("finished", &["dokončeno", "dokončený"]),
            ("cancelled", &["zrušeno", "zrušený", "přerušeno", "stornováno"]),
        ],
    },
    Language {
        name: "Hungarian",
        source: PLAIN,
        words: &[
            ("scheduled", &["ütemezett", "ütemezve", "tervezett"]),
            ("active", &["aktív"]),
            ("finished", &["befejezett", "befejezve", "befejeződött"]),
            ("cancelled", &["megszakítva", "megszakított"]),
        ],
    },
    Language {
        name: "Turkish",
        source: PLAIN,
        words: &[
            ("scheduled", &["planlandı", "planlanan"]),
            ("released", &["serbest bırakıldı", "onaylandı"]),
            ("ready", &["hazır"]),
            ("active", &["etkin", "aktif"]),
            ("finished", &["tamamlandı", "bitti"]),
            ("cancelled", &["iptal edildi", "i̇ptal edildi"]),
        ],
    },
    Language {
        name: "Scandinavian languages",
        source: PLAIN,
        words: &[
            ("scheduled", &["planlagt", "planerad", "schemalagd"]),
            ("released", &["frigivet", "frigitt", "frisläppt"]),
            ("active", &["aktiv"]),
            ("finished", &["slutförd", "fullført", "fuldført"]),
            ("cancelled", &["annulleret", "avbruten", "avbrutt", "afbrudt"]),
        ],
    },
];

/// The status that a word means in all languages that have it; none if it is not known, or not the same in all of them.
pub fn of_word(text: &str) -> Option<&'static str> {
    let text = text.trim().to_lowercase();
    let all = LANGUAGES.iter().flat_map(|language| language.words);
    let mut meant = all.filter(|(_, words)| words.contains(&text.as_str())).map(|(status, _)| *status);
    let first = meant.next()?;
    meant.all(|status| status == first).then_some(first)
}

/// The status whose word begins with this, if just one does: the boxes of SM37 are short of room (`Sched.`).
pub fn shortened(text: &str) -> Option<&'static str> {
    let text = text.trim().to_lowercase();
    let all = LANGUAGES.iter().flat_map(|language| language.words);
    let begins = |words: &[&str]| words.iter().any(|word| !word.contains('/') && word.starts_with(text.as_str()));
    let mut meant = all.filter(|(_, words)| begins(words)).map(|(status, _)| *status);
    let first = meant.next()?;
    meant.all(|status| status == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_languages_are_known_whatever_their_case() {
        for (word, status) in [
            ("Terminado", "finished"),
            ("CANCELADO", "cancelled"),
            ("Abgebrochen", "cancelled"),
            ("Annulé", "cancelled"),
            ("Concluído", "finished"),
            ("已完成", "finished"),
            ("Завершено", "finished"),
            ("Przerwane", "cancelled"),
            ("キャンセル", "cancelled"),
            ("İptal edildi", "cancelled"),
            ("Pronto", "ready"),
        ] {
            assert_eq!(of_word(word), Some(status), "{word}");
        }
    }

    #[test]
    fn words_with_two_meanings_are_unknown() {
        for word in ["gereed", "gotowe", "готово", "kész", "lancé", "terminato", "終了", "encerrado", "中断", "F", ""]
        {
            assert_eq!(of_word(word), None, "{word}");
        }
    }

    #[test]
    fn no_word_means_two_things() {
        for language in LANGUAGES {
            assert!(!language.source.is_empty() && !language.name.is_empty());
            for (status, words) in language.words {
                for word in *words {
                    assert_eq!(of_word(word), Some(*status), "{word} of {}", language.name);
                    assert_eq!(word.to_lowercase(), **word, "{word} of {}", language.name);
                }
            }
        }
    }
}
