//! Accounts that are ready to grow: the funnel, and each with its next step.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::book::{Pages, filter_words};
use super::kit::{
    Piece, actions, ago, button, clock, context, count, date, header, input, money, name, plain, section, whole,
};
use super::listing::{filters_button, order_words};
use super::message::{Message, Reader};
use super::metrics::exact;
use super::modal::modal;
use super::words::{mention, sign};
use crate::domain::account::AccountRef;
use crate::domain::money::Money;
use crate::domain::portfolio::{ExpansionRow, ExpansionStage, ExpansionsView, Funnel};
use crate::slack::action::{Action, ExpansionSeen, ExpansionsPage, Field, ListAsked, ModalKind, PortfolioClick};

const REASON: u64 = 300;
const AMOUNT: u64 = 40;

/// The funnel of twelve months, and a page of what is open.
pub fn expansions(reader: &Reader, view: &ExpansionsView, now: DateTime<Utc>) -> Message {
    let [flagged, _, _, won] = &view.funnel.steps;
    let ready = if view.n_open == 0 {
        say!("No account").to_owned()
    } else {
        count(view.n_open, say!("account"), say!("accounts"))
    };
    let title = say!("{ready} ready to grow · {flagged} flagged, {won} won", ready, flagged = flagged.n, won = won.n)
        .replace('\u{A0}', " ");
    let mut pieces = vec![Piece::kept(header(&title))];
    if flagged.n == 0 {
        let text =
            say!("Nothing is flagged yet. An account is when it uses nearly all of its plan and is well engaged (T3).");
        pieces.push(Piece::kept(section(text)));
    } else {
        pieces.push(Piece::kept(section(&funnel(&view.funnel))));
    }
    pieces.extend(view.rows.iter().map(|line| Piece::row(row(reader, view, line, now))));
    let turn = |page| Action::Portfolio(PortfolioClick::Expansions(at(view, page)));
    let pages = Pages { page: view.page, size: view.page_size, n: view.n_open };
    let filters = filters_button(ListAsked::Expansions { filter: view.filter.clone() });
    pieces.extend(pages.buttons_and(turn, [filters]).map(Piece::kept));
    let since = date(view.from, view.as_of);
    let foot = say!(
        "🔒 Only visible to you · {whose} · {order} · flagged since {since} · as of {now}",
        whose = filter_words(&view.filter),
        order = order_words(&view.filter, say!("largest first")),
        since,
        now = clock(now, reader.zone, now)
    );
    pieces.push(Piece::kept(context(&foot)));
    Message::new(&title, pieces)
}

/// How far an expansion has come.
pub(super) fn expansion_stage(stage: ExpansionStage) -> &'static str {
    match stage {
        ExpansionStage::Flagged => say!("flagged"),
        ExpansionStage::Chosen => say!("chosen"),
        ExpansionStage::Contacted => say!("contacted"),
        ExpansionStage::Won => say!("won"),
        ExpansionStage::Lost => say!("lost"),
    }
}

/// `47 flagged → 18 chosen → 12 contacted → 6 won`, with amounts, and the won as a share of each.
fn funnel(funnel: &Funnel) -> String {
    let words = [say!("flagged"), say!("chosen"), say!("contacted"), say!("won")];
    let steps = funnel.steps.iter().zip(words);
    let way = steps.clone().map(|(step, word)| format!("*{}* {word}", whole(step.n))).collect::<Vec<_>>().join(" → ");
    let n_steps = words.len();
    let amounts = steps.enumerate().filter(|(_, (step, _))| 0 < step.n).map(|(at, (step, word))| {
        // What was won is an amount of its own; the others are what is at stake.
        let of = if at + 1 == n_steps { "" } else { say!(" ARR") };
        format!("{word} {}{of}", exact(&step.amount))
    });
    let rates = funnel.rates().into_iter().zip(words).filter_map(|(rate, word)| {
        let rate = rate?;
        Some(say!("won ÷ {word} *{rate}* ({part} of {whole})", word, rate, part = rate.part(), whole = rate.whole()))
    });
    let lost = if funnel.n_lost == 0 { String::new() } else { say!(" · {n_lost} lost", n_lost = funnel.n_lost) };
    let amounts = amounts.collect::<Vec<_>>().join(" · ");
    format!("{way}{lost}\n{amounts}\n{}", rates.collect::<Vec<_>>().join(" · "))
}

fn at(view: &ExpansionsView, page: i64) -> ExpansionsPage {
    ExpansionsPage { filter: view.filter.clone(), page }
}

fn row(reader: &Reader, view: &ExpansionsView, row: &ExpansionRow, now: DateTime<Utc>) -> Vec<SlackBlock> {
    let days = (now - row.flagged_at).num_days();
    let passed = match row.stage {
        ExpansionStage::Flagged => "",
        ExpansionStage::Chosen => say!("chosen, "),
        ExpansionStage::Contacted => say!("contacted, "),
        ExpansionStage::Won => say!("won, "),
        ExpansionStage::Lost => say!("lost, "),
    };
    let limit = row.limit_use.map(|per_cent| say!("{per_cent}\u{A0}% of its plan in use", per_cent));
    let owner = row.owner.as_ref().filter(|owner| Some(owner.id) != reader.person).map(mention);
    let facts = [Some(say!("{passed}flagged {days}", passed, days = ago(days))), limit, owner];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let text = format!("{} *{}* · {}\n{facts}", sign(row.band), name(&row.account.name), money(row.arr));
    let seen = || ExpansionSeen { expansion: row.id, version: row.version, page: at(view, view.page) };
    let click = |label: &str, click: PortfolioClick| button(label, &Action::Portfolio(click));
    let all = [
        (ExpansionStage::Chosen, click(say!("Choose"), PortfolioClick::Choose(seen()))),
        (ExpansionStage::Contacted, click(say!("Contacted"), PortfolioClick::Contact(seen()))),
        (ExpansionStage::Won, click(say!("Won…"), PortfolioClick::AskWon(seen()))),
        (ExpansionStage::Lost, click(say!("Lost…"), PortfolioClick::AskLost(seen()))),
    ];
    let open = all.into_iter().filter(|(stage, _)| row.stage < *stage).map(|(_, button)| button);
    [Some(section(&text)), actions(open.map(Into::into).collect())].into_iter().flatten().collect()
}

/// Asks what was won.
pub fn won_form(kind: &ModalKind, account: &AccountRef, arr: Money) -> SlackView {
    let amount = SlackBlockPlainTextInputElement::new()
        .with_action_id(Field::Amount.id().into())
        .with_max_length(AMOUNT)
        .with_focus_on_load(true)
        .with_placeholder(plain(say!("38k"), 150));
    let hint = say!(
        "More revenue a year than before, in {currency} unless another currency is named.",
        currency = arr.currency
    );
    let question = input(Field::Amount.id(), say!("What was won?"), amount).with_hint(plain(&hint, 150));
    let about = context(&say!("*{account}* · {arr} today", account = name(&account.name), arr = money(arr)));
    modal(say!("Expansion won"), kind, Some(say!("Won")), vec![about, question.into()])
}

/// Asks why nothing came of it.
pub fn lost_form(kind: &ModalKind, account: &AccountRef) -> SlackView {
    let reason = SlackBlockPlainTextInputElement::new()
        .with_action_id(Field::Reason.id().into())
        .with_max_length(REASON)
        .with_focus_on_load(true)
        .with_placeholder(plain(say!("No budget before October"), 150));
    let question = input(Field::Reason.id(), say!("Why did nothing come of it?"), reason);
    modal(
        say!("Expansion lost"),
        kind,
        Some(say!("Lost")),
        vec![context(&format!("*{}*", name(&account.name))), question.into()],
    )
}

/// What an expansion's form did.
pub fn expansion_ended(account: &AccountRef, won: Option<Money>) -> Message {
    let text = if let Some(won) = won {
        say!("*{account}*: {won} won. It counts in the funnel from now on.", account = name(&account.name), won)
    } else {
        say!("*{account}*: noted as lost. It leaves the list.", account = name(&account.name))
    };
    Message::of(&text, [section(&text)])
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use uuid::Uuid;

    use super::super::samples::{account, expansions as sample, now, reader, usd};
    use super::super::testing::{shown, shown_view};
    use super::*;
    use crate::domain::ids::ExpansionId;

    #[test]
    fn the_funnel_divides_the_won_by_each_step() {
        assert_snapshot!(shown(&expansions(&reader(), &sample(), now())), @r"
        » 32 accounts ready to grow · 47 flagged, 6 won
        # 32 accounts ready to grow · 47 flagged, 6 won
        *47* flagged → *18* chosen → *12* contacted → *6* won · 9 lost
        flagged $2,100,000 ARR · chosen $900,000 ARR · contacted $600,000 ARR · won $38,000
        won ÷ flagged *12.8 %* (6 of 47) · won ÷ chosen *33.3 %* (6 of 18) · won ÷ contacted *50.0 %* (6 of 12)
        🟢 *Acme* · $60K
        flagged 12 days ago · 92 % of its plan in use · <@U0BEN>
        [Choose expansion_choose {pf:{c:{e:…,v:1,l:{o:all,s:[mid_touch],p:0}}}}] [Contacted expansion_contact {pf:{t:{e:…,v:1,l:{o:all,s:[mid_touch],p:0}}}}] [Won… expansion_won {pf:{w:{e:…,v:1,l:{o:all,s:[mid_touch],p:0}}}}] [Lost… expansion_lost {pf:{l:{e:…,v:1,l:{o:all,s:[mid_touch],p:0}}}}]
        🟢 *Globex &amp; Sons* · $52K
        chosen, flagged 12 days ago · 92 % of its plan in use · <@U0BEN>
        [Contacted expansion_contact:2 {pf:{t:{e:…,v:1,l:{o:all,s:[mid_touch],p:0}}}}] [Won… expansion_won:2 {pf:{w:{e:…,v:1,l:{o:all,s:[mid_touch],p:0}}}}] [Lost… expansion_lost:2 {pf:{l:{e:…,v:1,l:{o:all,s:[mid_touch],p:0}}}}]
        🟢 *Initech* · $30K
        contacted, flagged 12 days ago · 92 % of its plan in use · <@U0BEN>
        [Won… expansion_won:3 {pf:{w:{e:…,v:1,l:{o:all,s:[mid_touch],p:0}}}}] [Lost… expansion_lost:3 {pf:{l:{e:…,v:1,l:{o:all,s:[mid_touch],p:0}}}}]
        [Next › expansions {pf:{e:{o:all,s:[mid_touch],p:1}}}] [Filters… ask_filters {pf:{i:{a:{l:{e:{f:{o:all,s:[mid_touch]}}}}}}}]
        ~ 🔒 Only visible to you · all books · mid-touch · largest first · flagged since 2 Mar 2025 · as of ⟨09:12⟩
        ");
    }

    #[test]
    fn the_end_is_asked_for_and_told() {
        let (expansion, acme) = (ExpansionId(Uuid::nil()), account(1, "Acme <!here>"));
        let won = ModalKind::ExpansionWon { expansion, version: 3 };
        assert_snapshot!(shown_view(&won_form(&won, &acme, usd(60_000))), @r#"
        » Expansion won | Won | Cancel | "{\"ew\":{\"e\":\"00000000000000000000000000000000\",\"v\":3}}"
        ~ *Acme &lt;!here&gt;* · $60K today
        What was won?*: <plain_text_input 38k > More revenue a year than before, in USD unless another currency is named.
        "#);
        let lost = ModalKind::ExpansionLost { expansion, version: 3 };
        assert_snapshot!(shown_view(&lost_form(&lost, &acme)), @r#"
        » Expansion lost | Lost | Cancel | "{\"el\":{\"e\":\"00000000000000000000000000000000\",\"v\":3}}"
        ~ *Acme &lt;!here&gt;*
        Why did nothing come of it?*: <plain_text_input No budget before October >
        "#);
        assert_snapshot!(shown(&expansion_ended(&acme, Some(usd(38_000)))), @r"
        » *Acme &lt;!here&gt;*: $38,000 won. It counts in the funnel from now on.
        *Acme &lt;!here&gt;*: $38,000 won. It counts in the funnel from now on.
        ");
        assert_snapshot!(shown(&expansion_ended(&acme, None)), @r"
        » *Acme &lt;!here&gt;*: noted as lost. It leaves the list.
        *Acme &lt;!here&gt;*: noted as lost. It leaves the list.
        ");
    }
}
