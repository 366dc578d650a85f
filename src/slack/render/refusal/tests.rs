//! What it looks like.

use insta::assert_snapshot;
use uuid::Uuid;

use super::super::samples::{account, ana, ben, days_ago, now, reader, usd};
use super::super::testing::shown;
use super::*;
use crate::domain::cadence::{CronReason, CronRefusal};
use crate::domain::ids::{RunId, StepId};
use crate::domain::money::{Currency, MoneyReason, MoneyRefusal};
use crate::domain::person::Role;
use crate::domain::portfolio::ExpansionStage::Won;
use crate::domain::renewal::Category;

fn too_far_away() -> CronRefusal {
    CronRefusal { place: None, reason: CronReason::TooFarAway { next: None } }
}

fn every_refusal() -> Vec<Refusal> {
    let (step, run, at) = (StepId(Uuid::nil()), RunId(Uuid::nil()), now() - chrono::TimeDelta::minutes(31));
    let (techcorp, title) = (account(11, "TechCorp"), "Red account rescue".to_owned());
    vec![
        Refusal::NoSuchAccount { wanted: "tehcorp".into(), nearest: vec![techcorp.clone()] },
        Refusal::NoSuchAccount { wanted: "<!channel>".into(), nearest: vec![] },
        Refusal::Gone,
        Refusal::NoSuchPlaybook { wanted: "save".into(), names: vec!["red_account_rescue".into()] },
        Refusal::AlreadyRunning { account: techcorp.clone(), title, run, by: ben(), at },
        Refusal::NoRenewalToCountFrom { account: techcorp.clone(), title: "Renewal".into() },
        Refusal::NoOwner { account: techcorp },
        Refusal::StepMoved { step, state: StepState::Done },
        Refusal::StepMovedBy { state: StepState::Acknowledged, by: ben(), at },
        Refusal::StepMovedBy { state: StepState::Snoozed, by: ana(), at: at - chrono::TimeDelta::days(2) },
        Refusal::StepNotOpen { step },
        Refusal::SnoozeNeedsReason { step, snoozes: 2 },
        Refusal::SnoozeInThePast { day: days_ago(1) },
        Refusal::BadTimetable { expression: "0 9 29 2 *".into(), refusal: too_far_away() },
        Refusal::NoRenewal { account: account(12, "Northwind Labs") },
        Refusal::AlreadyRenewed { account: account(12, "Northwind Labs") },
        Refusal::NotYours { account: account(13, "Globex & Sons"), owner: Some(ben()) },
        Refusal::NotYours { account: account(13, "Globex & Sons"), owner: None },
        Refusal::ForecastNeedsReason { account: account(13, "Globex & Sons"), category: Category::AtRisk },
        Refusal::ForecastMoved {
            account: account(13, "Globex & Sons"),
            category: Category::AtRisk,
            amount: usd(40_000),
            by: ben(),
            at,
        },
        Refusal::BadAmount {
            typed: "1.5".into(),
            refusal: MoneyRefusal { column: 1, reason: MoneyReason::TooPrecise { digits: 0 } },
        },
        Refusal::OtherCurrency { account: account(13, "Globex & Sons"), given: Currency::EUR, contract: Currency::USD },
        Refusal::AmountTooLarge { account: account(13, "Globex & Sons"), given: usd(9_000_000), most: usd(450_000) },
        Refusal::NoticeAfterEnd { ends_on: days_ago(1) },
        Refusal::NoChannelHere,
        Refusal::NotAllowed { needs: Role::Csm },
        Refusal::SharedOutside,
        Refusal::ExpansionMoved { account: account(11, "TechCorp"), stage: Won, moved: Some((ben(), at)) },
        Refusal::PeriodNotBegun { from: now().date_naive() + chrono::Days::new(30) },
        Refusal::NothingHeld { by: Some((ben(), at)) },
        Refusal::CannotPostThere { channel: "C0CSEMEA".into() },
    ]
}

#[test]
fn every_refusal_says_what_happened_and_what_to_do() {
    let all: Vec<String> = every_refusal().iter().map(|of| shown(&refusal(&reader(), of, now()))).collect();
    let brief: Vec<&str> = all
        .iter()
        .map(|shown| shown.split_once('\n').map_or(shown.as_str(), |(_, blocks)| blocks))
        .map(|blocks| blocks.trim_end_matches("\n~ 🔒 Only visible to you"))
        .collect();
    assert_snapshot!(brief.join("\n"), @r"
    No account is called “tehcorp”. Did you mean:
    These work:
    • `/csm account TechCorp`
    • `/csm book all`
    • `/csm help account`
    [TechCorp open_account {ac:{a:…}}]
    [Help help hp]
    No account is called “&lt;!channel&gt;”. Try a part of its name or its domain, or see `/csm book all`.
    These work:
    • `/csm book all`
    • `/csm help account`
    • `/csm today`
    [Help help hp]
    That is gone: what the button stood for is no longer there. Nothing was changed; open the card again.
    No playbook is called “save”. There are: `red_account_rescue`. `/csm play list` tells what each is for.
    [All plays list_plays pl]
    *Red account rescue* is already at work on *TechCorp*: started by <@U0BEN>, ⟨08:41⟩. Nothing was started.
    [Open play open_runs {rn:{a:…}}]
    *Renewal* counts back from the renewal, and *TechCorp* has no contract end. Nothing was started; bring in its contract, then start again.
    [Account card open_account {ac:{a:…}}]
    *TechCorp* has no owner, so nobody would be prompted. Nothing was started; give it an owner, then start again.
    [Account card open_account {ac:{a:…}}]
    This step is already done. Nothing was changed.
    This step is already acknowledged by <@U0BEN> at ⟨08:41⟩. Nothing was changed.
    This step is already snoozed by you at ⟨Sat 28 Feb 2026, 08:41 CET⟩. Nothing was changed.
    This step is not open yet. It is prompted on its day; until then there is nothing to do.
    This step was put off 2 times already. Choose *Snooze until…* and say why; the reason stands on the card.
    1 Mar is not ahead of us, so nothing was put off. Choose a later day.
    `0 9 29 2 *` does not work: it has no next time. Write a day that comes within five years. Nothing was changed.
    No contract of *Northwind Labs* runs towards an end, so there is no renewal to forecast. Contracts come with the import.
    [Account card open_account {ac:{a:…}}]
    *Northwind Labs* has renewed: what follows is signed already. Nothing was changed.
    [Account card open_account {ac:{a:…}}]
    *Globex &amp; Sons* is worked by <@U0BEN>, so that is for them or a manager. Nothing was changed.
    [Account card open_account {ac:{a:…}}]
    *Globex &amp; Sons* has no owner, so that is for a manager. Nothing was changed.
    [Account card open_account {ac:{a:…}}]
    A changed forecast says why, in three characters or more, so *Globex &amp; Sons* was not set to at risk. Add it at the end: `because two teams left`.
    [Say why… ask_forecast {fs:{a:…,c:at_risk}}]
    *Globex &amp; Sons* was set to at risk $40K by <@U0BEN> at ⟨08:41⟩, after you looked. Nothing was changed; look again.
    [Account card open_account {ac:{a:…}}]
    “1.5” is no amount of this contract. This currency has no digits after the point; write thousands as 45000, 45k or 45,000. Nothing was changed.
    The contract of *Globex &amp; Sons* is in USD, not in EUR, and nothing here is converted. Write the amount in USD. Nothing was changed.
    [Account card open_account {ac:{a:…}}]
    $9M is beyond what makes sense for the contract of *Globex &amp; Sons*: at most $450K. Nothing was changed.
    [Account card open_account {ac:{a:…}}]
    The contract ends on 1 Mar; notice is given before that. Nothing was changed.
    A direct message has no channel's digest, so nothing was done. `/csm digest daily 8:30`, without `here`, sends yours to you; for a channel's, type it there.
    That is for customer success managers and up here, so nothing was done. Whoever runs the bot can change your role.
    There are people of other companies in this channel, so nothing about accounts is shown here. Ask me in a direct message.
    The expansion of *TechCorp* is already won by <@U0BEN>, ⟨08:41⟩. Nothing was changed.
    That period begins on 1 Apr only, so there is nothing to tell of it yet.
    Nothing waits there any more: <@U0BEN> decided at ⟨08:41⟩. Nothing was changed; `/csm status` shows what does.
    I cannot post in <#C0CSEMEA>, so nothing was sent. Invite me there with `/invite`, then try again.
    ");
}
