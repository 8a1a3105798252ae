//! Customer: one more     Bot: That makes 1.
//! Customer: one more     Bot: That makes 2.

use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;
use switchboard::prelude::*;

#[on(incoming_messages, text = "one more")]
async fn count(State(db): State<SqlitePool>) -> Result<String> {
    let orders: i64 = sqlx::query_scalar("UPDATE orders SET made = made + 1 RETURNING made").fetch_one(&db).await?;
    Ok(format!("That makes {orders}."))
}

async fn open(file: &std::path::Path) -> Result<SqlitePool> {
    let db = SqlitePool::connect_with(SqliteConnectOptions::new().filename(file).create_if_missing(true)).await?;
    sqlx::query("CREATE TABLE IF NOT EXISTS orders AS SELECT 0 AS made").execute(&db).await?;
    Ok(db)
}

#[switchboard::main]
async fn main() -> Result<()> {
    let db = open("orders.db".as_ref()).await?;
    Bot::from_config()?.state(db).handlers(handlers![count]).run().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchboard_tests::World;

    #[tokio::test]
    async fn both_keep_their_own_in_one_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let db = open(&folder.path().join("orders.db")).await.expect("a database");
        let store = folder.path().join("bot.db");
        let keys = [("store.path", store.to_str().expect("a path in words"))];

        let world = World::start().await;
        let bot = world.bot_with(&keys, |bot| bot.state(db.clone()).handlers(handlers![count])).await;
        let ada = world.customer(1);
        for answer in ["That makes 1.", "That makes 2."] {
            ada.says("one more").await;
            ada.hears(answer).await;
        }
        bot.stop().await;
        assert_eq!(sqlx::query_scalar::<_, i64>("SELECT made FROM orders").fetch_one(&db).await.expect("a row"), 2);
    }
}
