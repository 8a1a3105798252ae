use serde::Deserialize;

/// How events reach the bot. With both, every message is handled once, whichever way is first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
#[non_exhaustive]
pub enum Transport {
    /// The inbox calls the bot's webhook.
    Webhook,
    /// The bot listens at the inbox's websocket, and needs no address of its own.
    Websocket,
    /// Both ways at once.
    Both,
}

impl Transport {
    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Websocket => "websocket",
            Self::Both => "both",
        }
    }

    /// Whether the inbox calls a webhook.
    #[must_use]
    pub const fn calls(self) -> bool {
        matches!(self, Self::Webhook | Self::Both)
    }

    /// Whether the bot listens at the websocket.
    #[must_use]
    pub const fn listens(self) -> bool {
        matches!(self, Self::Websocket | Self::Both)
    }
}

impl TryFrom<String> for Transport {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, &'static str> {
        match name.trim() {
            "webhook" => Ok(Self::Webhook),
            "websocket" | "both" if cfg!(not(feature = "websocket")) => {
                Err("build the bot with the feature `websocket`, or write `webhook`")
            }
            "websocket" => Ok(Self::Websocket),
            "both" => Ok(Self::Both),
            _ => Err("write `webhook`, `websocket` or `both`"),
        }
    }
}
