//! Who is who: `auth.test`, `team.info`, `bots.info`, `users.*`, `usergroups.*` and `dnd.info`.

use serde_json::{Value, json};

use super::super::refusal::Refusal;
use super::super::seed::UserGroup;
use super::super::workspace::Holder;
use super::conversations::page;
use super::{Call, Outcome};

/// `auth.test`
pub(super) fn who_am_i(call: &Call<'_>) -> Value {
    let app = &call.workspace.app;
    let (name, team, enterprise, is_org_wide) = match &call.holder {
        Holder::Team(team) => (&team.name, Some(&team.id), team.enterprise_id.as_ref(), false),
        Holder::Grid { id, name } => (name, None, Some(id), true),
    };
    let bot = call.workspace.bot_json();
    json!({
        "url": call.base, "team": name, "team_id": team, "enterprise_id": enterprise,
        "user": bot["name"], "user_id": app.bot_user_id, "bot_id": app.bot_id, "app_id": app.id,
        "is_enterprise_install": is_org_wide,
    })
}

/// `team.info`
pub(super) fn team(call: &Call<'_>) -> Value {
    let team = &call.workspace.team;
    json!({"team": {
        "id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "url": call.base,
        "icon": {"image_default": true}, "enterprise_id": team.enterprise_id,
    }})
}

/// `bots.info`
pub(super) fn bot(call: &mut Call<'_>) -> Outcome {
    let app = &call.workspace.app;
    if call.arguments.text("bot").is_some_and(|bot| bot != app.bot_id) {
        return Err(Refusal::code("bot_not_found"));
    }
    Ok(json!({"bot": {
        "id": app.bot_id, "deleted": false, "name": app.name, "updated": 0, "app_id": app.id, "user_id": app.bot_user_id,
    }}))
}

/// `users.info`
pub(super) fn info(call: &mut Call<'_>) -> Outcome {
    let id = call.arguments.need("user").map_err(|_| Refusal::code("user_not_found"))?;
    if id == call.workspace.app.bot_user_id {
        return Ok(json!({"user": call.workspace.bot_json()}));
    }
    let person = call.workspace.person(id).ok_or_else(|| Refusal::code("user_not_found"))?;
    let mut user = call.workspace.user_json(person);
    if call.arguments.flag("include_locale") {
        user["locale"] = json!(person.locale);
    }
    Ok(json!({"user": user}))
}

/// `users.list`
pub(super) fn list(call: &mut Call<'_>) -> Outcome {
    let workspace = &call.workspace;
    let people = workspace.people.iter().map(|person| workspace.user_json(person));
    let all = people.chain([workspace.bot_json()]).collect();
    let (members, cursor) = page(call, all, 1_000)?;
    Ok(json!({"members": members, "cache_ts": 0, "response_metadata": {"next_cursor": cursor}}))
}

/// `users.lookupByEmail`
pub(super) fn by_email(call: &mut Call<'_>) -> Outcome {
    let email = call.arguments.need("email")?;
    let matches = |known: &Option<String>| known.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(email));
    let mut people = call.workspace.people.iter();
    let person = people.find(|person| matches(&person.email) && !person.deleted);
    let person = person.ok_or_else(|| Refusal::code("users_not_found"))?;
    Ok(json!({"user": call.workspace.user_json(person)}))
}

/// `usergroups.list`
pub(super) fn groups(call: &Call<'_>) -> Value {
    let with_users = call.arguments.flag("include_users");
    let shown = |group: &UserGroup| {
        let mut value = json!({
            "id": group.id, "team_id": call.workspace.team.id, "is_usergroup": true, "name": group.name,
            "handle": group.handle, "date_delete": 0, "user_count": group.users.len(),
        });
        if with_users {
            value["users"] = json!(group.users);
        }
        value
    };
    let groups: Vec<Value> = call.workspace.user_groups.iter().map(shown).collect();
    json!({"usergroups": groups})
}

/// `usergroups.users.list`
pub(super) fn group_members(call: &mut Call<'_>) -> Outcome {
    let id = call.arguments.need("usergroup")?;
    let mut groups = call.workspace.user_groups.iter();
    let group = groups.find(|group| group.id == id).ok_or_else(|| Refusal::code("no_such_subteam"))?;
    Ok(json!({"users": group.users}))
}

/// `dnd.info`
pub(super) fn dnd(call: &mut Call<'_>) -> Outcome {
    let id = call.arguments.need("user").map_err(|_| Refusal::code("user_not_found"))?;
    let person = call.workspace.person(id).ok_or_else(|| Refusal::code("user_not_found"))?;
    let (start, end) = person.dnd.unwrap_or((1, 1));
    Ok(json!({
        "dnd_enabled": person.dnd.is_some(), "next_dnd_start_ts": start, "next_dnd_end_ts": end, "snooze_enabled": false,
    }))
}
