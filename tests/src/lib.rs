//! The tests of the workspace live in `tests/`; here is what several of them share.

/// `Anyone`: lets everyone in, and asks for no credentials. The argument is the module that holds the generated `server`.
#[macro_export]
macro_rules! let_everyone_in {
    ($api:ident) => {
        struct Anyone;

        impl $api::server::Authenticator for Anyone {
            type Principal = ();

            async fn authenticate(
                &self,
                _: &[$api::server::Credential],
            ) -> Result<(), $api::server::AuthError> {
                Ok(())
            }

            fn has_scope(&self, (): &(), _: &str) -> bool {
                true
            }
        }
    };
}
