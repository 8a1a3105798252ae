//! Groups of people.

use reqwest::Method;
use serde_json::json;

use super::caller::Place;
use super::{Agent, World};

impl World {
    /// Makes a group, if there is none of this name, and puts these people into it, beside the groups that they are in. Whoever is not
    /// there yet is made. As part of a world, [`Setup::group`](super::Setup::group) is shorter.
    ///
    /// ```
    /// use switchboard::testing::{To, World};
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let world = World::start().await;
    /// world.group("Returns", ["mira", "ben"]).await;
    /// let (ada, ben) = (world.customer("Ada").await, world.agent("ben").await);
    /// ada.says("hi").await;
    /// ben.gives_to(&ada, To::Group("Returns")).await;
    /// assert_eq!(ben.owner(&ada).await, (None, Some(ben.group_id("Returns").await)));
    /// # }
    /// ```
    ///
    /// # Panics
    /// When the name is empty, or one of its people logs in with a password that is not their name.
    #[track_caller]
    pub fn group<'a>(&self, name: &str, people: impl IntoIterator<Item = &'a str>) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        let (name, people) = (name.to_owned(), people.into_iter().map(str::to_owned).collect::<Vec<_>>());
        async move { self.found_group(&name, &people, at).await }
    }

    pub(super) async fn found_group(&self, name: &str, people: &[String], at: Place) {
        let ground = &self.ground;
        let group = ground.sandbox.post("/sandbox/groups", &json!({ "name": name }), at).await["id"].clone();
        for person in people {
            let id = Agent::called(ground, person, at).await.id();
            let path = format!("/api/v1/users/{id}/");
            let user = ground.admin.get(&path, at).await;
            let mut groups: Vec<_> = user["groups"].as_array().into_iter().flatten().map(|group| group["id"].clone()).collect();
            groups.push(group.clone());
            ground.admin.call(Method::PATCH, &path, Some(&json!({ "group_ids": groups })), at).await;
        }
    }
}
