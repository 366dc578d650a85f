//! The findings in words and aligned figures.

use std::fmt::{self, Write};

use crate::domain::backtest::{Estimate, LEAST_ACCOUNTS, LeadTimes, Outcome, Rate, Verdict};
use crate::domain::health::Band;
use crate::operations::backtest::{Advice, Findings, Suggestion};

/// The whole report.
pub fn report(found: &Findings) -> Result<String, fmt::Error> {
    let mut words = String::new();
    head(found, &mut words)?;
    bands(found, &mut words)?;
    ranking(found, &mut words)?;
    leads(&found.lead_times, &mut words)?;
    deciles(found, &mut words)?;
    suggestion(&found.suggestion, &mut words)?;
    left_out(found, &mut words)?;
    Ok(words)
}

fn head(found: &Findings, words: &mut String) -> fmt::Result {
    let (Some(first), Some(last)) = (found.dates.first(), found.dates.last()) else { return Ok(()) };
    let churn = match found.outcome {
        Outcome::Lost => "the account ended, or none of its ARR was left",
        Outcome::Recorded => "the account ended, none of its ARR was left, or a churn is recorded, whatever was left",
    };
    writeln!(words, "Did red accounts churn more?  Model {}, data as of {}", found.models.join(", "), found.as_of)?;
    writeln!(
        words,
        "{} account-dates: {} accounts on {} dates from {first} to {last}, {} days ahead of each",
        found.n,
        found.n_accounts,
        found.dates.len(),
        found.horizon_days
    )?;
    writeln!(words, "Churned: {churn}; coming back later does not undo it")
}

fn bands(found: &Findings, words: &mut String) -> fmt::Result {
    writeln!(
        words,
        "\n{:<12} {:>13} {:>9} {:>8} {:>7}   95 % interval",
        "colour", "account-dates", "accounts", "churned", "rate"
    )?;
    for row in &found.bands {
        let name = row.band.map_or("withheld", Band::as_str);
        rate(name, &row.rate, words)?;
    }
    Ok(())
}

fn rate(name: &str, rate: &Rate, words: &mut String) -> fmt::Result {
    let (share, interval) = (rate.share.map_or("–".to_owned(), per_cent), rate.interval);
    let interval = interval.map_or("–".to_owned(), |(low, high)| format!("{} to {}", per_cent(low), per_cent(high)));
    writeln!(words, "{name:<12} {:>13} {:>9} {:>8} {share:>7}   {interval}", rate.n, rate.n_accounts, rate.n_churned)
}

fn per_cent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn ranking(found: &Findings, words: &mut String) -> fmt::Result {
    let (churned, of) = found.auc.map_or((0, 0), |auc| (auc.n_accounts_churned, auc.n_accounts));
    let says = match found.verdict {
        Verdict::Signal => "Signal found: lower scores churned more.".to_owned(),
        Verdict::NoneFound => "No signal found: the interval holds 0.5, as chance does.".to_owned(),
        Verdict::Inverted => "Inverted: higher scores churned more.".to_owned(),
        Verdict::TooFew => format!(
            "Nothing can be said: {churned} of {of} scored accounts churned; {LEAST_ACCOUNTS} must have, and as many not."
        ),
    };
    writeln!(words, "\n{says}")?;
    let header = ["ranked by", "AUC", "95 % interval", "account-dates", "churned", "accounts"];
    let [name, auc, interval, n, churned, accounts] = header;
    writeln!(words, "\n{name:<24} {auc:>6}   {interval:<15} {n:>13} {churned:>8} {accounts:>9}")?;
    estimate("score", found.auc.as_ref(), words)?;
    writeln!(words, "{:<24} {:>6}", "chance", "0.500")?;
    for (measure, of) in &found.factors {
        estimate(&format!("{} alone", measure.as_str()), of.as_ref(), words)?;
    }
    writeln!(words, "\nEach factor is a try of its own: one that says nothing still misses 0.5 once in twenty.")
}

fn estimate(name: &str, of: Option<&Estimate>, words: &mut String) -> fmt::Result {
    let Some(of) = of else { return writeln!(words, "{name:<24}  no data") };
    writeln!(
        words,
        "{name:<24} {:>6.3}   {:<15} {:>13} {:>8} {:>9}",
        of.value,
        interval(of),
        of.n,
        of.n_churned,
        of.n_accounts
    )
}

fn interval(of: &Estimate) -> String {
    of.interval.map_or("–".to_owned(), |(low, high)| format!("{low:.3} to {high:.3}"))
}

fn leads(times: &LeadTimes, words: &mut String) -> fmt::Result {
    let LeadTimes { n, n_red, n_red_before, n_never_red, n_withheld, median_days, at_least } = times;
    let median = median_days.map_or(String::new(), |days| format!(", in the median for {days} days"));
    writeln!(
        words,
        "\nHow early red warned, as fine as the dates lie apart; of {n} losses of accounts with a colour:"
    )?;
    writeln!(words, "  red until the loss  {n_red} of {n}{median}")?;
    for (days, n_at_least) in at_least {
        writeln!(words, "  for {days} days or more  {n_at_least} of {n}")?;
    }
    writeln!(words, "  red earlier only    {n_red_before} of {n}")?;
    writeln!(words, "  never red           {n_never_red} of {n}")?;
    writeln!(words, "  no colour at all    {n_withheld} more")
}

fn deciles(found: &Findings, words: &mut String) -> fmt::Result {
    writeln!(
        words,
        "\n{:<12} {:>13} {:>9} {:>8} {:>7}   95 % interval",
        "scores", "account-dates", "accounts", "churned", "rate"
    )?;
    for row in &found.deciles {
        let points = |milli: i32| f64::from(milli) / 1_000.0;
        rate(&format!("{:.1}–{:.1}", points(row.scores.0.0), points(row.scores.1.0)), &row.rate, words)?;
    }
    Ok(())
}

fn suggestion(of: &Suggestion, words: &mut String) -> fmt::Result {
    writeln!(words, "\nWeights of {}, and what a regression would give", of.model)?;
    for row in &of.weights {
        let suggested = row.suggested.map_or("kept".to_owned(), |weight| weight.to_string());
        writeln!(words, "  {:<20} {:>5} {suggested:>9}", row.measure.as_str(), row.today)?;
    }
    for (name, of) in [("today's", &of.today), ("suggested", &of.suggested)] {
        if let Some(of) = of {
            writeln!(
                words,
                "  AUC {name:<10} {:.3}   {}   on {} account-dates not fitted to",
                of.value,
                interval(of),
                of.n
            )?;
        }
    }
    if let Some(gain) = &of.gain {
        writeln!(words, "  gain           {:+.3}   {}", gain.value, interval(gain))?;
    }
    let advice = match of.advice {
        Advice::Consider => {
            "The suggested weights ranked better on accounts that they were not fitted to: worth a look."
        }
        Advice::Keep => {
            "Keep today's weights: the others did not rank better on accounts that they were not fitted to."
        }
        Advice::TooFew => "Keep today's weights: too few accounts churned, or stayed, to fit others to.",
    };
    writeln!(words, "{advice}")
}

fn left_out(found: &Findings, words: &mut String) -> fmt::Result {
    writeln!(words, "\nLeft out, for what was known then is lost:")?;
    for (measure, reason) in &found.left_out {
        writeln!(words, "  {:<20} {reason}", measure.as_str())?;
    }
    writeln!(words, "Mind also:")?;
    found.caveats.iter().try_for_each(|caveat| writeln!(words, "  {caveat}"))
}
