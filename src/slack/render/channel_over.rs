//! The end of a channel, for whoever set up what was posted there: what no longer arrives, and what to do.

use super::kit::{Piece, actions, button, code, context, count, name, section};
use super::message::Message;
use super::subscriptions::{told_words, topic_words};
use super::words::{channel, mention};
use crate::domain::channel::{ChannelEnd, ChannelOver, NoLonger};
use crate::slack::action::{Action, SubscribeClick};
use crate::slack::commands::filter_text;

/// The line, and what to do. `command` is what the command is called here.
pub fn channel_over(over: &ChannelOver, command: &str) -> Message {
    let here = channel(&over.channel);
    let n = i64::try_from(over.rows.len()).unwrap_or(i64::MAX);
    let n = count(n, say!("thing no longer arrives"), say!("things no longer arrive"));
    let text = match over.why {
        ChannelEnd::Archived => say!("⚠ {here} was archived: {n} there", here, n),
        ChannelEnd::BotRemoved => say!("⚠ I was removed from {here}: {n} there", here, n),
    };
    let mut pieces = vec![Piece::kept(section(&text))];
    pieces.extend(over.rows.iter().map(|of| Piece::row(vec![section(&row(of))])));
    let again = match over.why {
        ChannelEnd::Archived => say!("or unarchive it, invite me with `/invite`, and set it again"),
        ChannelEnd::BotRemoved => say!("or invite me back with `/invite`, and set it again"),
    };
    let typed = code(&format!("{command} subscriptions"), 80);
    pieces.push(Piece::kept(context(&say!(
        "What to do: {typed} in another channel shows what to set there; {again}.",
        typed,
        again
    ))));
    let mine = button(say!("All that I set up"), &Action::Subscribe(SubscribeClick::List { channel: None }));
    pieces.extend(actions(vec![mine.into()]).map(Piece::kept));
    Message::new(&text, pieces)
}

fn row(of: &NoLonger) -> String {
    match of {
        NoLonger::Timetable { told, team } => {
            let team = team.as_ref().map(|team| say!(" of team {team}", team = name(team))).unwrap_or_default();
            let told = told_words(*told);
            format!("• {told}{team}")
        }
        NoLonger::Subscription { topic, filter, owner } => {
            let typed = filter_text(filter, owner.as_ref().map(|owner| owner.name.as_str()));
            let typed = if typed.is_empty() { say!("all accounts").to_owned() } else { code(&typed, 200) };
            let topic = topic_words(*topic);
            say!("• Subscription to {topic}: {typed}", topic, typed)
        }
        NoLonger::Account { account, owner } => {
            let account = name(&account.name);
            match owner {
                Some(owner) => {
                    let owner = mention(owner);
                    say!(
                        "• Prompts and cards of *{account}*: they go to {owner} until another channel is linked",
                        account,
                        owner
                    )
                }
                None => {
                    say!("• Prompts and cards of *{account}*: it has no owner, so link another channel soon", account)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{account, ana};
    use super::super::testing::shown;
    use super::*;
    use crate::domain::health::Band;
    use crate::domain::subscription::{SubscriptionFilter, Told, Topic};

    fn over(why: ChannelEnd, name: &str) -> ChannelOver {
        let filter =
            SubscriptionFilter { bands: vec![Band::Red], team: Some(name.into()), ..SubscriptionFilter::default() };
        let rows = vec![
            NoLonger::Timetable { told: Told::Daily, team: Some(name.into()) },
            NoLonger::Subscription { topic: Topic::Signals, filter, owner: None },
            NoLonger::Account { account: account(11, name), owner: Some(ana()) },
            NoLonger::Account { account: account(11, name), owner: None },
        ];
        ChannelOver { channel: "C0TECH".into(), why, rows }
    }

    #[test]
    fn it_says_what_no_longer_arrives_and_what_to_do() {
        assert_snapshot!(shown(&channel_over(&over(ChannelEnd::Archived, "emea"), "/csm")));
        let one = ChannelOver {
            rows: vec![NoLonger::Timetable { told: Told::Weekly, team: None }],
            ..over(ChannelEnd::BotRemoved, "x")
        };
        assert_snapshot!(shown(&channel_over(&one, "/csm")));
        let rows = (0..60).flat_map(|_| over(ChannelEnd::Archived, &"<!here>&".repeat(300)).rows).collect();
        let drawn = shown(&channel_over(&ChannelOver { rows, ..one }, "/csm"));
        assert!(!drawn.contains("*<!here>"), "{drawn}");
    }
}
