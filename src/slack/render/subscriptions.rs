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
use crate::slack::action::{Action, HomeClick, ModalKind, RecordClick, SubscribeClick, SubscribeField, SubscribeForm};
use crate::slack::commands::filter_text;

/// Characters of the filters in the form.
const MOST_FILTER_CHARS: u64 = 500;

pub(super) fn topic_words(topic: Topic) -> &'static str {
    match topic {
        Topic::Signals => say!("risk alerts"),
        Topic::Bands => say!("changes of colour"),
        Topic::Renewals => say!("renewals that come near, slip or end their notice"),
        Topic::Plays => say!("plays that begin and end"),
        Topic::Feedback => say!("what customers ask for"),
    }
}

pub(super) fn told_words(told: Told) -> &'static str {
    match told {
        Told::Daily => say!("Daily digest"),
        Told::Weekly => say!("Weekly digest"),
        Told::Product => say!("Product digest"),
        Told::Handover => say!("Handover"),
    }
}

/// `signal:t4 health:red`, or that all are meant.
fn accounts_words(subscription: &Subscription) -> String {
    let owner = subscription.owner.as_ref().map(|owner| owner.name.as_str());
    let typed = filter_text(&subscription.filter, owner);
    if typed.is_empty() { say!("all accounts").to_owned() } else { code(&typed, 200) }
}

/// What is posted there; `done` says first what was changed just now.
pub fn subscriptions(reader: &Reader, view: &SubscriptionsView, done: Option<&str>, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let n = i64::try_from(view.rows.len() + view.timetables.len()).unwrap_or(i64::MAX);
    let n_posted = count(n, say!("thing is posted"), say!("things are posted"));
    let stands = match &view.channel {
        Some(id) if n == 0 => say!("Nothing is posted in {id} by itself.", id = channel(id)),
        Some(id) => say!("{n_posted} in {id}", n_posted, id = channel(id)),
        None if n == 0 => say!("You set up nothing that is posted by itself.").to_owned(),
        None => say!("{n_posted} because you set it up", n_posted),
    };
    let text = done.map_or_else(|| stands.clone(), |done| format!("{done} {stands}"));
    let list = view.channel.as_ref();
    let mut pieces = vec![Piece::kept(section(&text))];
    pieces.extend(view.rows.iter().map(|row| Piece::row(vec![subscription_row(row, list, scene)])));
    pieces.extend(view.timetables.iter().map(|row| Piece::row(vec![timetable_row(row, list, scene)])));
    pieces.extend(view.link.as_ref().map(|link| Piece::row(vec![link_row(link, list, scene)])));
    let add = list.map(|id| primary(button(say!("Add…"), &of(SubscribeClick::Ask { channel: id.clone() }))).into());
    let ways = [
        button(say!("Today"), &Action::Today).into(),
        button(say!("My digest…"), &Action::Home(HomeClick::AskDigest)).into(),
    ];
    pieces.extend(actions(add.into_iter().chain(ways).collect()).map(Piece::kept));
    let typed = code(&format!("{} subscribe signals health:red seg:high", reader.command), 80);
    pieces.push(Piece::kept(context(&say!("🔒 Only visible to you · or type it in a channel: {typed}", typed))));
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
    section_with(
        &say!("{place}*{number}* · {topic} · {accounts}\nset by {by}, {on}", place, number, topic, accounts, by, on),
        remove(&end),
    )
}

fn timetable_row(row: &TimetableLine, list: Option<&String>, scene: Scene) -> SlackBlock {
    let place = match (list, &row.channel) {
        (None, Some(id)) => format!("{} ", channel(id)),
        (None, None) => say!("To you: ").to_owned(),
        (Some(_), _) => String::new(),
    };
    let what = told_words(row.told);
    let team = row.team.as_ref().map(|team| say!(" · team {team}", team = name(team))).unwrap_or_default();
    let next = clock(row.next_at, scene.zone, scene.now);
    let on = date(local_day(row.at, scene.zone), scene.today);
    let set = if let Some(by) = &row.by {
        say!("set by {by}, {on}", by = name(&by.name), on)
    } else {
        say!("there since it was set up, {on}", on)
    };
    let stop = of(SubscribeClick::Stop {
        told: row.told,
        channel: row.channel.clone(),
        team: row.team.clone(),
        list: list.cloned(),
    });
    section_with(&say!("{place}*{what}*{team} · next {next}\n{set}", place, what, team, next, set), remove(&stop))
}

fn link_row(link: &LinkLine, list: Option<&String>, scene: Scene) -> SlackBlock {
    let account = name(&link.account.name);
    let set = match &link.linked {
        Some(linked) => {
            let on = date(local_day(linked.at, scene.zone), scene.today);
            say!("linked by {linked}, {on}", linked = name(&linked.by.name), on)
        }
        None => say!("it came along with the accounts").to_owned(),
    };
    let unlink = Action::Record(RecordClick::Unlink { channel: list.cloned().unwrap_or_default() });
    section_with(&say!("Prompts and cards of *{account}*\n{set}", account, set), remove(&unlink))
}

fn remove(action: &Action) -> SlackBlockButtonElement {
    let question = confirm(say!("Remove it?"), say!("It is no longer posted there."), say!("Remove"), say!("Keep it"));
    with_confirm(button(say!("Remove"), action), question)
}

/// A channel was subscribed.
pub fn subscribed(reader: &Reader, set: &Subscription, reach: &Reach) -> Message {
    let (here, topic, accounts) = (channel(&set.channel), topic_words(set.topic), accounts_words(set));
    let text = say!("{here} hears of *{topic}* now: {accounts}", here, topic, accounts);
    let buttons = actions(vec![
        button(say!("All that is posted there"), &of(SubscribeClick::List { channel: Some(set.channel.clone()) }))
            .into(),
        remove(&of(SubscribeClick::End { id: set.id, list: Some(set.channel.clone()) })).into(),
    ]);
    let typed = code(&format!("{command} unsubscribe {number}", command = reader.command, number = set.number), 80);
    let foot = context(&say!("{topic} Undo it: {typed}", topic = caps(set.topic), typed));
    Message::of(
        &text,
        [Some(section(&text)), Some(section(&reach_words(reach))), buttons, Some(foot)].into_iter().flatten(),
    )
}

fn caps(topic: Topic) -> &'static str {
    match topic {
        Topic::Signals => {
            say!(
                "From now on, nothing twice. Alerts that are not critical are limited a day; the rest is in the digest."
            )
        }
        Topic::Bands | Topic::Renewals | Topic::Plays | Topic::Feedback => say!("From now on, nothing twice."),
    }
}

fn reach_words(reach: &Reach) -> String {
    if reach.n == 0 {
        return say!("No account matches today; it waits until one does.").to_owned();
    }
    let n = count(reach.n, say!("account"), say!("accounts"));
    let some: Vec<String> = reach.some.iter().map(|account| name(&account.name)).collect();
    let rest = reach.n - i64::try_from(reach.some.len()).unwrap_or(0);
    let rest = if 0 < rest { say!(" and {rest} more", rest) } else { String::new() };
    let some = some.join(", ");
    say!("Matches {n} today: {some}{rest}", n, some, rest)
}

/// What ended just now, in a sentence.
pub fn unsubscribed(ended: &[Subscription]) -> String {
    match ended {
        [one] => say!("Subscription {number} is removed.", number = one.number),
        several => {
            let n = count(
                i64::try_from(several.len()).unwrap_or(i64::MAX),
                say!("subscription is"),
                say!("subscriptions are"),
            );
            say!("{n} removed.", n)
        }
    }
}

/// What is no longer posted by the clock, in a sentence.
pub fn no_longer_posted(told: Told, stopped: bool) -> String {
    let what = told_words(told);
    if stopped { say!("{what} is removed.", what) } else { say!("{what} was removed before.", what) }
}

/// Asks of what a channel is to hear.
pub fn subscribe_form(id: &str) -> SlackView {
    let option = |topic: &Topic| {
        let words = format!("{}: {}", topic.as_str(), topic_words(*topic));
        SlackBlockChoiceItem::new(plain(&words, 75), topic.as_str().to_owned())
    };
    let topic = SlackBlockStaticSelectElement::new()
        .with_action_id(SubscribeField::Topic.id().into())
        .with_placeholder(plain(say!("Choose what to hear of"), 150))
        .with_options(Topic::ALL.iter().map(option).collect());
    let filters = SlackBlockPlainTextInputElement::new()
        .with_action_id(SubscribeField::Filters.id().into())
        .with_max_length(MOST_FILTER_CHARS)
        .with_placeholder(plain("health:red seg:high team:emea arr:>50k", 150));
    let hint =
        say!("As in book: health, seg, team, owner, phase, renew, arr; signal:t4 for signals. Empty: all accounts.");
    let blocks = vec![
        context(&say!("For {id}", id = channel(id))),
        input(SubscribeField::Topic.id(), say!("Hear of"), topic).into(),
        input(SubscribeField::Filters.id(), say!("Of which accounts?"), filters)
            .with_optional(true)
            .with_hint(plain(hint, 150))
            .into(),
    ];
    let kind = ModalKind::Subscribe(SubscribeForm::New { channel: id.to_owned() });
    modal(say!("Subscribe channel"), &kind, Some(say!("Preview")), blocks)
}

/// Shows how far that reaches, and asks whether it is meant.
pub fn subscribe_sure(id: &str, topic: Topic, filters: &str, reach: &Reach) -> SlackView {
    let accounts = if filters.is_empty() { say!("all accounts").to_owned() } else { code(filters, 300) };
    let (here, words) = (channel(id), topic_words(topic));
    let blocks = vec![
        section(&say!("{here} would hear of *{words}*: {accounts}", here, words, accounts)),
        section(&reach_words(reach)),
        context(caps(topic)),
    ];
    let form = SubscribeForm::Sure { channel: id.to_owned(), topic, filters: filters.to_owned() };
    modal(say!("Subscribe channel"), &ModalKind::Subscribe(form), Some(say!("Subscribe")), blocks)
}

/// What stands under a question that was not answered well.
pub fn subscribe_fault(field: SubscribeField) -> &'static str {
    match field {
        SubscribeField::Topic => say!("Choose one"),
        SubscribeField::Filters => say!("Write filters like health:red seg:high"),
    }
}

/// Why nothing was changed.
pub(super) fn subscription_refused(command: &str, refusal: &SubscriptionRefusal) -> String {
    match refusal {
        SubscriptionRefusal::NoChannelHere => say!(
            "A direct message is not subscribed: you hear of your own accounts anyhow, and `{command} digest daily 8:30` \
             brings your day. Type it in the channel that you mean.",
            command
        ),
        SubscriptionRefusal::NotAMember { channel: id } => {
            say!("You are not in {id}, so nothing was changed. Join it, then say what it hears of.", id = channel(id))
        }
        SubscriptionRefusal::TooLarge { channel: id } => say!(
            "{id} has more people than I can look through, so I cannot see that you are in it, and nothing was changed. Choose \
             a smaller channel. Whoever set something up there, and managers, remove it in `{command} subscriptions`.",
            id = channel(id),
            command
        ),
        SubscriptionRefusal::Already { number } => {
            say!("This channel hears of just that already, as number {number}. Nothing was changed.", number)
        }
        SubscriptionRefusal::TooMany { most } => say!(
            "This channel has {most} subscriptions already, so none was added. Remove one first: \
             `{command} subscriptions` lists them.",
            most,
            command
        ),
        SubscriptionRefusal::NoneOfThat => say!(
            "There is no such subscription here, so nothing was changed. `{command} subscriptions` lists those that are.",
            command
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
