//! What is done to steps by a line of text: the step that is meant is found first, and asked for where several could be.

use super::{Desk, Visit};
use crate::domain::account::Found;
use crate::domain::ids::{AccountId, RunId, StepId};
use crate::domain::playbook::{Needs, StepRefusal, StepState, StepWish, Until};
use crate::domain::refusal::Refusal;
use crate::operations::runs::{self, AtWork};
use crate::operations::{Failure, lookup, play, step, team};
use crate::slack::action::{StepAsk, StepWhat, Then};
use crate::slack::commands::{StepCommand, StepTyped, Wanted};
use crate::slack::render::{self, Message, StepTold};

impl Desk {
    /// Does what a line asks for.
    pub(super) async fn step_said(&self, visit: &Visit, said: StepCommand) -> Result<Message, Failure> {
        let what = self.what_of(visit, said.what).await?;
        let ask = StepAsk { play: said.play, number: said.number, what };
        let (account, ask) = self.with_play(visit, said.account, ask).await?;
        self.show_wanted(visit, account, Then::Step(ask)).await
    }

    /// The last word of an account's words may name its play: `acme rescue`.
    async fn with_play(&self, visit: &Visit, account: Wanted, ask: StepAsk) -> Result<(Wanted, StepAsk), Failure> {
        let Wanted::Named(typed) = &account else { return Ok((account, ask)) };
        let Some((name, play)) = typed.rsplit_once(' ').filter(|_| ask.play.is_none()) else {
            return Ok((account, ask));
        };
        let Found::One(found) = lookup::find(&self.app, &visit.actor, name).await? else { return Ok((account, ask)) };
        let at_work = runs::at_work(&self.app, &visit.actor, found.id).await?;
        let playbooks = play::list(&self.app, &visit.actor).await?;
        let is_play = at_work.runs.iter().any(|(_, name, title)| is_meant(play, name, title))
            || playbooks.iter().any(|row| row.name == play);
        if is_play {
            return Ok((Wanted::Named(name.to_owned()), StepAsk { play: Some(play.to_owned()), ..ask }));
        }
        Ok((account, ask))
    }

    /// What was typed, with the people and days that it names.
    async fn what_of(&self, visit: &Visit, typed: StepTyped) -> Result<StepWhat, Failure> {
        Ok(StepWhat::Move(match typed {
            StepTyped::Done { note: None } => return Ok(StepWhat::Open),
            StepTyped::Done { note: Some(note) } => StepWish::Finish { note, follow_up_on: None },
            StepTyped::Stop { reason } => return Ok(StepWhat::Stop(reason)),
            StepTyped::Block { needs, reason } => {
                let person = match needs {
                    Some(typed) => Some(team::person(&self.app, &visit.actor, &typed).await?.id),
                    None => None,
                };
                StepWish::Block { reason, needs: Needs { person, words: String::new() } }
            }
            StepTyped::Snooze { later, reason } => {
                StepWish::Snooze { until: Until::Day(self.day_ahead(visit, later).await?), reason }
            }
            StepTyped::Skip { reason } => StepWish::Skip { reason },
            StepTyped::Reassign { to, reason } => {
                StepWish::Reassign { to: team::person(&self.app, &visit.actor, &to).await?.id, reason }
            }
        }))
    }

    /// Finds the step of an account that was meant, and does it; a choice where there are several.
    pub(super) async fn find_step(&self, visit: &Visit, account: AccountId, ask: StepAsk) -> Result<Message, Failure> {
        let AtWork { account, steps, runs } = runs::at_work(&self.app, &visit.actor, account).await?;
        let is_play = |name: &str, title: &str| ask.play.as_ref().is_none_or(|play| is_meant(play, name, title));
        if let StepWhat::Stop(reason) = &ask.what {
            let meant: Vec<_> = runs.into_iter().filter(|(_, name, title)| is_play(name, title)).collect();
            return match &meant[..] {
                [] => Err(Refusal::from(StepRefusal::NoSuchRun { account }).into()),
                [(run, ..)] => self.stop_run(visit, *run, reason).await,
                several => Ok(render::run_picker(&account, several, reason)),
            };
        }
        let is_number =
            |number: usize| ask.number.is_none_or(|wanted| usize::try_from(wanted).is_ok_and(|n| n == number));
        let mut meant = steps;
        meant.retain(|step| is_play(&step.play.0, &step.play.1) && is_number(step.number));
        match (&meant[..], &ask.what) {
            ([], _) => Err(Refusal::from(StepRefusal::NoOpenStep { account }).into()),
            ([step], StepWhat::Move(wish)) => self.move_step(visit, (step.step, step.version), wish).await,
            ([step], StepWhat::Open | StepWhat::Stop(_)) => self.step_open(visit, step.step).await,
            (several, what) => {
                let reader = self.reader(&visit.actor.person);
                Ok(render::step_picker(&reader, &account, several, what, self.app.clock.now()))
            }
        }
    }

    /// Moves a step, and says so.
    pub(super) async fn move_step(
        &self,
        visit: &Visit,
        (id, version): (StepId, i32),
        wish: &StepWish,
    ) -> Result<Message, Failure> {
        let named = step::apply(&self.app, &visit.actor, (id, version), wish).await?;
        self.bell.notify_one();
        let moved = &named.step;
        let told = StepTold {
            step: id,
            title: &named.title,
            account: &named.account,
            state: moved.state,
            owner: &named.owner.who,
            is_given: matches!(wish, StepWish::Reassign { .. }),
            back_at: moved.prompt_at.filter(|_| moved.state == StepState::Snoozed),
        };
        Ok(render::step_told(&self.reader(&visit.actor.person), &told, self.app.clock.now()))
    }

    /// Stops a run, and says so.
    pub(super) async fn stop_run(&self, visit: &Visit, run: RunId, reason: &str) -> Result<Message, Failure> {
        let run = runs::stop(&self.app, &visit.actor, run, reason).await?;
        self.bell.notify_one();
        Ok(render::run_stopped(&run.playbook.title, &run.account))
    }
}

/// Whether a typed part means a playbook.
fn is_meant(typed: &str, name: &str, title: &str) -> bool {
    let typed = typed.to_lowercase();
    name.contains(&typed.replace([' ', '-'], "_")) || title.to_lowercase().contains(&typed)
}
