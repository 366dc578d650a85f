//! Steward in Slack: text and clicks come in as data, views go out as messages.
//!
//! `action` names the buttons, `commands` the grammar, `render` finds all the words. Nothing here holds a business rule.

pub mod action;
pub mod commands;
pub mod render;
