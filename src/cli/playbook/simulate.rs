//! What a playbook would prompt, when, and of whom: on a real account by its owner's calendar and its contract, or without
//! one by a zone and a date.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use clap::Args;

use super::moment::{day, moment};
use super::{files, told};
use crate::cli::{ORG, Output, clock};
use crate::config::Config;
use crate::domain::cadence::Calendar;
use crate::domain::playbook::{OwnerRole, Playbook, Player, Preview, PreviewedPrompt, Scene, preview};
use crate::domain::rules::PlaybookRules;
use crate::operations::{App, rehearsal};

/// Options of `steward playbook simulate`.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The playbook's name
    #[arg(required_unless_present = "file")]
    pub name: Option<String>,
    /// A YAML file instead, which need not be in force
    #[arg(long, conflicts_with = "name")]
    pub file: Option<PathBuf>,
    /// An account: its owner's calendar and its contract are used
    #[arg(long, conflicts_with_all = ["renewal", "zone"])]
    pub account: Option<String>,
    /// The day on which it would start, in the morning; without it, now
    #[arg(long, value_name = "DATE")]
    pub from: Option<NaiveDate>,
    /// The last day of the contract, without an account
    #[arg(long, value_name = "DATE")]
    pub renewal: Option<NaiveDate>,
    /// The owner's time zone, without an account: Europe/Berlin
    #[arg(long)]
    pub zone: Option<Tz>,
}

impl Options {
    /// Whether the answer stands in no file: of an account, or of a playbook that only the database knows.
    pub(super) fn needs_database(&self, config: &Config) -> bool {
        let is_known = self.file.is_some() || self.name.as_deref().is_some_and(|name| known(name, config).is_some());
        self.account.is_some() || !is_known
    }

    /// The morning of the day on which it would start.
    fn start(&self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let calendar = Calendar::ordinary(zone);
        self.from.map_or(now, |day| calendar.at_local(day, calendar.workweek.hours().0))
    }
}

/// A playbook of the directory, or one that ships.
fn known<'a>(name: &str, config: &'a Config) -> Option<&'a str> {
    let own = config.playbooks.iter().find(|own| own.playbook.name == name).map(|own| own.source.as_str());
    own.or_else(|| Playbook::shipped(name))
}

/// Without an account.
pub(super) async fn alone(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let playbook = match (&options.file, &options.name) {
        (Some(path), _) => match files::one(path, out).await? {
            Some(written) => written.playbook,
            None => return Ok(ExitCode::FAILURE),
        },
        (None, Some(name)) => {
            let text = known(name, config).context("no such playbook")?;
            Playbook::parse(text).with_context(|| name.clone())?
        }
        (None, None) => anyhow::bail!("name a playbook, or a file with --file"),
    };
    by_zone(options, (&playbook, &config.rules.playbooks), clock(config).now(), out)
}

/// On an account, or of a playbook that only the database knows.
pub(super) async fn on_account(options: &Options, app: &App, out: &mut Output<'_>) -> anyhow::Result<ExitCode> {
    let name = options.name.as_deref().unwrap_or_default();
    let Some(account) = &options.account else {
        let all = crate::operations::playbooks::in_force(app, ORG).await.map_err(told)?;
        let Some(one) = all.into_iter().find(|one| one.playbook.name == name) else {
            writeln!(out, "No playbook {name} is in force; `steward playbook list` names them.")?;
            return Ok(ExitCode::FAILURE);
        };
        return by_zone(options, (&one.playbook, &app.rules.playbooks), app.clock.now(), out);
    };
    let file = match &options.file {
        Some(path) => match files::one(path, out).await? {
            Some(written) => Some(written.playbook),
            None => return Ok(ExitCode::FAILURE),
        },
        None => None,
    };
    let now = app.clock.now();
    let found = rehearsal::of_terminal(app, ORG, account, (name, file), |zone| options.start(now, zone));
    let found = found.await.map_err(told)?;
    let version = found.version.map_or_else(String::new, |version| format!(", version {version}"));
    writeln!(out, "{}{version}, for {}", found.preview.title, found.account.name)?;
    write(&found.preview, out)?;
    Ok(ExitCode::SUCCESS)
}

fn by_zone(
    options: &Options,
    (playbook, rules): (&Playbook, &PlaybookRules),
    now: DateTime<Utc>,
    out: &mut Output<'_>,
) -> anyhow::Result<ExitCode> {
    let zone = options.zone.unwrap_or(Tz::UTC);
    if playbook.needs_renewal() && options.renewal.is_none() {
        writeln!(out, "{} counts back from the renewal: say when it is, --renewal 2026-06-30", playbook.title)?;
        return Ok(ExitCode::FAILURE);
    }
    let scene = Scene {
        start: options.start(now, zone),
        contract_end: options.renewal,
        acknowledge_within: rules.acknowledge_within(None),
    };
    writeln!(out, "{}, for anybody in {zone}", playbook.title)?;
    write(&anybody(playbook, scene, zone), out)?;
    Ok(ExitCode::SUCCESS)
}

/// As everybody's ordinary week has it, in one zone: the first role that a step asks for does it.
pub(super) fn anybody(playbook: &Playbook, scene: Scene, zone: Tz) -> Preview {
    preview(playbook, scene, |roles| Player {
        role: roles.0.first().copied().unwrap_or(OwnerRole::Csm),
        name: None,
        calendar: Calendar::ordinary(zone),
    })
}

/// Every prompt in the order of time: when it is prompted, of whom, when it is due, and what follows when nobody answers.
fn write(preview: &Preview, out: &mut Output<'_>) -> anyhow::Result<()> {
    let zone = preview.zone;
    writeln!(
        out,
        "Starts {}; goal: {} by {}",
        moment(preview.scene.start, zone),
        preview.goal.words,
        day(preview.goal_by)
    )?;
    match (preview.scene.contract_end, preview.slack_days) {
        (Some(end), Some(slack)) => writeln!(out, "Contract ends {}: the play {}", day(end), ends(slack))?,
        _ => writeln!(out, "No contract end is known, so nothing is said about the renewal")?,
    }
    for prompt in &preview.prompts {
        write_prompt(prompt, out)?;
    }
    Ok(())
}

/// How its end lies against the renewal.
fn ends(slack_days: i64) -> String {
    let days = |n: i64| if n == 1 { "1 day".to_owned() } else { format!("{n} days") };
    match slack_days {
        0 => "ends on the day of renewal".to_owned(),
        n @ 1.. => format!("ends {} before renewal", days(n)),
        n => format!("ends {} too late", days(-n)),
    }
}

fn write_prompt(prompt: &PreviewedPrompt, out: &mut Output<'_>) -> anyhow::Result<()> {
    let PreviewedPrompt { planned, zone, .. } = prompt;
    let title = if prompt.times == 1 {
        prompt.title.clone()
    } else {
        format!("{} {} of {}", prompt.title, planned.occurrence, prompt.times)
    };
    let owner = prompt.owner.as_ref().map_or_else(String::new, |name| format!(" {name}"));
    let moved = planned.moved_from.map_or_else(String::new, |from| format!(" (moved from {})", from.format("%A")));
    let opens = moment(planned.opens_at, *zone);
    let due = moment(planned.due_at, *zone);
    writeln!(out, "{opens}  {}. {title} · {}{owner} · due {due}{moved}", planned.position + 1, prompt.role.as_str())?;
    let (half, whole) = prompt.reminders;
    let (half, whole) = (moment(half, *zone), moment(whole, *zone));
    let within = prompt.acknowledge_within;
    writeln!(out, "    unanswered: reminder {half}, after {within} {whole} and a line to the manager")?;
    if planned.waits {
        writeln!(out, "    waits for the step before it, here taken to end on its due day")?;
    }
    if let Some(when) = &prompt.when {
        writeln!(out, "    only where {when}")?;
    }
    Ok(())
}
