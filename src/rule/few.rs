//! A few values in their order, such as the roles that a rule is for: without memory of their own, so that a constant can have them.

/// At most `N` values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Few<T, const N: usize>([Option<T>; N]);

impl<T: Copy + PartialEq, const N: usize> Few<T, N> {
    /// None at all.
    pub const NONE: Self = Self([None; N]);

    /// These, as many of them as there is room for.
    pub const fn of(values: &[T]) -> Self {
        let mut few = [None; N];
        let mut number = 0;
        while number < values.len() && number < N {
            few[number] = Some(values[number]);
            number += 1;
        }
        Self(few)
    }

    /// All values, in order.
    pub fn iter(&self) -> impl Iterator<Item = T> + use<T, N> {
        self.0.into_iter().flatten()
    }

    pub fn contains(&self, value: &T) -> bool {
        self.0.contains(&Some(*value))
    }

    pub fn is_empty(&self) -> bool {
        self.first().is_none()
    }

    pub fn first(&self) -> Option<T> {
        self.0.first().copied().flatten()
    }

    /// Adds a value behind the others, unless it is there.
    pub fn add(&mut self, value: T) {
        if !self.contains(&value)
            && let Some(free) = self.0.iter_mut().find(|of| of.is_none())
        {
            *free = Some(value);
        }
    }
}

impl<T: Copy + PartialEq, const N: usize> FromIterator<T> for Few<T, N> {
    /// Each once.
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut few = Self::NONE;
        values.into_iter().for_each(|value| few.add(value));
        few
    }
}
