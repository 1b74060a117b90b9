//! Extractors that check what axum's own have read.

use crate::by_hand::error::Failure;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use garde::Validate;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// A body of JSON that is valid.
pub(super) struct ValidJson<T>(pub(super) T);

impl<T, S> FromRequest<S> for ValidJson<T>
where
    T: DeserializeOwned + Validate<Context = ()>,
    S: Send + Sync,
{
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let read = Json::<T>::from_request(request, state).await;
        let Json(value) = read.map_err(|rejection| match rejection {
            // To axum it is 422.
            JsonRejection::JsonDataError(error) => invalid(error.body_text()),
            other => Failure::new(other.status(), other.body_text()),
        })?;
        valid(value).map(Self)
    }
}

/// Query parameters that are valid.
pub(super) struct ValidQuery<T>(pub(super) T);

impl<T, S> FromRequestParts<S> for ValidQuery<T>
where
    T: DeserializeOwned + Validate<Context = ()>,
    S: Send + Sync,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let read = Query::<T>::from_request_parts(parts, state).await;
        let Query(value) = read.map_err(|rejection| invalid(rejection.body_text()))?;
        valid(value).map(Self)
    }
}

/// The id in the path.
pub(super) struct ValidId(pub(super) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for ValidId {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let read = Path::<Uuid>::from_request_parts(parts, state).await;
        let Path(id) = read.map_err(|rejection| invalid(rejection.body_text()))?;
        Ok(Self(id))
    }
}

fn valid<T: Validate<Context = ()>>(value: T) -> Result<T, Failure> {
    match value.validate() {
        Ok(()) => Ok(value),
        Err(report) => Err(invalid(report.to_string())),
    }
}

fn invalid(message: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, message)
}
