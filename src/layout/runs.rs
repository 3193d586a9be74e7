//! Blocks of lines: runs of clean rows are handed out together, all other lines go their way one by one.

use std::sync::Arc;

use super::clean_rows::{CleanRows, Form, Span};
use super::{LineLayout, RowSink};
use crate::input::{Block, Charset};

/// What clean rows of a table look like.
pub(super) trait Clean {
    /// Finds the clean rows that follow each other from this byte on, and says where the line behind them begins.
    fn rows(&self, text: &[u8], start: usize, charset: Charset, spans: &mut Vec<Span>) -> usize;
    /// Where their cells are.
    fn form(&self) -> Form<'_>;
}

/// A layout that hands out clean rows.
pub(super) trait CleanRuns: LineLayout {
    /// What clean rows look like.
    type Clean: Clean;

    /// What they look like, if the next line may be one.
    fn clean(&self) -> Option<Arc<Self::Clean>>;
    /// Room for the rows of the block at hand.
    fn spans(&mut self) -> &mut Vec<Span>;
    /// So many rows were handed out, and need not be looked at.
    fn passed(&mut self, rows: usize);

    /// Takes the lines of a block, and says how many they are.
    fn take_block(&mut self, block: &Block<'_>, sink: &mut dyn RowSink) -> u64 {
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

    /// Takes the line at this byte of the block, which has this number, and says the same of the next one.
    fn take_line(&mut self, block: &Block<'_>, (at, number): (usize, u64), sink: &mut dyn RowSink) -> (usize, u64) {
        let (line, next) = block.line(at, number);
        self.line(&line, sink);
        (next, number + 1)
    }

    /// Takes clean rows as far as they go, and the line behind them.
    fn take_clean_rows(
        &mut self,
        clean: &Arc<Self::Clean>,
        block: &Block<'_>,
        (mut at, mut number): (usize, u64),
        sink: &mut dyn RowSink,
    ) -> (usize, u64) {
        let mut spans = std::mem::take(self.spans());
        let behind = clean.rows(block.text, at, block.charset, &mut spans);
        let mut rest = spans.as_slice();
        while !rest.is_empty() {
            let taken = sink.clean_rows(&CleanRows::new(block.text, clean.form(), rest)).min(rest.len());
            self.passed(taken);
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
        *self.spans() = spans;
        (at, number)
    }
}
