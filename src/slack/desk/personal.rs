//! What somebody sets for themselves: leave with cover, clock and hours, quiet hours; by command, button and form.

use chrono::NaiveTime;
use serde_json::{Value, json};

use super::clicks::Told;
use super::forms::picked_day;
use super::{Desk, Visit};
use crate::domain::cadence::{QuietHours, Workweek, local_day};
use crate::domain::leave::LeaveRefusal;
use crate::domain::locale::Language;
use crate::domain::nearest::nearest_one;
use crate::domain::personal::{Choices, Country};
use crate::domain::refusal::Refusal;
use crate::operations::leave::{self, Which};
use crate::operations::{Failure, settings, team};
use crate::slack::action::{Action, Field, PersonalClick};
use crate::slack::commands::{AwayCommand, QuietCommand};
use crate::slack::inbound::{Entered, View};
use crate::slack::render::{self, HoursNews, Message, Titled, view_json};

impl Desk {
    /// What `away` and its words do.
    pub(super) async fn away(&self, visit: &Visit, what: AwayCommand) -> Result<Message, Failure> {
        let (app, actor) = (&self.app, &visit.actor);
        let (from, to, cover) = match what {
            AwayCommand::Show => return self.personal(visit, &PersonalClick::ShowLeave).await,
            AwayCommand::Cancel(None) => return self.end_leave(visit, Which::Nearest).await,
            AwayCommand::Cancel(Some(day)) => {
                let day = self.day_ahead(visit, day).await?;
                return self.end_leave(visit, Which::Of(day)).await;
            }
            AwayCommand::Set { from, to, cover } => (from, to, cover),
        };
        let first = self.day_ahead(visit, from).await?;
        let last = self.any_day_ahead(visit, to).await?.unwrap_or(first);
        let cover = match cover {
            Some(typed) => Some(team::person(app, actor, &typed).await?.id),
            None => None,
        };
        let taken = leave::take(app, actor, (first, last), cover).await?;
        self.home_again(visit);
        Ok(render::leave_taken(&self.reader(&actor.person), &taken, app.clock.now()))
    }

    /// What `quiet-hours` and its words do.
    pub(super) async fn quiet_hours(&self, visit: &Visit, what: QuietCommand) -> Result<Message, Failure> {
        match what {
            QuietCommand::Show => self.personal(visit, &PersonalClick::ShowHours).await,
            QuietCommand::Off => self.personal(visit, &PersonalClick::EndQuiet).await,
            QuietCommand::Set(quiet) => self.set_quiet(visit, Some(quiet)).await,
        }
    }

    /// What a button about one's own settings answers.
    pub(super) async fn personal(&self, visit: &Visit, click: &PersonalClick) -> Result<Message, Failure> {
        let (app, actor) = (&self.app, &visit.actor);
        let reader = self.reader(&actor.person);
        Ok(match click {
            PersonalClick::ShowLeave => {
                let standing = leave::standing(app, actor).await?;
                render::leave(&reader, &standing, app.clock.now())
            }
            PersonalClick::EndLeave { leave } => self.end_leave(visit, Which::This(*leave)).await?,
            PersonalClick::EndQuiet => self.set_quiet(visit, None).await?,
            // Where a form cannot be opened, what stands is shown with the buttons that do.
            PersonalClick::ShowHours | PersonalClick::AskSettings => {
                render::hours(&reader, &settings::of(app, actor).await?.0, None)
            }
            PersonalClick::AskLeave => render::leave(&reader, &leave::standing(app, actor).await?, app.clock.now()),
        })
    }

    /// The same by a click, which may open a form.
    pub(super) async fn personal_clicked(
        &self,
        visit: &Visit,
        click: PersonalClick,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        let form = match click {
            PersonalClick::AskLeave => render::leave_form(local_day(self.app.clock.now(), visit.actor.person.zone)),
            PersonalClick::AskSettings => {
                let (settings, choices) = settings::of(&self.app, &visit.actor).await?;
                render::settings_form(&settings, &choices)
            }
            PersonalClick::ShowLeave
            | PersonalClick::EndLeave { .. }
            | PersonalClick::ShowHours
            | PersonalClick::EndQuiet => {
                let message = self.show(visit, Action::Personal(click)).await?;
                return Ok(Told::Privately(Box::new(message)));
            }
        };
        self.open(trigger_id, &view_json(&form)).await
    }

    async fn end_leave(&self, visit: &Visit, which: Which) -> Result<Message, Failure> {
        let ended = leave::cancel(&self.app, &visit.actor, which).await?;
        self.home_again(visit);
        Ok(render::leave_ended(&self.reader(&visit.actor.person), &ended, self.app.clock.now()))
    }

    async fn set_quiet(&self, visit: &Visit, quiet: Option<QuietHours>) -> Result<Message, Failure> {
        let settings = settings::set_quiet(&self.app, &visit.actor, quiet).await?;
        self.home_again(visit);
        Ok(render::hours(&self.reader(&visit.actor.person), &settings, Some(HoursNews::Quiet)))
    }

    /// A form for leave that was sent; the answer is what Slack does with it.
    pub(super) async fn leave_submitted(&self, visit: &Visit, view: &View) -> Value {
        let days = picked_day(view, Field::AwayFrom).zip(picked_day(view, Field::AwayTo));
        let Some((from, to)) = days else { return fault(Field::AwayFrom, render::form_fault(Field::AwayFrom)) };
        let (app, actor) = (&self.app, &visit.actor);
        let cover = match view.entered(Field::Cover.id(), Field::Cover.id()) {
            Some(Entered::User(Some(user))) => match team::person(app, actor, &user).await {
                Ok(person) => Some(person.id),
                Err(_) => return fault(Field::Cover, render::unknown_cover()),
            },
            _ => None,
        };
        let answer = match leave::take(app, actor, (from, to), cover).await {
            Ok(taken) => render::leave_taken(&self.reader(&actor.person), &taken, app.clock.now()),
            Err(Failure::Refused(Refusal::Leave(refusal))) => {
                let today = local_day(app.clock.now(), actor.person.zone);
                let field = field_of(&refusal);
                return fault(field, &plain(&render::leave_refused(&self.command, &refusal, today)));
            }
            Err(failure) => self.apology(visit, &failure),
        };
        json!({ "response_action": "update", "view": view_json(&render::answer(Titled::Away, &answer)) })
    }

    /// A form for settings that was sent; the answer is what Slack does with it.
    pub(super) async fn settings_submitted(&self, visit: &Visit, view: &View) -> Value {
        let stands = match settings::of(&self.app, &visit.actor).await {
            Ok((settings, _)) => settings,
            Err(failure) => return self.refused(visit, &failure),
        };
        let mut choices = match chosen(view) {
            Ok(choices) => choices,
            Err((field, meant)) => return fault(field, &render::settings_fault(field, meant.as_deref())),
        };
        // Hours that stay as they are do not become the person's own by being shown to them.
        let (_, own) = settings::of(&self.app, &visit.actor).await.unwrap_or((stands.clone(), Choices::default()));
        if own.workweek.is_none() && choices.workweek == Some(stands.workweek) {
            choices.workweek = None;
        }
        let answer = match settings::choose(&self.app, &visit.actor, &choices).await {
            // The language may be what was chosen.
            Ok(settings) => render::drawn_in(settings.locale, || {
                let saved = render::hours(&self.reader(&visit.actor.person), &settings, Some(HoursNews::Saved));
                render::answer(Titled::Settings, &saved)
            }),
            Err(failure) => render::answer(Titled::Settings, &self.apology(visit, &failure)),
        };
        json!({ "response_action": "update", "view": view_json(&answer) })
    }
}

fn field_of(refusal: &LeaveRefusal) -> Field {
    match refusal {
        LeaveRefusal::Past { .. } | LeaveRefusal::Overlaps { .. } | LeaveRefusal::NothingStands => Field::AwayFrom,
        LeaveRefusal::Backwards { .. } | LeaveRefusal::TooLong { .. } => Field::AwayTo,
        LeaveRefusal::CoverIsSelf
        | LeaveRefusal::CoverMayNot { .. }
        | LeaveRefusal::CoverNotInSlack { .. }
        | LeaveRefusal::GoesRound { .. } => Field::Cover,
    }
}

/// Slack shows faults as plain text.
fn plain(words: &str) -> String {
    let words = words.replace(['`', '*', '\u{A0}'], " ");
    words.split_whitespace().filter(|word| !word.starts_with("<@")).collect::<Vec<_>>().join(" ")
}

fn fault(field: Field, words: &str) -> Value {
    json!({ "response_action": "errors", "errors": { field.id(): words } })
}

/// What was chosen; or which question was not answered well, and what may have been meant.
fn chosen(view: &View) -> Result<Choices, (Field, Option<String>)> {
    let zone = match text(view, Field::Zone) {
        None => None,
        Some(typed) => Some(zone_of(&typed).map_err(|meant| (Field::Zone, meant))?),
    };
    let country = match text(view, Field::Country) {
        None => None,
        Some(typed) => Some(Country::parse(&typed).ok_or((Field::Country, None))?),
    };
    let days = match view.entered(Field::WorkDays.id(), Field::WorkDays.id()) {
        Some(Entered::Choices(days)) => days,
        _ => Vec::new(),
    };
    let days = days.iter().filter_map(|day| day.parse::<u8>().ok()?.checked_sub(1)?.try_into().ok());
    let days: Vec<chrono::Weekday> = days.collect();
    if days.is_empty() {
        return Err((Field::WorkDays, None));
    }
    let hours = time(view, Field::WorkFrom).zip(time(view, Field::WorkTo)).ok_or((Field::WorkTo, None))?;
    let workweek = Workweek::new(days, hours.0, hours.1).map_err(|_| (Field::WorkTo, None))?;
    let quiet = match (time(view, Field::QuietFrom), time(view, Field::QuietTo)) {
        (None, None) => None,
        (Some(from), Some(to)) if from != to => Some(QuietHours { from, to }),
        (_, _) => return Err((Field::QuietTo, None)),
    };
    let language = match view.entered(Field::Language.id(), Field::Language.id()) {
        Some(Entered::Choice(Some(code))) => Language::parse(&code),
        _ => None,
    };
    Ok(Choices { zone, workweek: Some(workweek), quiet, country, language })
}

/// The zone of a name in any case, or the name that is nearest to it.
fn zone_of(typed: &str) -> Result<chrono_tz::Tz, Option<String>> {
    let typed = typed.replace(' ', "_");
    let known = chrono_tz::TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(&typed));
    known.copied().ok_or_else(|| {
        let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
        let cities =
            names.clone().find(|name| name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&typed)));
        cities.or_else(|| nearest_one(&typed, names)).map(str::to_owned)
    })
}

fn text(view: &View, field: Field) -> Option<String> {
    match view.entered(field.id(), field.id()) {
        Some(Entered::Text(Some(text))) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        _ => None,
    }
}

fn time(view: &View, field: Field) -> Option<NaiveTime> {
    match view.entered(field.id(), field.id()) {
        Some(Entered::Time(time)) => time,
        _ => None,
    }
}
