//! What a test expects of a chat: whose it is, and which tags it has.

use serde_json::Value;

use super::caller::Place;
use super::{Customer, To};

impl Customer {
    /// Expects that the chat belongs to somebody, once the bots have settled: to a user in whichever group it is, or to a group and no
    /// user.
    ///
    /// ```
    /// use switchboard::prelude::*;
    /// use switchboard::testing::{To, World};
    ///
    /// #[on(assigned_messages)]
    /// async fn order(chat: &Chat) -> Handover {
    ///     chat.tag("order");
    ///     Handover::to_group("Orders")
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let world = World::builder().group("Orders", ["mira"]).start().await;
    /// let _bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![order])).await;
    /// let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    /// ada.says("Two tins of Earl Grey, please").await;
    /// ada.belongs_to(To::Group("Orders")).await;
    /// ada.has_tags(["order"]).await;
    /// mira.takes_over(&ada).await;
    /// ada.belongs_to(To::User("mira")).await;
    /// # }
    /// ```
    ///
    /// # Panics
    /// When it belongs to somebody else; it says to whom, and prints the conversation so far.
    #[track_caller]
    pub fn belongs_to(&self, to: To<'_>) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        async move {
            let expected = match to {
                To::Bot => self.ground.newest_bot().unwrap_or_else(|| panic!("{at}: no bot was started in this world")),
                To::User(name) => name.to_owned(),
                To::Group(name) => format!("the group {name}"),
                To::Nobody => NOBODY.to_owned(),
            };
            let is_so = async || {
                let owner = self.owner(at).await;
                // Whoever takes a chat leaves it in its group.
                (owner == expected || owner.split_once(AND_GROUP).is_some_and(|(user, _)| user == expected)).then_some(())
            };
            if self.ground.comes(at, is_so).await.is_none() {
                let owner = self.owner(at).await;
                self.fails(at, &format!("expected that the chat belongs to\n    {expected}\nbut it belongs to\n    {owner}")).await
            }
        }
    }

    /// Expects that these tags are on the chat and no others, in whatever order, once the bots have settled.
    ///
    /// # Panics
    /// When there are others; it names them, and prints the conversation so far.
    #[track_caller]
    pub fn has_tags<'a>(&self, tags: impl IntoIterator<Item = &'a str>) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        let mut expected: Vec<_> = tags.into_iter().map(str::to_owned).collect();
        expected.sort();
        async move {
            let is_so = async || (self.tags(at).await == expected).then_some(());
            if self.ground.comes(at, is_so).await.is_none() {
                let tags = self.tags(at).await;
                self.fails(at, &format!("expected the tags\n    {}\nbut the chat has\n    {}", listed(&expected), listed(&tags))).await
            }
        }
    }

    /// The tags of the chat, sorted.
    pub(super) async fn tags(&self, at: Place) -> Vec<String> {
        let chat = self.ground.admin.get(&format!("/api/v1/chats/{}/", self.wa_id()), at).await;
        let mut tags: Vec<_> = names(chat["tags"].as_array().map_or(&[], Vec::as_slice), "name").collect();
        tags.sort();
        tags
    }

    /// Whom the chat belongs to, in words.
    async fn owner(&self, at: Place) -> String {
        let owner = self.ground.admin.get(&format!("/api/v1/chat_assignment/{}/", self.wa_id()), at).await;
        let (user, group) = (&owner["assigned_to_user"], &owner["assigned_group"]);
        let named = async |path: &str, member: &str, id: &Value| {
            let list = self.ground.list(path, at).await;
            list.iter().find(|one| one["id"] == *id).and_then(|one| one[member].as_str()).unwrap_or_default().to_owned()
        };
        match (user.is_null(), group.is_null()) {
            (true, true) => NOBODY.to_owned(),
            (true, false) => format!("the group {}", named("/api/v1/groups/", "name", group).await),
            (false, true) => named("/api/v1/users/", "username", user).await,
            (false, false) => {
                let user = named("/api/v1/users/", "username", user).await;
                format!("{user}{AND_GROUP}{}", named("/api/v1/groups/", "name", group).await)
            }
        }
    }
}

const NOBODY: &str = "nobody";

/// Between a user and the group.
const AND_GROUP: &str = " and the group ";

/// What the entries of a list are called.
pub(super) fn names<'a>(list: &'a [Value], member: &'a str) -> impl Iterator<Item = String> + 'a {
    list.iter().filter_map(move |one| one[member].as_str()).map(str::to_owned)
}

/// Names in a row, for an error.
pub(super) fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
