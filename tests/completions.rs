//! What shells and `man` are given.

use crate::program;

fn printed(arguments: &[&str]) -> String {
    let output = program::basislint().args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_shell_gets_a_script_that_is_the_same_each_time() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&["completions", shell]);
        assert_eq!(script, printed(&["completions", shell]));
        for word in ["basislint", "diff", "select"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        // clap proposes values for three of them.
        assert_eq!(script.contains("legacy-rfc-destination"), ["bash", "zsh", "fish"].contains(&shell), "{shell}");
    }
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_options_of_the_default_command_paths_and_rules() {
    let proposed = |words: &str| {
        let script = "source /dev/stdin <<< \"$(\"$B\" completions bash)\"; COMP_WORDS=($W); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); \
                      _basislint basislint \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD-1]}\"; echo \"${COMPREPLY[@]}\"";
        let output = program::shell("bash").args(["-c", script]).env("W", words).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(proposed("basislint --fail").contains("--fail-on"), "check is the default command");
    assert!(proposed("basislint exp").contains("explain") && proposed("basislint exp").contains("exports"));
    assert_eq!(proposed("basislint explain legacy-rfc-d").trim(), "legacy-rfc-destination");
    assert!(proposed("basislint check --select legacy-").contains("legacy-rfc-target"));
    assert!(proposed("basislint check --format ht").contains("html"));
}

#[test]
fn the_manual_page_has_each_command_and_is_the_same_each_time() {
    let page = printed(&["man"]);
    assert_eq!(page, printed(&["man"]));
    for part in [
        ".TH basislint 1",
        ".SH \"BASISLINT CHECK\"",
        ".SH \"BASISLINT RULES NEW\"",
        ".SH FILES",
        "Exit codes: 0 nothing",
    ] {
        assert!(page.contains(part), "{part}");
    }
    // Each heading of a command stands once.
    let mut headings: Vec<&str> = page.lines().filter(|line| line.starts_with(".SH ")).collect();
    let all = headings.len();
    headings.sort_unstable();
    headings.dedup();
    assert_eq!(headings.len(), all);
}
