use serde::Deserialize;
use serde_json::Value;

use super::World;

/// A line of the inbox's log of API calls.
///
/// ```
/// use switchboard::prelude::*;
/// use switchboard::testing::World;
///
/// #[on(incoming_messages)]
/// async fn echo(text: Text) -> Text {
///     text
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// let world = World::start().await;
/// let _bot = world.bot(|bot| bot.handlers(handlers![echo])).await;
/// let ada = world.customer("Ada").await;
/// ada.says("hi").await;
/// ada.hears("hi").await;
/// let calls = world.until_calls("testbot", "POST", "/api/v1/messages/", 1).await;
/// assert_eq!(calls[0].body["text"]["body"], "hi");
/// # }
/// ```
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct Request {
    /// Calls that began later have greater ones.
    pub seq: u64,
    /// For example `POST`.
    pub method: String,
    /// For example `/api/v1/messages/`.
    pub path: String,
    /// What follows the `?`, as it was sent; empty without one.
    #[serde(default)]
    pub query: String,
    /// What was sent, for messages and assignments.
    pub body: Value,
    /// The answer's status; nothing while there is none, and when the caller went away before.
    pub status: Option<u16>,
    /// When it ended, in milliseconds since 1970; nothing while it is under way.
    pub done_at: Option<i64>,
    /// Who called.
    pub user: Option<Value>,
}

impl Request {
    /// The name of the user who called.
    #[must_use]
    pub fn username(&self) -> Option<&str> {
        self.user.as_ref()?["username"].as_str()
    }
}

impl World {
    /// Every API call so far, in the order in which they began.
    #[track_caller]
    pub fn requests(&self) -> impl Future<Output = Vec<Request>> + Send {
        let at = std::panic::Location::caller();
        async move {
            let log = self.ground.sandbox.get("/sandbox/requests", at).await;
            serde_json::from_value(log["requests"].clone()).unwrap_or_else(|cause| panic!("{at}: the log of requests: {cause}"))
        }
    }

    /// The calls of one user with this method and a path that begins so.
    ///
    /// ```
    /// # #[tokio::main]
    /// # async fn main() {
    /// let world = switchboard::testing::World::start().await;
    /// assert!(world.calls("mira", "POST", "/api/v1/messages/").await.is_empty());
    /// # }
    /// ```
    #[track_caller]
    pub fn calls(&self, username: &str, method: &str, path: &str) -> impl Future<Output = Vec<Request>> + Send {
        let requests = self.requests();
        async move {
            let mut requests = requests.await;
            requests.retain(|request| request.username() == Some(username) && request.method == method && request.path.starts_with(path));
            requests
        }
    }

    /// Waits until the log has at least `count` such calls.
    ///
    /// # Panics
    /// When it has fewer after [`PATIENCE`](super::PATIENCE).
    #[track_caller]
    pub fn until_calls(&self, username: &str, method: &str, path: &str, count: usize) -> impl Future<Output = Vec<Request>> + Send {
        let at = std::panic::Location::caller();
        async move {
            let look = async || {
                let calls = self.calls(username, method, path).await;
                (calls.len() >= count).then_some(calls)
            };
            match self.ground.finds(look).await {
                Some(calls) => calls,
                None => {
                    let mut all = self.requests().await;
                    all.retain(|request| request.username() == Some(username));
                    let all: Vec<_> = all.iter().map(|request| format!("    {} {}\n", request.method, request.path)).collect();
                    panic!("{at}: {username} does not call {method} {path} {count} times; all calls of {username}:\n{}", all.concat())
                }
            }
        }
    }
}
