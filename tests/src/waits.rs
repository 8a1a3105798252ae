use serde_json::{Value, json};
use switchboard::Running;
use switchboard::testing::Request;

use crate::World;

/// Where clocks that stand still begin, in seconds since 1970: 2026-03-02, 12:00 UTC.
pub const NOON: i64 = 1_772_452_800;

/// Waiting without time: for what was told, and for what is dealt with.
impl World {
    /// Lets go what [`fault::held`](crate::fault::held) or [`fault::answered_late`](crate::fault::answered_late) hold of one
    /// user, and waits until every call of that user that has begun is answered.
    pub async fn lets_go(&self, username: &str) {
        self.lets_go_in(username, 0.001).await;
    }

    /// The same, for calls that are held for so many seconds.
    pub async fn lets_go_in(&self, username: &str, seconds: f64) {
        let begun = self.requests().await.last().map_or(0, |request| request.seq);
        let is_open = |request: &Request| request.seq <= begun && request.username() == Some(username) && request.done_at.is_none();
        self.until(|| async {
            self.post("/sandbox/clock/advance", &json!({ "seconds": seconds })).await;
            (!self.requests().await.iter().any(is_open)).then_some(())
        })
        .await;
    }

    /// Waits until the bot was told everything that happened in the inbox, and has dealt with it, however long that takes.
    pub async fn settled(&self, bot: &Running) {
        self.all_settled(&[bot]).await;
    }

    /// The same, for several bots.
    pub async fn all_settled(&self, bots: &[&Running]) {
        self.until(|| async {
            let last = self.happened().await;
            self.told().await;
            for bot in bots {
                bot.rest().await;
            }
            // What the bots did meanwhile is told to them, too.
            (self.happened().await == last).then_some(())
        })
        .await;
    }

    /// What grows with everything that is told.
    async fn happened(&self) -> (Value, Value) {
        let calls = self.get("/sandbox/deliveries").await["last_seq"].clone();
        (calls, self.get("/sandbox/state").await["frames"].clone())
    }
}
