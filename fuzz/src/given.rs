//! A fuzzer's bytes: the first ones choose, the rest is the input.

/// What is left of the bytes.
pub struct Given<'d>(&'d [u8]);

impl<'d> Given<'d> {
    pub fn new(data: &'d [u8]) -> Self {
        Self(data)
    }

    /// The next byte, 0 if there is none.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// One of these, as the next byte says.
    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[usize::from(self.byte()) % of.len()]
    }

    /// All that is left.
    pub fn rest(&self) -> &'d [u8] {
        self.0
    }

    /// All that is left, as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.0).into_owned()
    }
}
