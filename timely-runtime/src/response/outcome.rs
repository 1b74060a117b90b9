//! Enums of responses, one variant per documented status.

use super::{Outcome, RawResponse, ReceivedResponse};
use crate::Operation;
use crate::{DecodeError, EncodeError};
use http::StatusCode;

/// Implements [`Outcome`] for a generated enum of responses, along with `status`, `received`, `Display` and
/// [`Error`](std::error::Error).
///
/// The enum itself is written out, with its documentation; each variant holds one [`Response`](crate::Response).
/// A number is that status, a digit in parentheses is a range (`(4)` for `4XX`), `_` is `default`. The first line
/// that a status matches decides, so exact statuses come before ranges, and those before `_`.
///
/// An enum of errors has one more variant, which stands behind `or`: what a handler answers in place of a documented
/// error. Whatever implements [`IntoErrorResponse`](crate::IntoErrorResponse) becomes one by `?`.
///
/// ```
/// use timely_runtime::generated::outcome;
/// use timely_runtime::{NoContent, Response, Undocumented};
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub enum GetContactError {
///     NotFound(Response<String>),
///     ClientError(Response<NoContent>),
///     Default(Response<NoContent>),
///     Undocumented(Undocumented),
/// }
/// outcome!(GetContactError or Undocumented { 404 => NotFound, (4) => ClientError, _ => Default });
///
/// let error = GetContactError::NotFound("no such contact".to_owned().into());
/// assert_eq!(error.to_string(), r#"404 Not Found: "no such contact""#);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __outcome {
    ($name:ident $(or $other:ident)? { $($status:tt => $variant:ident),+ $(,)? }) => {
        // The enum may well be private.
        #[allow(unreachable_pub)]
        impl $name {
            /// The status that this response was received with, or is sent with.
            #[must_use]
            pub fn status(&self) -> $crate::generated::http::StatusCode {
                match self {
                    $(Self::$variant(response) => {
                        $crate::__outcome!(@match $status).resolve($crate::generated::Response::status(response))
                    })+
                    $(Self::$other(response) => response.status(),)?
                }
            }

            /// The response as a client received it, with all of its header fields and the bytes of its body.
            #[must_use]
            pub fn received(&self) -> ::core::option::Option<&$crate::generated::ReceivedResponse> {
                match self {
                    $(Self::$variant(response) => $crate::generated::Response::received(response),)+
                    $(Self::$other(_) => $crate::__outcome!(@none $other),)?
                }
            }
        }

        impl $crate::generated::Outcome for $name {
            fn decode(
                operation: &'static $crate::generated::Operation,
                raw: &mut $crate::generated::RawResponse,
            ) -> ::core::option::Option<::core::result::Result<Self, $crate::generated::DecodeError>> {
                $(if $crate::__outcome!(@match $status).allows(raw.status) {
                    return ::core::option::Option::Some(::core::result::Result::map(
                        $crate::generated::Response::read(operation, raw),
                        Self::$variant,
                    ));
                })+
                #[allow(unreachable_code)]
                ::core::option::Option::None
            }

            fn encode(
                self,
                operation: &'static $crate::generated::Operation,
            ) -> ::core::result::Result<$crate::generated::RawResponse, $crate::generated::EncodeError> {
                let status = self.status().as_u16();
                match self {
                    $(Self::$variant(response) => {
                        $crate::generated::Response::write(response, operation, status)
                    })+
                    $(Self::$other(response) => $crate::generated::Outcome::encode(response, operation),)?
                }
            }

            $(fn into_error_response(self) -> ::core::result::Result<$crate::generated::ErrorResponse, Self> {
                match self {
                    Self::$other(response) => ::core::result::Result::Ok(response.into_inner()),
                    other => ::core::result::Result::Err(other),
                }
            })?

            fn status(&self) -> ::core::option::Option<$crate::generated::http::StatusCode> {
                // The inherent method of the same name.
                ::core::option::Option::Some(Self::status(self))
            }

            fn received(&self) -> ::core::option::Option<&$crate::generated::ReceivedResponse> {
                Self::received(self)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                let status = self.status();
                match self {
                    $(Self::$variant(response) => {
                        $crate::generated::response::show(f, status, response)
                    })+
                    $(Self::$other(response) => ::core::fmt::Display::fmt(response, f),)?
                }
            }
        }

        impl ::std::error::Error for $name {}

        $(impl<E: $crate::generated::IntoErrorResponse> ::core::convert::From<E> for $name {
            fn from(error: E) -> Self {
                Self::$other(::core::convert::From::from(error))
            }
        })?
    };
    (@none $other:ident) => { ::core::option::Option::None };
    (@match $status:literal) => { $crate::generated::response::StatusMatch::Exact($status) };
    (@match ($class:literal)) => { $crate::generated::response::StatusMatch::Class($class) };
    (@match _) => { $crate::generated::response::StatusMatch::Default };
}

/// The statuses that one documented response stands for.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum StatusMatch {
    /// One status.
    Exact(u16),
    /// A range, by its first digit.
    Class(u16),
    /// Any status.
    Default,
}

impl StatusMatch {
    /// Whether the response is documented for a status.
    #[must_use]
    pub const fn allows(self, status: StatusCode) -> bool {
        match self {
            Self::Exact(code) => status.as_u16() == code,
            Self::Class(class) => status.as_u16() / 100 == class,
            Self::Default => true,
        }
    }

    /// The status to send: the one that is set, where the document allows it.
    #[must_use]
    pub fn resolve(self, set: Option<StatusCode>) -> StatusCode {
        let fallback = match self {
            Self::Exact(code) => code,
            Self::Class(class) => class * 100,
            Self::Default => 500,
        };
        // A part of what is documented as the whole (RFC 9110, section 15.3.7).
        let is_part = |status: StatusCode| fallback == 200 && status == StatusCode::PARTIAL_CONTENT;
        set.filter(|status| self.allows(*status) || is_part(*status))
            .or_else(|| StatusCode::from_u16(fallback).ok())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// A response as it came, whatever its status.
impl Outcome for RawResponse {
    fn decode(_: &'static Operation, raw: &mut RawResponse) -> Option<Result<Self, DecodeError>> {
        let taken = Self {
            origin: raw.origin,
            ..Self::new(
                raw.status,
                std::mem::take(&mut raw.headers),
                std::mem::take(&mut raw.body),
            )
        };
        Some(Ok(taken))
    }

    fn encode(self, _: &'static Operation) -> Result<RawResponse, EncodeError> {
        Ok(self)
    }

    fn status(&self) -> Option<StatusCode> {
        Some(self.status)
    }

    fn received(&self) -> Option<&ReceivedResponse> {
        None
    }
}
