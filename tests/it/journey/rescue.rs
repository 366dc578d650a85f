//! The main journey: a red account, a play, its first prompt, and the next morning's digests.

use super::step_moves::first_card;
use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, MO, TEAM_CHANNEL, TECHCORP_CHANNEL, VIC};

#[tokio::test]
async fn a_red_account_says_why_and_offers_the_rescue() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    insta::assert_snapshot!(card.words(), @r"
    🔒 » TechCorp: 🔴 Red 45 (−5 in 14 d): usage −45 %, champion left 6 weeks ago · $45K · renewal in 91 days
    # TechCorp
    ~ mid-touch · adoption, day 273 · owner Ana Ruiz · <https://crm.example.com/accounts/techcorp|crm.example.com>
    🔴 *Red 45* (−5 in 14 d) · confidence high · model default v1   [⋯ Signal: value at risk / Set call… / Mute a signal…]
    | *ARR* $45K
    | *Renewal* 1 Jun, in 91 days · not automatic
    | *Last touch* 8 days ago
    | *Next touch* ⚠ was due 1 Mar, weekly while red
    | *Champion* Dana Reyes, ⚠ left 6 weeks ago
    | *Executive* ⚠ none known
    | *Adoption* 18 of 40 seats · 2 of 8 core features
    | *Tickets* none open
    | *NPS* 7 · 12 Jan
    *Why*
    • Usage −45 % against its 60-day baseline
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    • No executive contact known
    *Signals* 📉 usage −45 %, 🚪 champion left, 🔇 silent 8 days
    *Next* Start *Red account rescue*: takes 84 days, ends 7 days before renewal
    [!Start play] [Why] [Log note…] [Set forecast…] <static_select More…Contacts / Start a play… / Success plan / QBR pack / Record feedback… / Record advocacy… / Share…>
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar
    ");
    assert!(bot.view(MO, GENERAL).is_empty(), "an answer is the asker's alone");
    let why = bot.clicks(ANA, &card, "Why").await;
    insta::assert_snapshot!(why.words(), @r#"
    🔒 » Why TechCorp is 🔴 Red 45
    # Why TechCorp is 🔴 Red 45
    *What changed since 26 Feb* (Yellow → Red)
    • Core features: 13.8 → 1.3 points (−12)
    • Usage trend: 1.7 → 0 points (−2)
    *Yellow needs +8* (the edge, and 3 points past it or 3 days there, for it was Yellow before): for example use on 17 of 28 days, or 56 % of the core features in use
    [!Start play] [Account card] [Share…]
    chart "Health, 29 days"
    Factor | Lost | Now | Points | Usual | As of
    Core features | −13.8 | 25 % | 1.2 of 15 | – | 1 Mar
    Days in use | −11.2 | 8 of 28 days | 3.8 of 15 | – | 1 Mar
    Usage trend | −10 | −45 % | 0 of 10 | 11.3 a day | 1 Mar
    Champion | −6 | no | 0 of 6 | – | 2 Mar
    Executive contact | −6 | never | 0 of 6 | – | 2 Mar
    Auto-renewal | −4.3 | no | 0 of 4.3 | – | 2 Mar
    NPS | −2.4 | 7 of 10 | 3.6 of 6 | – | 12 Jan
    CSAT | −1 | 4 of 5 | 3 of 4 | – | 11 Feb
    Last contact | 0 | 0.2× its cadence | 8 of 8 | – | 2 Mar
    Ticket volume | 0 | 1× usual | 8 of 8 | 1 a month | 2 Mar
    Critical ticket | 0 | none | 8 of 8 | – | 2 Mar
    Escalations | 0 | 0 | 4 of 4 | – | 2 Mar
    Overdue invoices | 0 | none | 5.7 of 5.7 | – | 2 Mar
    Contraction | – | no data | – | – | –
    Score | −54.7 | 45.3 | 45.3 of 100 | – | –
    ~ 🔒 Only visible to you · model default v1, confidence high · As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar
    "#);
}

#[tokio::test]
async fn a_play_starts_with_a_prompt_in_the_accounts_channel() {
    let bot = Bot::new().await;
    let left_open = bot.says(ANA, GENERAL, "/csm techcorp").await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    let started = bot.clicks(ANA, &card, "Start play").await;
    insta::assert_snapshot!(started.words(), @r"
    🔒 » TechCorp: 🔴 Red 45 (−5 in 14 d): usage −45 %, champion left 6 weeks ago · $45K · renewal in 91 days
    # TechCorp
    ~ mid-touch · adoption, day 273 · owner Ana Ruiz · <https://crm.example.com/accounts/techcorp|crm.example.com>
    🔴 *Red 45* (−5 in 14 d) · confidence high · model default v1   [⋯ Signal: value at risk / Set call… / Mute a signal…]
    | *ARR* $45K
    | *Renewal* 1 Jun, in 91 days · not automatic
    | *Last touch* 8 days ago
    | *Next touch* ⚠ was due 1 Mar, weekly while red
    | *Champion* Dana Reyes, ⚠ left 6 weeks ago
    | *Executive* ⚠ none known
    | *Adoption* 18 of 40 seats · 2 of 8 core features
    | *Tickets* none open
    | *NPS* 7 · 12 Jan
    | *Play* Red account rescue, 0 of 12 done
    *Why*
    • Usage −45 % against its 60-day baseline
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    • No executive contact known
    *Signals* 📉 usage −45 % (in play), 🚪 champion left, 🔇 silent 8 days
    *Next* Go on with *Red account rescue*: 0 of 12 steps done
    [!Open play] [Why] [Log note…] [Set forecast…] <static_select More…Contacts / Start a play… / Success plan / QBR pack / Record feedback… / Record advocacy… / Share…>
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar

    🔒 » ▶️ *Red account rescue* has started for *TechCorp*: 12 prompts, the last due ⟨Mon 25 May 2026, 17:00 CEST⟩; it ends 7 days before renewal
    ▶️ *Red account rescue* has started for *TechCorp*
    12 prompts, the last due ⟨Mon 25 May 2026, 17:00 CEST⟩; it ends 7 days before renewal
    Prompts go to <#C0TECHCORP>, each on its day; the first is there now.
    [Open play] [Run Renewal beside it] [Account card]
    ~ 🔒 Only visible to you
    ");
    assert!(bot.view(ANA, TECHCORP_CHANNEL).is_empty(), "what others read goes through the outbox");

    bot.runs_due_jobs().await;
    insta::assert_snapshot!(bot.transcript(TECHCORP_CHANNEL, VIC), @r"
    » Stakeholder mapping for TechCorp: due ⟨Mon 9 Mar 2026, 17:00 CET⟩ · <@U0ANA00001> · Red account rescue, step 1 of 5
    # Red account rescue · TechCorp · step 1 of 5 · Stakeholder mapping
    ▶️ ⬜ ⬜ ⬜ ⬜
    Find out who decides now. Name a new champion, and ask for an introduction to the executive sponsor.
    <checkboxes List who uses, who decides and who pays / Name a new champion and tell them so / Introductory call with the executive sponsor>
    ~ 📉 Used less than before, in 28 days: alerts 5 → 0, boards 5 → 0, search 5 → 0
    | *Owner* <@U0ANA00001>
    | *Due* ⟨Mon 9 Mar 2026, 17:00 CET⟩
    | *Health* 🔴 Red 45 · $45K
    | *Renewal* in 91 days · 7 days of slack
    [!Acknowledge] [Blocked…] <static_select SnoozeSnooze 1 working day / Snooze 3 working days / Snooze until…> [Run Renewal beside it] [⋯ Done… / Reassign… / Skip… / Stop the play… / Account card]
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ");

    // Another card was left open, and its button is pressed as well.
    let again = bot.clicks(ANA, &left_open, "Start play").await;
    insta::assert_snapshot!(again.words(), @r"
    🔒 » TechCorp: 🔴 Red 45 (−5 in 14 d): usage −45 %, champion left 6 weeks ago · $45K · renewal in 91 days
    # TechCorp
    ~ mid-touch · adoption, day 273 · owner Ana Ruiz · <https://crm.example.com/accounts/techcorp|crm.example.com>
    🔴 *Red 45* (−5 in 14 d) · confidence high · model default v1   [⋯ Signal: value at risk / Set call… / Mute a signal…]
    | *ARR* $45K
    | *Renewal* 1 Jun, in 91 days · not automatic
    | *Last touch* 8 days ago
    | *Next touch* ⚠ was due 1 Mar, weekly while red
    | *Champion* Dana Reyes, ⚠ left 6 weeks ago
    | *Executive* ⚠ none known
    | *Adoption* 18 of 40 seats · 2 of 8 core features
    | *Tickets* none open
    | *NPS* 7 · 12 Jan
    | *Play* Red account rescue, 0 of 12 done
    *Why*
    • Usage −45 % against its 60-day baseline
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    • No executive contact known
    *Signals* 📉 usage −45 % (in play), 🚪 champion left, 🔇 silent 8 days
    *Next* Go on with *Red account rescue*: 0 of 12 steps done
    [!Open play] [Why] [Log note…] [Set forecast…] <static_select More…Contacts / Start a play… / Success plan / QBR pack / Record feedback… / Record advocacy… / Share…>
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar

    🔒 » *Red account rescue* is already at work on *TechCorp*: started by you, ⟨10:00⟩. Nothing was started.
    *Red account rescue* is already at work on *TechCorp*: started by you, ⟨10:00⟩. Nothing was started.
    [Open play]
    ~ 🔒 Only visible to you
    ");
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    assert!(card.actions().iter().all(|(words, _)| words != "Start play"), "{}", card.words());
    bot.runs_due_jobs().await;
    assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), 1);
    assert_eq!(bot.asks("select count(*) from playbook_runs").await, "1");
}

#[tokio::test]
async fn the_second_to_acknowledge_hears_who_was_first() {
    let bot = started().await;
    let prompt = bot.newest(TECHCORP_CHANNEL, ANA);
    let told = bot.clicks(ANA, &prompt, "Acknowledge").await;
    assert!(told.messages.is_empty(), "the card says it: {}", told.words());
    // Nobody has redrawn the card yet, so Mo still sees the button.
    let told = bot.clicks(MO, &prompt, "Acknowledge").await;
    insta::assert_snapshot!(told.words(), @r"
    🔒 » This step is already acknowledged by <@U0ANA00001> at ⟨09:00⟩. Nothing was changed.
    This step is already acknowledged by <@U0ANA00001> at ⟨09:00⟩. Nothing was changed.
    ~ 🔒 Only visible to you
    ");
    bot.runs_due_jobs().await;
    insta::assert_snapshot!(bot.transcript(TECHCORP_CHANNEL, VIC), @r"
    » 👀 Stakeholder mapping for TechCorp: acknowledged by Ana Ruiz, due ⟨Mon 9 Mar 2026, 17:00 CET⟩ · Red account rescue, step 1 of 5 (edited)
    # Red account rescue · TechCorp · step 1 of 5 · Stakeholder mapping
    ▶️ ⬜ ⬜ ⬜ ⬜
    Find out who decides now. Name a new champion, and ask for an introduction to the executive sponsor.
    <checkboxes List who uses, who decides and who pays / Name a new champion and tell them so / Introductory call with the executive sponsor>
    ~ 📉 Used less than before, in 28 days: alerts 5 → 0, boards 5 → 0, search 5 → 0
    | *Owner* <@U0ANA00001>
    | *Due* ⟨Mon 9 Mar 2026, 17:00 CET⟩
    | *Health* 🔴 Red 45 · $45K
    | *Renewal* in 91 days · 7 days of slack
    👀 *Acknowledged* by <@U0ANA00001> · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    [!Done…] [Blocked…] <static_select SnoozeSnooze 1 working day / Snooze 3 working days / Snooze until…> [Run Renewal beside it] [⋯ Reassign… / Skip… / Stop the play… / Account card]
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ");

    assert_eq!(bot.asks("select state, version from run_steps where step = 'stakeholders'").await, "acknowledged 3");
    let moves = "select p.name, from_state, to_state from step_moves m join people p on p.id = m.actor_id";
    assert_eq!(bot.asks(moves).await, "Ana Ruiz due acknowledged");
    let deeds = "select verb, detail ->> 'state' as state from audit order by id";
    assert_eq!(bot.asks(deeds).await, "playbook.start\nstep.move acknowledged");
    assert_eq!(bot.asks("select state, attempt from outbox").await, "sent 1");
    assert_eq!(bot.asks("select desired_version, posted_version from cards").await, "2 2");
}

#[tokio::test]
async fn the_morning_brings_one_digest_to_each_who_asked_for_one() {
    let bot = started().await;
    bot.hears_daily().await;
    bot.advance_to("2026-03-03T07:29:00Z").await;
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(TEAM_CHANNEL).len()), (0, 0), "it is not yet half past eight");

    bot.advance_to("2026-03-03T07:30:00Z").await;
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(TEAM_CHANNEL).len()), (1, 1));
    insta::assert_snapshot!(bot.transcript(&bot.dm(ANA), ANA), @r"
    » 1 to do · 1 renewal inside 60 days · 1 renewal to review · Tuesday 3 March
    # 1 to do · 1 renewal inside 60 days · 1 renewal to review
    ~ Tuesday 3 March
    *Do first*
    ▶️ *TechCorp* · Stakeholder mapping
    due ⟨Mon 9 Mar 2026, 17:00 CET⟩ · Red account rescue
    [Done…] [⋯ Snooze 1 working day / Snooze 3 working days / Snooze until… / Blocked… / Open step]
    *Renewals*
    📅 *TechCorp* inside 90 days: ends 1 Jun · 🔴 Red · $45K · ⚠ not reviewed   [⋯ Open TechCorp]
    [Not reviewed]
    ~ As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar · your daily digest; another hour: `/csm digest daily 8:30`
    ");
    insta::assert_snapshot!(bot.transcript(TEAM_CHANNEL, MO), @r"
    » 1 to do · 1 renewal inside 60 days · 1 renewal to review · Tuesday 3 March
    # 1 to do · 1 renewal inside 60 days · 1 renewal to review
    ~ Tuesday 3 March
    *Do first*
    ▶️ *TechCorp* · Stakeholder mapping
    due ⟨Mon 9 Mar 2026, 17:00 CET⟩ · Red account rescue
    [Done…] [⋯ Snooze 1 working day / Snooze 3 working days / Snooze until… / Blocked… / Open step]
    *Renewals*
    📅 *TechCorp* inside 90 days: ends 1 Jun · 🔴 Red · $45K · ⚠ not reviewed   [⋯ Open TechCorp]
    [Not reviewed]
    ~ As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar · this channel's daily digest
    ");

    bot.runs_due_jobs().await;
    bot.other_worker().await.run_due().await.unwrap();
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(TEAM_CHANNEL).len()), (1, 1));
    let fires = "select to_char(civil, 'Dy HH24:MI') as at, outcome from schedule_fires f
        join schedules s on s.id = f.schedule_id left join people p on p.id = s.person_id
        where p.external_id = 'p-ana' or s.channel_id is not null";
    assert_eq!(bot.asks(fires).await, "Tue 08:30 posted\nTue 08:30 posted");
    assert_eq!(bot.asks("select count(*) from outbox where state <> 'sent'").await, "0");

    // What is acknowledged in the channel is acknowledged in the digest as well.
    let prompt = first_card(&bot);
    bot.clicks(ANA, &prompt, "Acknowledge").await;
    bot.runs_due_jobs().await;
    let digest = bot.transcript(&bot.dm(ANA), ANA);
    assert!(digest.contains("(edited)") && digest.contains("acknowledged"), "{digest}");
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(TEAM_CHANNEL).len()), (1, 1));
}

/// A rescue that Ana has just started, its first prompt posted.
pub async fn started() -> Bot {
    let bot = Bot::new().await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    bot.clicks(ANA, &card, "Start play").await;
    bot.runs_due_jobs().await;
    bot
}
