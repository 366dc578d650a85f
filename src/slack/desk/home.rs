//! Somebody's own page: its tabs, turned by what is pressed on it, and what it asks at its first opening.

use chrono::{DateTime, NaiveTime, Utc, Weekday};
use serde_json::{Value, json};
use slack_morphism::prelude::SlackView;

use super::clicks::Told;
use super::forms::field_error;
use super::{Desk, Visit};
use crate::domain::account::BookFilter;
use crate::domain::home::{DigestHour, HomeTab};
use crate::domain::preferences::{Event, Preferences, Way};
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, book, deliveries, digest, home, leave, preferences, risks, settings, timetable};
use crate::slack::action::{Action, HomeClick, HomeField, SystemClick};
use crate::slack::client::CallError;
use crate::slack::inbound::{Entered, Interaction, InteractionKind, View};
use crate::slack::render::{self, HomeFrame, HomeSettings, HomeToday, Message, Welcome, view_json};

/// Slack's word for a page that was drawn anew since somebody looked at it.
const DRAWN_SINCE: &str = "hash_conflict";

/// A page that is turned again and again is drawn so often.
const MOST_DRAWINGS: usize = 3;

impl Desk {
    /// Somebody opened their page: it asks its first questions, or shows where they were.
    pub(super) async fn home_opened(&self, visit: &Visit) -> Result<(), Failure> {
        let standing = home::opened(&self.app, &visit.actor).await?;
        let view = if standing.is_welcomed {
            self.home_page(visit, &place_of(visit, standing.place.as_deref())).await?
        } else {
            self.welcome(visit).await?
        };
        self.publish(visit, &view, None).await.map_err(broken)
    }

    /// Turns the page that somebody pressed on; `hash` is Slack's of what they saw. A press that a later one has overtaken draws nothing.
    pub(super) async fn turn_home(
        &self,
        visit: &Visit,
        hash: Option<&str>,
        place: &Action,
        pressed_at: DateTime<Utc>,
    ) -> Result<(), Failure> {
        let page = self.home_page(visit, place).await?;
        let key = place.value();
        if !home::turn(&self.app, &visit.actor, &key, pressed_at).await? {
            return Ok(());
        }
        match self.publish(visit, &page, hash).await {
            // It was drawn anew behind their back: what they pressed counts, unless they have pressed something else since.
            Err(CallError::Refused { error, .. }) if error == DRAWN_SINCE => {
                let standing = home::standing(&self.app, &visit.actor).await?;
                if standing.place.as_deref() == Some(key.as_str()) {
                    self.publish(visit, &page, None).await.map_err(broken)?;
                }
                Ok(())
            }
            published => published.map_err(broken),
        }
    }

    /// Somebody used a page: they are looking at it.
    pub(super) async fn looked_at_home(&self, visit: &Visit, view: Option<&View>) {
        if view.is_some_and(|view| view.kind.as_deref() == Some("home"))
            && let Err(failure) = home::seen(&self.app, &visit.actor).await
        {
            tracing::warn!(error = %failure, "could not note that somebody looks at their page");
        }
    }

    /// What somebody did may show on their page: where they may be looking at it, it is drawn again behind the answer.
    pub fn home_again(&self, visit: &Visit) {
        let (desk, visit) = (self.clone(), visit.clone());
        self.tasks.spawn(async move {
            // What they did may have been to choose another language.
            let chosen = settings::of(&desk.app, &visit.actor).await;
            let locale = chosen.map_or(visit.actor.person.locale, |(settings, _)| settings.locale);
            if let Err(failure) = render::told_in(locale, desk.draw_home_again(&visit)).await {
                tracing::warn!(error = %failure, "could not draw the home tab again");
            }
        });
    }

    async fn draw_home_again(&self, visit: &Visit) -> Result<(), Failure> {
        let before = home::standing(&self.app, &visit.actor).await?;
        if !before.is_welcomed || !home::is_in_sight(&before, self.app.clock.now()) {
            return Ok(());
        }
        let mut place = before.place;
        for _ in 0..MOST_DRAWINGS {
            let page = self.home_page(visit, &place_of(visit, place.as_deref())).await?;
            self.publish(visit, &page, None).await.map_err(broken)?;
            // Whoever has turned the page meanwhile must not be left with the one before.
            let stands = home::standing(&self.app, &visit.actor).await?.place;
            if stands == place {
                break;
            }
            place = stands;
        }
        Ok(())
    }

    /// What a button of the page's own does.
    pub(super) async fn home_clicked(
        &self,
        visit: &Visit,
        click: &HomeClick,
        interaction: &Interaction,
    ) -> Result<Told, Failure> {
        let (app, actor) = (&self.app, &visit.actor);
        match click {
            HomeClick::Plays { .. } | HomeClick::Settings => {
                let message = self.tab_body(visit, &Action::Home(click.clone())).await?;
                return Ok(Told::Privately(Box::new(message)));
            }
            HomeClick::AskDigest => {
                let set = timetable::digest_of(app, actor, None).await?;
                let form = view_json(&render::digest_form(&actor.person, set.as_ref()));
                return self.open(interaction.trigger_id.as_deref(), &form).await;
            }
            HomeClick::AskPreferences => {
                let form = view_json(&render::preferences_form(&preferences::of(app, actor).await?));
                return self.open(interaction.trigger_id.as_deref(), &form).await;
            }
            HomeClick::Welcome => {
                let Some(hour) = view_of(interaction).and_then(chosen) else {
                    return Ok(Told::Privately(Box::new(render::digest_chosen_none())));
                };
                self.set_hour(visit, &hour).await?;
            }
            HomeClick::NoDigest => {
                timetable::stop_digest(app, actor, None).await?;
            }
            HomeClick::NotNow => {}
        }
        home::welcomed(app, actor).await?;
        self.home_again(visit);
        Ok(Told::ByTheCard)
    }

    /// The form for the digest that was sent; the answer is what Slack does with it.
    pub(super) async fn digest_submitted(&self, visit: &Visit, view: &View) -> Value {
        let Some(hour) = chosen(view) else {
            let field = if hour_in(view).is_none() { HomeField::Hour } else { HomeField::Days };
            return field_error(field.id(), render::digest_form_fault());
        };
        match self.set_hour(visit, &hour).await {
            Ok(()) => Value::Null,
            Err(failure) => self.refused(visit, &failure),
        }
    }

    /// The form for how somebody wants to hear of things that was sent; the answer is what Slack does with it.
    pub(super) async fn preferences_submitted(&self, visit: &Visit, view: &View) -> Value {
        let way_of = |event: Event| match view.entered(event.as_str(), event.as_str()) {
            Some(Entered::Choice(Some(way))) => Way::parse(&way),
            _ => None,
        };
        let chosen = Event::ALL.into_iter().filter_map(|event| Some((event, way_of(event)?)));
        let chosen = chosen.fold(Preferences::default(), |all, (event, way)| all.with(event, way));
        match preferences::choose(&self.app, &visit.actor, &chosen).await {
            Ok(()) => Value::Null,
            Err(failure) => self.refused(visit, &failure),
        }
    }

    async fn set_hour(&self, visit: &Visit, hour: &DigestHour) -> Result<(), Failure> {
        let expression = hour.cron().ok_or_else(|| anyhow::anyhow!("an hour and days are no crontab expression"))?;
        timetable::set_digest(&self.app, &visit.actor, None, &expression).await?;
        self.bell.notify_one();
        Ok(())
    }

    async fn welcome(&self, visit: &Visit) -> Result<SlackView, Failure> {
        let (app, actor) = (&self.app, &visit.actor);
        let book = book::book(app, actor, BookFilter::default(), 0).await?;
        let set = timetable::digest_of(app, actor, None).await?;
        let digest = set.and_then(|set| DigestHour::of(&set.expression));
        Ok(render::welcome(&self.reader(&actor.person), &Welcome { person: &actor.person, book: &book, digest }))
    }

    /// The page at a place. Refused where the place is not for whoever asks.
    async fn home_page(&self, visit: &Visit, place: &Action) -> Result<SlackView, Failure> {
        let role = visit.actor.person.role;
        let tab = place.home_tab().ok_or(Refusal::Gone)?;
        if role < tab.needs() {
            return Err(Refusal::NotAllowed { needs: tab.needs() }.into());
        }
        let n_signals = match tab {
            HomeTab::Today | HomeTab::Book => risks::n_open(&self.app, &visit.actor).await?,
            HomeTab::Renewals | HomeTab::Plays | HomeTab::Settings | HomeTab::Team | HomeTab::System => 0,
        };
        let body = self.tab_body(visit, place).await?;
        Ok(render::home(HomeFrame { tab, role, n_signals }, &body))
    }

    /// What stands at a place: the answer that it is elsewhere too, or what the page alone shows.
    pub(super) async fn tab_body(&self, visit: &Visit, place: &Action) -> Result<Message, Failure> {
        let (app, actor, now) = (&self.app, &visit.actor, self.app.clock.now());
        let reader = self.reader(&actor.person);
        if let Action::Home(click) = place {
            return match click {
                HomeClick::Plays { page } => {
                    Ok(render::home_plays(&reader, &home::plays(app, actor, *page).await?, now))
                }
                HomeClick::Settings => self.home_settings(visit).await,
                HomeClick::Welcome
                | HomeClick::NoDigest
                | HomeClick::NotNow
                | HomeClick::AskDigest
                | HomeClick::AskPreferences => Err(Refusal::Gone.into()),
            };
        }
        if *place == Action::System(SystemClick::Status) {
            let workspaces = home::workspaces(app, actor).await?;
            return Ok(render::home_system(&reader, &deliveries::status(app, actor).await?, &workspaces, now));
        }
        if *place == Action::Today {
            let book = book::book(app, actor, BookFilter::default(), 0).await?;
            let day = digest::today(app, actor).await?;
            return Ok(render::home_today(&reader, &HomeToday { person: &actor.person, book: &book, day: &day }, now));
        }
        Box::pin(self.show(visit, place.clone())).await
    }

    async fn home_settings(&self, visit: &Visit) -> Result<Message, Failure> {
        let (app, actor) = (&self.app, &visit.actor);
        let (settings, _) = settings::of(app, actor).await?;
        let leave = leave::standing(app, actor).await?;
        let digest = timetable::digest_of(app, actor, None).await?;
        let wishes = preferences::of(app, actor).await?;
        let view = HomeSettings { settings: &settings, leave: &leave, digest: digest.as_ref(), preferences: &wishes };
        Ok(render::home_settings(&self.reader(&actor.person), &view, app.clock.now()))
    }

    async fn publish(&self, visit: &Visit, view: &SlackView, hash: Option<&str>) -> Result<(), CallError> {
        let Some(user) = &visit.actor.person.who.slack_user_id else { return Ok(()) };
        let mut body = json!({ "user_id": user, "view": view_json(view) });
        if let Some(hash) = hash {
            body["hash"] = json!(hash);
        }
        self.slack.call("views.publish", &body).await.map(|_| ())
    }
}

/// The page or the form that was clicked in.
pub(super) fn view_of(interaction: &Interaction) -> Option<&View> {
    if let InteractionKind::BlockActions { view, .. } = &interaction.kind { view.as_ref() } else { None }
}

/// Where somebody was; their day, where that is no place any more, or none of theirs.
fn place_of(visit: &Visit, place: Option<&str>) -> Action {
    let stands = place.and_then(|value| serde_json::from_str::<Action>(value).ok());
    let is_theirs = |tab: HomeTab| tab.needs() <= visit.actor.person.role;
    stands.filter(|place| place.home_tab().is_some_and(is_theirs)).unwrap_or(Action::Today)
}

/// The hour and the days that were chosen; `None` without both.
fn chosen(view: &View) -> Option<DigestHour> {
    let days = match view.entered(HomeField::Days.id(), HomeField::Days.id()) {
        Some(Entered::Choices(days)) => days,
        _ => Vec::new(),
    };
    let day = |day: &String| Weekday::try_from(day.parse::<u8>().ok()?.checked_sub(1)?).ok();
    DigestHour::new(hour_in(view)?, days.iter().filter_map(day))
}

fn hour_in(view: &View) -> Option<NaiveTime> {
    match view.entered(HomeField::Hour.id(), HomeField::Hour.id()) {
        Some(Entered::Time(at)) => at,
        _ => None,
    }
}

fn broken(error: CallError) -> Failure {
    Failure::Broken(error.into())
}
