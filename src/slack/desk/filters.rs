//! The form of a list's filters: opened with those that stand, and the list drawn anew where it stands when it is sent.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::clicks::{Told, is_private};
use super::home::view_of;
use super::pane::Thread;
use super::{Desk, Visit};
use crate::domain::account::BookScope;
use crate::domain::listing::FilterRefusal;
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, narrowed};
use crate::slack::action::{Action, FilterField, FilterForm, ListAsked, ListPlace, WhoseChoice};
use crate::slack::commands::{self, FiltersRead};
use crate::slack::inbound::{BlockAction, Entered, Interaction, InteractionKind, ResponseUrl, View};
use crate::slack::render::{self, Message, Titled, view_json};

/// What was entered, each with its question and the key that it would be typed behind.
type Answers = Vec<(FilterField, &'static str, String)>;
/// What stands under a question.
type Fault = (FilterField, String);

impl Desk {
    /// Opens the form.
    pub(super) async fn ask_filters(
        &self,
        visit: &Visit,
        list: ListAsked,
        interaction: &Interaction,
    ) -> Result<Told, Failure> {
        let person = self.shown_person(visit, &list).await?;
        let form = FilterForm { list, place: place_of(interaction, self.app.clock.now()) };
        let view = view_json(&render::filter_form(&form, person.as_deref()));
        self.open(interaction.trigger_id.as_deref(), &view).await
    }

    /// Draws the list anew; what is wrong stands beside its field.
    pub(super) async fn filters_submitted(&self, visit: &Visit, form: FilterForm, view: &View) -> Value {
        let FilterForm { list, place } = form;
        let read = match self.read_filters(visit, &list, view).await {
            Ok(Ok(read)) => read,
            Ok(Err(faults)) => return errors(faults),
            Err(failure) => return self.refused(visit, &failure),
        };
        let FiltersRead { filter, kinds, owner } = read;
        let drawn = match self.book_of(visit, filter, owner).await {
            Ok(filter) => {
                let page = list.filtered(filter, kinds).first_page();
                self.show(visit, page.clone()).await.map(|message| (page, message))
            }
            Err(failure) => Err(failure),
        };
        match drawn {
            Ok((page, message)) => self.draw_list(visit, &place, (&page, &message)).await,
            Err(Failure::Refused(refusal)) => match field_of(&refusal) {
                Some(field) => {
                    let words = render::filter_fault(&self.apology(visit, &Failure::Refused(refusal)));
                    errors(vec![(field, words)])
                }
                None => self.refused(visit, &Failure::Refused(refusal)),
            },
            Err(failure) => self.refused(visit, &failure),
        }
    }

    /// What was entered, understood.
    async fn read_filters(
        &self,
        visit: &Visit,
        list: &ListAsked,
        view: &View,
    ) -> Result<Result<FiltersRead, Vec<Fault>>, Failure> {
        let shown = self.shown_person(visit, list).await?;
        let whose = match whose(list, view, shown.as_deref()) {
            Ok(whose) => whose,
            Err(fault) => return Ok(Err(vec![fault])),
        };
        let answers: Answers = whose.into_iter().chain(others(list, view)).collect();
        let read = commands::read_filters(&answers).map(|mut read| {
            // Whoever has no name in Slack cannot be picked, but can be kept.
            let keeps = picked(view) == Some(WhoseChoice::Person) && read.owner.is_none();
            read.filter.scope = if keeps { list.filter().scope } else { read.filter.scope };
            read
        });
        Ok(read.map_err(|faults| {
            let words = |field, error| {
                if field == FilterField::Person {
                    // Nobody knows people by their ids.
                    return render::person_fault().to_owned();
                }
                render::filter_fault(&render::not_understood(&self.command, &error))
            };
            faults.into_iter().map(|(field, error)| (field, words(field, error))).collect()
        }))
    }

    /// The Slack id of the one whose accounts the list shows.
    async fn shown_person(&self, visit: &Visit, list: &ListAsked) -> Result<Option<String>, Failure> {
        match list.filter().scope {
            BookScope::Of(person) => narrowed::slack_id(&self.app, &visit.actor, person).await,
            BookScope::Mine | BookScope::All | BookScope::Nobody => Ok(None),
        }
    }

    /// Draws a list where the one before stands. Where that cannot be, the form becomes it.
    async fn draw_list(&self, visit: &Visit, place: &ListPlace, (page, message): (&Action, &Message)) -> Value {
        let window = || view_json(&render::answer(Titled::Steward, message));
        let drawn = match place {
            ListPlace::Address { url, is_own } => match ResponseUrl::parse(url, self.responses_below.as_ref()) {
                Ok(address) => self.respond(&address, message, *is_own).await.map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            },
            ListPlace::Thread { channel, root, message: ts } => {
                let thread = Thread::at(channel.clone(), root.clone());
                self.tell_in_thread(&thread, ts, message, true).await.map_err(|error| error.to_string())
            }
            ListPlace::Home { pressed_at } if page.home_tab().is_some() => {
                let turned = self.turn_home(visit, None, page, *pressed_at).await;
                turned.map_err(|failure| failure.to_string())
            }
            ListPlace::Window { view } => {
                let update = json!({ "view_id": view, "view": window() });
                self.slack.call("views.update", &update).await.map(drop).map_err(|error| error.to_string())
            }
            ListPlace::Home { .. } | ListPlace::Nowhere => Err("it stands nowhere".to_owned()),
        };
        match drawn {
            Ok(()) => Value::Null,
            Err(error) => {
                tracing::info!(error, "a filtered list stands in its form");
                json!({ "response_action": "update", "view": window() })
            }
        }
    }
}

/// Where the list stands that was clicked on.
fn place_of(interaction: &Interaction, now: DateTime<Utc>) -> ListPlace {
    let pressed_at = if let InteractionKind::BlockActions { actions, .. } = &interaction.kind {
        actions.first().and_then(BlockAction::pressed_at)
    } else {
        None
    };
    let pressed_at = pressed_at.unwrap_or(now);
    if let Some(view) = view_of(interaction) {
        return match (view.kind.as_deref(), &view.id) {
            (Some("home"), _) => ListPlace::Home { pressed_at },
            (_, Some(id)) => ListPlace::Window { view: id.clone() },
            (_, None) => ListPlace::Nowhere,
        };
    }
    if let (Some(thread), Some(message)) = (Thread::clicked(interaction), &interaction.message) {
        let (channel, root) = thread.place();
        return ListPlace::Thread { channel: channel.into(), root: root.into(), message: message.ts.clone() };
    }
    let is_own = is_private(interaction);
    interaction.response_url.clone().map_or(ListPlace::Nowhere, |url| ListPlace::Address { url, is_own })
}

/// Whose accounts are meant, of two questions: somebody picked anew counts where the choice above was left as it stood.
fn whose(list: &ListAsked, view: &View, shown: Option<&str>) -> Result<Answers, Fault> {
    let stands = render::whose_stands(list.filter().scope);
    let choice = picked(view).unwrap_or(stands);
    let person = match entered(view, FilterField::Person) {
        Some(Entered::User(person)) => person,
        _ => None,
    };
    let is_new = person.is_some() && person.as_deref() != shown;
    let key = FilterField::Whose.key();
    let of_person = person.map(|id| (FilterField::Person, key, format!("@{id}")));
    let word = |word: &str| (FilterField::Whose, key, word.to_owned());
    let is_left = choice == stands;
    Ok(match choice {
        WhoseChoice::Person => match of_person {
            Some(person) => vec![person],
            None if is_left && shown.is_none() => Vec::new(),
            None => return Err((FilterField::Person, render::person_fault().to_owned())),
        },
        WhoseChoice::Mine | WhoseChoice::All | WhoseChoice::Nobody if is_new => {
            let choice = (!is_left).then(|| word(choice.as_str()));
            choice.into_iter().chain(of_person).collect()
        }
        // As it is typed: a team's are everybody's in it, unless one's own of it were shown.
        WhoseChoice::Mine if is_left && list.filter().team.is_none() => Vec::new(),
        WhoseChoice::Mine | WhoseChoice::All | WhoseChoice::Nobody => vec![word(choice.as_str())],
    })
}

fn picked(view: &View) -> Option<WhoseChoice> {
    match entered(view, FilterField::Whose) {
        Some(Entered::Choice(Some(choice))) => WhoseChoice::parse(&choice),
        _ => None,
    }
}

/// Every other answer that is not empty.
fn others(list: &ListAsked, view: &View) -> Answers {
    let fields = list.fields().into_iter();
    let others = fields.filter(|field| !matches!(field, FilterField::Whose | FilterField::Person));
    let answer = |field: FilterField| match entered(view, field) {
        Some(Entered::Choices(several)) => Some(several.join(",")),
        Some(Entered::Text(one) | Entered::Choice(one)) => one,
        _ => None,
    };
    let answered = others.filter_map(|field| Some((field, field.key(), answer(field)?)));
    answered.filter(|(.., answer)| !answer.trim().is_empty()).collect()
}

fn entered(view: &View, field: FilterField) -> Option<Entered> {
    view.entered(field.id(), field.id())
}

/// The question that a refusal is about; `None` when it is about the whole.
fn field_of(refusal: &Refusal) -> Option<FilterField> {
    if let Refusal::NoSuchPerson { .. } = refusal {
        Some(FilterField::Person)
    } else if let Refusal::NoSuchTeam { .. } | Refusal::Filter(FilterRefusal::NotInTeam { .. }) = refusal {
        Some(FilterField::Team)
    } else if let Refusal::Filter(FilterRefusal::NoSuchTag { .. }) = refusal {
        Some(FilterField::Tags)
    } else {
        None
    }
}

/// Keeps the form open, with words under its questions.
fn errors(faults: Vec<Fault>) -> Value {
    let faults: Map<String, Value> =
        faults.into_iter().map(|(field, words)| (field.id().to_owned(), json!(words))).collect();
    json!({ "response_action": "errors", "errors": faults })
}
