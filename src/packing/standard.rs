//! How values of the standard library, and days, are packed.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::DateTime;

use super::{Damaged, Packed, Packer, Unpacker};

impl Packed for u64 {
    fn pack(&self, out: &mut Packer) {
        out.number(*self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        from.number()
    }
}

impl Packed for usize {
    fn pack(&self, out: &mut Packer) {
        out.number(*self as u64);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        Self::try_from(from.number()?).map_err(|_| Damaged)
    }
}

impl Packed for u32 {
    fn pack(&self, out: &mut Packer) {
        out.number(u64::from(*self));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        Self::try_from(from.number()?).map_err(|_| Damaged)
    }
}

impl Packed for bool {
    fn pack(&self, out: &mut Packer) {
        out.number(u64::from(*self));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        match from.number()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Damaged),
        }
    }
}

impl Packed for String {
    fn pack(&self, out: &mut Packer) {
        out.text(self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        from.text().map(|text| text.as_ref().to_owned())
    }
}

impl Packed for Arc<str> {
    fn pack(&self, out: &mut Packer) {
        out.text(self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        from.text()
    }
}

impl Packed for &'static str {
    fn pack(&self, out: &mut Packer) {
        out.text(self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        from.word()
    }
}

/// As text: `2026-11-14T09:00:00`.
impl Packed for DateTime {
    fn pack(&self, out: &mut Packer) {
        self.to_string().pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        String::unpack(from)?.parse().map_err(|_| Damaged)
    }
}

impl Packed for Box<[u8]> {
    fn pack(&self, out: &mut Packer) {
        out.bytes(self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        from.bytes().map(Into::into)
    }
}

impl<T: Packed> Packed for Box<T> {
    fn pack(&self, out: &mut Packer) {
        self.as_ref().pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        T::unpack(from).map(Self::new)
    }
}

impl<T: Packed> Packed for Arc<T> {
    fn pack(&self, out: &mut Packer) {
        self.as_ref().pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        T::unpack(from).map(Self::new)
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, out: &mut Packer) {
        self.is_some().pack(out);
        self.iter().for_each(|some| some.pack(out));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        bool::unpack(from)?.then(|| T::unpack(from)).transpose()
    }
}

impl<T: Packed, E: Packed> Packed for Result<T, E> {
    fn pack(&self, out: &mut Packer) {
        self.is_ok().pack(out);
        match self {
            Ok(value) => value.pack(out),
            Err(error) => error.pack(out),
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        Ok(if bool::unpack(from)? { Ok(T::unpack(from)?) } else { Err(E::unpack(from)?) })
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, out: &mut Packer) {
        out.list(self.iter());
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        from.list(T::unpack)
    }
}

impl<T: Packed + Ord> Packed for BTreeSet<T> {
    fn pack(&self, out: &mut Packer) {
        out.list(self.iter());
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        (0..from.count()?).map(|_| T::unpack(from)).collect()
    }
}

impl<K: Packed + Ord, V: Packed> Packed for BTreeMap<K, V> {
    fn pack(&self, out: &mut Packer) {
        out.number(self.len() as u64);
        for (key, value) in self {
            key.pack(out);
            value.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        (0..from.count()?).map(|_| Ok((K::unpack(from)?, V::unpack(from)?))).collect()
    }
}

impl<T: Packed> Packed for Range<T> {
    fn pack(&self, out: &mut Packer) {
        self.start.pack(out);
        self.end.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        Ok(T::unpack(from)?..T::unpack(from)?)
    }
}

impl Packed for () {
    fn pack(&self, _: &mut Packer) {}

    fn unpack(_: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        Ok(())
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, out: &mut Packer) {
        self.0.pack(out);
        self.1.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        Ok((A::unpack(from)?, B::unpack(from)?))
    }
}

impl<A: Packed, B: Packed, C: Packed> Packed for (A, B, C) {
    fn pack(&self, out: &mut Packer) {
        self.0.pack(out);
        self.1.pack(out);
        self.2.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        Ok((A::unpack(from)?, B::unpack(from)?, C::unpack(from)?))
    }
}
