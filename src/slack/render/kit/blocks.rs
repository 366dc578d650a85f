//! Blocks and elements inside Slack's limits. Every piece of mrkdwn is `verbatim`: Slack must not read mentions into it.

use std::collections::HashSet;

use slack_morphism::prelude::*;

use super::text::{clip, clip_markup};
use crate::slack::action::{Action, MENU};

const HEADER: usize = 150;
const SECTION: usize = 3_000;
const SECTION_FIELD: usize = 2_000;
const MOST_FIELDS: usize = 10;
const CONTEXT: usize = 2_000;
const MOST_ELEMENTS: usize = 25;
const BUTTON: usize = 75;
const OPTION: usize = 75;
const OPTION_VALUE: usize = 75;
const MOST_MENU_ENTRIES: usize = 5;
const MOST_OPTIONS: usize = 100;
const LABEL: usize = 2_000;
const PLACEHOLDER: usize = 150;

/// Plain text of at most `max` characters.
pub fn plain(text: &str, max: usize) -> SlackBlockPlainTextOnly {
    SlackBlockPlainText::new(clip(text, max)).into()
}

fn markup(text: &str, max: usize) -> SlackBlockMarkDownText {
    SlackBlockMarkDownText::new(clip_markup(&held_together(text), max)).with_verbatim(true)
}

/// A line that wraps at a dot keeps the dot at its end.
fn held_together(text: &str) -> String {
    text.replace(" · ", "\u{A0}· ")
}

/// The title of a message.
pub fn header(text: &str) -> SlackBlock {
    SlackHeaderBlock::new(plain(&held_together(text), HEADER)).into()
}

/// A paragraph of mrkdwn.
pub fn section(text: &str) -> SlackBlock {
    paragraph(text).into()
}

fn paragraph(text: &str) -> SlackSectionBlock {
    let block = SlackSectionBlock::new().with_text(markup(text, SECTION).into());
    // Slack folds a text of several lines behind "See more" otherwise.
    if text.contains('\n') { block.with_expand(true) } else { block }
}

/// A paragraph with a button or a menu at its right.
pub fn section_with(text: &str, accessory: impl Into<SlackSectionBlockElement>) -> SlackBlock {
    paragraph(text).with_accessory(accessory.into()).into()
}

/// Short facts in two columns; the first ten.
pub fn field_grid(facts: &[String]) -> SlackBlock {
    let fields = facts.iter().take(MOST_FIELDS).map(|fact| markup(fact, SECTION_FIELD).into()).collect();
    SlackSectionBlock::new().with_fields(fields).into()
}

/// Small print.
pub fn context(text: &str) -> SlackBlock {
    SlackContextBlock::new(vec![markup(text, CONTEXT).into()]).into()
}

/// A line across.
pub fn divider() -> SlackBlock {
    SlackDividerBlock::new().into()
}

/// A row of buttons and menus; nothing where there are none.
pub fn actions(elements: Vec<SlackActionBlockElement>) -> Option<SlackBlock> {
    let elements: Vec<_> = elements.into_iter().take(MOST_ELEMENTS).collect();
    (!elements.is_empty()).then(|| SlackActionsBlock::new(elements).into())
}

/// A button.
pub fn button(label: &str, action: &Action) -> SlackBlockButtonElement {
    SlackBlockButtonElement::new(plain(label, BUTTON))
        .with_action_id(action.action_id().into())
        .with_value(action.value())
}

/// The one button that stands out.
pub fn primary(button: SlackBlockButtonElement) -> SlackBlockButtonElement {
    button.with_style(SlackBlockButtonStyle::Primary)
}

/// A question before a click counts.
pub fn confirm(title: &str, text: &str, yes: &str, no: &str) -> SlackBlockConfirmItem {
    let text = SlackBlockPlainText::new(clip(text, 300));
    SlackBlockConfirmItem::new(plain(title, 100), text.into(), plain(yes, 30), plain(no, 30))
}

/// The same button, asking first.
pub fn with_confirm(button: SlackBlockButtonElement, question: SlackBlockConfirmItem) -> SlackBlockButtonElement {
    button.with_confirm(question)
}

/// Whether an entry of a list can carry it.
pub fn fits_an_option(action: &Action) -> bool {
    action.value().len() <= OPTION_VALUE
}

/// An entry of a menu or a select; `None` when Slack would not carry its value.
fn option(label: &str, action: &Action) -> Option<SlackBlockChoiceItem<SlackBlockPlainTextOnly>> {
    fits_an_option(action).then(|| SlackBlockChoiceItem::new(plain(label, OPTION), action.value()))
}

/// The ⋯ menu with its first five entries.
pub fn menu(entries: &[(&str, Action)]) -> SlackBlockOverflowElement {
    SlackBlockOverflowElement::new(options(entries, MOST_MENU_ENTRIES)).with_action_id(MENU.into())
}

/// The first `most` entries. What does the same is there once: Slack refuses a list that holds a value twice.
fn options<Label: AsRef<str>>(
    entries: &[(Label, Action)],
    most: usize,
) -> Vec<SlackBlockChoiceItem<SlackBlockPlainTextOnly>> {
    let mut values = HashSet::new();
    let options = entries.iter().filter_map(|(label, action)| option(label.as_ref(), action));
    options.filter(|option| values.insert(option.value.clone())).take(most).collect()
}

/// A list to choose one from; the first hundred.
pub fn select(placeholder: &str, entries: &[(String, Action)]) -> SlackBlockStaticSelectElement {
    SlackBlockStaticSelectElement::new()
        .with_action_id(MENU.into())
        .with_placeholder(plain(placeholder, PLACEHOLDER))
        .with_options(options(entries, MOST_OPTIONS))
}

/// A list to tick off. Slack keeps what somebody ticked as long as the list is called the same, so its `id` says what is
/// ticked.
pub fn checklist(id: &str, entries: &[String], ticked: &[usize]) -> SlackBlock {
    let option = |(n, entry): (usize, &String)| {
        let text = SlackBlockPlainText::new(clip(entry, OPTION));
        SlackBlockChoiceItem::new(SlackBlockText::from(text), n.to_string())
    };
    let options: Vec<_> = entries.iter().enumerate().map(option).collect();
    let kept = options.iter().enumerate().filter(|(n, _)| ticked.contains(n));
    let initial: Vec<_> = kept.map(|(_, option)| option.clone()).collect();
    let boxes = SlackBlockCheckboxesElement::new(options)
        .with_action_id(id.to_owned().into())
        .opt_initial_options((!initial.is_empty()).then_some(initial));
    SlackActionsBlock::new(vec![SlackActionBlockElement::Checkboxes(boxes)])
        .with_block_id(SlackBlockId(id.to_owned()))
        .into()
}

/// A question of a form.
pub fn input(id: &'static str, label: &str, element: impl Into<SlackInputBlockElement>) -> SlackInputBlock {
    SlackInputBlock::new(plain(label, LABEL), element.into()).with_block_id(SlackBlockId(id.to_owned()))
}

/// Radio buttons: each with its words and its value.
pub fn choices<'a>(entries: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<SlackBlockChoiceItem<SlackBlockText>> {
    let entries = entries.into_iter().map(|(label, value)| (clip(label, OPTION), value.to_owned()));
    entries.map(|(label, value)| SlackBlockChoiceItem::new(SlackBlockPlainText::new(label).into(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AccountId;

    #[test]
    fn a_list_holds_what_does_the_same_once() {
        let open = |n: u128| Action::OpenAccount { account: AccountId(uuid::Uuid::from_u128(n)) };
        let entries: Vec<(String, Action)> = [1, 2, 1, 1, 3].map(|n| (format!("Account {n}"), open(n))).into();
        let labels = |options: Vec<SlackBlockChoiceItem<SlackBlockPlainTextOnly>>| {
            options.into_iter().map(|option| option.value).collect::<Vec<_>>()
        };
        assert_eq!(labels(options(&entries, 5)), [1, 2, 3].map(|n| open(n).value()));
        assert_eq!(labels(options(&entries, 2)), [1, 2].map(|n| open(n).value()));
    }
}
