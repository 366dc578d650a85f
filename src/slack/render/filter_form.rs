//! The form of a list's filters: every filter that can be typed, prefilled with those of the list that it was opened on.

use slack_morphism::prelude::*;

use super::kit::{choices, clean, input, plain};
use super::message::Message;
use super::modal::modal;
use super::mute::kind_word;
use super::words::{band_word, outlook, phase, segment, sign};
use crate::domain::account::BookScope;
use crate::domain::health::Band;
use crate::domain::lifecycle::Phase;
use crate::domain::listing::{MOST_ROWS, Sort};
use crate::domain::renewal::Outlook;
use crate::domain::segment::Segment;
use crate::domain::signal::SignalKind;
use crate::slack::action::{FilterField, FilterForm, ListAsked, ModalKind, WhoseChoice};
use crate::slack::commands::FilterTexts;

/// Characters of an answer in words.
const MOST_ANSWER_CHARS: u64 = 400;
/// Characters of what stands under a question.
const MOST_FAULT_CHARS: usize = 200;

/// Asks for filters. `person` is the Slack id of whose accounts the list shows, where that is one person.
pub fn filter_form(form: &FilterForm, person: Option<&str>) -> SlackView {
    let list = &form.list;
    let blocks = list.fields().into_iter().map(|field| question(field, list, person)).collect();
    modal(title(list), &ModalKind::Filters(Box::new(form.clone())), Some(say!("Show")), blocks)
}

fn title(list: &ListAsked) -> &'static str {
    match list {
        ListAsked::Book { .. } => say!("Filter book"),
        ListAsked::Renewals { .. } => say!("Filter renewals"),
        ListAsked::Risks { .. } => say!("Filter signals"),
        ListAsked::Expansions { .. } => say!("Filter growing accounts"),
        ListAsked::Quiet { .. } => say!("Filter silent accounts"),
    }
}

fn question(field: FilterField, list: &ListAsked, person: Option<&str>) -> SlackBlock {
    let filter = list.filter();
    let texts = texts(list);
    match field {
        FilterField::Whose => whose(filter.scope),
        FilterField::Person => somebody(person),
        FilterField::Team => {
            let hint = say!("Everybody's in it, unless you choose somebody above");
            words(field, say!("Team"), ("emea", hint), texts.team)
        }
        FilterField::Health => boxes(
            field,
            say!("Health"),
            &Band::ALL.map(|band| {
                let label = format!("{} {}", sign(Some(band)), band_word(Some(band)));
                (label, band.as_str(), filter.bands.contains(&band))
            }),
        ),
        FilterField::Segments => boxes(
            field,
            say!("Segments"),
            &Segment::ALL.map(|of| (segment(of).to_owned(), of.as_str(), filter.segments.contains(&of))),
        ),
        FilterField::Phases => boxes(
            field,
            say!("Phases"),
            &Phase::ALL.map(|of| (phase(of).to_owned(), of.as_str(), filter.phases.contains(&of))),
        ),
        FilterField::Renew => {
            words(field, say!("Renewal within"), ("<60d", say!("A window like <60d, <12w or <3m")), texts.renew)
        }
        FilterField::Arr => {
            words(field, say!("ARR above"), (">50k", say!("A least amount without a currency, like >50k")), texts.arr)
        }
        FilterField::Tags => {
            words(field, say!("Tags"), ("gold tier, beta", say!("Any of them; commas between them")), texts.tags)
        }
        FilterField::Signals => signals(list),
        FilterField::Outlooks => boxes(
            field,
            say!("Forecast"),
            &Outlook::ALL.map(|of| (outlook(of).to_owned(), of.as_str(), filter.outlooks.contains(&of))),
        ),
        FilterField::Sort => sort(filter.sort),
        FilterField::Limit => {
            let hint = say!("From 1 to {most}", most = MOST_ROWS);
            words(field, say!("Rows of a page"), ("10", &hint), texts.limit)
        }
    }
}

/// A list of renewals has its days apart from its filter.
fn texts(list: &ListAsked) -> FilterTexts {
    let window = if let ListAsked::Renewals { window_days, .. } = list { *window_days } else { None };
    let mut filter = list.filter().clone();
    filter.renews_within_days = window.or(filter.renews_within_days);
    FilterTexts::of(&filter)
}

fn whose(scope: BookScope) -> SlackBlock {
    let stands = whose_stands(scope);
    let label = |choice: WhoseChoice| match choice {
        WhoseChoice::Mine => say!("Mine"),
        WhoseChoice::All => say!("Everybody's"),
        WhoseChoice::Nobody => say!("Nobody's"),
        WhoseChoice::Person => say!("Somebody's"),
    };
    let options = choices(WhoseChoice::ALL.map(|choice| (label(choice), choice.as_str())));
    let initial = options.iter().find(|option| option.value == stands.as_str()).cloned();
    let radio = SlackBlockRadioButtonsElement::new(options)
        .with_action_id(FilterField::Whose.id().into())
        .opt_initial_option(initial);
    input(FilterField::Whose.id(), say!("Whose accounts?"), radio).into()
}

/// What stands at the question of whose the accounts are.
pub fn whose_stands(scope: BookScope) -> WhoseChoice {
    match scope {
        BookScope::Mine => WhoseChoice::Mine,
        BookScope::All => WhoseChoice::All,
        BookScope::Nobody => WhoseChoice::Nobody,
        BookScope::Of(_) => WhoseChoice::Person,
    }
}

fn somebody(person: Option<&str>) -> SlackBlock {
    let people = SlackBlockUsersSelectElement::new()
        .with_action_id(FilterField::Person.id().into())
        .with_placeholder(plain(say!("A colleague"), 150))
        .opt_initial_user(person.map(str::to_owned));
    input(FilterField::Person.id(), say!("Somebody's"), people).with_optional(true).into()
}

fn words(field: FilterField, label: &str, (example, hint): (&str, &str), stands: String) -> SlackBlock {
    let text = SlackBlockPlainTextInputElement::new()
        .with_action_id(field.id().into())
        .with_max_length(MOST_ANSWER_CHARS)
        .with_placeholder(plain(example, 150))
        .opt_initial_value((!stands.is_empty()).then_some(stands));
    input(field.id(), label, text).with_optional(true).with_hint(plain(hint, 150)).into()
}

/// Any of these; none: all.
fn boxes<const N: usize>(field: FilterField, label: &str, entries: &[(String, &str, bool); N]) -> SlackBlock {
    let options = choices(entries.iter().map(|(label, value, _)| (label.as_str(), *value)));
    let chosen = options.iter().zip(entries).filter(|(_, (.., is_chosen))| *is_chosen);
    let initial: Vec<_> = chosen.map(|(option, _)| option.clone()).collect();
    let boxes = SlackBlockCheckboxesElement::new(options)
        .with_action_id(field.id().into())
        .opt_initial_options((!initial.is_empty()).then_some(initial));
    input(field.id(), label, boxes).with_optional(true).into()
}

fn signals(list: &ListAsked) -> SlackBlock {
    let chosen = if let ListAsked::Risks { kinds, .. } = list { kinds.as_slice() } else { &[] };
    let option = |kind: &SignalKind| SlackBlockChoiceItem::new(plain(kind_word(*kind), 75), kind.as_str().to_owned());
    let select = SlackBlockMultiStaticSelectElement::new()
        .with_action_id(FilterField::Signals.id().into())
        .with_placeholder(plain(say!("All signals"), 150))
        .with_options(SignalKind::ALL.iter().map(option).collect())
        .opt_initial_options((!chosen.is_empty()).then(|| chosen.iter().map(option).collect()));
    input(FilterField::Signals.id(), say!("Signals"), select).with_optional(true).into()
}

fn sort(stands: Option<Sort>) -> SlackBlock {
    let label = |sort: Sort| match sort {
        Sort::Risk => say!("Most urgent first"),
        Sort::Arr => say!("Largest ARR first"),
        Sort::Renewal => say!("Nearest renewal first"),
        Sort::Health => say!("Lowest score first"),
        Sort::Name => say!("By name"),
    };
    let option = |sort: Sort| SlackBlockChoiceItem::new(plain(label(sort), 75), sort.as_str().to_owned());
    let select = SlackBlockStaticSelectElement::new()
        .with_action_id(FilterField::Sort.id().into())
        .with_placeholder(plain(say!("The list's own order"), 150))
        .with_options(Sort::ALL.map(option).into())
        .opt_initial_option(stands.map(option));
    input(FilterField::Sort.id(), say!("Order"), select).with_optional(true).into()
}

/// Somebody's accounts and nobody chosen, or somebody chosen beside the accounts of others.
pub fn person_fault() -> &'static str {
    say!("Somebody here goes with “Somebody's” above: choose both, or neither")
}

/// What would be answered to a typed filter, as it can stand under a question: Slack shows no markup there.
pub fn filter_fault(message: &Message) -> String {
    let plain = message.text.replace(['*', '`'], "");
    let plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    clean(&plain, MOST_FAULT_CHARS)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::message::view_json;
    use super::super::samples::ben;
    use super::super::testing::shown_view;
    use super::*;
    use crate::domain::account::BookFilter;
    use crate::slack::action::ListPlace;

    fn form(list: ListAsked) -> FilterForm {
        FilterForm { list, place: ListPlace::Home { pressed_at: super::super::samples::now() } }
    }

    #[test]
    fn the_form_shows_the_filters_of_the_list() {
        let filter = BookFilter {
            scope: BookScope::Of(ben().id),
            bands: vec![Band::Red],
            phases: vec![Phase::Growth],
            arr_above: Some(50_000),
            team: Some("emea".into()),
            tags: vec!["gold tier".into(), "beta".into()],
            sort: Some(Sort::Arr),
            ..BookFilter::default()
        };
        let renewals = ListAsked::Renewals { window_days: Some(90), filter };
        let view = filter_form(&form(renewals), Some("U0BEN"));
        assert_snapshot!(shown_view(&view));
        let stands = view_json(&view).to_string();
        for initial in [
            r#""initial_value":"<90d""#,
            r#""initial_value":">50k""#,
            r#""initial_value":"emea""#,
            r#""initial_value":"\"gold tier\",beta""#,
            r#""initial_user":"U0BEN""#,
        ] {
            assert!(stands.contains(initial), "{initial}: {stands}");
        }
        assert_eq!(stands.matches(r#""initial_option":"#).count(), 2, "whose and the order: {stands}");
        assert_eq!(stands.matches(r#""initial_options":"#).count(), 2, "colours and phases: {stands}");
        let kinds = vec![SignalKind::CriticalTicket];
        let risks = ListAsked::Risks { kinds, filter: BookFilter::default() };
        assert_snapshot!(shown_view(&filter_form(&form(risks), None)));
        let expansions = ListAsked::Expansions { filter: BookFilter::default() };
        assert_snapshot!(shown_view(&filter_form(&form(expansions), None)));
    }

    #[test]
    fn the_longest_filters_fit() {
        let filter = BookFilter {
            team: Some("\"".repeat(60)),
            tags: (0..5).map(|n| format!("{n}{}", "\"".repeat(59))).collect(),
            renews_within_days: Some(i64::MAX),
            arr_above: Some(i64::MAX),
            limit: Some(i64::MAX),
            ..BookFilter::default()
        };
        shown_view(&filter_form(&form(ListAsked::Book { filter }), None));
    }
}
