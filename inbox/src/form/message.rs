//! The form of a message, as WhatsApp's documentation and Integration API 1.4.10 (Messages) have it.

use super::Form::{self, Flag, List, Number, Object, Text, TextOrNumber, TextOrWholeNumber};
use super::Named;

/// The members of a message that is sent, by name.
pub(crate) const OUTGOING: Named = &[
    ("text", Object(&[("body", Text), ("preview_url", Flag)])),
    ("image", IMAGE),
    ("video", VIDEO),
    ("audio", Object(&[("id", Text), ("link", Text), ("mime_type", Text), ("sha256", Text), ("voice", Flag), ("caption", Text)])),
    ("voice", Object(&[("id", Text), ("link", Text), ("mime_type", Text), ("sha256", Text)])),
    ("document", DOCUMENT),
    ("sticker", Object(&[("id", Text), ("link", Text), ("mime_type", Text), ("sha256", Text), ("animated", Flag)])),
    ("location", Object(&[("latitude", Number), ("longitude", Number), ("name", Text), ("address", Text), ("url", Text)])),
    ("contacts", List(&CARD)),
    ("interactive", INTERACTIVE),
    ("template", TEMPLATE),
    ("reaction", Object(&[("message_id", Text), ("emoji", Text)])),
    ("hsm", Object(&[])),
    ("button", Object(&[("text", Text), ("payload", Text)])),
    ("system", Object(&[("body", Text), ("type", Text), ("wa_id", Text), ("new_wa_id", Text), ("identity", Text)])),
    ("order", ORDER),
    ("referral", REFERRAL),
    ("context", CONTEXT),
    ("recipient_type", Text),
    ("messaging_product", Text),
    ("preview_url", Flag),
];

const IMAGE: Form = Object(&[("id", Text), ("link", Text), ("mime_type", Text), ("sha256", Text), ("caption", Text)]);

const VIDEO: Form = IMAGE;

const DOCUMENT: Form =
    Object(&[("id", Text), ("link", Text), ("mime_type", Text), ("sha256", Text), ("caption", Text), ("filename", Text)]);

const CARD: Form = Object(&[
    (
        "name",
        Object(&[
            ("formatted_name", Text),
            ("first_name", Text),
            ("last_name", Text),
            ("middle_name", Text),
            ("prefix", Text),
            ("suffix", Text),
        ]),
    ),
    ("phones", List(&Object(&[("phone", Text), ("wa_id", Text), ("type", Text)]))),
    ("emails", List(&Object(&[("email", Text), ("type", Text)]))),
    ("urls", List(&Object(&[("url", Text), ("type", Text)]))),
    (
        "addresses",
        List(&Object(&[
            ("street", Text),
            ("city", Text),
            ("state", Text),
            ("zip", Text),
            ("country", Text),
            ("country_code", Text),
            ("type", Text),
        ])),
    ),
    ("org", Object(&[("company", Text), ("department", Text), ("title", Text)])),
    ("birthday", Text),
]);

const INTERACTIVE: Form = Object(&[
    ("type", Text),
    ("header", Object(&[("type", Text), ("text", Text), ("image", IMAGE), ("video", VIDEO), ("document", DOCUMENT)])),
    ("body", Object(&[("text", Text)])),
    ("footer", Object(&[("text", Text)])),
    ("action", ACTION),
    ("button_reply", Object(&[("id", Text), ("title", Text)])),
    ("list_reply", Object(&[("id", Text), ("title", Text), ("description", Text)])),
    ("nfm_reply", Object(&[("name", Text), ("body", Text), ("response_json", Text)])),
]);

const ACTION: Form = Object(&[
    ("button", Text),
    ("buttons", List(&Object(&[("type", Text), ("reply", Object(&[("id", Text), ("title", Text)]))]))),
    (
        "sections",
        List(&Object(&[
            ("title", Text),
            ("rows", List(&Object(&[("id", Text), ("title", Text), ("description", Text)]))),
            ("product_items", List(&Object(&[("product_retailer_id", Text)]))),
        ])),
    ),
    ("name", Text),
    ("parameters", Object(&[("display_text", Text), ("url", Text), ("flow_cta", Text), ("flow_id", Text), ("flow_token", Text)])),
    ("catalog_id", Text),
    ("product_retailer_id", Text),
]);

const TEMPLATE: Form = Object(&[
    ("name", Text),
    ("namespace", Text),
    ("language", Object(&[("code", Text), ("policy", Text)])),
    (
        "components",
        List(&Object(&[
            ("type", Text),
            ("sub_type", Text),
            ("index", TextOrWholeNumber),
            ("parameters", List(&Object(&[("type", Text), ("parameter_name", Text), ("text", Text)]))),
        ])),
    ),
]);

const ORDER: Form = Object(&[
    ("catalog_id", Text),
    ("text", Text),
    (
        "product_items",
        List(&Object(&[("product_retailer_id", Text), ("quantity", TextOrNumber), ("item_price", TextOrNumber), ("currency", Text)])),
    ),
]);

const REFERRAL: Form = Object(&[
    ("source_url", Text),
    ("source_id", Text),
    ("source_type", Text),
    ("headline", Text),
    ("body", Text),
    ("media_type", Text),
    ("image_url", Text),
    ("video_url", Text),
    ("thumbnail_url", Text),
    ("ctwa_clid", Text),
    ("image", Object(&[("id", Text), ("link", Text)])),
    ("video", Object(&[("id", Text), ("link", Text)])),
]);

const CONTEXT: Form = Object(&[
    ("message_id", Text),
    ("id", Text),
    ("from", Text),
    ("mentions", List(&Text)),
    ("forwarded", Flag),
    ("frequently_forwarded", Flag),
    ("referred_product", Object(&[("catalog_id", Text), ("product_retailer_id", Text)])),
]);
