//! What it looks like.

use insta::assert_snapshot;

use super::super::samples::{self, now, reader};
use super::super::share::shared;
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
    ~ mid-touch · adoption, day 274 · owner Ana Ruiz · <https://crm.example.com/accounts/techcorp|crm.example.com>
    🔴 *Red 41* (−17 in 14 d, falling fast) · confidence high · model default v1   [⋯ Set call… {ap:{a:…}} / Mute a signal… {rc:{m:{q:{a:…}}}}]
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
    [!Start play start_play {st:{a:…,p:red_account_rescue}}] [Why open_why {wy:{a:…}}] [Log note… ask_note {rc:{f:{a:…}}}] [Set forecast… ask_forecast {fs:{a:…}}] <static_select More… Contacts {rc:{cs:{a:…}}} / Start a play… {pp:{a:…}} / Success plan {pn:{o:{a:…}}} / QBR pack {qb:{o:{a:…}}} / Record feedback… {rc:{v:{q:{a:…}}}} / Record advocacy… {rc:{v:{z:{a:…}}}} / Share… {sh:{q:{a:…}}}>
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets, touches, contacts, contracts 2 Mar · ⚠ surveys 12 Jan, 49 days old
    ");
}

#[test]
fn an_account_at_work_shows_its_play() {
    assert_snapshot!(card(&samples::techcorp_in_rescue()), @r"
    » TechCorp: 🔴 Red 41 (−17 in 14 d): usage −45 %, champion left 6 weeks ago · $45K · renewal in 91 days
    # TechCorp
    ~ mid-touch · adoption, day 274 · owner Ana Ruiz · <https://crm.example.com/accounts/techcorp|crm.example.com>
    🔴 *Red 41* (−17 in 14 d, falling fast) · confidence high · model default v1   [⋯ Signal: turned red {og:{e:…}} / Set call… {ap:{a:…}} / Mute a signal… {rc:{m:{q:{a:…}}}}]
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
    [!Open play open_runs {rn:{a:…}}] [Why open_why {wy:{a:…}}] [Log note… ask_note {rc:{f:{a:…}}}] [Set forecast… ask_forecast {fs:{a:…}}] <static_select More… Contacts {rc:{cs:{a:…}}} / Start a play… {pp:{a:…}} / Success plan {pn:{o:{a:…}}} / QBR pack {qb:{o:{a:…}}} / Record feedback… {rc:{v:{q:{a:…}}}} / Record advocacy… {rc:{v:{z:{a:…}}}} / Share… {sh:{q:{a:…}}}>
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets, touches, contacts, contracts 2 Mar · ⚠ surveys 12 Jan, 49 days old
    ");
}

#[test]
fn an_account_without_data_claims_nothing() {
    assert_snapshot!(card(&samples::newcomer()), @r"
    » Northwind Labs: ⚪ Not enough data · $8.2K
    # Northwind Labs
    ~ low-touch · onboarding, day 12 · ⚠ no owner
    ⚪ *Not enough data* · 97 % of the weight has no data: Days in use, Core features, Usage trend, Last contact   [⋯ Set call… {ap:{a:…}} / Mute a signal… {rc:{m:{q:{a:…}}}}]
    | *ARR* $8.2K
    | *Renewal* ⚠ no contract known
    | *Last touch* ⚠ none yet
    | *Next touch* 1 Apr, quarterly for low-touch
    | *Champion* ⚠ none known
    | *Executive* ⚠ none known
    | *Adoption* no usage data
    | *Tickets* none open
    [Why open_why {wy:{a:…}}] [Log note… ask_note {rc:{f:{a:…}}}] <static_select More… Contacts {rc:{cs:{a:…}}} / Start a play… {pp:{a:…}} / Success plan {pn:{o:{a:…}}} / QBR pack {qb:{o:{a:…}}} / Record feedback… {rc:{v:{q:{a:…}}}} / Record advocacy… {rc:{v:{z:{a:…}}}} / Share… {sh:{q:{a:…}}}>
    ~ 🔒 Only visible to you · As of: ⚠ usage 12 Feb, 18 days old
    ");
}

#[test]
fn a_hostile_name_does_nothing() {
    assert_snapshot!(card(&samples::hostile()), @r"
    » &lt;!channel&gt; ∗ˍ∼ˋ∶red_circle: &amp; xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…: 🔴 Red 41 (−17 in 14 d): champion left yesterday · $45K · renewal in 91 days
    # <!channel> *_~`∶red_circle: & xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
    ~ mid-touch · adoption, day 274 · owner Ana Ruiz · <https://crm.example.com/accounts/techcorp|crm.example.com>
    🔴 *Red 41* (−17 in 14 d, falling fast) · confidence high · model default v1   [⋯ Set call… {ap:{a:…}} / Mute a signal… {rc:{m:{q:{a:…}}}}]
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
    [!Start play start_play {st:{a:…,p:red_account_rescue}}] [Why open_why {wy:{a:…}}] [Log note… ask_note {rc:{f:{a:…}}}] [Set forecast… ask_forecast {fs:{a:…}}] <static_select More… Contacts {rc:{cs:{a:…}}} / Start a play… {pp:{a:…}} / Success plan {pn:{o:{a:…}}} / QBR pack {qb:{o:{a:…}}} / Record feedback… {rc:{v:{q:{a:…}}}} / Record advocacy… {rc:{v:{z:{a:…}}}} / Share… {sh:{q:{a:…}}}>
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets, touches, contacts, contracts 2 Mar · ⚠ surveys 12 Jan, 49 days old
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

#[test]
fn an_address_stays_behind_its_words() {
    let page = format!("https://crm.example.com:8443/a?b=<!here|&{}", "x".repeat(1_500));
    for onlookers in [Onlookers::Members, Onlookers::Guests] {
        let view = AccountView { page: Some(page.clone()), ..samples::techcorp() };
        let text = shown(&shared(&view, &samples::deed(samples::ana(), 1), onlookers, chrono_tz::UTC));
        assert!(!text.contains("<!here"), "{text}");
        let link = "<https://crm.example.com:8443/a?b=%3C!here%7C&amp;xxx";
        assert_eq!(text.contains(link) && text.contains("x|crm.example.com:8443>"), onlookers == Onlookers::Members);
    }
}

#[test]
fn at_most_one_button_stands_out_and_three_stand_beside_it() {
    let audiences = [
        Audience::Alone,
        Audience::Outside,
        Audience::Channel { name: "cs-emea".into(), n_members: Some(14) },
        Audience::Group { n_members: None },
    ];
    let views = [samples::techcorp(), samples::techcorp_in_rescue(), samples::newcomer()];
    for (view, audience) in views.iter().flat_map(|view| audiences.iter().map(move |audience| (view, audience))) {
        let card = account_card(&reader(), view, audience, now()).to_json();
        let rows = card["blocks"].as_array().expect("blocks").iter().filter(|block| block["type"] == "actions");
        let elements: Vec<&serde_json::Value> =
            rows.flat_map(|row| row["elements"].as_array().expect("elements")).collect();
        let buttons = || elements.iter().filter(|element| element["type"] == "button");
        let n_primary = buttons().filter(|button| button["style"] == "primary").count();
        assert!(n_primary <= 1 && buttons().count() - n_primary <= 3, "{audience:?}: {elements:?}");
        let lists: Vec<_> = elements.iter().filter(|element| element["type"] != "button").collect();
        assert!(matches!(lists[..], [list] if 6 <= list["options"].as_array().expect("options").len()), "{lists:?}");
        let is_shared = lists[0].to_string().contains("Share…");
        assert_eq!(is_shared, matches!(audience, Audience::Channel { .. } | Audience::Group { .. }), "{audience:?}");
    }
}
