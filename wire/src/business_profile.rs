//! What WhatsApp shows about the business.
//!
//! ```
//! use switchboard_wire::{BusinessProfile, ProfileAbout};
//!
//! let profile: BusinessProfile = serde_json::from_str(r#"{"vertical": "RETAIL", "websites": ["https://shop.example"]}"#)?;
//! assert_eq!(profile.vertical.as_deref(), Some("RETAIL"));
//! assert_eq!(serde_json::to_string(&ProfileAbout::new("Open till six"))?, r#"{"settings":{"profile":{"about":{"text":"Open till six"}}}}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::Members;

/// The business profile: the answer of `retrieveBusinessProfileSettings`, and the body of `partialUpdateBusinessProfileSettings`, in which
/// what is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BusinessProfile {
    /// Where the business is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `whatsapp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messaging_product: Option<String>,
    /// Its line of business: words in the API document (`Education`), codes in the web inbox and the Cloud API (`EDU`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vertical: Option<String>,
    /// Its pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub websites: Option<Vec<String>>,
    /// The about text; newer inboxes only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// The about text, as deep inside as the API has it: the answer of `retrieveProfileAbout`, the body and answer of `updateProfileAbout`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileAbout {
    /// Holds the profile.
    pub settings: AboutSettings,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl ProfileAbout {
    /// This text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let mut about = Self::default();
        about.settings.profile.about.text = Some(text.into());
        about
    }

    /// The text, when there is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.settings.profile.about.text.as_deref()
    }
}

/// The member `settings`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AboutSettings {
    /// Holds the about text.
    pub profile: AboutProfile,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// The member `profile`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AboutProfile {
    /// Holds the text.
    pub about: About,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// The member `about`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// The words.
    pub text: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}
