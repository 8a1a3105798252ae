use crate::wire::{Availability, UserId};

use super::{Api, ApiError, path};

impl Api {
    /// `updateUserAvailability`: says whether a user takes chats now. Everybody may for themselves, an admin for anybody.
    ///
    /// Newer inboxes only; an older one answers 404.
    ///
    /// # Errors
    /// 403 for another user, unless an admin calls; 404 for an unknown one.
    pub async fn update_user_availability(&self, user: UserId, availability: &Availability) -> Result<Availability, ApiError> {
        self.call_on(path::UPDATE_USER_AVAILABILITY, &user.to_string()).json(availability).send().await
    }
}
