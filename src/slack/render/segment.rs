//! A segment, who set it, and what became of setting it.

use slack_morphism::prelude::*;

use super::kit::{actions, button, context, inert, input, name, plain, section};
use super::message::{Message, Onlookers};
use super::modal::modal;
use super::words::{mention, segment};
use crate::domain::account::{AccountRef, SegmentSource};
use crate::domain::segment::Segment;
use crate::domain::team::SegmentSet;
use crate::slack::action::{Action, ModalKind, RecordForm, SEGMENT, SEGMENT_REASON};

/// Characters of a reason on a card.
const MOST_REASON: usize = 80;
/// Characters of a reason in the form.
const MOST_TYPED: u64 = 300;

/// `mid-touch`, and who set it where somebody did: `mid-touch (set by @mia: strategic logo)`.
pub(super) fn segment_words(of: Segment, source: Option<&SegmentSource>, onlookers: Onlookers) -> String {
    let set = source.map(|source| format!(" ({})", set_words(source, onlookers)));
    format!("{}{}", segment(of), set.unwrap_or_default())
}

/// `set by @mia: strategic logo`; why is nobody else's business.
fn set_words(source: &SegmentSource, onlookers: Onlookers) -> String {
    match (source, onlookers) {
        (SegmentSource::Import, _) => say!("set by the import").to_owned(),
        (SegmentSource::Person { by, reason }, Onlookers::Members) => {
            say!("set by {by}: {reason}", by = mention(by), reason = inert(reason, MOST_REASON))
        }
        (SegmentSource::Person { .. }, Onlookers::Guests) => say!("set by hand").to_owned(),
    }
}

/// Asks for a segment, and why.
pub fn segment_form(account: &AccountRef) -> SlackView {
    let option = |of: Segment| SlackBlockChoiceItem::new(plain(segment(of), 75), of.as_str().to_owned());
    let auto = SlackBlockChoiceItem::new(plain(say!("By its ARR"), 75), "auto".to_owned());
    let select = SlackBlockStaticSelectElement::new()
        .with_action_id(SEGMENT.into())
        .with_placeholder(plain(say!("Choose a segment"), 150))
        .with_options(Segment::ALL.map(option).into_iter().chain([auto]).collect());
    let reason = SlackBlockPlainTextInputElement::new()
        .with_action_id(SEGMENT_REASON.into())
        .with_max_length(MOST_TYPED)
        .with_placeholder(plain(say!("Strategic logo"), 150));
    let blocks = vec![
        context(&format!("*{}*", name(&account.name))),
        input(SEGMENT, say!("Segment"), select).into(),
        input(SEGMENT_REASON, say!("Why?"), reason).into(),
    ];
    let kind = ModalKind::Record(RecordForm::Segment { account: account.id });
    modal(say!("Set segment"), &kind, Some(say!("Set it")), blocks)
}

/// What stands under a question that was not answered.
pub fn segment_fault(question: &str) -> &'static str {
    if question == SEGMENT { say!("Choose one") } else { say!("Say why, in a few words") }
}

/// What it was, and what it is.
pub fn segment_set(set: &SegmentSet) -> Message {
    let (account, before, now) = (name(&set.account.name), segment(set.before), segment(set.now));
    let text = match (set.is_automatic, set.before == set.now) {
        (true, _) => say!("*{account}* is {now} by its ARR again, after {before}.", account, now, before),
        (false, true) => say!("*{account}* stays {now}, whatever becomes of its ARR.", account, now),
        (false, false) => say!("*{account}* is {now} now, after {before}.", account, now, before),
    };
    let open: SlackActionBlockElement =
        button(say!("Open card"), &Action::OpenAccount { account: set.account.id }).into();
    let note =
        say!("🔒 Only visible to you · scores and books follow with the next scoring · the card says who and why");
    Message::of(&text, [Some(section(&text)), actions(vec![open]), Some(context(note))].into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::account;
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn what_was_and_what_is() {
        let set = SegmentSet {
            account: account(11, "TechCorp"),
            before: Segment::MidTouch,
            now: Segment::HighTouch,
            is_automatic: false,
        };
        assert_snapshot!(shown(&segment_set(&set)), @r"
        » *TechCorp* is high-touch now, after mid-touch.
        *TechCorp* is high-touch now, after mid-touch.
        [Open card open_account {ac:{a:…}}]
        ~ 🔒 Only visible to you · scores and books follow with the next scoring · the card says who and why
        ");
    }
}
