//! Enums of contents: one variant for each form that a body may have.

/// Implements [`Content`](crate::Content) for a generated enum, each variant of which holds the content of some of the
/// documented media types.
///
/// ```
/// use timely_runtime::{Body, content};
///
/// #[derive(Debug)]
/// pub enum Export {
///     Json(Vec<u32>),
///     Pdf(Body),
/// }
/// content!(Export { Json: ["application/json"], Pdf: ["application/pdf"] });
/// ```
#[macro_export]
macro_rules! content {
    ($name:ident { $($variant:ident: [$($media:literal),+ $(,)?]),+ $(,)? }) => {
        impl $crate::Content for $name {
            fn read(
                source: $crate::payload::Source,
                media: &'static $crate::MediaType,
            ) -> ::core::result::Result<Self, $crate::DecodeError> {
                match media.name {
                    $($($media)|+ => {
                        ::core::result::Result::map($crate::Content::read(source, media), Self::$variant)
                    })+
                    _ => ::core::result::Result::Err($crate::payload::unknown()),
                }
            }

            fn write(
                self,
                media: &'static [$crate::MediaType],
            ) -> ::core::result::Result<$crate::payload::Written, $crate::EncodeError> {
                match self {
                    $(Self::$variant(content) => ::core::result::Result::map(
                        $crate::Content::write(
                            content,
                            $crate::payload::from(media, &[$($media),+]),
                        ),
                        |written| written.among(media, &[$($media),+]),
                    ),)+
                }
            }

            fn shown(&self) -> ::std::string::String {
                match self {
                    $(Self::$variant(content) => $crate::Content::shown(content),)+
                }
            }
        }
    };
}
