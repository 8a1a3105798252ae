//! The photo that customers see of the business. Only admins have to do with it.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::media::upload;
use crate::app::App;

/// retrieveProfilePhoto.
pub(super) async fn retrieve(State(app): State<App>, me: Me) -> Result<Response, ApiError> {
    me.must_be_admin()?;
    let none = || ApiError::detail(StatusCode::NOT_FOUND, "There is no photo.");
    let (kind, data) = app.store.read(move |tx| tx.photo()?.ok_or_else(none)).await?;
    let mut response = Response::new(Body::from(data));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::try_from(kind).unwrap_or(HeaderValue::from_static("image/jpeg")));
    Ok(response)
}

/// updateProfilePhoto: multipart, with the picture in `file_encoded`.
pub(super) async fn update(State(app): State<App>, me: Me, headers: HeaderMap, body: Bytes) -> Result<Answer, ApiError> {
    me.must_be_admin()?;
    let (kind, data) = upload(&headers, &body)?;
    if !kind.starts_with("image/") || data.is_empty() {
        return Err(ApiError::field("file_encoded", "Upload a valid image."));
    }
    app.store.write(move |tx| Ok(tx.set_photo(&kind, &data)?)).await?;
    Ok(Answer::empty())
}

/// deleteProfilePhoto. When there is none, there is none afterwards.
pub(super) async fn delete(State(app): State<App>, me: Me) -> Result<Answer, ApiError> {
    me.must_be_admin()?;
    app.store.write(|tx| Ok(tx.delete_photo()?)).await?;
    Ok(Answer::no_content())
}
