/// What each delivery in `contract/golden/events` tells, in words: the events in order, then what is broken.
pub(crate) const EXPECTED: &[(&str, &[&str])] = &[
    (
        "assignment-array",
        &[
            "chat_assignment 491713920001 1763632900 user set to shopbot, group kept, by mira",
            "chat_assignment 491713920001 1763633900 user cleared, group set to 1, by shopbot",
        ],
    ),
    ("assignment-cleared", &["chat_assignment 491713920001 1763633900 user cleared, group set to 1, by shopbot"]),
    ("assignment-results", &["chat_assignment 491713920001 1763632900 user set to shopbot, group kept, by mira"]),
    ("assignment-set", &["chat_assignment 491713920001 1763632900 user set to shopbot, group kept, by mira"]),
    (
        "chat-only-in-the-wrapped-message",
        &[
            "message 491713920001 in gBEGSRURI0VnAgl0aW1lMQ d0a6a0d2-6b1e-4a53-8a0e-6f5f0b8d1c01 profile Ada Moreno \"Is it open today?\" as messages+incoming",
        ],
    ),
    ("chat-resolved", &["chat_resolved 491713920001 true"]),
    ("chat-resolved-array", &["chat_resolved 491713920001 true", "chat_resolved 491713920002 false"]),
    ("chat-tagging", &["chat_tagging 491713920001 1763632910 Added order by shopbot"]),
    ("chat-tagging-array", &["chat_tagging 491713920001 1763632990 Removed order by mira"]),
    (
        "chat-tagging-results",
        &["chat_tagging 491713920001 1763632910 Added order by shopbot", "chat_tagging 491713920001 1763632990 Removed order by mira"],
    ),
    (
        "cloud-account-event",
        &[
            "unknown message_template_status_update {\"event\":\"APPROVED\",\"message_template_id\":12345,\"message_template_language\":\"en_US\",\"message_template_name\":\"order_update\",\"reason\":\"NONE\"}",
        ],
    ),
    ("cloud-button-reply", &["message 491713920001 in wamid.HBgNQURBMQ - profile Ada Moreno interactive as messages"]),
    ("cloud-errors", &["error Some(130429) Some(\"Too many messages in a short time.\")"]),
    (
        "cloud-several-entries",
        &[
            "message 491713920001 in wamid.HBgNQURBMg - profile Ada Moreno \"One\" as messages",
            "message 491713920001 in wamid.HBgNQURBMw - profile Ada Moreno \"Two\" as messages",
            "message 491713920002 in wamid.HBgNQk9MMQ - profile Bo Lind \"Three\" as messages",
            "status played 491713920001 wamid.HBgNT1VUMQ - 1763632804 []",
        ],
    ),
    (
        "cloud-statuses",
        &[
            "status sent 491713920001 wamid.HBgNT1VUMQ 0b2e6f0a-7a7e-4c0f-9d7b-0c9a3f6d1e55 1763632804 []",
            "status failed 491713920001 wamid.HBgNT1VUMg a2e4c1b0-3b1a-4f53-8b42-1a3f7b6f8e02 1763719300 [131047]",
        ],
    ),
    (
        "cloud-with-getchat-members",
        &[
            "chat_assignment 491713920001 1763632900 user set to shopbot, group kept, by mira",
            "message 491713920001 in wamid.HBgNQURBMQ d0a6a0d2-6b1e-4a53-8a0e-6f5f0b8d1c02 profile Ada Moreno interactive as messages+incoming",
            "chat_tagging 491713920001 1763632910 Added order by shopbot",
        ],
    ),
    ("empty", &[]),
    ("flat-errors", &["error Some(1014) Some(\"The last request was not processed.\")"]),
    ("flat-incoming-image", &["message 491713920001 in gBEGSRURI0VnAgl0aW1lMg - profile Ada Moreno image with link as messages"]),
    (
        "flat-incoming-text",
        &[
            "message 491713920001 in gBEGSRURI0VnAgl0aW1lMQ d0a6a0d2-6b1e-4a53-8a0e-6f5f0b8d1c01 profile Ada Moreno \"Is it open today?\" as messages+incoming+assigned",
        ],
    ),
    ("flat-status-delivered", &["status delivered 491713920001 gBEGSRURI0VnAglvdXQwMQ 0b2e6f0a-7a7e-4c0f-9d7b-0c9a3f6d1e55 1763632805 []"]),
    ("flat-status-failed", &["status failed 491713920001 gBEGSRURI0VnAglvdXQwMg a2e4c1b0-3b1a-4f53-8b42-1a3f7b6f8e02 1763719300 [470]"]),
    ("full-users", &["chat_tagging 491713920001 1763632910 Added order by mira"]),
    (
        "hand-over",
        &[
            "chat_assignment 491713920001 1763632900 user set to shopbot, group kept, by mira",
            "message 491713920001 in gBEGSRURI0VnAgl0aW1lMQ d0a6a0d2-6b1e-4a53-8a0e-6f5f0b8d1c01 profile - \"Is it open today?\" as assigned",
        ],
    ),
    (
        "impossible-shapes",
        &[
            "error Some(14) None",
            "broken messages | `messages`: a string, not an object or a list of objects",
            "broken statuses | `statuses`: a number, not an object",
            "broken statuses | `statuses`: no `status`",
            "broken chat_tagging | `chat_tagging`: `action`: none of `added`, `removed`",
            "broken message_tagging | `message_tagging`: no `tag`",
            "broken chat_assignment | `chat_assignment`: `wa_id`: a number, not a string",
            "broken entry | `entry`: a boolean, not an object",
            "broken entry | `entry`: no `changes`",
            "broken changes | `changes`: a number, not an object",
            "broken changes | `changes`: `field`: a number, not a string",
            "broken changes | `changes`: `value`: a string, not an object",
            "broken changes | `changes`: no `value`",
            "broken results | `results`: none of `message`, `chat` and `wa_id`, so no tagging and no assignment",
            "broken incoming_messages | `incoming_messages`: `waba_payload`: `timestamp`: an array, not POSIX seconds, as a number or as digits in a string",
        ],
    ),
    (
        "joined-by-both-ids",
        &[
            "message 491713920001 out gBEGSRURI0VnAglvdXQwMw 0b2e6f0a-7a7e-4c0f-9d7b-0c9a3f6d1e55 profile - \"Until six.\" as messages+outgoing+assigned",
        ],
    ),
    (
        "link-only-in-the-wrapped-message",
        &[
            "message 491713920001 in gBEGSRURI0VnAgl0aW1lMg d0a6a0d2-6b1e-4a53-8a0e-6f5f0b8d1c03 profile - image with link as messages+incoming",
        ],
    ),
    ("message-tagging", &["message_tagging gBEGSRURI0VnAgl0aW1lMQ 1763632920 Added order by mira"]),
    ("message-tagging-array", &["message_tagging gBEGSRURI0VnAgl0aW1lMQ 1763632920 Added order by mira"]),
    ("message-tagging-results", &["message_tagging gBEGSRURI0VnAgl0aW1lMQ 1763632920 Added order by mira"]),
    (
        "missing-members",
        &[
            "chat_assignment 491713920001 1763632900 user cleared, group kept, by -",
            "message 491713920001 in gBEGSRURI0VnAgl0aW1lMQ d0a6a0d2-6b1e-4a53-8a0e-6f5f0b8d1c01 profile - \"Is it open today?\" as incoming",
            "chat_tagging 491713920001 1763632910 Added order by -",
            "message_tagging gBEGSRURI0VnAgl0aW1lMQ 1763632920 Added order by -",
        ],
    ),
    ("no-chat-and-no-id", &["broken messages | `messages`: neither a chat (`from` or `to`) nor an `id`"]),
    ("nothing-happened", &[]),
    (
        "nulls",
        &[
            "chat_assignment 491713920001 1763632900 user kept, group set to 1, by -",
            "message 491713920001 in gBEGSRURI0VnAgl0aW1lMQ d0a6a0d2-6b1e-4a53-8a0e-6f5f0b8d1c01 profile - \"Is it open today?\" as incoming",
            "chat_tagging 491713920001 1763632910 Added order by -",
            "message_tagging gBEGSRURI0VnAgl0aW1lMQ 1763632920 Added order by -",
            "status sent 491713920001 gBEGSRURI0VnAglvdXQwMQ - 0 []",
        ],
    ),
    (
        "outgoing",
        &[
            "message 491713920001 out gBEGSRURI0VnAglvdXQwMQ 0b2e6f0a-7a7e-4c0f-9d7b-0c9a3f6d1e55 profile Ada Moreno \"Until six.\" as outgoing",
        ],
    ),
    ("outgoing-queued", &["message 491713920001 out - 0b2e6f0a-7a7e-4c0f-9d7b-0c9a3f6d1e55 profile - \"Until six.\" as outgoing+assigned"]),
    (
        "results-mixed",
        &[
            "chat_assignment 491713920001 1763632900 user set to shopbot, group kept, by mira",
            "message_tagging gBEGSRURI0VnAgl0aW1lMQ 1763632920 Added order by mira",
            "chat_tagging 491713920001 1763632910 Added order by shopbot",
        ],
    ),
    ("results-of-assignments", &["chat_assignment 491713920001 1763633900 user cleared, group set to 1, by shopbot"]),
    (
        "results-of-chat-taggings",
        &["chat_tagging 491713920001 1763632910 Added order by shopbot", "chat_tagging 491713920001 1763632990 Removed order by mira"],
    ),
    ("results-of-message-taggings", &["message_tagging gBEGSRURI0VnAgl0aW1lMQ 1763632920 Added order by mira"]),
    ("tagged-chats", &["chat_tagging 491713920001 1763632920 Added order by -"]),
    ("tagged-chats-object", &["chat_tagging 491713920001 1763632910 Added order by shopbot"]),
    ("tagged-chats-results", &["chat_tagging 491713920001 1763632910 Added order by shopbot"]),
    ("tagged-messages", &["message_tagging gBEGSRURI0VnAgl0aW1lMQ 1763632920 Added order by -"]),
    ("tagged-messages-object", &["message_tagging gBEGSRURI0VnAgl0aW1lMQ 1763632920 Added order by mira"]),
    ("tagged-messages-results", &["message_tagging gBEGSRURI0VnAgl0aW1lMQ 1763632920 Added order by mira"]),
    (
        "taggings-under-the-other-name",
        &[
            "message_tagging gBEGSRURI0VnAgl0aW1lMQ 1763632920 Added order by mira",
            "chat_tagging 491713920001 1763632910 Added order by shopbot",
        ],
    ),
    ("test-webhook", &["status sent 0 test 00000000-0000-4000-8000-000000000000 1763632801 []"]),
    (
        "timestamps-the-other-way-round",
        &[
            "chat_assignment 491713920001 1763632900 user set to shopbot, group kept, by mira",
            "message 491713920001 in gBEGSRURI0VnAgl0aW1lMw - profile - \"Hello\" as messages",
            "status read 491713920001 gBEGSRURI0VnAglvdXQwMQ - 1763632850 []",
            "chat_tagging 491713920001 1763632910 Added order by shopbot",
            "message_tagging gBEGSRURI0VnAgl0aW1lMQ 1763632920 Added order by mira",
        ],
    ),
    (
        "two-good-one-broken",
        &[
            "message 491713920001 in gBEGSRURI0VnAgl0aW1lNA - profile - \"One\" as messages",
            "message 491713920003 in gBEGSRURI0VnAgl0aW1lNg - profile - \"Three\" as messages",
            "broken messages | `messages`: `from`: a WhatsApp id is 1 to 100 digits, country code first, no plus sign",
        ],
    ),
    (
        "unknown-things",
        &[
            "message 491713920001 in gBEGSRURI0VnAgl1bmtuMQ - profile - hologram as messages",
            "status pondered 491713920001 gBEGSRURI0VnAglvdXQwMQ - 1763632802 []",
            "unknown weather {\"rain\":true}",
        ],
    ),
    ("user-availability", &["user_availability mira false"]),
    ("user-availability-array", &["user_availability mira false"]),
    (
        "voice-notes",
        &[
            "message 491713920001 in gBEGSRURI0VnAgl2b2ljMQ - profile - voice as messages",
            "message 491713920001 in wamid.HBgNVk9JQzI - profile - audio as messages",
        ],
    ),
];
