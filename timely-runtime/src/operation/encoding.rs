//! How the properties of forms are written (OpenAPI 3.1, section 4.8.15).

use super::Style;

/// How one property of a form is written (OpenAPI 3.1, section 4.8.15).
#[derive(Clone, Copy, Debug)]
pub struct Encoding {
    /// The property.
    pub property: &'static str,
    /// The media type of its part; several, separated by commas, are those that are allowed.
    pub content_type: Option<&'static str>,
    /// How it is written in `application/x-www-form-urlencoded`.
    pub style: Style,
    /// Whether its members are written one by one.
    pub explode: bool,
    /// Whether reserved characters stay as they are there (`allowReserved`).
    pub reserved: bool,
    /// The headers that its part must have.
    pub headers: &'static [&'static str],
    /// Whether the headers of its part are handed over, where it is a value.
    pub headed: bool,
}

impl Encoding {
    /// A property that is written in the style `form`, exploded.
    pub const fn new(property: &'static str) -> Self {
        Self {
            property,
            content_type: None,
            style: Style::Form,
            explode: true,
            reserved: false,
            headers: &[],
            headed: false,
        }
    }

    /// Of a part whose members stand in brackets behind its name: `part[member]=value`, the style `deepObject`.
    #[must_use]
    pub const fn deep_object(property: &'static str) -> Self {
        Self::new(property).styled(Style::DeepObject, true)
    }

    /// Sets the media type of its part.
    #[must_use]
    pub const fn content_type(self, content_type: &'static str) -> Self {
        Self {
            content_type: Some(content_type),
            ..self
        }
    }

    /// Sets how it is written in a form of pairs.
    #[must_use]
    pub const fn styled(self, style: Style, explode: bool) -> Self {
        Self {
            style,
            explode,
            ..self
        }
    }

    /// Lets reserved characters stay as they are in a form of pairs.
    #[must_use]
    pub const fn reserved(self) -> Self {
        Self {
            reserved: true,
            ..self
        }
    }

    /// Has the headers of a part that is a value handed over.
    #[must_use]
    pub const fn headed(self) -> Self {
        Self {
            headed: true,
            ..self
        }
    }

    /// Sets the headers that its part must have.
    #[must_use]
    pub const fn headers(self, headers: &'static [&'static str]) -> Self {
        Self { headers, ..self }
    }
}
