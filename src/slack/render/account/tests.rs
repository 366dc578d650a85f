//! What it looks like.

use insta::assert_snapshot;

use super::super::samples::{self, now, reader};
use super::super::testing::shown;
use super::*;

fn card(view: &AccountView) -> String {
    let audience = Audience::Channel { name: "cs-emea".into(), n_members: Some(14) };
    shown(&account_card(&reader(), view, &audience, now()))
}

#[test]
fn a_red_account_says_why_and_what_next() {
    assert_snapshot!(card(&samples::techcorp()), @r"
    » TechCorp: 🔴 Red 41 (−17 in 14 d): usage −45 %, champion left 6 weeks ago · $45K · renewal in 91 days
    # TechCorp
    ~ mid-touch · adoption, day 274 · owner Ana Ruiz
    🔴 *Red 41* (−17 in 14 d, falling fast) · confidence high · model default v1
    | *ARR* $45K
    | *Renewal* 1 Jun, in 91 days · not automatic
    | *Last touch* 8 days ago
    | *Next touch* ⚠ was due 1 Mar, weekly while red
    | *Champion* Dana Reyes, ⚠ left 6 weeks ago
    | *Executive* ⚠ none known
    | *Adoption* 18 of 40 seats · 2 of 8 core features
    | *Tickets* 3 open
    | *NPS* 7 · 12 Jan
    *Why*
    • Usage −45 % against its 60-day baseline
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    • No executive contact known
    *Next* Start *Red account rescue*: takes 84 days, ends 7 days before renewal
    [!Start play start_play {st:{a:…,p:red_account_rescue}}] [Why open_why {wy:{a:…}}] [Log note… ask_note {rc:{f:{a:…}}}] [Set forecast… ask_forecast {fs:{a:…}}] [Share share {sh:{a:…}} (asks: Share in #cs-emea? / Everybody in #cs-emea (14 people) will see this card of TechCorp: health, ARR, contacts. It stays as it is now.)] [⋯ Contacts {rc:{cs:{a:…}}} / Start a play… {pp:{a:…}} / Set call… {ap:{a:…}} / Success plan {pn:{o:{a:…}}}]
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets 2 Mar · surveys 12 Jan
    ");
}

#[test]
fn an_account_at_work_shows_its_play() {
    assert_snapshot!(card(&samples::techcorp_in_rescue()), @r"
    » TechCorp: 🔴 Red 41 (−17 in 14 d): usage −45 %, champion left 6 weeks ago · $45K · renewal in 91 days
    # TechCorp
    ~ mid-touch · adoption, day 274 · owner Ana Ruiz
    🔴 *Red 41* (−17 in 14 d, falling fast) · confidence high · model default v1
    | *ARR* $45K
    | *Renewal* 1 Jun, in 91 days · not automatic
    | *Last touch* 8 days ago
    | *Next touch* ⚠ was due 1 Mar, weekly while red
    | *Champion* Dana Reyes, ⚠ left 6 weeks ago
    | *Executive* ⚠ none known
    | *Adoption* 18 of 40 seats · 2 of 8 core features
    | *Tickets* 3 open · ⚠ critical for 52 h
    | *NPS* 7 · 12 Jan
    | *Play* Red account rescue, 1 of 12 done
    *Why*
    • Usage −45 % against its 60-day baseline
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    • No executive contact known
    *Signals* 🔴 turned red today, 🎫 critical ticket 52 h
    *Next* Go on with *Red account rescue*: 1 of 12 steps done
    [!Open play open_runs {rn:{a:…}}] [Why open_why {wy:{a:…}}] [Log note… ask_note {rc:{f:{a:…}}}] [Set forecast… ask_forecast {fs:{a:…}}] [Share share {sh:{a:…}} (asks: Share in #cs-emea? / Everybody in #cs-emea (14 people) will see this card of TechCorp: health, ARR, contacts. It stays as it is now.)] [⋯ Signal: turned red {og:{e:…}} / Contacts {rc:{cs:{a:…}}} / Start a play… {pp:{a:…}} / Set call… {ap:{a:…}} / Success plan {pn:{o:{a:…}}}]
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets 2 Mar · surveys 12 Jan
    ");
}

#[test]
fn an_account_without_data_claims_nothing() {
    assert_snapshot!(card(&samples::newcomer()), @r"
    » Northwind Labs: ⚪ Not enough data · $8.2K
    # Northwind Labs
    ~ low-touch · onboarding, day 12 · ⚠ no owner
    ⚪ *Not enough data* · 97 % of the weight has no data: Days in use, Core features, Usage trend, Last contact
    | *ARR* $8.2K
    | *Renewal* ⚠ no contract known
    | *Last touch* ⚠ none yet
    | *Next touch* 1 Apr, quarterly for low-touch
    | *Champion* ⚠ none known
    | *Executive* ⚠ none known
    | *Adoption* no usage data
    | *Tickets* none open
    [Why open_why {wy:{a:…}}] [Log note… ask_note {rc:{f:{a:…}}}] [Share share {sh:{a:…}} (asks: Share in #cs-emea? / Everybody in #cs-emea (14 people) will see this card of Northwind Labs: health, ARR, contacts. It stays as it is now.)] [⋯ Contacts {rc:{cs:{a:…}}} / Start a play… {pp:{a:…}} / Set call… {ap:{a:…}} / Success plan {pn:{o:{a:…}}}]
    ~ 🔒 Only visible to you · As of: ⚠ usage 12 Feb, 18 days old
    ");
}

#[test]
fn a_hostile_name_does_nothing() {
    assert_snapshot!(card(&samples::hostile()), @r"
    » &lt;!channel&gt; ∗ˍ∼ˋ∶red_circle: &amp; xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…: 🔴 Red 41 (−17 in 14 d): champion left yesterday · $45K · renewal in 91 days
    # <!channel> *_~`∶red_circle: & xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
    ~ mid-touch · adoption, day 274 · owner Ana Ruiz
    🔴 *Red 41* (−17 in 14 d, falling fast) · confidence high · model default v1
    | *ARR* $45K
    | *Renewal* 1 Jun, in 91 days · not automatic
    | *Last touch* 8 days ago
    | *Next touch* ⚠ was due 1 Mar, weekly while red
    | *Champion* &lt;@U0BEN&gt; &gt; ∗root∗, ⚠ never spoken to
    | *Executive* ⟦ليلى⟧, ⚠ never spoken to
    | *Adoption* 18 of 40 seats · 2 of 8 core features
    | *Tickets* 3 open
    | *NPS* 7 · 12 Jan
    *Why*
    • Champion &lt;!here&gt; left yesterday, nobody took over
    *Next* Start *Red account rescue*: takes 84 days, ends 7 days before renewal
    [!Start play start_play {st:{a:…,p:red_account_rescue}}] [Why open_why {wy:{a:…}}] [Log note… ask_note {rc:{f:{a:…}}}] [Set forecast… ask_forecast {fs:{a:…}}] [Share share {sh:{a:…}} (asks: Share in #cs-emea? / Everybody in #cs-emea (14 people) will see this card of <!channel> *_~`∶red_circle: & xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…: health, ARR, contacts. It stays as it is now.)] [⋯ Contacts {rc:{cs:{a:…}}} / Start a play… {pp:{a:…}} / Set call… {ap:{a:…}} / Success plan {pn:{o:{a:…}}}]
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets 2 Mar · surveys 12 Jan
    ");
}

#[test]
fn nothing_is_shared_where_nobody_or_a_stranger_looks_on() {
    for audience in [Audience::Alone, Audience::Outside] {
        let card = shown(&account_card(&reader(), &samples::techcorp(), &audience, now()));
        assert!(!card.contains("[Share"), "{card}");
    }
}

#[test]
fn a_plan_says_how_it_lies_against_the_renewal() {
    assert_eq!(slack(None, ", "), "");
    assert_eq!(slack(Some(7), ", "), ", ends 7\u{A0}days before renewal");
    assert_eq!(slack(Some(0), ", "), ", ends on the day of renewal");
    assert!(slack(Some(-12), ", ").contains("12\u{A0}days after the contract"));
}
