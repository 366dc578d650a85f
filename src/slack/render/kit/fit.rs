//! Keeps a message within what Slack takes, by leaving out whole rows and saying how many.

use std::collections::HashMap;

use slack_morphism::prelude::*;

use super::blocks::context;

/// Blocks of a message.
pub const MOST_BLOCKS: usize = 50;
/// Blocks of a modal and of somebody's page.
pub const MOST_BLOCKS_OF_VIEW: usize = 100;
/// Characters of a message's blocks as JSON; larger ones have failed with `msg_blocks_too_long`.
pub const MOST_CHARACTERS: usize = 10_000;
/// What the line about missing rows takes.
const MORE_LINE: usize = 200;

/// A part of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    blocks: Vec<SlackBlock>,
    /// So many rows are in it; 0: it stays.
    n_rows: usize,
}

impl Piece {
    /// A block that stays.
    pub fn kept(block: SlackBlock) -> Self {
        Self { blocks: vec![block], n_rows: 0 }
    }

    /// Blocks that stay or go as a whole; the last rows go first.
    pub fn row(blocks: Vec<SlackBlock>) -> Self {
        Self::rows(blocks, 1)
    }

    /// Several rows that stay or go together.
    pub fn rows(blocks: Vec<SlackBlock>, n_rows: usize) -> Self {
        Self { blocks, n_rows }
    }

    /// Its blocks, to be changed before it is fitted in.
    pub fn blocks_mut(&mut self) -> &mut [SlackBlock] {
        &mut self.blocks
    }

    fn n_characters(&self) -> usize {
        self.blocks.iter().map(|block| serde_json::to_string(block).map_or(0, |json| json.chars().count() + 1)).sum()
    }
}

/// Whether the pieces fit beside a frame of so many characters.
pub fn has_room(pieces: &[Piece], frame: usize) -> bool {
    let n_blocks: usize = pieces.iter().map(|piece| piece.blocks.len()).sum();
    let n_characters: usize = pieces.iter().map(Piece::n_characters).sum();
    n_blocks + 10 < MOST_BLOCKS && n_characters + frame < MOST_CHARACTERS
}

/// The pieces as blocks; where rows have no room, a line in their place says how many are missing.
pub fn fit(pieces: Vec<Piece>) -> Vec<SlackBlock> {
    fit_in(pieces, MOST_BLOCKS)
}

/// The same where there is room for so many blocks.
pub fn fit_in(pieces: Vec<Piece>, most_blocks: usize) -> Vec<SlackBlock> {
    let mut n_blocks: usize = pieces.iter().map(|piece| piece.blocks.len()).sum();
    let mut n_characters: usize = pieces.iter().map(Piece::n_characters).sum();
    let mut dropped = vec![false; pieces.len()];
    for i in (0..pieces.len()).rev().filter(|i| 0 < pieces[*i].n_rows) {
        if n_blocks < most_blocks && n_characters + MORE_LINE < MOST_CHARACTERS {
            break;
        }
        dropped[i] = true;
        n_blocks -= pieces[i].blocks.len();
        n_characters -= pieces[i].n_characters();
    }
    let n_dropped: usize = pieces.iter().zip(&dropped).filter(|(_, gone)| **gone).map(|(piece, _)| piece.n_rows).sum();
    let first_dropped = dropped.iter().position(|dropped| *dropped);
    let mut blocks = Vec::with_capacity(n_blocks + 1);
    for (i, piece) in pieces.into_iter().enumerate() {
        if first_dropped == Some(i) {
            blocks.push(context(&say!("+{n_dropped} more: no room here", n_dropped)));
        }
        if !dropped[i] {
            blocks.extend(piece.blocks);
        }
    }
    blocks
}

/// Keeps `action_id`s apart: the second of a kind gets `:2`, and so on.
pub fn number_action_ids(blocks: &mut [SlackBlock]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for id in blocks.iter_mut().flat_map(action_ids) {
        let n = seen.entry(id.0.clone()).and_modify(|n| *n += 1).or_insert(1);
        if 1 < *n {
            id.0 = format!("{}:{n}", id.0);
        }
    }
}

fn action_ids(block: &mut SlackBlock) -> Vec<&mut SlackActionId> {
    if let SlackBlock::Section(section) = block {
        section.accessory.as_mut().and_then(accessory_id).into_iter().collect()
    } else if let SlackBlock::Actions(actions) = block {
        actions.elements.iter_mut().filter_map(element_id).collect()
    } else {
        Vec::new()
    }
}

fn accessory_id(element: &mut SlackSectionBlockElement) -> Option<&mut SlackActionId> {
    if let SlackSectionBlockElement::Button(button) = element {
        button.action_id.as_mut()
    } else if let SlackSectionBlockElement::Overflow(menu) = element {
        menu.action_id.as_mut()
    } else if let SlackSectionBlockElement::StaticSelect(select) = element {
        select.action_id.as_mut()
    } else {
        None
    }
}

fn element_id(element: &mut SlackActionBlockElement) -> Option<&mut SlackActionId> {
    if let SlackActionBlockElement::Button(button) = element {
        button.action_id.as_mut()
    } else if let SlackActionBlockElement::Overflow(menu) = element {
        menu.action_id.as_mut()
    } else if let SlackActionBlockElement::StaticSelect(select) = element {
        select.action_id.as_mut()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks::{actions, button, section};
    use super::*;
    use crate::slack::action::Action;

    fn rows(n: usize, length: usize) -> Vec<Piece> {
        let rows = (0..n).map(|_| Piece::row(vec![section(&"x".repeat(length))]));
        let head = Piece::kept(section("head"));
        let tail = Piece::kept(section("tail"));
        [head].into_iter().chain(rows).chain([tail]).collect()
    }

    #[track_caller]
    fn check(n: usize, length: usize, n_blocks: usize, more: Option<&str>) {
        let blocks = fit(rows(n, length));
        let json = serde_json::to_string(&blocks).expect("JSON");
        assert!(
            blocks.len() <= MOST_BLOCKS && json.chars().count() <= MOST_CHARACTERS,
            "{} {}",
            blocks.len(),
            json.len()
        );
        assert_eq!(blocks.len(), n_blocks);
        assert_eq!(more.is_some(), json.contains("more: no room"));
        assert!(more.is_none_or(|more| json.contains(more)), "{json}");
        assert!(json.contains("tail"));
    }

    #[test]
    fn rows_without_room_are_counted() {
        check(10, 100, 12, None);
        check(100, 10, 50, Some("+53 more"));
        check(10, 2_900, 6, Some("+7 more"));
    }

    #[test]
    fn equal_action_ids_are_numbered() {
        let row = || actions(vec![button("Help", &Action::Help).into(), button("Help", &Action::Help).into()]);
        let mut blocks: Vec<SlackBlock> = [row(), row()].into_iter().flatten().collect();
        number_action_ids(&mut blocks);
        let json = serde_json::to_string(&blocks).expect("JSON");
        for id in ["\"help\"", "\"help:2\"", "\"help:4\""] {
            assert!(json.contains(id), "{json}");
        }
    }
}
