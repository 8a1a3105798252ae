use crate::wire::{Page, Template};

use super::{Api, ApiError, Paging, path};

impl Api {
    /// `listTemplates`: one page of the message templates, those that may not be sent included.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer; 500 when WhatsApp does not tell its templates now.
    pub async fn list_templates(&self, paging: Paging) -> Result<Page<Template>, ApiError> {
        self.call(path::LIST_TEMPLATES).paging(paging).send().await
    }

    /// Every message template, by as many `listTemplates` as it takes.
    ///
    /// # Errors
    /// When one of the calls fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(api: &switchboard::client::Api) -> Result<(), switchboard::client::ApiError> {
    /// let templates = api.all_templates().await?;
    /// if !templates.iter().any(|template| template.name == "reminder" && template.language == "en" && template.is_approved()) {
    ///     eprintln!("the template `reminder` may not be sent");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn all_templates(&self) -> Result<Vec<Template>, ApiError> {
        self.all(path::LIST_TEMPLATES, |template: &Template| (template.name.clone(), template.language.clone())).await
    }
}
