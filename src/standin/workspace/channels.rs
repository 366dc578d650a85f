//! Channels: who is in them, how much is unread, and the direct messages that open by themselves.

use serde_json::{Value, json};

use super::super::seed::Channel;
use super::{Workspace, is_root};

impl Workspace {
    /// The channel with this id.
    pub(in crate::standin) fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    /// The channel with this id, to change it.
    pub(in crate::standin) fn channel_mut(&mut self, id: &str) -> Option<&mut Channel> {
        self.channels.iter_mut().find(|channel| channel.id == id)
    }

    /// The direct message between this person and the app, opened when there is none yet.
    pub(in crate::standin) fn direct_message(&mut self, user: &str) -> String {
        if let Some(open) = self.channels.iter().find(|channel| channel.is_im && channel.user.as_deref() == Some(user))
        {
            return open.id.clone();
        }
        let plain = format!("D{}", user.get(1..).unwrap_or(user));
        let id = if self.channel(&plain).is_some() { self.mint_id("D") } else { plain };
        self.channels.push(Channel {
            id: id.clone(),
            members: vec![user.to_owned(), self.app.bot_user_id.clone()],
            is_private: true,
            is_im: true,
            user: Some(user.to_owned()),
            ..Channel::default()
        });
        self.tell(Some(vec![user.to_owned()]), json!({"type": "channel", "channel": id}));
        id
    }

    /// Whether this person or bot is in the channel.
    pub(in crate::standin) fn is_member(&self, channel: &str, user: &str) -> bool {
        self.channel(channel).is_some_and(|channel| channel.members.iter().any(|member| member == user))
    }

    /// Everybody whose page shows the channel.
    pub(in crate::standin) fn audience(&self, channel: &str) -> Vec<String> {
        self.channel(channel).map(|channel| channel.members.clone()).unwrap_or_default()
    }

    /// A conversation as `conversations.info` shows one to the app.
    pub(in crate::standin) fn channel_json(&self, channel: &Channel) -> Value {
        let name = (!channel.is_im).then_some(&channel.name);
        let mut value = json!({
            "id": channel.id, "created": 0, "is_archived": channel.is_archived, "is_im": channel.is_im,
            "is_mpim": channel.is_mpim, "is_private": channel.is_private,
            "is_channel": !channel.is_im && !channel.is_mpim && !channel.is_private,
            "is_group": channel.is_private && !channel.is_im && !channel.is_mpim,
            "is_ext_shared": channel.is_ext_shared, "is_shared": channel.is_ext_shared, "is_org_shared": false,
            "is_member": self.is_member(&channel.id, &self.app.bot_user_id), "num_members": channel.members.len(),
            "context_team_id": self.team.id,
            "topic": {"value": channel.topic, "creator": "", "last_set": 0},
            "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        });
        if let Some(name) = name {
            value["name"] = json!(name);
            value["name_normalized"] = json!(name);
        }
        if let Some(user) = &channel.user {
            value["user"] = json!(user);
            value["is_open"] = json!(true);
        }
        value
    }

    /// Messages in the channel that this person has not read and did not write, and the last message's `ts`.
    pub(in crate::standin) fn unread(&self, channel: &str, user: &str) -> (usize, Option<String>) {
        let posts = self.posts.get(channel).map(Vec::as_slice).unwrap_or_default();
        let mark = self.read_marks.get(user).and_then(|marks| marks.get(channel)).map_or("", String::as_str);
        let unread = posts
            .iter()
            .filter(|post| {
                post.message["ts"].as_str() > Some(mark) && post.message["user"] != user && is_root(&post.message)
            })
            .count();
        let last = posts.last().and_then(|post| post.message["ts"].as_str()).map(str::to_owned);
        (unread, last)
    }

    /// Marks everything in the channel as read by this person.
    pub(in crate::standin) fn mark_read(&mut self, channel: &str, user: &str) {
        if let (_, Some(last)) = self.unread(channel, user) {
            self.read_marks.entry(user.to_owned()).or_default().insert(channel.to_owned(), last);
        }
    }
}
