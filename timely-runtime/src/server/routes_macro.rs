//! The macro that generated code lists the operations of a tag with.

/// Writes the function `routes`, which adds the operations of a tag to a router.
///
/// ```ignore
/// rt::routes!(ContactsService {
///     operations::LIST_CONTACTS: list_contacts(params),
///     operations::UPDATE_CONTACT: update_contact("id", json),
///     operations::GET_STATUS: open get_status(),
/// });
/// ```
///
/// A row has the operation's description, the method of the trait, and what it is given besides the context, taken from the request in this
/// order: arguments by their names, a body (`json` where it is one value of a type, or `content`; `optional_json` and
/// `optional_content` where it may be missing), and `params`, the struct of optional parameters. Anyone may call what
/// is `open`, and what is `optional` knows who calls if that is said.
#[doc(hidden)]
#[macro_export]
macro_rules! __routes {
    ($service:ident {
        $($description:path: $($method:ident)+ ($($argument:tt),*)),* $(,)?
    }) => {
        /// Adds the operations of this tag.
        pub(super) fn routes<S, A>(routes: &mut $crate::generated::server::ServiceRoutes<S, A>)
        where
            A: $crate::generated::server::Authenticator,
            S: $service<A::Principal>,
        {
            $($crate::__route!(routes, &$description, $($method)+ ($($argument),*));)*
        }
    };
}

/// Adds one operation: what a row of [`__routes!`] stands for.
#[doc(hidden)]
#[macro_export]
macro_rules! __route {
    ($routes:ident, $description:expr, $method:ident $arguments:tt) => {
        $crate::__route!(@add add $routes, $description, $method $arguments)
    };
    ($routes:ident, $description:expr, open $method:ident $arguments:tt) => {
        $crate::__route!(@add add_open $routes, $description, $method $arguments)
    };
    ($routes:ident, $description:expr, optional $method:ident $arguments:tt) => {
        $crate::__route!(@add add_optional $routes, $description, $method $arguments)
    };
    (@add $add:ident $routes:ident, $description:expr, $method:ident ()) => {
        $routes.$add($description, |service, cx, _| async move { Ok(service.$method(cx).await) })
    };
    (@add $add:ident $routes:ident, $description:expr, $method:ident ($($argument:tt),+)) => {
        $routes.$add($description, |service, cx, mut input| async move {
            Ok(service.$method(cx, $($crate::__route!(@take input $argument)),+).await)
        })
    };
    (@take $input:ident json) => { $input.json().await? };
    (@take $input:ident optional_json) => { $input.optional_json().await? };
    (@take $input:ident content) => { $input.content().await? };
    (@take $input:ident optional_content) => { $input.optional_content().await? };
    (@take $input:ident params) => { $input.params()? };
    (@take $input:ident $argument:literal) => { $input.arg($argument)? };
}
