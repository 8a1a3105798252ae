use reqwest::Url;

use crate::wire::{
    BlockRequest, BlockedContacts, Contact, Page, ReportRequest, ResolvedContact, VerifiedContacts, VerifyContactsRequest, WaId,
};

use super::{Api, ApiError, Paging, limit, path};

/// Which contacts of the address books are wanted.
///
/// ```
/// use switchboard::client::{Api, ApiError, ContactQuery};
///
/// /// Every contact of this name. The list goes on by a cursor, not by an offset.
/// async fn named(api: &Api, name: &str) -> Result<usize, ApiError> {
///     let mut query = Some(ContactQuery { search: Some(name.to_owned()), ..ContactQuery::default() });
///     let mut found = 0;
///     while let Some(asked) = query {
///         let page = api.list_contacts(&asked).await?;
///         found += page.results.len();
///         query = asked.following(&page);
///     }
///     Ok(found)
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactQuery {
    /// What is searched for. Costly: ask when typing has ended.
    pub search: Option<String>,
    /// Entries per page.
    pub limit: Option<u64>,
    /// Where the list goes on.
    pub pages: Option<String>,
}

impl ContactQuery {
    /// What asks for the page behind this one; nothing behind the last one, or when the inbox names the same cursor again.
    #[must_use]
    pub fn following(self, page: &Page<Contact>) -> Option<Self> {
        let pages = cursor(page)?;
        (self.pages.as_ref() != Some(&pages)).then_some(Self { pages: Some(pages), ..self })
    }
}

impl Api {
    /// `listContacts`: one page of what the connected address books hold.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_contacts(&self, query: &ContactQuery) -> Result<Page<Contact>, ApiError> {
        self.call(path::LIST_CONTACTS)
            .query("limit", query.limit)
            .query("search", query.search.as_deref())
            .query("pages", query.pages.as_deref())
            .send()
            .await
    }

    /// `resolveContact`: what inbox and address books know about a number. Costly: for one number in view, not for lists.
    ///
    /// # Errors
    /// 404 when nothing is known.
    pub async fn resolve_contact(&self, wa_id: &WaId) -> Result<ResolvedContact, ApiError> {
        self.call_on(path::RESOLVE_CONTACT, wa_id.as_str()).send().await
    }

    /// `verifyContacts`: asks WhatsApp about numbers. Deprecated by the service, which calls every number valid by now.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn verify_contacts(&self, request: &VerifyContactsRequest) -> Result<VerifiedContacts, ApiError> {
        self.call(path::VERIFY_CONTACTS).json(request).send().await
    }

    /// `listBlockedContacts`: who is blocked; of one number, when it is named.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_blocked_contacts(&self, wa_id: Option<&WaId>, paging: Paging) -> Result<BlockedContacts, ApiError> {
        self.call(path::LIST_BLOCKED_CONTACTS).query("phone_number", wa_id.map(WaId::as_str)).paging(paging).send().await
    }

    /// `blockContact`: blocks a number, which must have written within 24 hours.
    ///
    /// # Errors
    /// Before anything leaves, for a reason of more than 60 characters. 400 for a number that has not written within 24 hours.
    pub async fn block_contact(&self, wa_id: &WaId, request: &BlockRequest) -> Result<(), ApiError> {
        let call = self.call(path::BLOCK_CONTACT).query("wa_id", Some(wa_id.as_str())).within(limit::reason(&request.reason));
        call.json(request).send_for_nothing().await
    }

    /// `unblockContact`: lets a number write again.
    ///
    /// # Errors
    /// Before anything leaves, for a reason of more than 60 characters. 400 for a number that is not blocked.
    pub async fn unblock_contact(&self, wa_id: &WaId, request: &BlockRequest) -> Result<(), ApiError> {
        let call = self.call(path::UNBLOCK_CONTACT).query("wa_id", Some(wa_id.as_str())).within(limit::reason(&request.reason));
        call.json(request).send_for_nothing().await
    }

    /// `reportContact`: reports a number to WhatsApp, which must have written within 24 hours.
    ///
    /// # Errors
    /// Before anything leaves, for a reason of more than 60 characters. 400 for a number that has not written within 24 hours.
    pub async fn report_contact(&self, wa_id: Option<&WaId>, request: &ReportRequest) -> Result<(), ApiError> {
        let call = self.call(path::REPORT_CONTACT).query("wa_id", wa_id.map(WaId::as_str)).within(limit::reason(&request.reason));
        call.json(request).send_for_nothing().await
    }
}

/// Where the list goes on behind a page, when that goes by a cursor.
pub(super) fn cursor<T>(page: &Page<T>) -> Option<String> {
    let next = Url::parse(page.next.as_deref()?).ok()?;
    let (_, pages) = next.query_pairs().find(|(name, _)| name == "pages")?;
    Some(pages.into_owned())
}
