//! The kinds of changes that have an id in each family of places.

use super::meaning::*;
use super::{FAMILIES, Family, Rule, of_sides};

/// A kind of change of a schema.
#[derive(Clone, Copy, Debug)]
pub(in crate::diff) struct Kind {
    /// What the ids end in.
    suffix: &'static str,
    /// Its ids, in the order of [`Family`].
    ids: [&'static str; FAMILIES],
}

/// The kinds that oasdiff has of properties which do not travel: those that callers do not send since they are `readOnly`, and
/// those that no answer has since they are `writeOnly`. Others are no change in that direction.
const UNSEEN: &[(&str, &str)] = &[
    (
        "enum-value-removed",
        "request-read-only-property-enum-value-removed",
    ),
    ("max-decreased", "request-read-only-property-max-decreased"),
    (
        "exclusive-max-decreased",
        "request-read-only-property-exclusive-max-decreased",
    ),
    (
        "max-length-decreased",
        "request-read-only-property-max-length-decreased",
    ),
    ("min-increased", "request-read-only-property-min-increased"),
    (
        "exclusive-min-increased",
        "request-read-only-property-exclusive-min-increased",
    ),
    (
        "enum-value-added",
        "response-write-only-property-enum-value-added",
    ),
];

impl Kind {
    /// Its id in a family.
    pub(in crate::diff) const fn id(&self, family: Family) -> &'static str {
        self.ids[family as usize]
    }

    /// Its id where the values do not travel, if there is one.
    pub(in crate::diff) fn unseen_id(&self, family: Family) -> Option<&'static str> {
        let direction = match family.is_request() {
            true => "request",
            false => "response",
        };
        UNSEEN
            .iter()
            .find(|(suffix, id)| *suffix == self.suffix && id.starts_with(direction))
            .map(|(_, id)| *id)
    }
}

/// The prefix of the ids of a response's body, which is another one for the values of an `enum`.
macro_rules! of_response_body {
    ("enum-value-added") => {
        "response-mediatype-enum-value-added"
    };
    ("enum-value-removed") => {
        "response-mediatype-enum-value-removed"
    };
    ($suffix:tt) => {
        concat!("response-body-", $suffix)
    };
}

macro_rules! kinds {
    (of_properties; $($name:ident = $suffix:tt: $meaning:ident;)*) => {
        kinds!(constants; $($name = $suffix;)*);

        /// Of properties alone: what holds a schema says that itself.
        pub(in crate::diff::rules) const OF_PROPERTIES: &[Rule] = &[
            $(
                of_sides(concat!("request-property-", $suffix), $meaning.request, $meaning.behavior),
                of_sides(concat!("request-parameter-property-", $suffix), $meaning.request, $meaning.behavior),
                of_sides(concat!("response-property-", $suffix), $meaning.response, $meaning.behavior),
                of_sides(concat!("response-header-property-", $suffix), $meaning.response, $meaning.behavior),
            )*
        ];
    };
    (constants; $($name:ident = $suffix:tt;)*) => {
        $(pub(in crate::diff) const $name: Kind = Kind {
            suffix: $suffix,
            ids: [
                concat!("request-body-", $suffix),
                concat!("request-property-", $suffix),
                concat!("request-parameter-", $suffix),
                concat!("request-parameter-property-", $suffix),
                of_response_body!($suffix),
                concat!("response-property-", $suffix),
                concat!("response-header-", $suffix),
                concat!("response-header-property-", $suffix),
            ],
        };)*
    };
    ($($name:ident = $suffix:tt: $meaning:ident;)*) => {
        kinds!(constants; $($name = $suffix;)*);

        pub(in crate::diff::rules) const RULES: &[Rule] = &[
            $(
                of_sides(concat!("request-body-", $suffix), $meaning.request, $meaning.behavior),
                of_sides(concat!("request-property-", $suffix), $meaning.request, $meaning.behavior),
                of_sides(concat!("request-parameter-", $suffix), $meaning.parameter, $meaning.behavior),
                of_sides(concat!("request-parameter-property-", $suffix), $meaning.request, $meaning.behavior),
                of_sides(of_response_body!($suffix), $meaning.response, $meaning.behavior),
                of_sides(concat!("response-property-", $suffix), $meaning.response, $meaning.behavior),
                of_sides(concat!("response-header-", $suffix), $meaning.response, $meaning.behavior),
                of_sides(concat!("response-header-property-", $suffix), $meaning.response, $meaning.behavior),
            )*
        ];
    };
}

kinds! {
    TYPE_CHANGED = "type-changed": OTHER;
    TYPE_GENERALIZED = "type-generalized": WIDER;
    TYPE_SPECIALIZED = "type-specialized": NARROWER;
    TYPE_COMPATIBLE = "type-compatible": COMPATIBLE;
    LIST_OF_TYPES_WIDENED = "list-of-types-widened": WIDER;
    LIST_OF_TYPES_NARROWED = "list-of-types-narrowed": NARROWER;
    CONTENT_MEDIA_TYPE_CHANGED = "content-media-type-changed": OTHER;
    CONTENT_ENCODING_CHANGED = "content-encoding-changed": OTHER;
    CONTENT_SCHEMA_ADDED = "content-schema-added": TIGHTER;
    CONTENT_SCHEMA_REMOVED = "content-schema-removed": LOOSER;
    BECAME_NULLABLE = "became-nullable": WIDER;
    BECAME_NOT_NULLABLE = "became-not-nullable": NARROWER;
    BECAME_ENUM = "became-enum": NARROWER;
    BECAME_NOT_ENUM = "became-not-enum": MORE_VALUES;
    ENUM_VALUE_ADDED = "enum-value-added": MORE_VALUES;
    ENUM_VALUE_REMOVED = "enum-value-removed": NARROWER;
    X_EXTENSIBLE_ENUM_VALUE_ADDED = "x-extensible-enum-value-added": MORE_OPEN_VALUES;
    X_EXTENSIBLE_ENUM_VALUE_REMOVED = "x-extensible-enum-value-removed": NARROWER;
    CONST_ADDED = "const-added": NARROWER;
    CONST_REMOVED = "const-removed": WIDER;
    CONST_CHANGED = "const-changed": OTHER;
    DEFAULT_VALUE_ADDED = "default-value-added": ABSENCE;
    DEFAULT_VALUE_REMOVED = "default-value-removed": ABSENCE;
    DEFAULT_VALUE_CHANGED = "default-value-changed": ABSENCE;
    MAX_SET = "max-set": TIGHTER;
    MAX_UNSET = "max-unset": LOOSER;
    MAX_DECREASED = "max-decreased": TIGHTER;
    MAX_INCREASED = "max-increased": LOOSER;
    EXCLUSIVE_MAX_SET = "exclusive-max-set": TIGHTER;
    EXCLUSIVE_MAX_UNSET = "exclusive-max-unset": LOOSER;
    EXCLUSIVE_MAX_DECREASED = "exclusive-max-decreased": TIGHTER;
    EXCLUSIVE_MAX_INCREASED = "exclusive-max-increased": LOOSER;
    MAX_LENGTH_SET = "max-length-set": TIGHTER;
    MAX_LENGTH_UNSET = "max-length-unset": LOOSER;
    MAX_LENGTH_DECREASED = "max-length-decreased": TIGHTER;
    MAX_LENGTH_INCREASED = "max-length-increased": LOOSER;
    MAX_ITEMS_SET = "max-items-set": TIGHTER;
    MAX_ITEMS_UNSET = "max-items-unset": LOOSER;
    MAX_ITEMS_DECREASED = "max-items-decreased": TIGHTER;
    MAX_ITEMS_INCREASED = "max-items-increased": LOOSER;
    MAX_PROPERTIES_SET = "max-properties-set": TIGHTER;
    MAX_PROPERTIES_UNSET = "max-properties-unset": LOOSER;
    MAX_PROPERTIES_DECREASED = "max-properties-decreased": TIGHTER;
    MAX_PROPERTIES_INCREASED = "max-properties-increased": LOOSER;
    MIN_SET = "min-set": TIGHTER;
    MIN_UNSET = "min-unset": LOOSER;
    MIN_INCREASED = "min-increased": TIGHTER;
    MIN_DECREASED = "min-decreased": LOOSER;
    EXCLUSIVE_MIN_SET = "exclusive-min-set": TIGHTER;
    EXCLUSIVE_MIN_UNSET = "exclusive-min-unset": LOOSER;
    EXCLUSIVE_MIN_INCREASED = "exclusive-min-increased": TIGHTER;
    EXCLUSIVE_MIN_DECREASED = "exclusive-min-decreased": LOOSER;
    MIN_LENGTH_SET = "min-length-set": TIGHTER;
    MIN_LENGTH_UNSET = "min-length-unset": LOOSER;
    MIN_LENGTH_INCREASED = "min-length-increased": TIGHTER;
    MIN_LENGTH_DECREASED = "min-length-decreased": LOOSER;
    MIN_ITEMS_SET = "min-items-set": TIGHTER;
    MIN_ITEMS_UNSET = "min-items-unset": LOOSER;
    MIN_ITEMS_INCREASED = "min-items-increased": TIGHTER;
    MIN_ITEMS_DECREASED = "min-items-decreased": LOOSER;
    MIN_PROPERTIES_SET = "min-properties-set": TIGHTER;
    MIN_PROPERTIES_UNSET = "min-properties-unset": LOOSER;
    MIN_PROPERTIES_INCREASED = "min-properties-increased": TIGHTER;
    MIN_PROPERTIES_DECREASED = "min-properties-decreased": LOOSER;
    MULTIPLE_OF_SET = "multiple-of-set": TIGHTER;
    MULTIPLE_OF_UNSET = "multiple-of-unset": LOOSER;
    MULTIPLE_OF_CHANGED = "multiple-of-changed": UNCLEAR;
    MULTIPLE_OF_GENERALIZED = "multiple-of-generalized": LOOSER;
    MULTIPLE_OF_SPECIALIZED = "multiple-of-specialized": TIGHTER;
    UNIQUE_ITEMS_SET = "unique-items-set": TIGHTER;
    UNIQUE_ITEMS_UNSET = "unique-items-unset": LOOSER;
    PATTERN_ADDED = "pattern-added": TIGHTER;
    PATTERN_REMOVED = "pattern-removed": LOOSER;
    PATTERN_CHANGED = "pattern-changed": UNCLEAR;
    PATTERN_GENERALIZED = "pattern-generalized": LOOSER;
    ALL_OF_ADDED = "all-of-added": NARROWER;
    ALL_OF_REMOVED = "all-of-removed": WIDER;
    ALL_OF_ADDED_ANNOTATION_ONLY = "all-of-added-annotation-only": NOTE;
    ALL_OF_REMOVED_ANNOTATION_ONLY = "all-of-removed-annotation-only": NOTE;
    ONE_OF_ADDED = "one-of-added": WIDER;
    ONE_OF_REMOVED = "one-of-removed": NARROWER;
    WRAPPED_IN_ONE_OF = "wrapped-in-one-of": OTHER;
    UNWRAPPED_FROM_ONE_OF = "unwrapped-from-one-of": OTHER;
    ANY_OF_ADDED = "any-of-added": WIDER;
    ANY_OF_REMOVED = "any-of-removed": NARROWER;
    WRAPPED_IN_ANY_OF = "wrapped-in-any-of": OTHER;
    UNWRAPPED_FROM_ANY_OF = "unwrapped-from-any-of": OTHER;
    NOT_ADDED = "not-added": TIGHTER;
    NOT_REMOVED = "not-removed": LOOSER;
    NOT_CHANGED = "not-changed": UNCLEAR;
    DISCRIMINATOR_ADDED = "discriminator-added": TELLS_APART;
    DISCRIMINATOR_REMOVED = "discriminator-removed": TELLS_APART;
    DISCRIMINATOR_PROPERTY_NAME_CHANGED = "discriminator-property-name-changed": OTHER;
    DISCRIMINATOR_MAPPING_ADDED = "discriminator-mapping-added": MORE_NAMES;
    DISCRIMINATOR_MAPPING_DELETED = "discriminator-mapping-deleted": FEWER_NAMES;
    DISCRIMINATOR_MAPPING_CHANGED = "discriminator-mapping-changed": OTHER;
    PREFIX_ITEMS_ADDED = "prefix-items-added": UNCLEAR;
    PREFIX_ITEMS_REMOVED = "prefix-items-removed": UNCLEAR;
    PREFIX_ITEMS_ADDED_TO_ANY = "prefix-items-added#any": TIGHTER;
    PREFIX_ITEMS_REMOVED_TO_ANY = "prefix-items-removed#any": LOOSER;
    PREFIX_ITEMS_ADDED_TO_NONE = "prefix-items-added#none": WIDER;
    PREFIX_ITEMS_REMOVED_TO_NONE = "prefix-items-removed#none": NARROWER;
    IF_ADDED = "if-added": TIGHTER;
    IF_REMOVED = "if-removed": LOOSER;
    THEN_ADDED = "then-added": TIGHTER;
    THEN_REMOVED = "then-removed": LOOSER;
    ELSE_ADDED = "else-added": TIGHTER;
    ELSE_REMOVED = "else-removed": LOOSER;
    IF_CHANGED = "if-changed": UNCLEAR;
    CONTAINS_ADDED = "contains-added": TIGHTER;
    CONTAINS_REMOVED = "contains-removed": LOOSER;
    MIN_CONTAINS_INCREASED = "min-contains-increased": TIGHTER;
    MIN_CONTAINS_DECREASED = "min-contains-decreased": LOOSER;
    MAX_CONTAINS_INCREASED = "max-contains-increased": LOOSER;
    MAX_CONTAINS_DECREASED = "max-contains-decreased": TIGHTER;
    DEPENDENT_REQUIRED_ADDED = "dependent-required-added": TIGHTER;
    DEPENDENT_REQUIRED_REMOVED = "dependent-required-removed": LOOSER;
    DEPENDENT_REQUIRED_CHANGED = "dependent-required-changed": OTHER;
    DEPENDENT_REQUIRED_MORE = "dependent-required-changed#more": TIGHTER;
    DEPENDENT_REQUIRED_FEWER = "dependent-required-changed#fewer": LOOSER;
    DEPENDENT_SCHEMA_ADDED = "dependent-schema-added": TIGHTER;
    DEPENDENT_SCHEMA_REMOVED = "dependent-schema-removed": LOOSER;
    PATTERN_PROPERTY_ADDED = "pattern-property-added": TIGHTER;
    PATTERN_PROPERTY_REMOVED = "pattern-property-removed": LOOSER;
    PROPERTY_NAMES_ADDED = "property-names-added": TIGHTER;
    PROPERTY_NAMES_REMOVED = "property-names-removed": LOOSER;
    PROPERTY_NAMES_CHANGED = "property-names-changed": UNCLEAR;
    UNEVALUATED_ITEMS_ADDED = "unevaluated-items-added": TIGHTER;
    UNEVALUATED_ITEMS_REMOVED = "unevaluated-items-removed": LOOSER;
    UNEVALUATED_PROPERTIES_ADDED = "unevaluated-properties-added": TIGHTER;
    UNEVALUATED_PROPERTIES_REMOVED = "unevaluated-properties-removed": LOOSER;
    ADDITIONAL_PROPERTIES_CLOSED = "additional-properties-closed": TIGHTER;
    ADDITIONAL_PROPERTIES_OPENED = "additional-properties-opened": LOOSER;
    ADDITIONAL_PROPERTIES_NARROWED = "additional-properties-narrowed": TIGHTER;
    ADDITIONAL_PROPERTIES_WIDENED = "additional-properties-widened": LOOSER;
    XML_CHANGED = "xml-changed": OTHER;
}

kinds! {
    of_properties;
    DEPRECATED = "deprecated": FADING;
    DEPRECATED_WITH_SUNSET = "deprecated-with-sunset": FADING;
    DEPRECATED_SUNSET_MISSING = "deprecated-sunset-missing": ENDING;
    DEPRECATED_SUNSET_INVALID = "deprecated-sunset-invalid": ENDING;
    SUNSET_DATE_TOO_SMALL = "sunset-date-too-small": ENDING;
    SUNSET_DELETED = "sunset-deleted": ENDING;
    SUNSET_DATE_CHANGED_TOO_SMALL = "sunset-date-changed-too-small": ENDING;
    REACTIVATED = "reactivated": NOTE;
    STABILITY_DECREASED = "stability-decreased": SHAKY;
    STABILITY_INCREASED = "stability-increased": NOTE;
}

/// A request's type that allows less than before, which oasdiff does not tell from another type.
pub(in crate::diff) const TYPE_NARROWED: Kind = Kind {
    suffix: "type-changed",
    ids: [
        "request-body-type-changed#narrowed",
        "request-property-type-changed#narrowed",
        "request-parameter-type-changed#narrowed",
        "request-parameter-property-type-specialized",
        "response-body-type-specialized",
        "response-property-type-specialized",
        "response-header-type-specialized",
        "response-header-property-type-specialized",
    ],
};
