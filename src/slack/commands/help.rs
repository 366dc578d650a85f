//! What help says: one entry a verb, in the order of [`Verb::ALL`]. Every example parses to its verb.

use super::help_entry::HelpEntry;
use super::verb::Verb;

/// One entry a verb.
pub const HELP: &[HelpEntry] = &[
    HelpEntry {
        verb: "today",
        usage: "today",
        about: "My day: what to do first, what changed overnight, who waits. Alone, the command does the same.",
        examples: &["today", "", "TODAY"],
    },
    HelpEntry {
        verb: "account",
        usage: "<account>",
        about: "An account's card, by name, alias or domain. Quote a name that begins with one of these words.",
        examples: &["techcorp", "account \"gold tier\"", "acme.com"],
    },
    HelpEntry {
        verb: "why",
        usage: "why <account>",
        about: "Where the score comes from, what moved it and what would lift it.",
        examples: &["why techcorp", "why acme.com", "why \"gold tier\""],
    },
    HelpEntry {
        verb: "book",
        usage: "book [health:<colours>] [seg:<segments>] [phase:<phases>] [renew:<60d] [arr:>50k] [owner:@me|@someone|none|all] [team:<team>] [tag:<tags>] [sort:risk|arr|renewal|health|name] [limit:20] [page:2]",
        about: "My accounts, the ones that need somebody first.",
        examples: &["book", "book health:red,yellow renew:<60d", "book tag:\"gold tier\" team:emea sort:arr limit:20"],
    },
    HelpEntry {
        verb: "risks",
        usage: "risks [signal:<t1,t4>] [health:<colours>] [seg:<segments>] [phase:<phases>] [renew:<60d] [arr:>50k] [owner:@me|@someone|none|all] [team:<team>] [tag:<tags>] [sort:<order>] [limit:20] [page:2]",
        about: "What fired and is going on, by account, the gravest first: t1 red, t2 value, t3 growth, t4 ticket, t5 renewal, \
                t6 usage cliff, t7 champion, t8 quiet, t9 onboarding, t10 detractor, t11 disagreement.",
        examples: &["risks", "risks signal:t4,t5 all", "risks health:red renew:<60d"],
    },
    HelpEntry {
        verb: "renewals",
        usage: "renewals [90d|12w|3m] [forecast:<outlooks>] [health:<colours>] [seg:<segments>] [arr:>50k] [owner:@me|@someone|none|all] [team:<team>] [tag:<tags>] [sort:<order>] [limit:20] [page:2] | renewals slipped [owner:@someone|all] [team:<team>]",
        about: "Contracts that end within a window and what is expected of them, the nearest deadline first; the renewal window (120 days, if your rules do not say otherwise) when none is named. Or what slipped since last week.",
        examples: &["renewals", "renewals 90d forecast:none,at-risk", "renewals slipped"],
    },
    HelpEntry {
        verb: "forecast",
        usage: "forecast <account> [commit|likely|best|at-risk] [<amount>] [because <reason>]",
        about: "What is expected of an account's renewal, why, and what the rules think. With a category it is set; a change says why.",
        examples: &[
            "forecast acme",
            "forecast acme likely 45k because two teams left",
            "forecast \"gold tier\" commit because their CFO signed",
        ],
    },
    HelpEntry {
        verb: "capacity",
        usage: "capacity [team:<team>|owner:@someone|all]",
        about: "What each CSM carries against what one person can: accounts and ARR, the heaviest load first.",
        examples: &["capacity", "capacity team:emea", "capacity owner:@me"],
    },
    HelpEntry {
        verb: "team",
        usage: "team [team:<team>|owner:@someone|all]",
        about: "For leaders: each CSM with accounts, ARR at risk, renewals, what is overdue, and who has too much.",
        examples: &["team", "team team:emea", "team all"],
    },
    HelpEntry {
        verb: "segment",
        usage: "segment <account> tech|low|mid|high|auto because <reason>",
        about: "For leaders: set an account's segment against its ARR, with a reason; auto lets the ARR decide again.",
        examples: &[
            "segment techcorp high because strategic logo",
            "segment \"gold tier\" low because served by a partner",
            "segment techcorp auto because the pilot is over",
        ],
    },
    HelpEntry {
        verb: "expansions",
        usage: "expansions [owner:@me|@someone|none|all] [seg:<segments>] [team:<team>] [tag:<tags>] [sort:<order>] [page:2]",
        about: "Accounts that are ready to grow, the largest first, and how many of them were won.",
        examples: &["expansions", "expansions all", "expansions team:emea seg:mid,high"],
    },
    HelpEntry {
        verb: "quiet",
        usage: "quiet [health:<colours>] [seg:<segments>] [phase:<phases>] [renew:<60d] [arr:>50k] [owner:@me|@someone|none|all] [team:<team>] [tag:<tags>] [sort:<order>] [limit:20] [page:2]",
        about: "Accounts that nobody spoke with for longer than their segment and colour allow, with what they are worth.",
        examples: &["quiet", "quiet all seg:mid,high", "quiet renew:<90d health:red,yellow"],
    },
    HelpEntry {
        verb: "metrics",
        usage: "metrics [qtd|ytd|12m|2024|2024-q3|2024-01-01..2024-12-31] [by:segment|csm|team|cohort] [owner:@me|@someone|none|all] [seg:<segments>] [team:<team>] [tag:<tags>]",
        about: "GRR, NRR, logo churn and the portfolio's other figures, each with what it divides by what and the accounts behind it.",
        examples: &["metrics", "metrics 2024-q3 by:segment", "metrics 12m all"],
    },
    HelpEntry {
        verb: "play",
        usage: "play [list] | play start <playbook> <account> | play show <account> | play show <playbook> [<account>] | play stats [playbook] [period] [team:<team>] | play done <account> [\"<note>\"] | play block <account> [needs:@someone] because <reason> | play snooze <account> <day> | play skip|stop <account> because <reason> | play reassign <account> @someone",
        about: "Playbooks: which there are, what one is, how it would lie on an account, start one, see how one is going, and what came of them; and an open step: done, blocked, put off, skipped, somebody else's. Where several are open, add play:<name> or step:<number>.",
        examples: &[
            "play start red_account_rescue techcorp",
            "play done techcorp \"Kim takes over\"",
            "play stats rescue 12m",
        ],
    },
    HelpEntry {
        verb: "note",
        usage: "note <account> [call|email|meeting|qbr|ebr|training [30m] [unanswered] [on:<day>]] <text>",
        about: "Log a touch with a customer: it counts for the last touch, the cadence and my time. Without a kind it asks what it was.",
        examples: &[
            "note techcorp call 30m met Kim: two teams are back",
            "note techcorp email unanswered on:yesterday asked for a date",
            "note \"gold tier\" spoke to Dana about the pilot",
        ],
    },
    HelpEntry {
        verb: "contact",
        usage: "contact <account> [add <name> as champion|executive|buyer|user | left <name> [on:<day>]]",
        about: "Who is who at a customer: somebody is there, has another role, or left. Alone, it shows who is there.",
        examples: &[
            "contact techcorp add Kim Lee as champion",
            "contact techcorp left Dana on:yesterday",
            "contact \"gold tier\"",
        ],
    },
    HelpEntry {
        verb: "feedback",
        usage: "feedback <account> [theme:<theme>[,<theme>]] <their words>",
        about: "What a customer asks of the product, in their words; a theme that comes again and again goes to product. Alone, it shows what they asked for.",
        examples: &[
            "feedback techcorp theme:export the CSV stops at 10,000 rows",
            "feedback \"gold tier\" theme:api,data-export too slow for their nightly job",
            "feedback techcorp",
        ],
    },
    HelpEntry {
        verb: "advocacy",
        usage: "advocacy <account> [case-study|review|reference|talk asked|agreed|done|declined [<note>]]",
        about: "What a customer does for us before others, and how far it has come, so that nobody asks twice. Alone, it shows what there is.",
        examples: &[
            "advocacy techcorp reference asked Kim would speak with Globex",
            "advocacy \"gold tier\" case study done",
            "advocacy techcorp",
        ],
    },
    HelpEntry {
        verb: "pulse",
        usage: "pulse <account> [red|yellow|green [until:<day>] <reason>] | pulse <account> withdraw",
        about: "My own call on an account, beside its score: a colour, a reason, an end. Without a reason it asks for one.",
        examples: &[
            "pulse techcorp red their sponsor is leaving",
            "pulse \"gold tier\" green until:45d renewal is agreed by mail",
            "pulse techcorp withdraw",
        ],
    },
    HelpEntry {
        verb: "plan",
        usage: "plan <account> [tick <n>|missed <n>|nudge <n>]",
        about: "The account's success plan: goals, metrics, milestones, people, risks, value. Tick a milestone by its number, or ask its owner about it.",
        examples: &["plan techcorp", "plan techcorp tick 2", "plan \"gold tier\" nudge 1"],
    },
    HelpEntry {
        verb: "qbr",
        usage: "qbr <account> [2026-q1] [markdown]",
        about: "What the data says of an account's quarter, for the review with the customer; with markdown as a file in my direct messages.",
        examples: &["qbr techcorp", "qbr techcorp 2026-q1", "qbr \"gold tier\" markdown"],
    },
    HelpEntry {
        verb: "digest",
        usage: "digest daily <time> [here] | digest cron <minute> <hour> <day-of-month> <month> <weekday> [here] | digest off [here] | digest [now|here] | digest weekly [team:x] [here | to #channel] <weekday> <time> | digest product [here | to #channel] <weekday> <time> | digest product now|off | digest handover [off] team:<team> to <#channel>|here at <time>",
        about: "My digest by the clock, or this channel's with here: set its hour or a crontab line, end it, see what is set. Leaders: weekly; product: what customers ask for, by theme. \
                Or a handover: at the end of a team's day its open red flags go to the next region's channel.",
        examples: &["digest daily 8:30", "digest daily 8:30 here", "digest cron 30 8 * * 1-5"],
    },
    HelpEntry {
        verb: "subscribe",
        usage: "subscribe signals|bands|renewals|plays|feedback [signal:<t4>] [health:<red>] [seg:<high>] [team:<emea>] [owner:<@me>] [arr:>50k] [phase:…] [renew:<60d]",
        about: "This channel hears of it: alerts, changes of colour, renewals that come near or slip, plays that begin and end, what customers ask for. \
                With the filters of book; nothing twice, and at most so many alerts a day, the rest in its digest.",
        examples: &[
            "subscribe signals health:red seg:high team:emea signal:t4 arr:>50k",
            "subscribe renewals renew:<90d",
            "subscribe plays owner:@me",
        ],
    },
    HelpEntry {
        verb: "unsubscribe",
        usage: "unsubscribe <number>|signals|bands|renewals|plays|feedback",
        about: "This channel hears of it no more: one subscription by its number, or all of a topic.",
        examples: &["unsubscribe 2", "unsubscribe signals", "unsubscribe renewals"],
    },
    HelpEntry {
        verb: "subscriptions",
        usage: "subscriptions",
        about: "What is posted in this channel and when: subscriptions, digests, its account, with who set each. In a direct message: what I set up.",
        examples: &["subscriptions", "SUBSCRIPTIONS", "\u{a0}subscriptions"],
    },
    HelpEntry {
        verb: "quiet-hours",
        usage: "quiet-hours [20:00-07:30|off]",
        about: "When I do not want to be written to: what can wait comes in the morning of a working day, a red account does not wait.",
        examples: &["quiet-hours 20:00-07:30", "quiet-hours", "quiet-hours off"],
    },
    HelpEntry {
        verb: "mute",
        usage: "mute [all] | mute <account> [<t1,t6> [until:<day>] because <reason>]",
        about: "Signals of an account that are to be silent until a day, with a reason; what is going on of them is closed as known. Alone, what is muted in my book.",
        examples: &["mute techcorp t6 until:60d because they close in summer", "mute techcorp", "mute all"],
    },
    HelpEntry {
        verb: "unmute",
        usage: "unmute <account> [<t1,t6>]",
        about: "Lets muted signals of an account speak up again: those that are named, or all.",
        examples: &["unmute techcorp t6", "unmute techcorp", "unmute \"gold tier\" t3,t8"],
    },
    HelpEntry {
        verb: "away",
        usage: "away [<day> [to <day>] [cover:@someone]] | away cancel [<day>]",
        about: "My leave, and who covers: prompts, alerts and my digest go to them meanwhile. Alone, it shows what stands.",
        examples: &["away 2026-03-30 to 2026-04-03 cover:@bo", "away fri", "away cancel"],
    },
    HelpEntry {
        verb: "link",
        usage: "link [<account>]",
        about: "This channel is the account's: its prompts and cards come here, and its name may be left out. Alone, it shows what this channel is linked to.",
        examples: &["link techcorp", "link", "link \"gold tier\""],
    },
    HelpEntry {
        verb: "unlink",
        usage: "unlink",
        about: "This channel is no account's any more.",
        examples: &["unlink", "UNLINK", "\u{a0}unlink"],
    },
    HelpEntry {
        verb: "status",
        usage: "status",
        about: "Whether what I say arrives: posts that wait for somebody, late and missed digests, and how old the data is.",
        examples: &["status", "STATUS", "\u{a0}status"],
    },
    HelpEntry {
        verb: "audit",
        usage: "audit [<deed>] [page:2]",
        about: "For whoever runs the bot: who did what, the newest first; with the beginning of a deed's name only those.",
        examples: &["audit", "audit touch", "audit pulse.set page:2"],
    },
    HelpEntry {
        verb: "roles",
        usage: "roles [@<person> viewer|csm|manager|admin|auto | group:@<group> viewer|csm|manager|admin|none]",
        about: "For admins: who may do what. A Slack user group gives its people a role, the greatest of several counts; a \
                role that an admin gives somebody goes before it, `auto` takes that back.",
        examples: &["roles", "roles group:@cs-managers manager", "roles @ana admin"],
    },
    HelpEntry {
        verb: "help",
        usage: "help [<verb>]",
        about: "What there is, or one verb with examples.",
        examples: &["help", "help book", "help play"],
    },
];

/// The entry of a verb.
pub fn help_of(verb: Verb) -> Option<&'static HelpEntry> {
    HELP.iter().find(|entry| entry.verb == verb.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slack::commands::parse;

    #[test]
    fn every_verb_has_an_entry_with_three_examples_in_order() {
        let verbs: Vec<_> = HELP.iter().map(|entry| entry.verb).collect();
        assert_eq!(verbs, Verb::ALL.map(Verb::as_str));
        assert!(HELP.iter().all(|entry| entry.examples.len() == 3));
    }

    #[test]
    fn every_example_parses_to_its_verb() {
        for entry in HELP {
            for example in entry.examples {
                assert_eq!(parse(example, None).map(|command| command.verb().as_str()), Ok(entry.verb), "{example}");
            }
        }
    }
}
