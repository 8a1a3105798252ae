use serde::Deserialize;

/// How events reach the bot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
#[non_exhaustive]
pub enum Transport {
    /// The inbox calls the bot's webhook.
    #[default]
    Webhook,
}

impl TryFrom<String> for Transport {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, &'static str> {
        match name.trim() {
            "webhook" => Ok(Self::Webhook),
            "websocket" => Err("events by websocket are not there yet, write `webhook`"),
            _ => Err("write `webhook`"),
        }
    }
}
