//! A handover: what one region leaves open for the next, and the timetables of handovers.

use chrono::{DateTime, Utc};

use super::kit::{
    Piece, actions, button, clock, code, context, count, header, inert, moment, money, name, section, section_with,
    weekday,
};
use super::leave::whoever_acts;
use super::message::{Message, Onlookers, Reader};
use super::words::{channel, health, mention};
use crate::domain::handover::{Flag, HandedOver, HandoverPlan, HandoverView};
use crate::domain::signal::SignalKind;
use crate::slack::action::Action;

/// The post in the next region's channel.
pub fn handover(view: &HandoverView, onlookers: Onlookers, now: DateTime<Utc>) -> Message {
    let n = i64::try_from(view.n).unwrap_or(i64::MAX);
    let team = name(&view.team);
    let accounts = count(n, say!("account with open red flags"), say!("accounts with open red flags"));
    let text = say!("🌍 Handover from {team}: {accounts}", team, accounts);
    let title = say!("🌍 Handover from {team}: {accounts}", team = super::kit::plain_name(&view.team), accounts)
        .replace('\u{A0}', " ");
    let late = view.late_for.map(|at| say!(" · comes late: scheduled for {at}", at = clock(at, view.zone, now)));
    let day = say!(
        "End of {day} in {zone}{late}",
        day = weekday(view.day),
        zone = inert(view.zone.name(), 60),
        late = late.unwrap_or_default()
    );
    let mut pieces = vec![Piece::kept(header(&title)), Piece::kept(context(&day))];
    pieces.extend(view.accounts.iter().map(|account| {
        let open = button(say!("Account card"), &Action::OpenAccount { account: account.account.id });
        Piece::row(vec![section_with(&lines(account, view, onlookers), open)])
    }));
    let n_missing = view.n - view.accounts.len();
    let more = if 0 < n_missing { say!("+{n_missing} more · ", n_missing) } else { String::new() };
    pieces.push(Piece::kept(context(&say!(
        "{more}Red transitions and critical tickets that are open, and overdue steps on red accounts",
        more
    ))));
    Message::new(&text, pieces)
}

fn lines(of: &HandedOver, view: &HandoverView, onlookers: Onlookers) -> String {
    let arr = match onlookers {
        Onlookers::Members => format!(" · {}", money(of.arr)),
        Onlookers::Guests => String::new(),
    };
    let owner = whoever_acts(&of.owner, of.stand_in.as_ref(), view.gathered_at);
    let first = say!(
        "*{account}* · {health}{arr} · owned by {owner}",
        account = name(&of.account.name),
        health = health(of.health.0, of.health.1),
        arr,
        owner
    );
    let flags = of.flags.iter().map(|flag| format!("\n• {}", flag_line(flag, view)));
    let next = match &of.next {
        Some((title, due_at)) => {
            say!("\n*Next* {title}, due {due_at}", title = inert(title, 60), due_at = moment(*due_at, view.zone))
        }
        None => say!("\n*Next* nothing is planned").to_owned(),
    };
    first + &flags.collect::<String>() + &next
}

fn flag_line(flag: &Flag, view: &HandoverView) -> String {
    let since = moment(flag.since(), view.zone);
    match flag {
        Flag::Signal { kind, claimed_by, .. } => {
            let what = match kind {
                SignalKind::RedTransition => say!("🔴 turned red"),
                SignalKind::CriticalTicket => say!("🎫 critical ticket open too long"),
                SignalKind::ValueAtRisk
                | SignalKind::ExpansionReady
                | SignalKind::RenewalAtRisk
                | SignalKind::UsageCliff
                | SignalKind::ChampionLeft
                | SignalKind::GoneQuiet
                | SignalKind::OnboardingLate
                | SignalKind::Detractor
                | SignalKind::Disagreement => say!("⚠ signal open"),
            };
            let by = claimed_by.as_ref().map(|by| say!(", claimed by {by}", by = mention(by))).unwrap_or_default();
            say!("{what}, since {since}{by}", what, since, by)
        }
        Flag::Step { title, .. } => say!("⏰ {title} overdue since {since}", title = inert(title, 60), since),
    }
}

/// What was done about a handover, or which there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandoverNews {
    /// It was set just now.
    Set(HandoverPlan),
    /// It was ended just now.
    Stopped {
        /// Whose it was.
        team: String,
        /// Where it went.
        channel_id: String,
    },
    /// There was none to end.
    None {
        /// Whose was meant.
        team: String,
        /// Where it would go.
        channel_id: String,
    },
    /// Those that stand.
    All(Vec<HandoverPlan>),
}

/// The same in words.
pub fn handovers(reader: &Reader, news: &HandoverNews) -> Message {
    let example =
        code(&format!("{command} digest handover team:emea to #amer-csms at 17:00", command = reader.command), 90);
    let text = match news {
        HandoverNews::Set(plan) => say!("{stands} It is silent when nothing is open.", stands = stands(plan, reader)),
        HandoverNews::Stopped { team, channel_id } => {
            say!(
                "The handover of team *{team}* to {channel_id} is off.",
                team = name(team),
                channel_id = channel(channel_id)
            )
        }
        HandoverNews::None { team, channel_id } => {
            say!(
                "Team *{team}* hands nothing to {channel_id}, so nothing was changed.",
                team = name(team),
                channel_id = channel(channel_id)
            )
        }
        HandoverNews::All(plans) if plans.is_empty() => say!("No handover is set. {example} sets one.", example),
        HandoverNews::All(plans) => plans.iter().map(|plan| stands(plan, reader)).collect::<Vec<_>>().join("\n"),
    };
    let blocks = [Some(section(&text)), actions(vec![]), Some(context(say!("🔒 Only visible to you")))];
    Message::of(&text, blocks.into_iter().flatten())
}

fn stands(plan: &HandoverPlan, reader: &Reader) -> String {
    let next = plan.next.first().map_or_else(|| say!("never").to_owned(), |at| moment(*at, reader.zone));
    say!(
        "At the end of the day team *{team}* hands its open red flags to {channel_id}: next {next}, by the clock of {plan}.",
        team = name(&plan.team),
        channel_id = channel(&plan.channel_id),
        next,
        plan = inert(plan.zone.name(), 60)
    )
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use insta::assert_snapshot;
    use uuid::Uuid;

    use super::super::samples::{account, ana, ben, now, reader, today, usd};
    use super::super::testing::shown;
    use super::*;
    use crate::domain::health::{Band, Milli};
    use crate::domain::ids::ScheduleId;
    use crate::domain::leave::StandIn;

    fn view() -> HandoverView {
        let red = (Some(Band::Red), Some(Milli(41_349)));
        let since = now() - TimeDelta::days(3);
        let flags = vec![
            Flag::Signal { kind: SignalKind::RedTransition, since, claimed_by: Some(ben()) },
            Flag::Step { title: "Usage audit".into(), since: now() - TimeDelta::hours(16) },
        ];
        let stand_in = Some(StandIn { who: ben(), until: today() + chrono::Days::new(4), no_cover: None });
        let next = Some(("Executive alignment".into(), now() + TimeDelta::days(2)));
        let ticket = Flag::Signal { kind: SignalKind::CriticalTicket, since, claimed_by: None };
        HandoverView {
            schedule: ScheduleId(Uuid::nil()),
            team: "emea".into(),
            day: today(),
            zone: chrono_tz::Europe::Berlin,
            late_for: None,
            accounts: vec![
                HandedOver {
                    account: account(11, "TechCorp"),
                    health: red,
                    arr: usd(45_000),
                    owner: ana(),
                    stand_in,
                    flags,
                    next,
                },
                HandedOver {
                    account: account(12, "Globex <!here>"),
                    health: (None, None),
                    arr: usd(9_000),
                    owner: ben(),
                    stand_in: None,
                    flags: vec![ticket],
                    next: None,
                },
            ],
            n: 3,
            gathered_at: now(),
        }
    }

    #[test]
    fn a_handover_names_what_is_open_and_what_is_next() {
        assert_snapshot!(shown(&handover(&view(), Onlookers::Members, now())), @r"
        » 🌍 Handover from emea: 3 accounts with open red flags
        # 🌍 Handover from emea: 3 accounts with open red flags
        ~ End of Monday 2 March in Europe/Berlin
        *TechCorp* · 🔴 Red 41 · $45K · owned by <@U0BEN> for <@U0ANA>, away until 6 Mar
        • 🔴 turned red, since ⟨Fri 27 Feb 2026, 09:12 CET⟩, claimed by <@U0BEN>
        • ⏰ Usage audit overdue since ⟨Sun 1 Mar 2026, 17:12 CET⟩
        *Next* Executive alignment, due ⟨Wed 4 Mar 2026, 09:12 CET⟩   [Account card open_account {ac:{a:…}}]
        *Globex &lt;!here&gt;* · ⚪ Not enough data · $9K · owned by <@U0BEN>
        • 🎫 critical ticket open too long, since ⟨Fri 27 Feb 2026, 09:12 CET⟩
        *Next* nothing is planned   [Account card open_account:2 {ac:{a:…}}]
        ~ +1 more · Red transitions and critical tickets that are open, and overdue steps on red accounts
        ");
        assert!(!shown(&handover(&view(), Onlookers::Guests, now())).contains('$'));
        let late = HandoverView { late_for: Some(now() - TimeDelta::minutes(30)), ..view() };
        assert!(shown(&handover(&late, Onlookers::Members, now())).contains("comes late"));
    }

    #[test]
    fn handovers_are_set_and_listed() {
        let plan = HandoverPlan {
            team: "emea".into(),
            channel_id: "C0AMERCSMS".into(),
            expression: "0 17 * * 1,2,3,4,5".into(),
            zone: chrono_tz::Europe::Berlin,
            next: vec![now() + TimeDelta::hours(8)],
        };
        let (team, channel_id) = (plan.team.clone(), plan.channel_id.clone());
        let all = [
            HandoverNews::Set(plan.clone()),
            HandoverNews::Stopped { team: team.clone(), channel_id: channel_id.clone() },
            HandoverNews::None { team, channel_id },
            HandoverNews::All(vec![]),
            HandoverNews::All(vec![plan]),
        ];
        assert_snapshot!(all.map(|news| shown(&handovers(&reader(), &news))).join("\n"), @r"
        » At the end of the day team *emea* hands its open red flags to <#C0AMERCSMS>: next ⟨Mon 2 Mar 2026, 17:12 CET⟩, by the clock of Europe/Berlin. It is silent when nothing is open.
        At the end of the day team *emea* hands its open red flags to <#C0AMERCSMS>: next ⟨Mon 2 Mar 2026, 17:12 CET⟩, by the clock of Europe/Berlin. It is silent when nothing is open.
        ~ 🔒 Only visible to you
        » The handover of team *emea* to <#C0AMERCSMS> is off.
        The handover of team *emea* to <#C0AMERCSMS> is off.
        ~ 🔒 Only visible to you
        » Team *emea* hands nothing to <#C0AMERCSMS>, so nothing was changed.
        Team *emea* hands nothing to <#C0AMERCSMS>, so nothing was changed.
        ~ 🔒 Only visible to you
        » No handover is set. `/csm digest handover team:emea to #amer-csms at 17:00` sets one.
        No handover is set. `/csm digest handover team:emea to #amer-csms at 17:00` sets one.
        ~ 🔒 Only visible to you
        » At the end of the day team *emea* hands its open red flags to <#C0AMERCSMS>: next ⟨Mon 2 Mar 2026, 17:12 CET⟩, by the clock of Europe/Berlin.
        At the end of the day team *emea* hands its open red flags to <#C0AMERCSMS>: next ⟨Mon 2 Mar 2026, 17:12 CET⟩, by the clock of Europe/Berlin.
        ~ 🔒 Only visible to you
        ");
    }
}
