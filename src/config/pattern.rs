//! The patterns under `files`: which files of the configuration's folder are meant.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

/// Patterns on their way to one matcher of paths with `/` between folders.
#[derive(Default)]
pub struct Patterns {
    globs: Vec<Glob>,
    /// The first folders, or names, of what is meant; none stands for any.
    folders: Vec<Option<String>>,
}

/// What is wrong with a pattern, and the way out.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: String,
}

impl Patterns {
    /// Adds a pattern. `*` and `?` stay within a folder, `**` crosses folders; a pattern that ends with `/` stands for
    /// all that is in the folder, and so does a plain name, which stands for the file of that name too.
    pub fn add(&mut self, pattern: &str) -> Result<(), Mistake> {
        if let Some(mistake) = mistake(pattern) {
            return Err(mistake);
        }
        let glob = |pattern: &str| -> Result<Glob, Mistake> {
            GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build().map_err(|error| Mistake {
                message: format!("malformed pattern: {}", error.kind()),
                help: "`*` is any name, `**` any folders, `[ab]` one of these letters, `{a,b}` one of these words"
                    .to_owned(),
            })
        };
        let plain = pattern.strip_prefix("./").unwrap_or(pattern);
        let name = plain.trim_end_matches('/');
        let first = name.split('/').next().unwrap_or_default();
        let is_literal =
            !first.is_empty() && first != "." && !name.contains(['{', '\\']) && !first.contains(['*', '?', '[']);
        self.folders.push(is_literal.then(|| first.to_owned()));
        if name.is_empty() || name == "." {
            self.globs.push(glob("**")?);
            return Ok(());
        }
        if name == plain {
            self.globs.push(glob(name)?);
        }
        if name != plain || !name.contains(['*', '?', '[', '{', '\\']) {
            self.globs.push(glob(&format!("{name}/**"))?);
        }
        Ok(())
    }

    /// Adds a pattern of what is left out: one without `/` is meant in any folder, and what is in a folder that it fits, too, as in a
    /// .gitignore.
    pub fn add_anywhere(&mut self, pattern: &str) -> Result<(), Mistake> {
        let plain = pattern.strip_prefix("./").unwrap_or(pattern);
        let name = plain.trim_end_matches('/');
        if name.contains('/') || name.is_empty() || name.contains("**") {
            self.add(pattern)?;
            return if name == plain && !name.ends_with("**") { self.add(&format!("{pattern}/**")) } else { Ok(()) };
        }
        // Its own mistakes are told as it is written.
        self.add(pattern)?;
        if name == plain {
            self.add(&format!("**/{name}"))?;
        }
        self.add(&format!("**/{name}/**"))
    }

    /// The first folders of what is meant, or the names of files, each once; none if it may be anywhere.
    pub fn folders(&self) -> Option<Vec<String>> {
        let mut folders: Vec<String> = self.folders.iter().cloned().collect::<Option<_>>()?;
        folders.sort();
        folders.dedup();
        Some(folders)
    }

    /// The matcher, or why there is none.
    pub fn compile(&self) -> Result<GlobSet, String> {
        let mut builder = GlobSetBuilder::new();
        for glob in &self.globs {
            builder.add(glob.clone());
        }
        builder.build().map_err(|error| format!("these patterns cannot be used: {}", error.kind()))
    }
}

/// Patterns that are well-formed but would never match what their author means.
fn mistake(pattern: &str) -> Option<Mistake> {
    if pattern.trim().is_empty() {
        return Some(Mistake {
            message: "the pattern is empty".to_owned(),
            help: "to mean all files write \"**\"".to_owned(),
        });
    }
    let mut after_backslash = pattern.split('\\').skip(1).filter_map(|rest| rest.chars().next());
    if after_backslash.any(char::is_alphanumeric) {
        return Some(Mistake {
            message: format!("`{pattern}` has `\\` between folders"),
            help: format!("write \"{}\"", pattern.replace('\\', "/")),
        });
    }
    let drive = pattern.as_bytes().get(1) == Some(&b':');
    if pattern.starts_with(['/', '~']) || drive || pattern.split('/').any(|part| part == "..") {
        return Some(Mistake {
            message: format!("`{pattern}` leaves the folder of this file"),
            help: "patterns are relative to the folder that this file is in, e.g. \"prd/**\"".to_owned(),
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        let mut patterns = Patterns::default();
        patterns.add(pattern).unwrap();
        patterns.compile().unwrap().is_match(path)
    }

    #[test]
    fn stars_stay_within_a_folder_and_double_stars_do_not() {
        assert!(matches("prd/*.txt", "prd/a.txt"));
        assert!(!matches("prd/*.txt", "prd/deep/a.txt"));
        assert!(matches("prd/**", "prd/deep/a.txt"));
        assert!(!matches("prd/**", "prd2/a.txt"));
        assert!(matches("**/aisuser*.txt", "aisuser1.txt"));
        assert!(matches("**/aisuser*.txt", "prd/x/aisuser.txt"));
        assert!(!matches("*", "prd/a.txt"));
        assert!(!matches("prd/**", "PRD/a.txt"));
    }

    #[test]
    fn a_plain_name_is_a_file_or_all_that_is_in_the_folder() {
        assert!(matches("prd", "prd"));
        assert!(matches("prd", "prd/deep/a.txt"));
        assert!(matches("prd/", "prd/a.txt"));
        assert!(matches("pr?/", "prd/a.txt"));
        assert!(!matches("pr?", "prd/a.txt"));
        assert!(matches("./prd/**", "prd/a.txt"));
        for all in [".", "./", "**"] {
            assert!(matches(all, "prd/a.txt"), "{all}");
        }
    }

    #[test]
    fn what_is_left_out_is_meant_in_any_folder_if_the_pattern_names_none() {
        let leaves_out = |pattern: &str, path: &str| {
            let mut patterns = Patterns::default();
            patterns.add_anywhere(pattern).unwrap();
            patterns.compile().unwrap().is_match(path)
        };
        for path in ["a.bak", "prd/a.bak", "prd/deep/a.bak", "x.bak/inner/a.txt"] {
            assert!(leaves_out("*.bak", path), "{path}");
        }
        assert!(!leaves_out("*.bak", "prd/a.bak2"));
        assert!(leaves_out("old/", "prd/old/a.txt") && !leaves_out("old/", "prd/old"));
        assert!(leaves_out("prd/old", "prd/old/deep/a.txt") && !leaves_out("prd/old", "qas/prd/old/a.txt"));
        assert!(leaves_out("prd/*.zip", "prd/a.zip/inner.txt"), "an archive is a folder");
        assert!(leaves_out("old/**", "old/a.txt") && !leaves_out("old/**", "prd/old/a.txt"));
        assert!(leaves_out("**/old/**", "prd/old/a.txt"));
        let mistake = Patterns::default().add_anywhere("old[").unwrap_err();
        assert!(mistake.message.starts_with("malformed pattern"));
    }

    #[test]
    fn patterns_that_can_never_match_are_mistakes() {
        for pattern in ["/exports/**", "../prd/**", "prd/../qas", "C:/exports", "~/exports"] {
            let mistake = Patterns::default().add(pattern).unwrap_err();
            assert_eq!(mistake.message, format!("`{pattern}` leaves the folder of this file"));
        }
        assert_eq!(Patterns::default().add(r"prd\sm59*.txt").unwrap_err().help, "write \"prd/sm59*.txt\"");
        assert!(matches(r"prd/\[1\].txt", "prd/[1].txt"), "a backslash still takes the meaning from a letter");
        assert!(Patterns::default().add(" ").is_err());
        assert_eq!(
            Patterns::default().add("prd/[a").unwrap_err().message,
            "malformed pattern: unclosed character class; missing ']'"
        );
    }
}
