//! Requests for a part of what there is (RFC 9110, section 14).

use super::{Context, Validators};
use crate::{Body, ErrorResponse, Response};
use http::{HeaderMap, Method, StatusCode, header};
use std::ops::Range;

/// The part that a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByteRange {
    bytes: Range<u64>,
    whole: u64,
}

impl ByteRange {
    /// The first byte, and that behind the last.
    #[must_use]
    pub const fn bytes(&self) -> &Range<u64> {
        &self.bytes
    }

    /// The length of the whole, in bytes.
    #[must_use]
    pub const fn whole(&self) -> u64 {
        self.whole
    }

    /// The value of `Content-Range`.
    fn field(&self) -> String {
        // No range is empty.
        let last = self.bytes.end.saturating_sub(1);
        format!("bytes {}-{last}/{}", self.bytes.start, self.whole)
    }
}

impl<P> Context<P> {
    /// The part of something of this length that a request asks for, if it asks for one: `Range` with one range of bytes,
    /// whose `If-Range` still means what there is now. Of several ranges none is sent: the answer is the whole, as
    /// is allowed.
    ///
    /// It is for who reads the part from elsewhere: answer with [`Response::partial`]. A body that is at hand, or a file,
    /// is cut by [`Response::ranged`].
    ///
    /// # Errors
    /// With the answer 416, if the part is beyond the end.
    pub fn range(
        &self,
        length: u64,
        current: &Validators,
    ) -> Result<Option<ByteRange>, ErrorResponse> {
        if *self.method() != Method::GET || !current.fits_range(self.headers()) {
            return Ok(None);
        }
        match asked(self.headers(), length) {
            Asked::Whole => Ok(None),
            Asked::Part(bytes) => Ok(Some(ByteRange {
                bytes,
                whole: length,
            })),
            Asked::Beyond => {
                let message = "The range is beyond the end.";
                let status = StatusCode::RANGE_NOT_SATISFIABLE;
                let mut response = ErrorResponse::of_http(status, Some(message));
                let range = format!("bytes */{length}");
                response
                    .fields()
                    .insert_of_http(header::CONTENT_RANGE, range);
                Err(response)
            }
        }
    }
}

impl<H> Response<Body, H> {
    /// Answers with the part of the body that the request asks for, as 206, or with all of it. The body must know its
    /// length, as bytes in memory and files do; of another stream all is sent.
    ///
    /// ```
    /// use timely_runtime::server::{Context, ErrorResponse, Validators};
    /// use timely_runtime::{Body, Response};
    ///
    /// async fn download(cx: &Context<()>) -> Result<Response<Body>, ErrorResponse> {
    ///     let body = Body::from_file("report.pdf").await.map_err(|error| ErrorResponse::internal(&error))?;
    ///     let modified = std::time::SystemTime::UNIX_EPOCH;
    ///     Response::from(body).ranged(cx, &Validators::new().last_modified(modified))
    /// }
    /// ```
    ///
    /// # Errors
    /// With the answer 416, if the part is beyond the end.
    pub fn ranged<P>(
        mut self,
        cx: &Context<P>,
        current: &Validators,
    ) -> Result<Self, ErrorResponse> {
        let Some(length) = self.body.length() else {
            return Ok(self.with_validators(current));
        };
        let Some(range) = cx.range(length, current)? else {
            let accepted = (header::ACCEPT_RANGES, "bytes");
            self.fields_mut().insert_of_http(accepted.0, accepted.1);
            return Ok(self.with_validators(current));
        };
        self.body = std::mem::take(&mut self.body).part(range.bytes.clone());
        Ok(self.partial(&range).with_validators(current))
    }

    /// Says that the body is this part of a whole: 206 with `Content-Range`.
    #[must_use]
    pub fn partial(mut self, range: &ByteRange) -> Self {
        let fields = self.fields_mut();
        fields.insert_of_http(header::CONTENT_RANGE, range.field());
        fields.insert_of_http(header::ACCEPT_RANGES, "bytes");
        self.with_status(StatusCode::PARTIAL_CONTENT)
    }
}

#[derive(Debug, PartialEq)]
enum Asked {
    Whole,
    Part(Range<u64>),
    Beyond,
}

/// What `Range` asks for of a whole of this length. A field that cannot be read asks for nothing (RFC 9110, section 14.2).
fn asked(headers: &HeaderMap, length: u64) -> Asked {
    let mut fields = headers.get_all(header::RANGE).iter();
    let (Some(field), None) = (fields.next(), fields.next()) else {
        return Asked::Whole;
    };
    let range = field.to_str().ok().and_then(|field| {
        let (unit, range) = field.split_once('=')?;
        let (first, last) = range.trim().split_once('-')?;
        unit.trim()
            .eq_ignore_ascii_case("bytes")
            .then_some((first.trim_end(), last.trim_start()))
    });
    match range {
        Some(("", last)) => match position(last) {
            Some(0) => Asked::Beyond,
            Some(_) if length == 0 => Asked::Beyond,
            Some(count) => Asked::Part(length.saturating_sub(count)..length),
            None => Asked::Whole,
        },
        Some((first, last)) => {
            let last = match last {
                "" => Some(u64::MAX),
                last => position(last),
            };
            match (position(first), last) {
                (Some(first), Some(last)) if first > last => Asked::Whole,
                (Some(first), Some(_)) if first >= length => Asked::Beyond,
                (Some(first), Some(last)) => Asked::Part(first..length.min(last.saturating_add(1))),
                _ => Asked::Whole,
            }
        }
        None => Asked::Whole,
    }
}

/// A number of bytes, in digits alone. One too large to be told is as good as the largest.
fn position(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests;
