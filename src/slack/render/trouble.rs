//! What somebody reads when the bot, or Slack, could not do it; and when they may not ask.

use super::kit::{code, inert, section};
use super::message::Message;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A fault of ours.
    Internal {
        /// What to look for in the log.
        reference: String,
    },
    /// The database or a queue cannot be reached just now.
    Busy,
    /// Slack refused what we sent.
    Slack {
        /// Slack's own word for it.
        error: String,
        /// What to look for in the log.
        reference: String,
    },
    /// It takes longer than Slack waits; the answer follows.
    Working,
    /// Nobody here knows the person who asks.
    UnknownPerson,
    /// The person is of another company, or a guest, or a bot.
    External,
    /// The answer would be read by people of other companies.
    SharedChannel,
    /// The bot is not installed, or no longer.
    NotInstalled,
    /// The button is of an older version.
    OldButton,
}

/// The same in words. Shows no data of the organisation.
pub fn trouble(of: &Trouble) -> Message {
    let text = match of {
        Trouble::Internal { reference } => say!(
            "Something broke here, and what you asked for was not done. Try once more; if it stays, give your \
                admin this reference: {reference}",
            reference = code(reference, 60)
        ),
        Trouble::Busy => {
            say!("I cannot reach my data just now, so nothing was done. Try again in a minute.").to_owned()
        }
        Trouble::Working => say!("Still looking; the answer follows here in a moment.").to_owned(),
        Trouble::Slack { error, reference } => say!(
            "Slack did not take my answer ({error}). What you asked for may be done all the same; look before you \
                try again. Reference: {reference}",
            error = inert(error, 60),
            reference = code(reference, 60)
        ),
        Trouble::UnknownPerson => {
            say!("I do not know you yet, so I cannot show you anything. Ask whoever runs Steward here to add you.")
                .to_owned()
        }
        Trouble::External => say!("Sorry, I answer only to people of the company that runs me.").to_owned(),
        Trouble::SharedChannel => say!(
            "There are people of other companies in this channel, so I answer nothing about accounts here. Ask \
                me in a direct message."
        )
        .to_owned(),
        Trouble::NotInstalled => {
            say!("Steward is not set up in this workspace. Ask an admin to install it.").to_owned()
        }
        Trouble::OldButton => say!(
            "This button is from before an update, so nothing was done. Open the card \
            again."
        )
        .to_owned(),
    };
    Message::of(&text, [section(&text)])
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::shown;
    use super::*;

    #[test]
    fn trouble_says_what_was_done_and_what_to_do() {
        let all = [
            Trouble::Internal { reference: "8f3c21".into() },
            Trouble::Busy,
            Trouble::Slack { error: "msg_blocks_too_long".into(), reference: "8f3c21".into() },
            Trouble::UnknownPerson,
            Trouble::External,
            Trouble::SharedChannel,
            Trouble::NotInstalled,
            Trouble::OldButton,
        ];
        let lines: Vec<String> =
            all.iter().map(|of| shown(&trouble(of)).lines().next().unwrap_or_default().to_owned()).collect();
        assert_snapshot!(lines.join("\n"), @r"
        » Something broke here, and what you asked for was not done. Try once more; if it stays, give your admin this reference: `8f3c21`
        » I cannot reach my data just now, so nothing was done. Try again in a minute.
        » Slack did not take my answer (msg_blocks_too_long). What you asked for may be done all the same; look before you try again. Reference: `8f3c21`
        » I do not know you yet, so I cannot show you anything. Ask whoever runs Steward here to add you.
        » Sorry, I answer only to people of the company that runs me.
        » There are people of other companies in this channel, so I answer nothing about accounts here. Ask me in a direct message.
        » Steward is not set up in this workspace. Ask an admin to install it.
        » This button is from before an update, so nothing was done. Open the card again.
        ");
    }
}
