use crate::wire::{Page, WhatsAppAccount};

use super::{Api, ApiError, Paging, path};

/// Which WhatsApp accounts are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AccountQuery {
    /// Only the number of this inbox (true).
    pub this_instance: Option<bool>,
    /// Which part of the list.
    pub paging: Paging,
}

impl Api {
    /// `listWhatsAppAccounts`: one page of the business's WhatsApp numbers.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_whats_app_accounts(&self, query: AccountQuery) -> Result<Page<WhatsAppAccount>, ApiError> {
        self.call(path::LIST_WHATS_APP_ACCOUNTS).paging(query.paging).query("this_instance", query.this_instance).send().await
    }
}
