//! What a channel hears of, in words: the list of what is posted there, what was changed, and the form.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::kit::{
    Piece, actions, button, clock, code, confirm, context, count, date, inert, input, name, plain, primary, section,
    section_with, with_confirm,
};
use super::message::{Message, Reader, Scene};
use super::modal::modal;
use super::words::channel;
use crate::domain::cadence::local_day;
use crate::domain::subscription::{
    LinkLine, Reach, Subscription, SubscriptionRefusal, SubscriptionsView, TimetableLine, Told, Topic,
};
use crate::slack::action::{Action, ModalKind, RecordClick, SubscribeClick, SubscribeField, SubscribeForm};
use crate::slack::commands::filter_text;

/// Characters of the filters in the form.
const MOST_FILTER_CHARS: u64 = 500;

pub(super) fn topic_words(topic: Topic) -> &'static str {
    match topic {
        Topic::Signals => "risk alerts",
        Topic::Bands => "changes of colour",
        Topic::Renewals => "renewals that come near, slip or end their notice",
        Topic::Plays => "plays that begin and end",
        Topic::Feedback => "what customers ask for",
    }
}

pub(super) fn told_words(told: Told) -> &'static str {
    match told {
        Told::Daily => "Daily digest",
        Told::Weekly => "Weekly digest",
        Told::Product => "Product digest",
        Told::Handover => "Handover",
    }
}

/// `signal:t4 health:red`, or that all are meant.
fn accounts_words(subscription: &Subscription) -> String {
    let owner = subscription.owner.as_ref().map(|owner| owner.name.as_str());
    let typed = filter_text(&subscription.filter, owner);
    if typed.is_empty() { "all accounts".to_owned() } else { code(&typed, 200) }
}

/// What is posted there; `done` says first what was changed just now.
pub fn subscriptions(reader: &Reader, view: &SubscriptionsView, done: Option<&str>, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let n = i64::try_from(view.rows.len() + view.timetables.len()).unwrap_or(i64::MAX);
    let n_posted = count(n, "thing is posted", "things are posted");
    let stands = match &view.channel {
        Some(id) if n == 0 => format!("Nothing is posted in {} by itself.", channel(id)),
        Some(id) => format!("{n_posted} in {}", channel(id)),
        None if n == 0 => "You set up nothing that is posted by itself.".to_owned(),
        None => format!("{n_posted} because you set it up"),
    };
    let text = done.map_or_else(|| stands.clone(), |done| format!("{done} {stands}"));
    let list = view.channel.as_ref();
    let mut pieces = vec![Piece::kept(section(&text))];
    pieces.extend(view.rows.iter().map(|row| Piece::row(vec![subscription_row(row, list, scene)])));
    pieces.extend(view.timetables.iter().map(|row| Piece::row(vec![timetable_row(row, list, scene)])));
    pieces.extend(view.link.as_ref().map(|link| Piece::row(vec![link_row(link, list, scene)])));
    let add = list.map(|id| primary(button("Add…", &of(SubscribeClick::Ask { channel: id.clone() }))).into());
    let digest = button("Today", &Action::Today).into();
    pieces.extend(actions(add.into_iter().chain([digest]).collect()).map(Piece::kept));
    let typed = code(&format!("{} subscribe signals health:red seg:high", reader.command), 80);
    pieces.push(Piece::kept(context(&format!("🔒 Only visible to you · or type it in a channel: {typed}"))));
    Message::new(&text, pieces)
}

fn of(click: SubscribeClick) -> Action {
    Action::Subscribe(click)
}

fn subscription_row(row: &Subscription, list: Option<&String>, scene: Scene) -> SlackBlock {
    let place = if list.is_none() { format!("{} ", channel(&row.channel)) } else { String::new() };
    let (number, topic, accounts) = (row.number, topic_words(row.topic), accounts_words(row));
    let by = name(&row.set.by.name);
    let on = date(local_day(row.set.at, scene.zone), scene.today);
    let end = of(SubscribeClick::End { id: row.id, list: list.cloned() });
    section_with(&format!("{place}*{number}* · {topic} · {accounts}\nset by {by}, {on}"), remove(&end))
}

fn timetable_row(row: &TimetableLine, list: Option<&String>, scene: Scene) -> SlackBlock {
    let place = match (list, &row.channel) {
        (None, Some(id)) => format!("{} ", channel(id)),
        (None, None) => "To you: ".to_owned(),
        (Some(_), _) => String::new(),
    };
    let what = told_words(row.told);
    let team = row.team.as_ref().map(|team| format!(" · team {}", name(team))).unwrap_or_default();
    let next = clock(row.next_at, scene.zone, scene.now);
    let on = date(local_day(row.at, scene.zone), scene.today);
    let set = match &row.by {
        Some(by) => format!("set by {}, {on}", name(&by.name)),
        None => format!("there since it was set up, {on}"),
    };
    let stop = of(SubscribeClick::Stop {
        told: row.told,
        channel: row.channel.clone(),
        team: row.team.clone(),
        list: list.cloned(),
    });
    section_with(&format!("{place}*{what}*{team} · next {next}\n{set}"), remove(&stop))
}

fn link_row(link: &LinkLine, list: Option<&String>, scene: Scene) -> SlackBlock {
    let account = name(&link.account.name);
    let set = match &link.linked {
        Some(linked) => {
            let on = date(local_day(linked.at, scene.zone), scene.today);
            format!("linked by {}, {on}", name(&linked.by.name))
        }
        None => "it came along with the accounts".to_owned(),
    };
    let unlink = Action::Record(RecordClick::Unlink { channel: list.cloned().unwrap_or_default() });
    section_with(&format!("Prompts and cards of *{account}*\n{set}"), remove(&unlink))
}

fn remove(action: &Action) -> SlackBlockButtonElement {
    let question = confirm("Remove it?", "It is no longer posted there.", "Remove", "Keep it");
    with_confirm(button("Remove", action), question)
}

/// A channel was subscribed.
pub fn subscribed(reader: &Reader, set: &Subscription, reach: &Reach) -> Message {
    let (here, topic, accounts) = (channel(&set.channel), topic_words(set.topic), accounts_words(set));
    let text = format!("{here} hears of *{topic}* now: {accounts}");
    let buttons = actions(vec![
        button("All that is posted there", &of(SubscribeClick::List { channel: Some(set.channel.clone()) })).into(),
        remove(&of(SubscribeClick::End { id: set.id, list: Some(set.channel.clone()) })).into(),
    ]);
    let typed = code(&format!("{} unsubscribe {}", reader.command, set.number), 80);
    let foot = context(&format!("{} Undo it: {typed}", caps(set.topic)));
    Message::of(
        &text,
        [Some(section(&text)), Some(section(&reach_words(reach))), buttons, Some(foot)].into_iter().flatten(),
    )
}

fn caps(topic: Topic) -> &'static str {
    match topic {
        Topic::Signals => {
            "From now on, nothing twice. Alerts that are not critical are limited a day; the rest is in the digest."
        }
        Topic::Bands | Topic::Renewals | Topic::Plays | Topic::Feedback => "From now on, nothing twice.",
    }
}

fn reach_words(reach: &Reach) -> String {
    if reach.n == 0 {
        return "No account matches today; it waits until one does.".to_owned();
    }
    let n = count(reach.n, "account", "accounts");
    let some: Vec<String> = reach.some.iter().map(|account| name(&account.name)).collect();
    let rest = reach.n - i64::try_from(reach.some.len()).unwrap_or(0);
    let rest = if 0 < rest { format!(" and {rest} more") } else { String::new() };
    let some = some.join(", ");
    format!("Matches {n} today: {some}{rest}")
}

/// What ended just now, in a sentence.
pub fn unsubscribed(ended: &[Subscription]) -> String {
    match ended {
        [one] => format!("Subscription {} is removed.", one.number),
        several => {
            let n = count(i64::try_from(several.len()).unwrap_or(i64::MAX), "subscription is", "subscriptions are");
            format!("{n} removed.")
        }
    }
}

/// What is no longer posted by the clock, in a sentence.
pub fn no_longer_posted(told: Told, stopped: bool) -> String {
    let what = told_words(told);
    if stopped { format!("{what} is removed.") } else { format!("{what} was removed before.") }
}

/// Asks of what a channel is to hear.
pub fn subscribe_form(id: &str) -> SlackView {
    let option = |topic: &Topic| {
        let words = format!("{}: {}", topic.as_str(), topic_words(*topic));
        SlackBlockChoiceItem::new(plain(&words, 75), topic.as_str().to_owned())
    };
    let topic = SlackBlockStaticSelectElement::new()
        .with_action_id(SubscribeField::Topic.id().into())
        .with_placeholder(plain("Choose what to hear of", 150))
        .with_options(Topic::ALL.iter().map(option).collect());
    let filters = SlackBlockPlainTextInputElement::new()
        .with_action_id(SubscribeField::Filters.id().into())
        .with_max_length(MOST_FILTER_CHARS)
        .with_placeholder(plain("health:red seg:high team:emea arr:>50k", 150));
    let hint = "As in book: health, seg, team, owner, phase, renew, arr; signal:t4 for signals. Empty: all accounts.";
    let blocks = vec![
        context(&format!("For {}", channel(id))),
        input(SubscribeField::Topic.id(), "Hear of", topic).into(),
        input(SubscribeField::Filters.id(), "Of which accounts?", filters)
            .with_optional(true)
            .with_hint(plain(hint, 150))
            .into(),
    ];
    let kind = ModalKind::Subscribe(SubscribeForm::New { channel: id.to_owned() });
    modal("Subscribe channel", &kind, Some("Preview"), blocks)
}

/// Shows how far that reaches, and asks whether it is meant.
pub fn subscribe_sure(id: &str, topic: Topic, filters: &str, reach: &Reach) -> SlackView {
    let accounts = if filters.is_empty() { "all accounts".to_owned() } else { code(filters, 300) };
    let (here, words) = (channel(id), topic_words(topic));
    let blocks = vec![
        section(&format!("{here} would hear of *{words}*: {accounts}")),
        section(&reach_words(reach)),
        context(caps(topic)),
    ];
    let form = SubscribeForm::Sure { channel: id.to_owned(), topic, filters: filters.to_owned() };
    modal("Subscribe channel", &ModalKind::Subscribe(form), Some("Subscribe"), blocks)
}

/// What stands under a question that was not answered well.
pub fn subscribe_fault(field: SubscribeField) -> &'static str {
    match field {
        SubscribeField::Topic => "Choose one",
        SubscribeField::Filters => "Write filters like health:red seg:high",
    }
}

/// Why nothing was changed.
pub(super) fn subscription_refused(command: &str, refusal: &SubscriptionRefusal) -> String {
    match refusal {
        SubscriptionRefusal::NoChannelHere => format!(
            "A direct message is not subscribed: you hear of your own accounts anyhow, and `{command} digest daily 8:30` \
             brings your day. Type it in the channel that you mean."
        ),
        SubscriptionRefusal::NotAMember { channel: id } => {
            format!("You are not in {}, so nothing was changed. Join it, then say what it hears of.", channel(id))
        }
        SubscriptionRefusal::Already { number } => {
            format!("This channel hears of just that already, as number {number}. Nothing was changed.")
        }
        SubscriptionRefusal::TooMany { most } => format!(
            "This channel has {most} subscriptions already, so none was added. Remove one first: \
             `{command} subscriptions` lists them."
        ),
        SubscriptionRefusal::NoneOfThat => format!(
            "There is no such subscription here, so nothing was changed. `{command} subscriptions` lists those that are."
        ),
    }
}

/// A word of a message that must do no harm in a form's error.
pub fn filters_fault(message: &Message) -> String {
    let plain = message.text.replace(['*', '`'], "");
    inert(&plain, 200)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use uuid::Uuid;

    use super::super::samples::{account, ana, ben, deed, now, reader};
    use super::super::testing::{shown, shown_view};
    use super::*;
    use crate::domain::health::Band;
    use crate::domain::ids::{ScheduleId, SubscriptionId};
    use crate::domain::signal::SignalKind;
    use crate::domain::subscription::SubscriptionFilter;

    fn subscription(number: i32, topic: Topic, filter: SubscriptionFilter) -> Subscription {
        let id = SubscriptionId(Uuid::from_u128(7));
        Subscription { id, channel: "C0EMEA".into(), number, topic, filter, owner: None, set: deed(ana(), 3_000) }
    }

    fn red() -> SubscriptionFilter {
        SubscriptionFilter {
            kinds: vec![SignalKind::CriticalTicket],
            bands: vec![Band::Red],
            team: Some("emea".into()),
            ..SubscriptionFilter::default()
        }
    }

    fn view(channel: Option<&str>) -> SubscriptionsView {
        let of_ben = SubscriptionFilter { owner: Some(ben().id), ..SubscriptionFilter::default() };
        let timetable = |told, channel: Option<&str>, by| TimetableLine {
            id: ScheduleId(Uuid::from_u128(8)),
            told,
            team: Some("emea".into()),
            channel: channel.map(str::to_owned),
            next_at: now() + chrono::TimeDelta::days(1),
            by,
            at: now() - chrono::TimeDelta::days(9),
        };
        SubscriptionsView {
            channel: channel.map(str::to_owned),
            rows: vec![
                subscription(1, Topic::Signals, red()),
                Subscription { owner: Some(ben()), ..subscription(3, Topic::Plays, of_ben) },
            ],
            timetables: vec![
                timetable(Told::Daily, channel, None),
                timetable(Told::Handover, Some("C0EMEA"), Some(ana())),
            ],
            link: channel.map(|_| LinkLine { account: account(11, "TechCorp"), linked: Some(deed(ben(), 90_000)) }),
        }
    }

    #[test]
    fn a_channel_shows_all_that_is_posted_there() {
        assert_snapshot!(shown(&subscriptions(&reader(), &view(Some("C0EMEA")), None, now())));
        assert_snapshot!(shown(&subscriptions(&reader(), &view(None), Some("Subscription 2 is removed."), now())));
        let empty =
            SubscriptionsView { channel: Some("C0EMEA".into()), rows: Vec::new(), timetables: Vec::new(), link: None };
        assert_snapshot!(shown(&subscriptions(&reader(), &empty, None, now())));
    }

    #[test]
    fn what_was_set_says_how_far_it_reaches() {
        let some = ["TechCorp", "Acme <!here>"].map(|name| account(11, name)).to_vec();
        let reach = Reach { n: 14, some };
        assert_snapshot!(shown(&subscribed(&reader(), &subscription(4, Topic::Signals, red()), &reach)));
        let all = subscription(5, Topic::Feedback, SubscriptionFilter::default());
        assert_snapshot!(shown(&subscribed(&reader(), &all, &Reach::default())));
    }

    #[test]
    fn the_form_asks_and_previews() {
        assert_snapshot!(shown_view(&subscribe_form("C0EMEA")));
        let reach = Reach { n: 1, some: vec![account(11, "TechCorp")] };
        assert_snapshot!(shown_view(&subscribe_sure("C0EMEA", Topic::Renewals, "renew:<90d", &reach)));
    }

    #[test]
    fn a_long_list_of_long_texts_fits() {
        let long = SubscriptionFilter { team: Some("<!channel>*".repeat(300)), ..red() };
        let rows = (0..20).map(|n| subscription(n, Topic::Renewals, long.clone())).collect();
        let timetables = (0..20).flat_map(|_| view(None).timetables).collect();
        let link = LinkLine { account: account(11, &"&".repeat(3_000)), linked: None };
        let view = SubscriptionsView { channel: Some("C0EMEA".into()), rows, timetables, link: Some(link) };
        let drawn = shown(&subscriptions(&reader(), &view, None, now()));
        assert!(!drawn.contains("*<!channel>"), "{drawn}");
        let reach = Reach { n: 9_999, some: (0..5).map(|_| account(11, &"<@U1>".repeat(600))).collect() };
        shown(&subscribed(&reader(), &subscription(4, Topic::Signals, long), &reach));
        shown_view(&subscribe_sure("C0EMEA", Topic::Signals, &"&".repeat(500), &reach));
    }
}
