//! A client that the environment sets up.

use super::Client;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{SecurityKind, SecurityScheme};
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;

impl Client<'_> {
    /// The function of the client, where the settings have a prefix of variables.
    pub(super) fn client_from_env(&self) -> Option<TokenStream> {
        self.context.settings.env_prefix.as_ref()?;
        Some(quote! {
            /// Makes a client of what the environment says: see [`ClientBuilder::from_env`].
            ///
            /// # Errors
            /// When a variable cannot be used, and as [`ClientBuilder::build`].
            pub fn from_env() -> Result<Self, BuildError> {
                ClientBuilder::from_env().build()
            }
        })
    }

    /// That of the builder.
    pub(super) fn builder_from_env(&self) -> Option<TokenStream> {
        let prefix = self.context.settings.env_prefix.as_ref()?;
        let schemes = || {
            self.context
                .api
                .security_schemes
                .iter()
                .filter(|scheme| is_told(scheme))
        };
        let credentials = schemes().map(|scheme| {
            let (name, scheme) = (variable(scheme), ident(&scheme.static_name));
            quote! { (#name, &security::#scheme) }
        });
        let mut lines = vec![
            format!("- `{prefix}_BASE_URL`: [`base_url`](Self::base_url)"),
            format!("- `{prefix}_TIMEOUT`: [`timeout`](Self::timeout), in seconds, such as `2.5`"),
        ];
        lines.extend(schemes().map(|scheme| variable_line(prefix, scheme)));
        let docs = rustdoc::attributes(&[
            "Starts with what the environment says by these variables:".to_owned(),
            lines.join("\n"),
            "One that is not set or is empty leaves the default. One that cannot be used is an error of `build`, which names it and not \
             its value. What is set on the builder takes the place of what the environment says."
                .to_owned(),
        ]);
        Some(quote! {
            #docs
            #[must_use]
            pub fn from_env() -> Self {
                let core = Client::builder().core;
                Self { core: core.environment(#prefix, &[#(#credentials),*]) }
            }
        })
    }
}

/// Whether a scheme has a credential that a text can hold.
fn is_told(scheme: &SecurityScheme) -> bool {
    scheme.kind != SecurityKind::MutualTls
}

/// The name of a scheme's variable behind the prefix.
fn variable(scheme: &SecurityScheme) -> String {
    unraw(&scheme.method_name).to_uppercase()
}

fn variable_line(prefix: &str, scheme: &SecurityScheme) -> String {
    let (name, method) = (variable(scheme), unraw(&scheme.method_name));
    let variables = match scheme.kind {
        SecurityKind::Basic => {
            format!("`{prefix}_{name}_USERNAME` and `{prefix}_{name}_PASSWORD`")
        }
        _ => format!("`{prefix}_{name}`"),
    };
    format!("- {variables}: [`{method}`](Self::{})", scheme.method_name)
}
