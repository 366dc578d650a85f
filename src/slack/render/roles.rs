//! Who may do what, in words, for admins.

use slack_morphism::prelude::*;

use super::kit::{Piece, actions, button, context, count, header, inert, input, name, plain, section, whole};
use super::message::Message;
use super::modal::modal;
use super::sight::scopes;
use super::words::mention;
use crate::domain::audit::AuditAsk;
use crate::domain::person::Role;
use crate::domain::roles::{MappedGroup, RoleChange, RolesRefusal, RolesView};
use crate::slack::action::{AUTO_ROLE, Action, HomeForm, ModalKind, ROLE, ROLE_PERSON, SystemClick};

fn private() -> &'static str {
    say!("🔒 Only visible to you")
}
/// A message has room for so many.
const MOST_GROUPS: usize = 20;
const MOST_HANDLES: usize = 10;
const MOST_HANDLE: usize = 40;

/// How many have which role, the groups that give one, and those whom an admin gave one.
pub fn roles(command: &str, view: &RolesView) -> Message {
    let counts: Vec<String> =
        view.people.iter().map(|(role, n)| format!("{} {}", whole(*n), called(*role, *n))).collect();
    let title = say!("Roles: {counts}", counts = counts.join(", "));
    let mut pieces = vec![Piece::kept(header(&title)), Piece::kept(section(&groups(view)))];
    if !view.by_hand.is_empty() {
        pieces.push(Piece::kept(section(&by_hand(view))));
    }
    pieces.push(Piece::kept(section(&scopes(view.rights))));
    let how = say!(
        "`{command} roles group:@handle manager` for a group, `none` takes it back · `{command} roles @somebody admin` for \
         one, `auto` takes it back",
        command
    );
    pieces.push(Piece::kept(context(&how)));
    let give = button(say!("Give a role…"), &Action::System(SystemClick::AskRole));
    pieces.extend(actions(vec![give.into(), deeds().into()]).map(Piece::kept));
    pieces.push(Piece::kept(context(private())));
    Message::new(&title, pieces)
}

/// Asks who is to have which role.
pub fn role_form() -> SlackView {
    let people = SlackBlockUsersSelectElement::new()
        .with_action_id(ROLE_PERSON.into())
        .with_placeholder(plain(say!("A colleague"), 150));
    let option = |role: Role| SlackBlockChoiceItem::new(plain(called(role, 1), 75), role.as_str().to_owned());
    let auto = SlackBlockChoiceItem::new(plain(say!("By groups or the import"), 75), AUTO_ROLE.to_owned());
    let select = SlackBlockStaticSelectElement::new()
        .with_action_id(ROLE.into())
        .with_placeholder(plain(say!("Choose a role"), 150))
        .with_options(Role::ALL.map(option).into_iter().chain([auto]).collect());
    let hint = say!("Given by hand, a role is changed neither by groups nor by imports.");
    let blocks = vec![
        input(ROLE_PERSON, say!("Who?"), people).into(),
        input(ROLE, say!("Which role?"), select).with_hint(plain(hint, 150)).into(),
    ];
    modal(say!("Give a role"), &ModalKind::Home(HomeForm::Role), Some(say!("Give it")), blocks)
}

/// What stands under a question that was not answered.
pub fn role_fault() -> &'static str {
    say!("Choose one")
}

/// Somebody's role, told back to whoever set it.
pub fn role_set(change: &RoleChange, is_by_hand: bool) -> Message {
    let (who, role) = (mention(&change.who), called(change.after, 1));
    let text = match (is_by_hand, change.before == change.after) {
        (true, true) => {
            say!("{who} is {role} as before, now by your hand: groups and imports no longer change it.", who, role)
        }
        (true, false) => say!(
            "{who} is {role} now, and was {before} before. Groups and imports no longer change it.",
            who,
            role,
            before = called(change.before, 1)
        ),
        (false, true) => say!("{who} stays {role}, by their groups or the import from now on.", who, role),
        (false, false) => {
            say!(
                "{who} is {role} again, by their groups or the import; was {before} before.",
                who,
                role,
                before = called(change.before, 1)
            )
        }
    };
    answer(&text)
}

/// What a group gives, told back to whoever said so.
pub fn group_mapped(handle: &str, role: Option<Role>) -> Message {
    let handle = inert(handle, MOST_HANDLE);
    let text = if let Some(role) = role {
        say!(
            "Whoever is in @{handle} is {called} from now on, unless an admin gave them another role. Who leaves the group is what \
         they were before.",
            handle,
            called = called(role, 1)
        )
    } else {
        say!("@{handle} gives nobody a role any more. Its people are what they were before.", handle)
    };
    answer(&text)
}

/// Why a role was not changed.
pub(super) fn roles_refused(refusal: &RolesRefusal) -> String {
    match refusal {
        RolesRefusal::NoSuchGroup { wanted, handles } => {
            let wanted = inert(wanted, MOST_HANDLE);
            let mut known: Vec<String> =
                handles.iter().take(MOST_HANDLES).map(|handle| format!("@{}", inert(handle, MOST_HANDLE))).collect();
            known.sort_unstable();
            if known.is_empty() {
                return say!("There is no user group @{wanted} in this workspace, and none at all, so nothing was changed.", wanted);
            }
            say!("There is no user group @{wanted} here, so nothing was changed. There is {known}.", wanted, known = known.join(", "))
        }
        RolesRefusal::SeveralGroups { wanted, ids } => {
            let wanted = inert(wanted, MOST_HANDLE);
            let ids = ids.iter().map(|id| format!("`group:@{}`", inert(id, MOST_HANDLE))).collect::<Vec<_>>().join(", ");
            say!("Groups of several workspaces are called @{wanted}, and this one shows none of them, so nothing was changed. \
                  Name the one by its id: {ids}.", wanted, ids)
        }
        RolesRefusal::GroupsUnknown => {
            say!("Slack does not tell me the user groups just now, so nothing was changed. Try again in a minute; if it stays so, \
             the app lacks the scope `usergroups:read`.")
                .to_owned()
        }
        RolesRefusal::LastAdmin => {
            say!("Nobody would be admin any more, so nothing was changed. Make somebody else admin first.").to_owned()
        }
    }
}

fn groups(view: &RolesView) -> String {
    if view.groups.is_empty() {
        return say!("No user group gives a role yet: roles come from the import of people.").to_owned();
    }
    let line = |group: &MappedGroup| {
        let n = count(group.n_people, say!("person"), say!("people"));
        say!(
            "• @{handle} → *{role}*, {n} known here",
            handle = inert(&group.handle, MOST_HANDLE),
            role = called(group.role, 1),
            n
        )
    };
    let mut lines: Vec<String> = view.groups.iter().take(MOST_GROUPS).map(line).collect();
    if MOST_GROUPS < view.groups.len() {
        lines.push(say!("+{groups} more", groups = view.groups.len() - MOST_GROUPS));
    }
    say!("*By user group; the greatest of several counts*\n{lines}", lines = lines.join("\n"))
}

fn by_hand(view: &RolesView) -> String {
    let mut lines: Vec<String> =
        view.by_hand.iter().map(|(who, role)| format!("• {} → *{}*", name(&who.name), called(*role, 1))).collect();
    let n_more = view.n_by_hand - i64::try_from(view.by_hand.len()).unwrap_or_default();
    if 0 < n_more {
        lines.push(say!("+{n_more} more", n_more));
    }
    say!("*By an admin's hand, which wins*\n{lines}", lines = lines.join("\n"))
}

pub(super) fn called(role: Role, n: i64) -> &'static str {
    match (role, n) {
        (Role::Viewer, 1) => say!("viewer"),
        (Role::Viewer, _) => say!("viewers"),
        (Role::Csm, 1) => say!("CSM"),
        (Role::Csm, _) => say!("CSMs"),
        (Role::Manager, 1) => say!("manager"),
        (Role::Manager, _) => say!("managers"),
        (Role::Admin, 1) => say!("admin"),
        (Role::Admin, _) => say!("admins"),
    }
}

fn deeds() -> SlackBlockButtonElement {
    let ask = AuditAsk { verb: Some("role".to_owned()), page: 0 };
    button(say!("Who changed what"), &Action::System(SystemClick::Audit { ask }))
}

fn answer(text: &str) -> Message {
    let mut pieces = vec![Piece::kept(section(text))];
    pieces.extend(actions(vec![button(say!("Roles"), &Action::System(SystemClick::Roles)).into()]).map(Piece::kept));
    pieces.push(Piece::kept(context(private())));
    Message::new(text, pieces)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use uuid::Uuid;

    use super::super::testing::shown;
    use super::*;
    use crate::domain::ids::PersonId;
    use crate::domain::person::PersonRef;
    use crate::domain::rules::{Reach, RightsRules, Rules};

    fn somebody(name: &str, slack: Option<&str>) -> PersonRef {
        PersonRef { id: PersonId(Uuid::nil()), name: name.to_owned(), slack_user_id: slack.map(str::to_owned) }
    }

    fn group(handle: &str, n_people: i64) -> MappedGroup {
        MappedGroup { id: "S1".into(), handle: handle.into(), role: Role::Manager, n_people }
    }

    fn view() -> RolesView {
        RolesView {
            people: vec![(Role::Admin, 1), (Role::Manager, 2), (Role::Csm, 14), (Role::Viewer, 0)],
            groups: vec![group("cs-leads", 2), group("<!here>", 1)],
            by_hand: vec![(somebody("Mo <!channel> Adeyemi", None), Role::Admin)],
            n_by_hand: 3,
            rights: Rules::default().rights,
        }
    }

    #[test]
    fn roles_say_where_they_come_from() {
        assert_snapshot!(shown(&roles("/csm", &view())), @r"
        » Roles: 1 admin, 2 managers, 14 CSMs, 0 viewers
        # Roles: 1 admin, 2 managers, 14 CSMs, 0 viewers
        *By user group; the greatest of several counts*
        • @cs-leads → *manager*, 2 people known here
        • @&lt;!here&gt; → *manager*, 1 person known here
        *By an admin's hand, which wins*
        • Mo &lt;!channel&gt; Adeyemi → *admin*
        +2 more
        *Which accounts they see*
        • admins: all
        • managers: all
        • CSMs: all
        • viewers: all
        ~ `/csm roles group:@handle manager` for a group, `none` takes it back · `/csm roles @somebody admin` for one, `auto` takes it back
        [Give a role… ask_role {sy:g}] [Who changed what audit {sy:{a:{k:{v:role,p:0}}}}]
        ~ 🔒 Only visible to you
        ");
        let rights = RightsRules {
            viewer_reads: Reach::Own,
            csm_reads: Reach::Team,
            manager_works_on: Reach::Team,
            ..view().rights
        };
        let nothing = RolesView { rights, groups: Vec::new(), by_hand: Vec::new(), n_by_hand: 0, ..view() };
        assert_snapshot!(shown(&roles("/csm", &nothing)), @r"
        » Roles: 1 admin, 2 managers, 14 CSMs, 0 viewers
        # Roles: 1 admin, 2 managers, 14 CSMs, 0 viewers
        No user group gives a role yet: roles come from the import of people.
        *Which accounts they see*
        • admins: all
        • managers: all, work on those of their team
        • CSMs: those of their team
        • viewers: their own
        ~ `/csm roles group:@handle manager` for a group, `none` takes it back · `/csm roles @somebody admin` for one, `auto` takes it back
        [Give a role… ask_role {sy:g}] [Who changed what audit {sy:{a:{k:{v:role,p:0}}}}]
        ~ 🔒 Only visible to you
        ");
        let long = "&".repeat(3_000);
        let worst = RolesView {
            groups: vec![group(&long, 1); 500],
            by_hand: vec![(somebody(&long, None), Role::Csm); 20],
            n_by_hand: 5_000,
            ..view()
        };
        shown(&roles("/csm", &worst));
    }

    #[test]
    fn a_change_says_what_was_and_what_is() {
        let change = |before, after| RoleChange { who: somebody("Ana Ruiz", Some("U1")), before, after };
        let line = |message: &Message| message.to_json()["text"].as_str().unwrap_or_default().to_owned();
        let (csm, admin) = (Role::Csm, Role::Admin);
        assert_snapshot!(line(&role_set(&change(csm, admin), true)), @"<@U1> is admin now, and was CSM before. Groups and imports no longer change it.");
        assert_snapshot!(line(&role_set(&change(csm, csm), true)), @"<@U1> is CSM as before, now by your hand: groups and imports no longer change it.");
        assert_snapshot!(line(&role_set(&change(admin, csm), false)), @"<@U1> is CSM again, by their groups or the import; was admin before.");
        assert_snapshot!(line(&role_set(&change(csm, csm), false)), @"<@U1> stays CSM, by their groups or the import from now on.");
        let none = RolesRefusal::NoSuchGroup { wanted: "<!here>".into(), handles: Vec::new() };
        assert_snapshot!(roles_refused(&none), @"There is no user group @&lt;!here&gt; in this workspace, and none at all, so nothing was changed.");
    }
}
