//! What was packed comes back, and what was not is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use proptest::collection::{btree_map, btree_set};
use proptest::prelude::*;

use super::*;

type All = (Vec<(u64, String, bool)>, BTreeMap<usize, BTreeSet<String>>, Option<Result<Range<u64>, String>>);

fn packed_bytes(all: &All) -> Vec<u8> {
    let mut out = Packer::default();
    all.pack(&mut out);
    out.into_bytes()
}

proptest! {
    #[test]
    fn what_was_packed_comes_back(
        list in proptest::collection::vec((any::<u64>(), "[ab]{0,3}", any::<bool>()), 0..9),
        map in btree_map(any::<usize>(), btree_set("[ab]{0,3}", 0..4), 0..4),
        (start, end, there, error) in any::<(u64, u64, bool, bool)>(),
    ) {
        let last = there.then(|| if error { Err("an error".to_owned()) } else { Ok(start..end) });
        let all: All = (list, map, last);
        let bytes = packed_bytes(&all);
        let mut from = Unpacker::new(&bytes);
        prop_assert_eq!(All::unpack(&mut from), Ok(all));
        prop_assert!(from.is_at_end());
        // What is cut is told, and never read as less.
        prop_assert!((0..bytes.len()).all(|end| All::unpack(&mut Unpacker::new(&bytes[..end])).is_err()));
    }

    #[test]
    fn any_bytes_come_to_an_end(bytes: Vec<u8>) {
        let _ = All::unpack(&mut Unpacker::new(&bytes));
        let _ = Vec::<()>::unpack(&mut Unpacker::new(&bytes));
        let _ = Vec::<&'static str>::unpack(&mut Unpacker::new(&bytes));
    }
}

#[test]
fn a_text_that_comes_often_stands_once() {
    let mut out = Packer::default();
    vec!["a text of some length".to_owned(); 100].pack(&mut out);
    assert!(out.into_bytes().len() < 150);
}

#[test]
fn a_count_that_no_bytes_stand_behind_takes_no_memory() {
    let mut out = Packer::default();
    out.number(u64::MAX);
    let bytes = out.into_bytes();
    assert_eq!(Vec::<u64>::unpack(&mut Unpacker::new(&bytes)), Err(Damaged));
    assert_eq!(Unpacker::new(&bytes).bytes(), Err(Damaged));
}
