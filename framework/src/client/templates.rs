use crate::wire::{NewTemplate, Page, RefreshStatus, Template};

use super::{Api, ApiError, Entries, Paging, limit, path};

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
        Entries::new(self, path::LIST_TEMPLATES, Paging::default(), |template: &Template| {
            format!("{} {}", template.language, template.name)
        })
        .all()
        .await
    }

    /// `createTemplate`: hands a message template in to WhatsApp. Templates cannot be changed: delete and create.
    ///
    /// # Errors
    /// Before anything leaves, for a name that is empty or of more than 512 characters. 400 for what WhatsApp does not take.
    pub async fn create_template(&self, template: &NewTemplate) -> Result<Template, ApiError> {
        self.call(path::CREATE_TEMPLATE).within(limit::new_template(template)).json(template).send().await
    }

    /// `destroyTemplate`: takes a message template away, in all of its languages.
    ///
    /// # Errors
    /// 404 when there is none of this name.
    pub async fn destroy_template(&self, name: &str) -> Result<(), ApiError> {
        self.call_on(path::DESTROY_TEMPLATE, name).send_for_nothing().await
    }

    /// `checkTemplateRefreshStatus`: whether the inbox is reading its templates from WhatsApp now.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn check_template_refresh_status(&self) -> Result<RefreshStatus, ApiError> {
        self.call(path::CHECK_TEMPLATE_REFRESH_STATUS).send().await
    }

    /// `issueTemplateRefreshRequest`: makes the inbox read its templates from WhatsApp, which takes minutes. One that runs already is no
    /// error.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn issue_template_refresh_request(&self) -> Result<(), ApiError> {
        self.call(path::ISSUE_TEMPLATE_REFRESH_REQUEST).empty_object().send_for_nothing().await
    }
}
