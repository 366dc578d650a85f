//! An answer that somebody showed to a channel: what they saw, without what only they can press.

use chrono_tz::Tz;
use slack_morphism::prelude::*;

use super::kit::{Piece, actions, button, context, inert, moment, name, primary, section};
use super::message::{Audience, Message, Onlookers, Reader, Scene};
use super::share::{everybody, is_shown_to_others, whom};
use super::words::channel;
use super::{forecast, plan, renewals, why};
use crate::domain::person::Deed;
use crate::domain::shared::SharedAnswer;
use crate::slack::action::{Action, PlanClick, ShareClick, ShareWhat};

/// What an answer says to others: a line, then the rest.
pub(super) struct Told {
    pub(super) line: String,
    pub(super) pieces: Vec<Piece>,
}

/// The answer in the channel, as it was when somebody showed it. `zone` is the sharer's clock.
pub fn shared_answer(answer: &SharedAnswer, by: &Deed, onlookers: Onlookers, zone: Tz) -> Message {
    let scene = Scene::new(zone, onlookers, by.at);
    let Told { line, mut pieces } = match answer {
        SharedAnswer::Why(view) => why::told_to_others(view, scene),
        SharedAnswer::Plan(view) => plan::told_to_others(view, scene),
        SharedAnswer::Forecast(view) => forecast::told_to_others(view, scene),
        SharedAnswer::Renewals(view) => renewals::told_to_others(view, scene),
    };
    pieces.extend(actions(vec![open(answer)]).map(Piece::kept));
    let shared = say!("Shared by {by} · as it stood {at}", by = name(&by.by.name), at = moment(by.at, zone));
    pieces.push(Piece::kept(context(&shared)));
    Message::new(&line, pieces)
}

/// Whoever reads it may look closer, for themselves.
fn open(answer: &SharedAnswer) -> SlackActionBlockElement {
    let (label, action) = match answer {
        SharedAnswer::Why(view) => (say!("Account card"), Action::OpenAccount { account: view.account.account.id }),
        SharedAnswer::Plan(view) => (say!("Open plan"), Action::Plan(PlanClick::Open { account: view.account.id })),
        SharedAnswer::Forecast(view) => {
            (say!("Account card"), Action::OpenAccount { account: view.row.renewal.account.id })
        }
        SharedAnswer::Renewals(view) => {
            (say!("Open list"), renewals::page_of(&view.filter, Some(view.window_days), view.page))
        }
    };
    button(label, &action).into()
}

/// Offers to show an answer, where there are others who may see it.
pub(super) fn share_way(reader: &Reader, what: ShareWhat) -> Option<SlackBlockButtonElement> {
    is_shown_to_others(&reader.audience).then(|| button(say!("Share…"), &Action::Share(ShareClick::AskAnswer { what })))
}

/// Asks before an answer is shown, and names who would see it.
pub fn answer_share_asked(answer: &SharedAnswer, what: ShareWhat, audience: &Audience) -> Message {
    let Some((whom, n_members)) = whom(audience) else {
        let text = say!("Nobody else would see it here, so nothing was shared.");
        return Message::of(text, [section(text)]);
    };
    let text = everybody(&inert(&whom, 70), n_members, &what_words(answer));
    let share = primary(button(say!("Share"), &Action::Share(ShareClick::Answer { what })));
    let foot = context(say!("🔒 Only visible to you · nothing is shared yet"));
    let blocks = [Some(section(&text)), actions(vec![share.into()]), Some(foot)];
    Message::of(&text, blocks.into_iter().flatten())
}

fn what_words(answer: &SharedAnswer) -> String {
    let account = answer.account().map(|account| name(&account.name)).unwrap_or_default();
    match answer {
        SharedAnswer::Why(_) => say!("the score of {account}, explained", account),
        SharedAnswer::Plan(_) => say!("the success plan of {account}: goals, value, people", account),
        SharedAnswer::Forecast(_) => say!("the renewal of {account}: ARR, forecast, what was said", account),
        SharedAnswer::Renewals(_) => say!("this page of renewals: accounts, ARR, forecasts").to_owned(),
    }
}

/// The private answer to whoever shared it.
pub fn answer_shared_to(answer: &SharedAnswer, channel_id: &str) -> Message {
    let what = answer.account().map_or_else(
        || say!("The page of renewals").to_owned(),
        |account| say!("The answer on *{account}*", account = name(&account.name)),
    );
    let text = say!(
        "{what} is on its way to {channel_id}. It stays there as it was when you shared it.",
        what,
        channel_id = channel(channel_id)
    );
    Message::of(&text, [section(&text)])
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Berlin;
    use insta::assert_snapshot;

    use super::super::samples::{
        ana, deed, forecast_view, now, plan as plan_of, reader, renewals as list, why as why_view,
    };
    use super::super::testing::shown;
    use super::*;

    fn plan_sample() -> crate::domain::plan::PlanView {
        plan_of("Two days a month saved", 3)
    }

    fn answers() -> [SharedAnswer; 4] {
        [
            SharedAnswer::Why(Box::new(why_view())),
            SharedAnswer::Plan(Box::new(plan_sample())),
            SharedAnswer::Forecast(Box::new(forecast_view())),
            SharedAnswer::Renewals(Box::new(list())),
        ]
    }

    #[test]
    fn a_shared_answer_says_who_and_when() {
        for answer in answers() {
            let message = shared_answer(&answer, &deed(ana(), 3), Onlookers::Members, Berlin);
            assert_snapshot!(format!("members_{}", answer.verb()), shown(&message));
        }
    }

    #[test]
    fn guests_read_neither_money_nor_names_of_contacts() {
        for answer in answers() {
            let message = shared_answer(&answer, &deed(ana(), 3), Onlookers::Guests, Berlin);
            let text = shown(&message);
            assert!(!text.contains(['$', '€']) && !text.contains("Dana"), "{text}");
            assert_snapshot!(format!("guests_{}", answer.verb()), text);
        }
    }

    #[test]
    fn an_answer_offers_to_be_shared_where_others_are() {
        let in_channel =
            Reader { audience: Audience::Channel { name: "cs-<!here>".into(), n_members: Some(14) }, ..reader() };
        let [why, plan, forecast, renewals] = [
            super::super::why(&in_channel, &why_view(), now()),
            super::super::plan_card(&in_channel, &plan_sample(), now()),
            super::super::forecast(&in_channel, &forecast_view(), now()),
            super::super::renewals(&in_channel, &list(), now()),
        ];
        for message in [why, plan, forecast, renewals] {
            assert!(shown(&message).contains("[Share… ask_share_answer"), "{}", shown(&message));
        }
        assert!(!shown(&super::super::why(&reader(), &why_view(), now())).contains("Share"));
        let [answer, ..] = answers();
        let what = ShareWhat::Why { account: why_view().account.account.id };
        assert_snapshot!(shown(&answer_share_asked(&answer, what.clone(), &in_channel.audience)));
        assert_snapshot!(shown(&answer_share_asked(&answer, what, &Audience::Outside)));
        assert_snapshot!(shown(&answer_shared_to(&answer, "C0CSEMEA")));
    }
}
