//! What menus are called in German. Steps name them in English; `menus.toml` has the words of both.
//!
//! Not here: the steps. Each export has its own ([`super::Way`]).

use std::sync::LazyLock;

use serde::Deserialize;

use super::Way;

static FILE: LazyLock<File> = LazyLock::new(|| {
    let mut file: File = toml::from_str(include_str!("menus.toml")).unwrap_or_default();
    // "Export > Local File" is a part of "List > Export > Local File".
    file.menu.sort_by_key(|menu| std::cmp::Reverse(menu.english.len()));
    file
});

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    menu: Vec<Menu>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Menu {
    english: String,
    german: String,
}

/// The menus that a step goes through, in its order, in German.
pub fn in_german(step: &str) -> Vec<&'static str> {
    found(step).into_iter().map(|(_, menu)| menu.german.as_str()).collect()
}

/// The menus of a way in German, each with the number of its step: `2. Springen > Services; 3. ...`. Empty if it goes through none.
pub fn german_line(way: &Way) -> String {
    let steps = way.steps.iter().enumerate().filter_map(|(number, step)| {
        let menus = in_german(step);
        (!menus.is_empty()).then(|| format!("{}. {}", number + 1, menus.join(", ")))
    });
    steps.collect::<Vec<_>>().join("; ")
}

/// The menus in a step, and where each begins.
fn found(step: &str) -> Vec<(usize, &'static Menu)> {
    let mut rest = step.to_owned();
    let mut found = Vec::new();
    for menu in &FILE.menu {
        while let Some(at) = rest.find(&menu.english) {
            found.push((at, menu));
            // Of the same length, so that places stay.
            rest.replace_range(at..at + menu.english.len(), &"\0".repeat(menu.english.len()));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found
}

#[cfg(test)]
mod tests {
    use super::super::EXPORTS;
    use super::*;

    /// What a step with `>` speaks of if it goes through no menu: the screens of applications whose German names are not known to us, and
    /// commands that write into a file.
    const NO_MENU: &[&str] = &[
        "Control Center",
        "Configure Production Connectivity",
        "integration flow",
        "Monitor > Integrations",
        "Cloud for Customer",
        "Administrator > Web Service",
        "Manage Keystore",
        "PowerShell",
        "sapcontrol",
        "sapgenpse",
        "disp+work",
        "cf ",
    ];

    #[test]
    fn every_menu_that_a_step_goes_through_has_its_german_name() {
        for way in EXPORTS.iter().flat_map(|export| export.how_to_get) {
            for step in way.steps.iter().filter(|step| !NO_MENU.iter().any(|words| step.contains(words))) {
                let mut rest = (*step).to_owned();
                FILE.menu.iter().for_each(|menu| rest = rest.replace(&menu.english, ""));
                assert!(!rest.contains(" > "), "menus.toml lacks what this step names: {step}");
            }
        }
    }

    #[test]
    fn every_menu_is_on_some_way() {
        let steps: Vec<&str> =
            EXPORTS.iter().flat_map(|export| export.how_to_get).flat_map(|way| way.steps).copied().collect();
        for menu in &FILE.menu {
            let german = menu.german.as_str();
            assert!(steps.iter().any(|step| in_german(step).contains(&german)), "no step names {}", menu.english);
        }
    }

    #[test]
    fn the_longest_menu_counts_and_each_in_its_order() {
        let step = "Choose List > Export > Local File (or Export > Spreadsheet), or System > List > Save > Local File.";
        let menus = [
            "Liste > Exportieren > Lokale Datei",
            "Exportieren > Tabellenkalkulation",
            "System > Liste > Sichern > Lokale Datei",
        ];
        assert_eq!(in_german(step), menus);
    }
}
