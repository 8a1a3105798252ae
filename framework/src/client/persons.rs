use crate::wire::{Person, WaId};

use super::{Api, ApiError, path};

impl Api {
    /// `retrievePerson`: one customer.
    ///
    /// # Errors
    /// 404 when the inbox does not know the customer.
    pub async fn retrieve_person(&self, wa_id: &WaId) -> Result<Person, ApiError> {
        self.call_on(path::RETRIEVE_PERSON, wa_id.as_str()).send().await
    }
}
