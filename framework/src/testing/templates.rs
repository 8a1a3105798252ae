use reqwest::Method;
use serde_json::json;

use super::World;

impl World {
    /// Puts a template into the inbox, in English and approved by WhatsApp. `{{1}}` in its words is the first value. One that nobody put
    /// there fails with 132001, with another number of values with 132000: no phone shows it, `#[on(statuses, status = failed)]` is told.
    ///
    /// ```
    /// use switchboard::prelude::*;
    /// use switchboard::testing::World;
    ///
    /// #[on(chat_tagging, action = added, tag = "ready")]
    /// async fn ready() -> impl IntoOutcome {
    ///     text("Parcel 7 has come.").or_template("parcel_ready", ["7"])
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let world = World::start().await;
    /// world.has_template("parcel_ready", "Your parcel {{1}} has come.").await;
    /// let _bot = world.bot(|bot| bot.handlers(handlers![ready])).await;
    /// let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    /// ada.says("Has it come?").await;
    /// world.advance(days(2)).await;
    /// mira.tags(&ada, "ready").await;
    /// ada.hears("[template parcel_ready: 7]").await;
    /// # }
    /// ```
    ///
    /// # Panics
    /// When the name has other signs than small letters, digits and underscores.
    #[track_caller]
    pub fn has_template(&self, name: &str, body: &str) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        let path = format!("/sandbox/templates/{name}");
        let template = json!({ "components": [{ "type": "BODY", "text": body }] });
        async move { drop(self.ground.sandbox.call(Method::PUT, &path, Some(&template), at).await) }
    }
}
