use crate::wire::{BusinessProfile, ProfileAbout, RefreshStatus};

use super::{Api, ApiError, MediaDownload, Upload, path};

impl Api {
    /// `retrieveBusinessProfileSettings`: what WhatsApp shows about the business.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn retrieve_business_profile_settings(&self) -> Result<BusinessProfile, ApiError> {
        self.call(path::RETRIEVE_BUSINESS_PROFILE_SETTINGS).send().await
    }

    /// `partialUpdateBusinessProfileSettings`: changes what WhatsApp shows about the business. The API document wants address, description,
    /// e-mail and vertical in every call.
    ///
    /// # Errors
    /// 400 for something that WhatsApp does not take, 403 for anybody but an admin.
    pub async fn partial_update_business_profile_settings(&self, changes: &BusinessProfile) -> Result<BusinessProfile, ApiError> {
        self.call(path::PARTIAL_UPDATE_BUSINESS_PROFILE_SETTINGS).json(changes).send().await
    }

    /// `retrieveProfileAbout`: the about text.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn retrieve_profile_about(&self) -> Result<ProfileAbout, ApiError> {
        self.call(path::RETRIEVE_PROFILE_ABOUT).send().await
    }

    /// `updateProfileAbout`: changes the about text; only an admin may.
    ///
    /// # Errors
    /// 400 for a text that WhatsApp does not take, 403 for anybody but an admin.
    pub async fn update_profile_about(&self, about: &ProfileAbout) -> Result<ProfileAbout, ApiError> {
        self.call(path::UPDATE_PROFILE_ABOUT).json(about).send().await
    }

    /// `retrieveProfilePhoto`: the business's picture, to be read piece by piece; only an admin may.
    ///
    /// # Errors
    /// 404 when there is none, 503 when WhatsApp does not answer.
    pub async fn retrieve_profile_photo(&self) -> Result<MediaDownload, ApiError> {
        self.download(self.call(path::RETRIEVE_PROFILE_PHOTO)).await
    }

    /// `updateProfilePhoto`: changes the business's picture; only an admin may.
    ///
    /// # Errors
    /// 400 for a file that WhatsApp does not take, 403 for anybody but an admin.
    pub async fn update_profile_photo(&self, photo: Upload) -> Result<(), ApiError> {
        self.upload(path::UPDATE_PROFILE_PHOTO, photo).await.map(drop)
    }

    /// `deleteProfilePhoto`: takes the business's picture away; only an admin may.
    ///
    /// # Errors
    /// 403 for anybody but an admin.
    pub async fn delete_profile_photo(&self) -> Result<(), ApiError> {
        self.call(path::DELETE_PROFILE_PHOTO).send_for_nothing().await
    }

    /// `checkSettingsRefreshStatus`: whether the inbox is reading its settings from WhatsApp now.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn check_settings_refresh_status(&self) -> Result<RefreshStatus, ApiError> {
        self.call(path::CHECK_SETTINGS_REFRESH_STATUS).send().await
    }

    /// `issueSettingsRefreshRequest`: makes the inbox read its settings from WhatsApp. One that runs already is no error.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn issue_settings_refresh_request(&self) -> Result<(), ApiError> {
        self.call(path::ISSUE_SETTINGS_REFRESH_REQUEST).empty_object().send_for_nothing().await
    }
}
