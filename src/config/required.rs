//! What has to be there. A value that is there but wrong has been reported as wrong, and is not missing.

use super::given::Given;
use super::setting::Setting;
use super::wrong::{Because, Wrong};
use super::{Config, Needs};

/// Adds what a command misses. Says nothing when the file could not be read: what seems missing may be in it.
pub(super) fn check(given: &mut Given, needs: Needs, config: Option<&Config>) {
    // An import or a demo may live in another year; what real people are told may not.
    let moved = config.is_some_and(|config| config.starts_at.is_some() && !config.slack.is_local());
    if needs == Needs::Serve && moved {
        given.refuse(Setting::Now, Wrong::ClockWithRealSlack);
    }
    match needs {
        Needs::Serve if given.is_whole => {
            for (setting, because) in missing(given) {
                given.refuse(setting, Wrong::Missing(because));
            }
        }
        Needs::Serve | Needs::Database => {}
    }
}

fn missing(given: &Given) -> Vec<(Setting, Because)> {
    let is_oauth = given.has(Setting::ClientId) || given.has(Setting::ClientSecret);
    let mut wanted = if given.has(Setting::AppToken) {
        vec![(Setting::BotToken, Because::SocketMode)]
    } else {
        vec![(Setting::SigningSecret, Because::NoWayIn)]
    };
    if is_oauth {
        wanted.extend([
            (Setting::ClientId, Because::OtherHalf),
            (Setting::ClientSecret, Because::OtherHalf),
            (Setting::SecretKey, Because::Installs),
            (Setting::Workspaces, Because::AllowList),
        ]);
    } else if !given.has(Setting::AppToken) {
        wanted.insert(0, (Setting::BotToken, Because::NoWayOut));
    }
    wanted.retain(|(setting, _)| !given.has(*setting));
    wanted
}
