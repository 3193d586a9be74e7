//! What the files of one system gave, as another program read them: written there, and read where the results of all programs are put
//! together. Only what rules need that look at several systems is among it; the rest was judged there.

use std::collections::{BTreeMap, BTreeSet};

use super::{Evidence, JudgedFile, Server, SystemFiles, UnreadFile, following};
use crate::export::{self, Export};
use crate::landscape::collect::FileCollection;
use crate::landscape::derived::{Across, DERIVED};
use crate::landscape::{Role, System};
use crate::packing::{Damaged, Packed, Packer, Unpacker, packed};
use crate::rule::judge::Judgement;
use crate::rule::known::KnownReference;
use crate::rule::set::RuleSet;
use crate::rule::tally::Setting;

/// What another program made of the files of one system, for rules that look at several.
#[derive(Debug, Default)]
pub(crate) struct Restored {
    /// The rules that wait for other systems: the number of each, and its place among all that say something of this one.
    pub(in crate::rule) open: Vec<(usize, usize)>,
    /// What they found in its files.
    pub(in crate::rule) evidence: Evidence,
    /// The values that they look for here, or from other systems.
    pub(in crate::rule) references: BTreeMap<usize, KnownReference>,
}

packed!(Restored { open, evidence, references });
packed!(Evidence { tallies, servers });
packed!(Server { file, has });
packed!(UnreadFile { path, kinds });

impl JudgedFile {
    /// Writes what rules across systems need of it; of a kind that none `matters` to, that it is there.
    fn pack(&self, matters: bool, role: Role, out: &mut Packer) {
        let Self { path, kind, layout, judgement, covered, equals } = self;
        let Judgement { records, heading, flaws, selections, collection, .. } = judgement;
        path.pack(out);
        out.text(kind);
        layout.pack(out);
        records.pack(out);
        heading.as_ref().filter(|_| matters).cloned().pack(out);
        flaws.pack(out);
        selections.pack(out);
        covered.pack(out);
        equals.pack(out);
        let export = export::by_kind(kind);
        collection.pack_across(&|derived| export.is_some_and(|export| (derived.asks_of)(role, export)), out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let path = Packed::unpack(from)?;
        let export: &'static Export = Packed::unpack(from)?;
        let layout = Packed::unpack(from)?;
        let mut judgement = Judgement {
            records: Packed::unpack(from)?,
            heading: Packed::unpack(from)?,
            flaws: Packed::unpack(from)?,
            selections: Packed::unpack(from)?,
            ..Judgement::default()
        };
        let (covered, equals) = (Packed::unpack(from)?, Packed::unpack(from)?);
        judgement.collection = FileCollection::unpack_across(export, from)?;
        Ok(Self { path, kind: export.kind, layout, judgement, covered, equals })
    }
}

impl<'s> SystemFiles<'s> {
    /// Writes what rules across systems need of it, and what its report says. Of kinds that are not in `kinds` nobody asks for more than that
    /// there is such a file.
    pub fn pack(&self, kinds: &BTreeSet<&'static str>, out: &mut Packer) {
        let Self { system: _, role, stack, roles, inferred, files, remarks: _, unread, .. } = self;
        role.pack(out);
        stack.pack(out);
        roles.pack(out);
        inferred.pack(out);
        out.number(files.len() as u64);
        for (index, file) in files {
            index.pack(out);
            file.pack(kinds.contains(file.kind), *role, out);
        }
        unread.pack(out);
    }

    /// Reads what [`SystemFiles::pack`] wrote of this system, with what rules found in its files.
    pub fn unpack(system: &'s System, restored: Restored, from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let (role, stack, roles, inferred) =
            (Packed::unpack(from)?, Packed::unpack(from)?, Packed::unpack(from)?, Packed::unpack(from)?);
        let files = from.list(|from| Ok((Packed::unpack(from)?, JudgedFile::unpack(from)?)))?;
        if !files.is_sorted_by_key(|(index, _): &(usize, JudgedFile)| *index) {
            return Err(Damaged);
        }
        let unread = Packed::unpack(from)?;
        Ok(Self {
            system,
            role,
            stack,
            roles,
            inferred,
            files,
            remarks: Vec::new(),
            unread,
            is_neighbour: false,
            together: Default::default(),
            restored: Some(Box::new(restored)),
        })
    }

    /// The rules that are still to be judged, if another program read the files: see [`Restored::open`].
    pub(crate) fn open_rules(&self) -> &[(usize, usize)] {
        self.restored.as_deref().map_or(&[], |restored| &restored.open)
    }
}

impl Evidence {
    /// What another program gathered, with what follows from all systems.
    pub fn restore(rules: &RuleSet, system: &mut SystemFiles<'_>, setting: Setting<'_>) -> Self {
        let mut evidence =
            system.restored.as_deref_mut().map(|it| std::mem::take(&mut it.evidence)).unwrap_or_default();
        for number in across() {
            evidence.follow(rules, system, setting, number);
        }
        evidence
    }
}

/// The numbers of the derived kinds that follow from all systems.
fn across() -> impl Iterator<Item = usize> {
    let all = DERIVED.iter().enumerate();
    all.filter(|(_, derived)| matches!(derived.across, Across::Landscape(_))).map(|(number, _)| number)
}

/// As [`references`], of a system whose files another program read.
pub(in crate::rule) fn restored_references(
    rules: &RuleSet,
    system: &mut SystemFiles<'_>,
    setting: Setting<'_>,
) -> BTreeMap<usize, KnownReference> {
    let mut references =
        system.restored.as_deref_mut().map(|it| std::mem::take(&mut it.references)).unwrap_or_default();
    for number in across() {
        following::look_up(rules, setting, system, number, &mut references);
    }
    references
}
