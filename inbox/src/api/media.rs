//! Files.

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::multipart;
use super::query::Query;
use crate::app::App;

/// retrieveMediaFile. Needs no credentials: the links are in payloads, and WhatsApp fetches them too.
pub(super) async fn retrieve(State(app): State<App>, Path(id): Path<String>, query: Query) -> Result<Response, ApiError> {
    let (kept, data) = app.store.read(move |tx| tx.media(&id)?.ok_or_else(ApiError::not_found)).await?;
    let asked = query.text("mime_type_type").zip(query.text("mime_type_subtype")).map(|(kind, subtype)| format!("{kind}/{subtype}"));
    let kind = HeaderValue::try_from(asked.unwrap_or(kept)).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let mut response = Response::new(Body::from(data));
    response.headers_mut().insert(CONTENT_TYPE, kind);
    Ok(response)
}

/// createMediaFile: multipart, with the file in `file_encoded`.
pub(super) async fn create(State(app): State<App>, _: Me, headers: HeaderMap, body: Bytes) -> Result<Answer, ApiError> {
    let (mime_type, data) = upload(&headers, &body)?;
    let id = app.store.write(move |tx| Ok(tx.keep_media(&mime_type, &data)?)).await?;
    Ok(Answer::created(&json!({"file": format!("{}/api/v1/media/{id}/", app.core.url), "id": id})))
}

/// The file of an upload, with its type.
pub(super) fn upload(headers: &HeaderMap, body: &Bytes) -> Result<(String, Bytes), ApiError> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let missing = || ApiError::field("file_encoded", "No file was submitted.");
    if body.is_empty() {
        return Err(missing());
    }
    let Some(boundary) = multipart::boundary(kind) else {
        return Err(ApiError::detail(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("Unsupported media type \"{kind}\" in request.")));
    };
    let file = multipart::part(body, boundary, "file_encoded").ok_or_else(missing)?;
    Ok((file.mime_type.unwrap_or("application/octet-stream").to_owned(), body.slice_ref(file.data)))
}
