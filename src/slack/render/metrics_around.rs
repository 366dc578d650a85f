//! What stands below retention: risk, first value, adoption, touches, deliveries, lifetime value, colours, themes.

use super::kit::{count, date, inert, money};
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
        let money = |minor| Money::new(minor, slice.currency).to_string();
        let share = slice.at_risk()?;
        let accounts = count(slice.n_red, "account", "accounts");
        Some(format!("{} of {} ({share}, {accounts})", money(share.part()), money(share.whole())))
    };
    let parts: Vec<String> = whole.slices.iter().filter_map(of).collect();
    format!("*ARR at risk* 🔴 {}", if parts.is_empty() { "no revenue".to_owned() } else { parts.join(" · ") })
}

fn first_value(counts: &Counts, when: &str) -> String {
    let Some(TimeToValue { median_half_days, in_time, n_waiting }) = counts.time_to_value() else {
        return format!("*First value* unknown: no milestone is known of who started {when}");
    };
    let median = median_half_days.map_or_else(
        || "not reached by half of them".to_owned(),
        |half| format!("median {}{} days", half / 2, if half % 2 == 0 { "" } else { ".5" }),
    );
    let waiting = if n_waiting == 0 { String::new() } else { format!(", {n_waiting} still waiting") };
    format!(
        "*First value* {median} · by day 90 *{in_time}* ({} of {} that started {when}{waiting})",
        in_time.part(),
        in_time.whole()
    )
}

fn adoption(counts: &Counts) -> String {
    let part = |share: Option<Share>, what: &str, n: i64| match share {
        Some(share) => {
            let accounts = count(n, "account", "accounts");
            format!("*{share}* of {what} ({} of {}, {accounts})", share.part(), share.whole())
        }
        None => format!("{what} unknown"),
    };
    let seats = part(counts.adoption(), "seats", counts.n_seats_known);
    format!("*Adoption* {seats} · {}", part(counts.features(), "core features", counts.n_features_known))
}

fn touched(view: &MetricsView, last: &PeriodFigures, counts: &Counts) -> String {
    let quarter = Period::quarter_of(last.as_of);
    let when = format!("{} to {}", date(quarter.from, view.today), date(last.as_of, view.today));
    match counts.touched() {
        Some(share) => format!(
            "*Touched by a person* *{share}* ({} of {} accounts in the programme, {when})",
            share.part(),
            share.whole()
        ),
        None => format!("*Touched by a person* nobody is in the programme, {when}"),
    }
}

fn delivered(delivery: Option<Share>, when: &str) -> String {
    match delivery {
        Some(share) => {
            format!("*Messages delivered* *{share}* ({} of {} attempted, {when})", share.part(), share.whole())
        }
        None => format!("*Messages delivered* unknown: none was attempted, {when}"),
    }
}

fn carried(n_accounts: i64, n_csms: i64) -> String {
    let accounts = count(n_accounts, "account", "accounts");
    match per_csm(n_accounts, n_csms) {
        Some(each) => format!("*Accounts for each CSM* {each} : 1 ({accounts}, {})", count(n_csms, "CSM", "CSMs")),
        None => format!("*Accounts for each CSM* unknown: {accounts}, nobody has the role"),
    }
}

/// What an average account of each segment is worth while it stays.
pub(super) fn lifetimes(view: &MetricsView) -> Option<String> {
    let line = |lifetime: &Lifetime| {
        let churn = match lifetime.churn {
            Some(churn) if churn.part() == 0 => format!("nobody of {} left in 12 months", churn.whole()),
            Some(churn) => format!("{} of {} left in 12 months", churn.part(), churn.whole()),
            None => "no cohort 12 months ago".to_owned(),
        };
        let value = lifetime.value.map_or_else(|| "unknown".to_owned(), |value| format!("*{}*", money(value)));
        let arr = money(lifetime.average_arr);
        format!("{} {value}: {arr} × {} margin ÷ churn, {churn}", segment(lifetime.segment), view.gross_margin)
    };
    let lines: Vec<String> = view.lifetimes.iter().map(line).collect();
    (!lines.is_empty()).then(|| format!("*Lifetime value, an estimate for an average account*\n{}", lines.join("\n")))
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
        .map(|flow| format!("{} → {} *{}* ({})", sign(flow.from), sign(flow.to), flow.n, exact(&flow.arr)));
    let kept = (0 < n_kept).then(|| format!("{n_kept} unchanged"));
    let never = (0 < n_never).then(|| format!("{n_never} without a colour on both days"));
    let parts: Vec<String> = flows.chain(kept).chain(never).collect();
    let (eve, to) = (date(first.period.eve(), view.today), date(first.as_of, view.today));
    (!parts.is_empty()).then(|| format!("*Colours, {eve} → {to}* (⚪ not enough data)\n{}", parts.join(" · ")))
}

/// What customers write about again and again: an item each for product.
pub(super) fn themes(view: &MetricsView) -> Option<String> {
    let (times, days, themes) = &view.themes;
    let line = |theme: &crate::domain::portfolio::Theme| {
        format!(
            "“{}” {} · {} · {}",
            inert(&theme.theme, 60),
            heard(theme.n_tickets, theme.n_feedback),
            count(theme.n_accounts, "account", "accounts"),
            exact(&theme.arr)
        )
    };
    let lines: Vec<String> = themes.iter().map(line).collect();
    let title = format!("*For product: themes that came {times} times or more in {days} days*");
    (!lines.is_empty()).then(|| format!("{title}\n{}", lines.join("\n")))
}
