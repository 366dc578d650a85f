//! Why a forecast was not set, and what to do about it.

use chrono::{DateTime, Utc};

use super::forecast_form::money_fault;
use super::kit::{clock, date, inert, money, name};
use super::message::{Reader, Scene};
use super::refusal::who;
use super::words::category as category_word;
use crate::domain::refusal::Refusal;

/// The words for a refusal that is about a forecast; `None` for any other.
pub(super) fn forecast_refused(reader: &Reader, refusal: &Refusal, now: DateTime<Utc>) -> Option<String> {
    let words = if let Refusal::NoRenewal { account } = refusal {
        format!(
            "No contract of *{}* runs towards an end, so there is no renewal to forecast. Contracts come with the import.",
            name(&account.name)
        )
    } else if let Refusal::AlreadyRenewed { account } = refusal {
        format!("*{}* has renewed: what follows is signed already. Nothing was changed.", name(&account.name))
    } else if let Refusal::NotYours { account, owner } = refusal {
        let whose = owner.as_ref().map_or_else(
            || "has no owner, so that is for a manager".to_owned(),
            |owner| format!("is worked by {}, so that is for them or a manager", who(reader, owner)),
        );
        format!("*{}* {whose}. Nothing was changed.", name(&account.name))
    } else if let Refusal::ForecastNeedsReason { account, category } = refusal {
        format!(
            "A changed forecast says why, in three characters or more, so *{}* was not set to {}. Add it at the end: \
             `because two teams left`.",
            name(&account.name),
            category_word(*category)
        )
    } else if let Refusal::ForecastMoved { account, category, amount, by, at } = refusal {
        format!(
            "*{}* was set to {} {} by {} at {}, after you looked. Nothing was changed; look again.",
            name(&account.name),
            category_word(*category),
            money(*amount),
            who(reader, by),
            clock(*at, reader.zone, now)
        )
    } else {
        return amount_refused(reader, refusal, now);
    };
    Some(words)
}

fn amount_refused(reader: &Reader, refusal: &Refusal, now: DateTime<Utc>) -> Option<String> {
    let words = if let Refusal::BadAmount { typed, refusal } = refusal {
        format!(
            "“{}” is no amount of this contract. {}. Nothing was changed.",
            inert(typed, 40),
            money_fault(&refusal.reason)
        )
    } else if let Refusal::OtherCurrency { account, given, contract } = refusal {
        format!(
            "The contract of *{}* is in {contract}, not in {given}, and nothing here is converted. Write the amount in \
             {contract}. Nothing was changed.",
            name(&account.name)
        )
    } else if let Refusal::AmountTooLarge { account, given, most } = refusal {
        format!(
            "{} is beyond what makes sense for the contract of *{}*: at most {}. Nothing was changed.",
            money(*given),
            name(&account.name),
            money(*most)
        )
    } else if let Refusal::NoticeAfterEnd { ends_on } = refusal {
        let ends_on = date(*ends_on, Scene::private(reader, now).today);
        format!("The contract ends on {ends_on}; notice is given before that. Nothing was changed.")
    } else {
        return None;
    };
    Some(words)
}
