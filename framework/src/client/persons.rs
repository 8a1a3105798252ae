use crate::wire::{Page, Person, WaId};

use super::{Api, ApiError, Paging, path};

impl Api {
    /// `retrievePerson`: one customer.
    ///
    /// # Errors
    /// 404 when the inbox does not know the customer.
    pub async fn retrieve_person(&self, wa_id: &WaId) -> Result<Person, ApiError> {
        self.call_on(path::RETRIEVE_PERSON, wa_id.as_str()).send().await
    }

    /// `listPeople`: one page of the customers who have written, narrowed to those with this text in number or profile name.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_people(&self, search: Option<&str>, paging: Paging) -> Result<Page<Person>, ApiError> {
        self.call(path::LIST_PEOPLE).paging(paging).query("search", search).send().await
    }
}
