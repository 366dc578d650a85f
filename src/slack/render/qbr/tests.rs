//! The pack as it reads in Slack and as a file; and that it fits and stays inert, whatever people write.

use insta::assert_snapshot;

use super::super::samples::{ana, deed, favour, feedback_line, now, pack, reader};
use super::super::testing::shown;
use super::markdown::escaped;
use super::*;
use crate::domain::money::{Currency, Money};

fn channel() -> Audience {
    Audience::Channel { name: "cs-emea".into(), n_members: Some(14) }
}

#[test]
fn the_pack_reads_from_its_first_line() {
    assert_snapshot!(shown(&qbr(&reader(), &pack("Close the month", 2), &channel(), now())), @r"
    » TechCorp 2026 Q1 to date: usage −45 %, 🔴 Red 41, 0 of 2 goals on track, $24K realised
    # TechCorp · 2026 Q1 to date
    ~ 1 Jan 2026 to 2 Mar 2026 · gathered 2 Mar 2026 · mid-touch · ARR $45,000 · owner Ana Ruiz
    *Usage* · usage as of 1 Mar
    • Uses a day: *22*, over 60 days
    • Against 40 a day in the 60 days before: *−45 %*
    *Health, before → after* · 1 Jan to 2 Mar
    • Before (1 Jan): *🟡 Yellow 58*: no executive contact
    • After (2 Mar): *🔴 Red 41*: usage −45 %, no champion
    *Adoption* · 28 days up to 1 Jan → up to 1 Mar; seats and features as of today
    • Active users of seats: 31 of 40 (77.5 %) → *18 of 40 (45.0 %)*
    • Core features used: 6 of 8 (75.0 %) → *2 of 8 (25.0 %)*
    *Support* · 1 Jan to 2 Mar
    • 5 opened, 1 critical · 4 closed · 2 open at the end
    • Time to close: half of them within 26 h (n = 4)
    *Sentiment* · 1 Jan to 2 Mar · last answer 18 Feb
    • NPS: *0* (n = 3; 1 promoter, 1 detractor)
    • CSAT: *4.2 of 5* (n = 4)
    *Touchpoints* · 1 Jan to 2 Mar
    • *6 touches*, 5 two-way: 4 calls, 2 e-mails · last 22 Feb
    *Goals* · as of 2 Mar
    • *0 of 2 on track or reached*
    • 🔴 off track: Close the month · worth $30,000 to them
    • 🔴 off track: Close the month · worth $30,000 to them
    *Metrics* · as of 2 Mar
    • Close the month · % · 45 · *52.5* · 80 · by 30 Jun · 1 Mar, from data · 🔴 behind
    • Close the month · % · 45 · unknown · 80 · by 30 Jun · typed · ⚪ unknown
    *Milestones* · 1 Jan to 2 Mar
    • *1 done, 0 missed*
    • done 2 Mar, due 27 Feb: Close the month · Ben Okafor with Close the month
    *Value realised* · as of 2 Mar
    • In this quarter: *$24,000*; since the beginning: $24,000
    • Value beside ARR: 0.5× ($24,000 realised since the beginning, $45,000 a year)
    • $12,000 · 27 Feb: Close the month; evidence: Close the month
    • $12,000 · 26 Feb: Close the month; evidence: Close the month
    *Benchmark* · as of 2 Mar
    • Beside the other mid-touch accounts; segment by ARR on the eve of the quarter
    • Health score: *41*, median 68.5 of 12 others
    • Active users of seats: *45 %*, median 61 % of 12 others
    • Core features used: *25 %*, median withheld: 4 others are known, 5 are needed
    *Next quarter* · as of 2 Mar
    • Milestone, due 6 Mar: Close the month · Ben Okafor with Close the month
    • Risk: Close the month; against it: Close the month
    • Risk: Close the month; against it: Close the month
    • Open risk: the account is used far less than usual (signal since 2 Mar)
    • Expansion: chosen, flagged 10 Feb
    *Renewal* · as of 2 Mar
    • *1 Jun, in 91 days* · does not renew itself
    • 1 expansion open
    [!Send me the file qbr_file {qb:{f:{a:…,q:2026-q1}}}] [Share share_qbr {qb:{s:{a:…,q:2026-q1}}} (asks: Share in #cs-emea? / Everybody in #cs-emea (14 people) will see this pack of TechCorp: figures, ARR, value, names. It stays as it is now.)] [Success plan open_plan {pn:{o:{a:…}}}] [Account card open_account {ac:{a:…}}]
    ~ 🔒 Only visible to you · `/csm qbr TechCorp markdown` sends it as a file
    ");
}

#[test]
fn the_file_has_all_of_it() {
    assert_snapshot!(qbr_markdown(&pack("Close | the [month](x)", 2), Onlookers::Members), @r"
    # TechCorp: 2026 Q1 to date

    1 Jan 2026 to 2 Mar 2026 · gathered 2 Mar 2026 · mid-touch · ARR $45,000 · owner Ana Ruiz

    ## Usage

    _usage as of 1 Mar_

    - Uses a day: **22**, over 60 days
    - Against 40 a day in the 60 days before: **−45 %**

    ## Health, before → after

    _1 Jan to 2 Mar_

    - Before (1 Jan): **🟡 Yellow 58**: no executive contact
    - After (2 Mar): **🔴 Red 41**: usage −45 %, no champion

    ## Adoption

    _28 days up to 1 Jan → up to 1 Mar; seats and features as of today_

    - Active users of seats: 31 of 40 (77.5 %) → **18 of 40 (45.0 %)**
    - Core features used: 6 of 8 (75.0 %) → **2 of 8 (25.0 %)**

    ## Support

    _1 Jan to 2 Mar_

    - 5 opened, 1 critical · 4 closed · 2 open at the end
    - Time to close: half of them within 26 h (n = 4)

    ## Sentiment

    _1 Jan to 2 Mar · last answer 18 Feb_

    - NPS: **0** (n = 3; 1 promoter, 1 detractor)
    - CSAT: **4.2 of 5** (n = 4)

    ## Touchpoints

    _1 Jan to 2 Mar_

    - **6 touches**, 5 two-way: 4 calls, 2 e-mails · last 22 Feb

    ## Goals

    _as of 2 Mar_

    - **0 of 2 on track or reached**
    - 🔴 off track: Close \| the \[month\]\(x\) · worth $30,000 to them
    - 🔴 off track: Close \| the \[month\]\(x\) · worth $30,000 to them

    ## Metrics

    _as of 2 Mar_

    | Metric | Unit | Baseline | Now | Target | By when | As of | Stands |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    | Close \| the \[month\]\(x\) | % | 45 | **52.5** | 80 | by 30 Jun | 1 Mar, from data | 🔴 behind |
    | Close \| the \[month\]\(x\) | % | 45 | unknown | 80 | by 30 Jun | typed | ⚪ unknown |

    ## Milestones

    _1 Jan to 2 Mar_

    - **1 done, 0 missed**
    - done 2 Mar, due 27 Feb: Close \| the \[month\]\(x\) · Ben Okafor with Close \| the \[month\]\(x\)

    ## Value realised

    _as of 2 Mar_

    - In this quarter: **$24,000**; since the beginning: $24,000
    - Value beside ARR: 0.5× ($24,000 realised since the beginning, $45,000 a year)
    - $12,000 · 27 Feb: Close \| the \[month\]\(x\); evidence: Close \| the \[month\]\(x\)
    - $12,000 · 26 Feb: Close \| the \[month\]\(x\); evidence: Close \| the \[month\]\(x\)

    ## Benchmark

    _as of 2 Mar_

    - Beside the other mid-touch accounts; segment by ARR on the eve of the quarter
    - Health score: **41**, median 68.5 of 12 others
    - Active users of seats: **45 %**, median 61 % of 12 others
    - Core features used: **25 %**, median withheld: 4 others are known, 5 are needed

    ## Next quarter

    _as of 2 Mar_

    - Milestone, due 6 Mar: Close \| the \[month\]\(x\) · Ben Okafor with Close \| the \[month\]\(x\)
    - Risk: Close \| the \[month\]\(x\); against it: Close \| the \[month\]\(x\)
    - Risk: Close \| the \[month\]\(x\); against it: Close \| the \[month\]\(x\)
    - Open risk: the account is used far less than usual (signal since 2 Mar)
    - Expansion: chosen, flagged 10 Feb

    ## Renewal

    _as of 2 Mar_

    - **1 Jun, in 91 days** · does not renew itself
    - 1 expansion open
    ");
}

#[test]
fn guests_read_neither_money_nor_names_of_contacts() {
    let of = pack("Dana", 2);
    let said = shown(&shared_qbr(&of, &deed(ana(), 3), Onlookers::Guests, chrono_tz::Europe::Berlin));
    assert!(!said.contains('$') && !said.contains("with Dana"), "{said}");
    let file = qbr_markdown(&of, Onlookers::Guests);
    assert!(!file.contains("$4") && !file.contains("\\$") && !file.contains("with Dana"), "{file}");
}

#[test]
fn value_stands_beside_revenue_of_its_own_currency_only() {
    let mut of = pack("Saved", 2);
    let said = |of: &QbrPack| shown(&qbr(&reader(), of, &channel(), now()));
    assert!(said(&of).contains("0.5× ($24,000 realised since the beginning, $45,000 a year)"), "{}", said(&of));
    of.arr = Money::new(4_500_000, Currency::EUR);
    assert!(said(&of).contains("the ARR is in EUR and no value is; nothing is converted"), "{}", said(&of));
    of.plan.values.clear();
    assert!(said(&of).contains("unknown, no value is recorded"), "{}", said(&of));
}

#[test]
fn foreign_text_means_nothing_to_markdown() {
    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(escaped(text), expected);
    }
    check("a | b", "a \\| b");
    check("`code` *bold* _it_ ~gone~", "\\`code\\` \\*bold\\* \\_it\\_ \\~gone\\~");
    check("[x](javascript:alert)", "\\[x\\]\\(javascript\\:alert\\)");
    check("<script>&amp;</script>", "&lt;script&gt;&amp;amp;&lt;/script&gt;");
    check("# title", "\\# title");
    check("- item", "\\- item");
    check("1. item", "1\\. item");
    check("see https://evil.example or www.evil.example", "see https\\://evil.example or www\\.evil.example");
    check("two\nlines\r\n\r\n# three", "two lines \\# three");
    check("![x](y) \\", "\\!\\[x\\]\\(y\\) \\\\");
}

#[test]
fn whatever_is_written_fits_and_is_inert() {
    for said in ["&".repeat(300), "<!channel> *x* `y` ".repeat(20), "\u{202E}مرحبا ".repeat(40)] {
        let mut of = pack(&said, 12);
        of.asks = (vec![feedback_line(&said); 5], 12);
        of.advocacy = vec![favour(&said); 8];
        assert!(!shown(&qbr(&reader(), &of, &channel(), now())).contains("<!channel"));
        shown(&shared_qbr(&of, &deed(ana(), 3), Onlookers::Members, chrono_tz::Europe::Berlin));
        let file = qbr_markdown(&of, Onlookers::Members);
        assert!(!file.contains("<!channel") && !file.contains('\u{202E}'), "{file}");
    }
}
