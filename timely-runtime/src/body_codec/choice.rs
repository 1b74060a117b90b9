//! Enums of contents: one variant for each form that a body may have.

/// Implements [`Content`](crate::Content) for a generated enum, each variant of which holds the content of some of the
/// documented media types.
///
/// ```
/// use timely_runtime::Body;
/// use timely_runtime::generated::content;
///
/// #[derive(Debug)]
/// pub enum Export {
///     Json(Vec<u32>),
///     Pdf(Body),
/// }
/// content!(Export { Json: ["application/json"], Pdf: ["application/pdf"] });
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __content {
    ($name:ident { $($variant:ident: [$($media:literal),+ $(,)?]),+ $(,)? }) => {
        impl $crate::generated::Content for $name {
            fn read(
                source: $crate::generated::body_codec::Source,
                media: &'static $crate::generated::MediaType,
            ) -> ::core::result::Result<Self, $crate::generated::DecodeError> {
                match media.name {
                    $($($media)|+ => {
                        ::core::result::Result::map($crate::generated::Content::read(source, media), Self::$variant)
                    })+
                    _ => ::core::result::Result::Err($crate::generated::body_codec::unknown()),
                }
            }

            fn write(
                self,
                media: &'static [$crate::generated::MediaType],
            ) -> ::core::result::Result<$crate::generated::body_codec::Written, $crate::generated::EncodeError> {
                match self {
                    $(Self::$variant(content) => ::core::result::Result::map(
                        $crate::generated::Content::write(
                            content,
                            $crate::generated::body_codec::from(media, &[$($media),+]),
                        ),
                        |written| written.among(media, &[$($media),+]),
                    ),)+
                }
            }

            fn shown(&self) -> ::std::string::String {
                match self {
                    $(Self::$variant(content) => $crate::generated::Content::shown(content),)+
                }
            }
        }
    };
}
