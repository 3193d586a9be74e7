//! SAP's documents on the support backbone as lists of steps: what each step is for, where it is done, which SAP Notes go with it.
//!
//! The lists are data beside this file. They are read when somebody first asks for them.
//! Not here: which rules check a step. Rules say that themselves, by their references.

use std::sync::OnceLock;

use serde::Deserialize;

/// The lists of the folder by their `order`; the last takes what cites none of the others. `build.rs` prepares them.
static FILES: &[&[u8]] = include!(concat!(env!("OUT_DIR"), "/checklists.rs"));

/// A document with steps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Checklist {
    /// Where it is shown among the others: by this number. The last takes what cites none of the others.
    #[serde(rename = "order")]
    _order: u32,
    /// A word for links: lower-case letters.
    pub key: String,
    /// How references begin that cite it, e.g. `SolMan checklist`.
    pub cited_as: Vec<String>,
    /// Its title.
    pub title: String,
    /// Which edition of it.
    pub edition: String,
    /// Roles of the systems that it was written for; empty means all.
    #[serde(default)]
    pub roles: Vec<String>,
    /// It is for the systems of its roles alone, and no other document with roles is for them.
    #[serde(default)]
    pub own_systems: bool,
    /// Other documents are for its systems as well, though it is for no others.
    #[serde(default)]
    beside_others: bool,
    /// What no export shows, so that somebody has to look at it.
    #[serde(default)]
    pub look_yourself: Vec<LookYourself>,
    /// Editions for other Support Package Stacks.
    #[serde(default, rename = "other-edition")]
    pub other_editions: Vec<Edition>,
    /// In the document's order.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

/// An edition of a checklist for another Support Package Stack of SAP Solution Manager.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Stack and day: `SPS 8, 2020-06-10`.
    pub name: String,
    /// The stack.
    pub stack: u64,
    /// How its steps differ, as far as public text gives them.
    pub steps: String,
    /// Where that was seen.
    pub source: String,
}

/// A step of a checklist.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its number in the document, e.g. `2.8`; empty if the document numbers nothing.
    pub number: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What is to be done, in a sentence.
    pub task: String,
    /// Transactions and other places where it is done.
    #[serde(default, rename = "where")]
    pub places: Vec<String>,
    /// Numbers of the SAP Notes that go with it.
    #[serde(default)]
    pub notes: Vec<u32>,
    /// Chapters that ask for the same and are no step of their own.
    #[serde(default)]
    also: Vec<String>,
    /// Roles it is for, if not those of the whole document.
    #[serde(default)]
    roles: Vec<String>,
    /// It asks (also) that something is gone, so that a list without it answers it.
    #[serde(default, rename = "asks-for-absence")]
    pub asks_for_absence: bool,
}

/// Something that a document asks for and that no export shows. There is never a verdict on it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookYourself {
    /// The chapter that asks for it.
    pub step: String,
    /// What must be so, in a sentence.
    pub text: String,
    /// Roles of the systems it is for; empty means those of the document.
    #[serde(default)]
    roles: Vec<String>,
}

impl Checklist {
    /// Whether it is the business of systems of a role: a document on the support backbone is none of a Cloud Connector's.
    pub fn concerns(&self, role: &str) -> bool {
        let is_others = || all().iter().any(|other| other.own_systems && !other.beside_others && other.is_for(role));
        self.roles.is_empty() || self.is_for(role) || (!self.own_systems && !is_others())
    }

    /// What somebody has to look at in a system of a role.
    pub fn look_yourself_for(&self, role: &str) -> impl Iterator<Item = &LookYourself> {
        let is_for_it = self.is_for(role) && !self.roles.is_empty();
        self.look_yourself
            .iter()
            .filter(move |item| is_for_it && (item.roles.is_empty() || item.roles.iter().any(|own| own == role)))
    }

    /// Name for people, as references cite it.
    pub fn name(&self) -> &str {
        self.cited_as.first().unwrap_or(&self.title)
    }

    /// A step of it as references cite it: `SolMan checklist 2.10`.
    pub fn cite(&self, step: &Step) -> String {
        format!("{} {}", self.name(), step.number).trim_end().to_owned()
    }

    /// The edition for a Support Package Stack, if it is another one than this.
    pub fn edition_for(&self, stack: u64) -> Option<&Edition> {
        self.other_editions.iter().find(|edition| edition.stack == stack)
    }

    /// Whether it was written for systems of a role.
    pub fn is_for(&self, role: &str) -> bool {
        self.roles.is_empty() || self.roles.iter().any(|own| own == role)
    }

    /// Whether one of its steps is for systems of a role.
    pub fn is_step_for(&self, step: &Step, role: &str) -> bool {
        if step.roles.is_empty() { self.is_for(role) } else { step.roles.iter().any(|own| own == role) }
    }

    /// Whether a step is for systems of other roles only, as chapter 6 of the guide is for Focused Run.
    pub fn is_step_for_others(&self, step: &Step, role: &str) -> bool {
        !step.roles.is_empty() && !step.roles.iter().any(|own| own == role)
    }

    /// The steps that a reference to this document cites; none if it cites another, or no step that there is.
    fn cited(&self, reference: &str) -> Vec<usize> {
        let Some(rest) = self.cited_as.iter().find_map(|name| reference.strip_prefix(name.as_str())) else {
            return Vec::new();
        };
        if let [Step { number, .. }] = self.steps.as_slice()
            && number.is_empty()
        {
            return vec![0];
        }
        // Chapters have numbers, or are called as some step is.
        let is_called_so = |word: &str| self.steps.iter().any(|step| is_within(word, &step.number));
        let is_chapter = |word: &&str| word.starts_with(|first: char| first.is_ascii_digit()) || is_called_so(word);
        let numbers = rest.split([' ', ',']).filter(is_chapter);
        numbers.filter_map(|number| self.step(number)).collect()
    }

    /// The step of a chapter: its own, else that of the chapter it is in, else the first step inside it; none for a
    /// chapter that holds all the steps.
    fn step(&self, chapter: &str) -> Option<usize> {
        let names = self.steps.iter().enumerate().flat_map(|(index, step)| {
            std::iter::once(&step.number).chain(&step.also).map(move |name| (name.as_str(), index))
        });
        let nearest = names.filter(|(name, _)| is_within(chapter, name)).max_by_key(|(name, _)| name.len());
        let inside = || self.steps.iter().position(|step| chapter.contains('.') && is_within(&step.number, chapter));
        nearest.map(|(_, index)| index).or_else(inside)
    }
}

/// Whether a chapter is another one or a part of it: 2.8.1 is within 2.8, 2.10 is not within 2.1.
fn is_within(chapter: &str, outer: &str) -> bool {
    chapter.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// All checklists.
pub fn all() -> &'static [Checklist] {
    static ALL: OnceLock<Vec<Checklist>> = OnceLock::new();
    // A test reads each file; nothing else could break them.
    ALL.get_or_init(|| FILES.iter().filter_map(|file| rmp_serde::from_slice(file).ok()).collect())
}

/// Whether a reference cites a step of one of the checklists, or says itself that it goes beyond them.
pub fn is_cited(reference: &str) -> bool {
    all().iter().any(|checklist| !checklist.cited(reference).is_empty())
}

/// Where references belong: indexes of checklist and step, in order. What cites no step belongs to the last checklist.
pub fn steps_of<T: AsRef<str>>(references: &[T]) -> Vec<(usize, usize)> {
    let lists = all();
    let cited = |reference: &T| {
        let steps = lists.iter().enumerate().map(|(list, checklist)| (list, checklist.cited(reference.as_ref())));
        steps.flat_map(|(list, steps)| steps.into_iter().map(move |step| (list, step))).collect::<Vec<_>>()
    };
    let mut steps: Vec<_> = references.iter().flat_map(cited).collect();
    steps.sort_unstable();
    steps.dedup();
    if steps.is_empty() && !lists.is_empty() {
        steps.push((lists.len() - 1, 0));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(references: &[&str]) -> Vec<String> {
        let references: Vec<String> = references.iter().map(|reference| (*reference).to_owned()).collect();
        let name = |(list, step): (usize, usize)| {
            format!("{} {}", all()[list].key, all()[list].steps[step].number).trim_end().to_owned()
        };
        steps_of(&references).into_iter().map(name).collect()
    }

    #[test]
    fn every_checklist_can_be_read() {
        for file in FILES {
            rmp_serde::from_slice::<Checklist>(file).unwrap();
        }
        assert_eq!(all().len(), FILES.len());
        let numbers: Vec<&str> = all()[0].steps.iter().map(|step| step.number.as_str()).collect();
        let thirteen: Vec<String> = (1..=13).map(|number| format!("2.{number}")).collect();
        assert_eq!(numbers, thirteen);
        assert!(all().last().unwrap().roles.is_empty(), "what cites no document concerns every system");
    }

    #[test]
    fn the_stack_chooses_the_edition() {
        let checklist = &all()[0];
        assert_eq!(checklist.edition_for(8).map(|edition| edition.name.as_str()), Some("SPS 8, 2020-06-10"));
        assert!(checklist.edition_for(11).is_none() && checklist.edition_for(6).is_none());
        assert!(checklist.other_editions.iter().all(|edition| !edition.source.is_empty()));
    }

    #[test]
    fn keys_and_numbers_are_fit_for_links() {
        for list in all() {
            assert!(list.key.chars().all(|letter| letter.is_ascii_lowercase()), "{}", list.key);
            for step in &list.steps {
                assert!(
                    step.number.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.'),
                    "{}",
                    step.number
                );
                let same = list.steps.iter().filter(|other| other.number == step.number);
                assert_eq!(same.count(), 1, "{} {}", list.key, step.number);
            }
        }
    }

    #[test]
    fn what_nobody_can_see_in_an_export_belongs_to_a_chapter_and_to_a_role() {
        let items = || all().iter().flat_map(|list| list.look_yourself.iter().map(move |item| (list, item)));
        assert!(items().count() > 0);
        for (list, item) in items() {
            assert!(list.step(&item.step).is_some(), "{} {}", list.key, item.step);
            assert!(item.roles.iter().all(|role| list.is_for(role)) && item.text.ends_with('.'), "{}", item.text);
        }
    }

    #[test]
    fn connectors_have_a_document_of_their_own_and_no_other_one() {
        let concerned = |role: &str| {
            all().iter().filter(|list| list.concerns(role)).map(|list| list.key.as_str()).collect::<Vec<_>>()
        };
        for role in ["cloud-connector", "production-connector"] {
            assert_eq!(concerned(role), ["connector", "beyond"]);
        }
        for role in ["solution-manager", "abap-direct", "abap-managed"] {
            assert_eq!(concerned(role), ["checklist", "guide", "page", "beyond"]);
        }
        // The support backbone is their business, too.
        assert_eq!(concerned("integration"), ["checklist", "guide", "page", "customer", "beyond"]);
        assert_eq!(
            steps(&["Production Connector guide 9.9", "Production Connector guide 7.2.5.1"]),
            ["connector 7.2.5", "connector 9"]
        );
    }

    #[test]
    fn a_reference_belongs_to_the_chapter_it_cites() {
        assert_eq!(steps(&["SolMan checklist 2.8.1 to 2.8.3"]), ["checklist 2.8"]);
        assert_eq!(steps(&["SolMan checklist 2.1", "SolMan checklist 2.10"]), ["checklist 2.1", "checklist 2.10"]);
        assert_eq!(steps(&["Support Backbone Update guide 2.1.4.2"]), ["guide 2.1.4.2"]);
        assert_eq!(steps(&["Support Backbone Update guide 2.1.1.3"]), ["guide 2.1.1"]);
        assert_eq!(steps(&["Support Backbone Update guide 2.2"]), ["guide 2.2"]);
        assert_eq!(steps(&["Support Backbone Update guide 2.1.4"]), ["guide 2.1.4.1"]);
        assert_eq!(steps(&["Support Backbone Update guide 6.2"]), ["guide 2.1.3"]);
        assert_eq!(steps(&["SAP Support Backbone page", "SAP Note 2923799"]), ["page"]);
    }

    #[test]
    fn what_cites_no_step_is_beyond_the_documents() {
        assert_eq!(steps(&["beyond SAP's documents"]), ["beyond"]);
        assert_eq!(steps(&["SAP Note 510007", "RFC 8996"]), ["beyond"]);
        assert_eq!(steps(&["SolMan checklist 9.9"]), ["beyond"]);
        assert_eq!(steps(&[]), ["beyond"]);
        assert_eq!(steps(&["SolMan checklist 2.4", "beyond SAP's documents"]), ["checklist 2.4", "beyond"]);
    }
}
