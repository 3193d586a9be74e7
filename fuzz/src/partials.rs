//! What a shard hands on, as somebody changed it: it is refused, or a report comes of it that orders nobody about. The checksum in its file is
//! for accidents only.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{fs, iter};

use basislint::check::partial::{self, Given as Handed, Partial};
use basislint::check::{self, Request};
use basislint::config::Config;
use basislint::report::{Format, Report};
use basislint::rule::RuleSet;

use super::checked::{File, assert_reports, embedded, request, written};
use super::fixtures;
use super::given::Given;

static RULES: LazyLock<RuleSet> = LazyLock::new(embedded);

/// A landscape in two shards, the first of which is changed.
struct Scene {
    files: Vec<File>,
    shards: [Partial; 2],
}

static SCENES: LazyLock<Vec<Scene>> = LazyLock::new(|| {
    let folders = ["landscape", "integration/systems", "connectors/systems"];
    folders.map(|folder| Scene::of(files(&fixtures::root().join("testdata").join(folder)))).into()
});

impl Scene {
    fn of(files: Vec<File>) -> Self {
        let config = Config::default();
        let shards = [0, 1].map(|shard| {
            let request = request(&RULES, &config, &files);
            let own = Some((0..request.systems.len()).map(|system| system % 2 == shard).collect());
            partial::of(&Request { own, fixes: true, ..request }, &|_| String::new())
        });
        Self { files, shards }
    }

    /// What both shards say together, if the first hands on these bytes.
    fn merged(&self, bytes: &[u8]) -> Option<Report> {
        let config = Config::default();
        let request = Request { files: Vec::new(), ..request(&RULES, &config, &self.files) };
        let [first, second] = &self.shards;
        let given = vec![
            Handed { systems: &first.systems, bytes: bytes.to_vec() },
            Handed { systems: &second.systems, bytes: second.bytes.clone() },
        ];
        partial::merge(&request, given).ok().map(|merged| merged.report)
    }
}

/// The files in the folders of a folder, each of which is a system.
fn files(root: &Path) -> Vec<File> {
    let entries =
        |folder: &Path| fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut left: Vec<PathBuf> = entries(root).filter(|path| path.is_dir()).collect();
    let mut paths: Vec<PathBuf> = iter::from_fn(|| {
        let path = left.pop()?;
        left.extend(entries(&path));
        Some(path)
    })
    .filter(|path| path.is_file())
    .collect();
    paths.sort();
    let file = |path: PathBuf| {
        let shown = path.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
        Some(File { path: shown, bytes: fs::read(&path).ok()?, forced: None })
    };
    paths.into_iter().filter_map(file).collect()
}

/// Which landscape, then what its first shard hands on.
pub fn run(data: &[u8]) {
    let mut given = Given::new(data);
    let scene = given.pick(&SCENES);
    let merged = scene.merged(given.rest());
    if given.rest() == scene.shards[0].bytes {
        let one = check::run(&Request { fixes: true, ..request(&RULES, &Config::default(), &scene.files) }).0;
        let said = |report: &Report| [Format::Json, Format::Pretty].map(|format| written(format, report));
        assert!(merged.as_ref().map(said) == Some(said(&one)), "shards say what one check does not");
    } else if let Some(report) = &merged {
        assert_reports(report, &[Format::Pretty, Format::Json, Format::Sarif, Format::Html]);
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let seed = |(number, scene): (usize, &Scene)| [&[number as u8], &scene.shards[0].bytes[..]].concat();
    SCENES.iter().enumerate().map(seed).collect()
}
