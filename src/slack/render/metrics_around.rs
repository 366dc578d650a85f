//! What stands below retention: risk, first value, adoption, touches, deliveries, lifetime value, colours, themes.

use super::kit::{amount, count, date, inert, money, quoted, whole, with_tenth};
use super::metrics::{days, exact};
use super::voice::heard;
use super::words::{segment, sign};
use crate::domain::money::Money;
use crate::domain::portfolio::{
    Counts, Flow, GroupFigures, Lifetime, MetricsView, Period, PeriodFigures, Share, Slice, TimeToValue, per_csm,
};

/// A line a figure, of the last period.
pub(super) fn around(view: &MetricsView) -> Option<String> {
    let last = view.periods.last()?;
    let whole = last.groups.first()?;
    let lines = [
        Some(at_risk(whole)),
        Some(first_value(&whole.counts, &days(last, view.today))),
        Some(adoption(&whole.counts)),
        Some(touched(view, last, &whole.counts)),
        Some(delivered(view.delivery, &days(last, view.today))),
        view.n_csms.map(|n_csms| carried(whole.n_end(), n_csms)),
    ];
    Some(lines.into_iter().flatten().collect::<Vec<_>>().join("\n"))
}

fn at_risk(whole: &GroupFigures) -> String {
    let of = |slice: &Slice| {
        let money = |minor| amount(Money::new(minor, slice.currency));
        let share = slice.at_risk()?;
        let accounts = count(slice.n_red, say!("account"), say!("accounts"));
        Some(say!(
            "{part} of {whole} ({share}, {accounts})",
            part = money(share.part()),
            whole = money(share.whole()),
            share,
            accounts
        ))
    };
    let parts: Vec<String> = whole.slices.iter().filter_map(of).collect();
    say!(
        "*ARR at risk* 🔴 {parts}",
        parts = if parts.is_empty() { say!("no revenue").to_owned() } else { parts.join(" · ") }
    )
}

fn first_value(counts: &Counts, when: &str) -> String {
    let Some(TimeToValue { median_half_days, in_time, n_waiting }) = counts.time_to_value() else {
        return say!("*First value* unknown: no milestone is known of who started {when}", when);
    };
    let median = median_half_days.map_or_else(
        || say!("not reached by half of them").to_owned(),
        |half| say!("median {days} days", days = with_tenth(half / 2, (half % 2).unsigned_abs() * 5)),
    );
    let waiting = if n_waiting == 0 { String::new() } else { say!(", {n_waiting} still waiting", n_waiting) };
    say!(
        "*First value* {median} · by day 90 *{in_time}* ({part} of {whole} that started {when}{waiting})",
        median,
        in_time,
        part = in_time.part(),
        whole = in_time.whole(),
        when,
        waiting
    )
}

fn adoption(counts: &Counts) -> String {
    let part = |share: Option<Share>, what: &str, n: i64| {
        if let Some(share) = share {
            let accounts = count(n, say!("account"), say!("accounts"));
            say!(
                "*{share}* of {what} ({part} of {whole}, {accounts})",
                share,
                what,
                part = share.part(),
                whole = share.whole(),
                accounts
            )
        } else {
            say!("{what} unknown", what)
        }
    };
    let seats = part(counts.adoption(), say!("seats"), counts.n_seats_known);
    say!(
        "*Adoption* {seats} · {part}",
        seats,
        part = part(counts.features(), say!("core features"), counts.n_features_known)
    )
}

fn touched(view: &MetricsView, last: &PeriodFigures, counts: &Counts) -> String {
    let quarter = Period::quarter_of(last.as_of);
    let when =
        say!("{quarter} to {as_of}", quarter = date(quarter.from, view.today), as_of = date(last.as_of, view.today));
    if let Some(share) = counts.touched() {
        say!(
            "*Touched by a person* *{share}* ({part} of {whole} accounts in the programme, {when})",
            share,
            part = share.part(),
            whole = share.whole(),
            when
        )
    } else {
        say!("*Touched by a person* nobody is in the programme, {when}", when)
    }
}

fn delivered(delivery: Option<Share>, when: &str) -> String {
    if let Some(share) = delivery {
        say!(
            "*Messages delivered* *{share}* ({part} of {whole} attempted, {when})",
            share,
            part = share.part(),
            whole = share.whole(),
            when
        )
    } else {
        say!("*Messages delivered* unknown: none was attempted, {when}", when)
    }
}

fn carried(n_accounts: i64, n_csms: i64) -> String {
    let accounts = count(n_accounts, say!("account"), say!("accounts"));
    if let Some(each) = per_csm(n_accounts, n_csms) {
        say!(
            "*Accounts for each CSM* {each} : 1 ({accounts}, {n_csms})",
            each,
            accounts,
            n_csms = count(n_csms, say!("CSM"), say!("CSMs"))
        )
    } else {
        say!("*Accounts for each CSM* unknown: {accounts}, nobody has the role", accounts)
    }
}

/// What an average account of each segment is worth while it stays.
pub(super) fn lifetimes(view: &MetricsView) -> Option<String> {
    let line = |lifetime: &Lifetime| {
        let churn = match lifetime.churn {
            Some(churn) if churn.part() == 0 => say!("nobody of {whole} left in 12 months", whole = churn.whole()),
            Some(churn) => say!("{part} of {whole} left in 12 months", part = churn.part(), whole = churn.whole()),
            None => say!("no cohort 12 months ago").to_owned(),
        };
        let value = lifetime.value.map_or_else(|| say!("unknown").to_owned(), |value| format!("*{}*", money(value)));
        let arr = money(lifetime.average_arr);
        say!(
            "{segment} {value}: {arr} × {gross_margin} margin ÷ churn, {churn}",
            segment = segment(lifetime.segment),
            value,
            arr,
            gross_margin = view.gross_margin,
            churn
        )
    };
    let lines: Vec<String> = view.lifetimes.iter().map(line).collect();
    (!lines.is_empty())
        .then(|| say!("*Lifetime value, an estimate for an average account*\n{lines}", lines = lines.join("\n")))
}

/// Who changed colour; the rest is counted.
pub(super) fn colours(view: &MetricsView) -> Option<String> {
    let first = view.periods.first()?;
    let (changed, kept): (Vec<&Flow>, Vec<&Flow>) = view.flows.iter().partition(|flow| flow.from != flow.to);
    let coloured = |flow: &&&Flow| flow.from.is_some();
    let n_kept: i64 = kept.iter().filter(coloured).map(|flow| flow.n).sum();
    let n_never: i64 = kept.iter().filter(|flow| flow.from.is_none()).map(|flow| flow.n).sum();
    let flows = changed
        .iter()
        .map(|flow| format!("{} → {} *{}* ({})", sign(flow.from), sign(flow.to), whole(flow.n), exact(&flow.arr)));
    let kept = (0 < n_kept).then(|| say!("{n_kept} unchanged", n_kept));
    let never = (0 < n_never).then(|| say!("{n_never} without a colour on both days", n_never));
    let parts: Vec<String> = flows.chain(kept).chain(never).collect();
    let (eve, to) = (date(first.period.eve(), view.today), date(first.as_of, view.today));
    (!parts.is_empty())
        .then(|| say!("*Colours, {eve} → {to}* (⚪ not enough data)\n{parts}", eve, to, parts = parts.join(" · ")))
}

/// What customers write about again and again: an item each for product.
pub(super) fn themes(view: &MetricsView) -> Option<String> {
    let (times, days, themes) = &view.themes;
    let line = |theme: &crate::domain::portfolio::Theme| {
        format!(
            "{} {} · {} · {}",
            quoted(&inert(&theme.theme, 60)),
            heard(theme.n_tickets, theme.n_feedback),
            count(theme.n_accounts, say!("account"), say!("accounts")),
            exact(&theme.arr)
        )
    };
    let lines: Vec<String> = themes.iter().map(line).collect();
    let title = say!("*For product: themes that came {times} times or more in {days} days*", times, days);
    (!lines.is_empty()).then(|| format!("{title}\n{}", lines.join("\n")))
}
