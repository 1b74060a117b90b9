//! Lints about names and numbers, which are the document's to choose.

use crate::ir::{Api, DefaultValue, Operation, TypeKind};
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;

/// Arguments of a function, `self` and the context among them, that clippy allows.
const MAX_ARGUMENTS: usize = 7;

/// Prefixes whose meaning clippy holds methods to.
const CONVENTIONS: &[&str] = &["as_", "from_", "into_", "is_", "to_"];

/// Methods of standard traits that clippy expects to be implemented as such.
const TRAIT_METHODS: &[&str] = &[
    "add",
    "as_mut",
    "as_ref",
    "bitand",
    "bitor",
    "bitxor",
    "borrow",
    "borrow_mut",
    "clone",
    "cmp",
    "default",
    "deref",
    "deref_mut",
    "div",
    "drop",
    "eq",
    "from_iter",
    "from_str",
    "hash",
    "index",
    "index_mut",
    "into_iter",
    "mul",
    "neg",
    "next",
    "not",
    "rem",
    "shl",
    "shr",
    "sub",
];

/// Names that clippy takes for placeholders that were forgotten.
const PLACEHOLDERS: &[&str] = &["foo", "baz", "quux"];

/// The attribute that allows what the document asks for; nothing where it asks for nothing unusual.
pub(super) fn allowed(api: &Api) -> TokenStream {
    let deprecated = has_deprecated(api).then(|| quote!(deprecated,));
    let arguments = api
        .all_operations()
        .any(takes_many)
        .then(|| quote!(clippy::too_many_arguments,));
    let inception = api
        .groups
        .iter()
        .filter(|group| group.is_bare)
        .any(|group| ["client", "operations", "server"].contains(&group.module.as_str()))
        .then(|| quote!(clippy::module_inception,));
    let numbers = has_numbers(api).then(|| quote!(clippy::approx_constant,));
    let names = method_names(api);
    let conventions = names
        .iter()
        .any(|name| CONVENTIONS.iter().any(|prefix| name.starts_with(prefix)))
        .then(|| quote!(clippy::wrong_self_convention,));
    let traits = names
        .iter()
        .any(|name| TRAIT_METHODS.contains(name))
        .then(|| quote!(clippy::should_implement_trait,));
    let variants = has_alternatives(api).then(|| quote!(clippy::large_enum_variant,));
    let argument_names = api
        .all_operations()
        .flat_map(|operation| &operation.arguments)
        .map(|argument| unraw(&argument.name));
    let placeholders = argument_names
        .chain(names.iter().copied())
        .any(|name| PLACEHOLDERS.contains(&name))
        .then(|| quote!(clippy::disallowed_names,));
    let lints = quote!(#variants #deprecated #arguments #inception #numbers #conventions #traits #placeholders);
    if lints.is_empty() {
        lints
    } else {
        quote!(#[allow(#lints)])
    }
}

/// Whether anything is deprecated: generated code has to name it all the same, and its users are still warned.
fn has_deprecated(api: &Api) -> bool {
    let types = api.types.iter().any(|definition| match &definition.kind {
        _ if definition.deprecated => true,
        TypeKind::Struct(object) => object.fields.iter().any(|field| field.deprecated),
        _ => false,
    });
    let mut optional = api
        .all_operations()
        .flat_map(|operation| &operation.optional)
        .flat_map(|optional| &optional.fields);
    types
        || api.all_operations().any(|operation| operation.deprecated)
        || optional.any(|field| field.deprecated)
}

/// Whether there are enums whose variants hold what the document says. How large each is is its choice, too; boxes would
/// be in the way of matching.
fn has_alternatives(api: &Api) -> bool {
    let unions = api
        .types
        .iter()
        .any(|definition| matches!(definition.kind, TypeKind::Union(_)));
    let results = api
        .all_operations()
        .any(|operation| operation.success.cases.len() > 1 || operation.errors.len() > 1);
    unions || results || !api.choices.is_empty()
}

/// Whether a method of a trait has more arguments than clippy allows.
fn takes_many(operation: &Operation) -> bool {
    let others =
        2 + usize::from(operation.body.is_some()) + usize::from(operation.optional.is_some());
    operation.arguments.len() + others > MAX_ARGUMENTS
}

/// Whether there are numbers that clippy may take for a rounded constant such as π. Those of schemas stand in texts.
fn has_numbers(api: &Api) -> bool {
    let is_number =
        |default: &Option<DefaultValue>| matches!(default, Some(DefaultValue::Number(_)));
    let defaults = api.types.iter().any(|definition| match &definition.kind {
        TypeKind::Struct(object) => object.fields.iter().any(|field| is_number(&field.default)),
        _ => false,
    });
    let mut optional = api
        .all_operations()
        .flat_map(|operation| &operation.optional)
        .flat_map(|optional| &optional.fields);
    defaults || optional.any(|field| is_number(&field.default))
}

/// The names of setters and operations.
fn method_names(api: &Api) -> Vec<&str> {
    let fields = api
        .types
        .iter()
        .flat_map(|definition| match &definition.kind {
            TypeKind::Struct(object) => object.fields.as_slice(),
            _ => &[],
        });
    let setters = fields.map(|field| unraw(&field.name));
    let optional = api
        .all_operations()
        .flat_map(|operation| &operation.optional)
        .flat_map(|optional| &optional.fields)
        .map(|field| unraw(&field.name));
    let operations = api
        .all_operations()
        .map(|operation| unraw(&operation.method_name));
    setters.chain(optional).chain(operations).collect()
}
