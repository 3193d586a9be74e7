//! What lines look like that are no export: JSON, markup, Markdown, settings, traces, snapshots of tests.
//!
//! All lines here are without blank ones, and without blanks at their ends.

/// So many lines tell what a file is made of.
const SAMPLE: usize = 200;

/// An HTML page.
pub fn is_html(lines: &[&str]) -> bool {
    let begins = |line: &&&str, tag: &str| {
        let line = line.trim_start();
        line.get(..tag.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(tag))
    };
    lines.iter().take(3).any(|line| begins(&line, "<html") || begins(&line, "<!doctype html"))
}

/// XML, or a part of a page in HTML: most lines begin with a tag, or end one. `<prdadm> sapcontrol` is a prompt.
pub fn is_markup(lines: &[&str]) -> bool {
    let is_tag = |line: &&&str| {
        let rest = line.trim_start().strip_prefix('<');
        let begins = rest
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')));
        line.contains("</") || (begins && line.ends_with('>'))
    };
    let begins =
        lines.first().is_some_and(|line| line.trim_start_matches('\u{FEFF}').trim_start().starts_with("<?xml"));
    let tags = lines.iter().take(SAMPLE).filter(is_tag).count();
    begins || (tags >= 3 && tags * 2 >= lines.len().min(SAMPLE))
}

/// `[Thr 0001]` begins a line of a trace, `[section]` one of an INI file.
pub fn is_json(lines: &[&str]) -> bool {
    let mut letters = lines.iter().flat_map(|line| line.chars()).filter(|letter| !letter.is_whitespace());
    match (letters.next(), letters.next()) {
        (Some('{'), Some(second)) => matches!(second, '"' | '}'),
        // `[[section]]` is TOML.
        (Some('['), Some('[')) => letters.next().is_some_and(|third| !third.is_alphabetic()),
        (Some('['), Some(second)) => matches!(second, '{' | '"' | ']'),
        _ => false,
    }
}

/// Lines out of the middle of JSON, or JSON with something above it: `"name": value`, brackets, `{...}` on a line; or a text
/// in which line ends are written as `\n`.
pub fn is_part_of_json(lines: &[&str]) -> bool {
    let is_text = |line: &&&str| line.contains("\\n\\n") || line.contains("\\n|") || line.contains("\\n---");
    let mut with_backslash = lines.iter().take(SAMPLE).filter(|line| memchr::memchr(b'\\', line.as_bytes()).is_some());
    if with_backslash.any(|line| is_text(&line)) {
        return true;
    }
    let mut named = 0;
    let lines = lines.iter().take(SAMPLE).map(|line| line.trim());
    let (mut all, mut json) = (0, 0);
    for line in lines {
        all += 1;
        let is_named = line.starts_with('"') && line.contains("\": ");
        let is_object = line.starts_with("{\"") && line.trim_end_matches(',').ends_with('}');
        named += usize::from(is_named || is_object);
        let is_bracket = line.bytes().all(|byte| b"{}[],".contains(&byte));
        json += usize::from(is_named || is_object || is_bracket);
    }
    // The first line may have lost its begin.
    named >= 1 && (json + 1) * 4 >= all * 3
}

/// What programs that look for mistakes write for others of their kind.
pub fn is_sarif(lines: &[&str]) -> bool {
    let has = |word: &str| lines.iter().any(|line| line.contains(word));
    (is_json(lines) || is_part_of_json(lines))
        && (has("sarif-schema") || has("sarif-2.1.0") || has("\"ruleId\"") || (has("\"runs\"") && has("\"driver\"")))
}

/// An object on each line.
pub fn is_json_log(lines: &[&str]) -> bool {
    let objects = lines.iter().filter(|line| line.starts_with("{\"") && line.ends_with('}')).count();
    objects >= 2 && objects * 4 >= lines.len() * 3
}

/// The first line is `[Name]` alone.
pub fn is_ini(lines: &[&str]) -> bool {
    let first = lines.first().map(|line| line.trim()).unwrap_or_default();
    let name = first.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
    name.starts_with(char::is_alphabetic) && name.chars().all(|c| c.is_alphanumeric() || " _-.".contains(c))
}

/// Keys that the Cloud Connector's configuration interface uses and hardly anybody else.
pub fn is_connector_json(lines: &[&str]) -> bool {
    const KEYS: &[&str] = &[
        "\"virtualHost\"",
        "\"virtualDomain\"",
        "\"trustAllBackends\"",
        "\"regionHost\"",
        "\"locationID\"",
        "\"subjectPattern\"",
        "\"exactMatchOnly\"",
        "\"abapCloudTenantHost\"",
        "\"k8sCluster\"",
    ];
    is_json(lines) && lines.iter().any(|line| KEYS.iter().any(|key| line.contains(key)))
}

/// A developer trace.
pub fn is_trace(lines: &[&str]) -> bool {
    lines.iter().take(4).any(|line| line.starts_with("[Thr ") || line.starts_with("trc file: \""))
}

/// A line of bars, dashes and colons under the heading of a table: `| --- | :-: |`.
pub fn is_markdown_table(lines: &[&str]) -> bool {
    lines.iter().any(|line| {
        let line = line.trim();
        line.starts_with('|')
            && line.contains("---")
            && line.len() > 4
            && line.contains(['|', ' '])
            && line.matches('|').count() >= 3
            && line.chars().all(|letter| matches!(letter, '|' | '-' | ':' | ' '))
    })
}

/// Text in Markdown: what it quotes between fences, or under a heading beside lists, links and bold words, is no export.
///
/// A profile's comments begin with `#` as well, so lines that do say nothing else.
pub fn is_markdown(lines: &[&str]) -> bool {
    let is_heading = |line: &str| {
        let rest = line.trim_start_matches('#');
        (1..=6).contains(&(line.len() - rest.len())) && rest.starts_with(' ')
    };
    let is_item = |line: &str| {
        let line = line.trim_start();
        line.strip_prefix("- ").is_some_and(|item| item.starts_with(|c: char| c.is_alphanumeric() || "`*[".contains(c)))
    };
    let begins = lines.first().is_some_and(|line| is_heading(line.trim_start_matches('\u{FEFF}')));
    let marked = |line: &&&str| !line.starts_with('#') && (is_item(line) || line.contains("](") || line.contains("**"));
    lines.iter().any(|line| is_fence(line)) || (begins && lines.iter().filter(marked).count() >= 2)
}

/// Begins or ends what Markdown shows as it stands: "```text".
pub fn is_fence(line: &str) -> bool {
    let word = line.trim_start().strip_prefix("```");
    word.is_some_and(|word| word.chars().all(|c| c.is_alphanumeric() || "-+_. {}=".contains(c)))
}

/// A snapshot of a test: insta's head between two `---`, or Jest's first line.
pub fn is_snapshot(lines: &[&str]) -> bool {
    const KEYS: &[&str] = &["source:", "expression:", "snapshot_kind:", "assertion_line:", "description:", "info:"];
    match lines {
        [first, head @ ..] if first.trim_start_matches('\u{FEFF}') == "---" => {
            let head = head.iter().take(20).take_while(|line| **line != "---");
            head.filter(|line| KEYS.iter().any(|key| line.starts_with(key))).count() > 0
        }
        [first, ..] => first.starts_with("// Jest Snapshot") || first.starts_with("# serializer version: "),
        [] => false,
    }
}

/// A rule or a list of basislint's, or its configuration under another name: TOML that may quote exports in examples.
pub fn is_own_toml(lines: &[&str]) -> bool {
    let has = |word: &str| lines.iter().any(|line| line.trim() == word);
    let has_key =
        |key: &str| lines.iter().any(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(" = ")));
    (has("[[examples]]") && (has("[examples.files]") || has_key("verdict")))
        || (has("[select]") && has_key("severity"))
        || (["[[system]]", "[[export]]", "[[suppress]]"].iter().any(|section| has(section))
            && ["files", "rule", "role"].iter().any(|key| has_key(key)))
}

/// TOML that quotes whole files: tests and examples.
pub fn is_toml_with_texts(lines: &[&str]) -> bool {
    let begins = |line: &&str| line.ends_with(" = \"\"\"") || line.ends_with(" = '''");
    let is_section = |line: &&str| line.starts_with('[') && line.ends_with(']') && !line.contains('|');
    lines.iter().any(begins) && lines.iter().any(is_section)
}

/// What `basislint explain` and `basislint exports` print.
pub fn is_own_page(lines: &[&str]) -> bool {
    let begins = |line: &&str| {
        line.starts_with("Example (fail): ")
            || line.starts_with("Example (pass): ")
            || line.starts_with("    How sure: ")
            || (line.starts_with("severity ") && line.contains(" · confidence "))
    };
    lines.iter().any(begins)
}
