//! Blocks of lines: runs of clean rows are handed out together, all other lines go their way one by one.

use std::mem;
use std::sync::Arc;

use super::SapList;
use super::clean::{Clean, CleanRows};
use super::table::Table;
use crate::input::Block;
use crate::layout::{LineLayout, RowSink};

impl SapList {
    /// Takes the lines of a block, and says how many they are.
    pub(super) fn take_block(&mut self, block: &Block<'_>, sink: &mut dyn RowSink) -> u64 {
        sink.block(block.text);
        let (mut at, mut number) = (0, block.first_line);
        while at < block.text.len() {
            if let Some(clean) = self.clean() {
                (at, number) = self.take_clean_rows(&clean, block, (at, number), sink);
            } else {
                (at, number) = self.take_line(block, (at, number), sink);
            }
        }
        number - block.first_line
    }

    /// What clean rows look like, if the next line may be one.
    pub(super) fn clean(&self) -> Option<Arc<Clean>> {
        self.table.as_ref().filter(|_| self.is_between_rows()).and_then(Table::clean).map(Arc::clone)
    }

    /// Takes the line at this byte of the block, which has this number, and says the same of the next one.
    fn take_line(&mut self, block: &Block<'_>, (at, number): (usize, u64), sink: &mut dyn RowSink) -> (usize, u64) {
        let (line, next) = block.line(at, number);
        self.line(&line, sink);
        (next, number + 1)
    }

    /// Takes clean rows as far as they go, and the line behind them.
    fn take_clean_rows(
        &mut self,
        clean: &Arc<Clean>,
        block: &Block<'_>,
        (mut at, mut number): (usize, u64),
        sink: &mut dyn RowSink,
    ) -> (usize, u64) {
        let mut spans = mem::take(&mut self.spans);
        let behind = clean.rows(block.text, at, block.charset, &mut spans);
        let mut rest = spans.as_slice();
        while !rest.is_empty() {
            let taken = sink.clean_rows(&CleanRows::new(block.text, clean, rest)).min(rest.len());
            self.ruler_above &= taken == 0;
            if taken > 0 {
                self.ending.row();
            }
            rest = &rest[taken..];
            number += taken as u64;
            at = rest.first().map_or(behind, |row| row.start);
            // The sink wants to see more of this row.
            if !rest.is_empty() {
                (at, number) = self.take_line(block, (at, number), sink);
                rest = &rest[1..];
                if !self.clean().is_some_and(|still| Arc::ptr_eq(&still, clean)) {
                    break;
                }
            }
        }
        if spans.is_empty() {
            (at, number) = self.take_line(block, (at, number), sink);
        }
        self.spans = spans;
        (at, number)
    }
}
