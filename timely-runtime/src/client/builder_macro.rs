//! What the builders of all generated clients have.

/// The settings of a client that depend on no document, as methods of a generated builder, and the making of the client.
///
/// The builder is a struct with the field `core`, a [`Builder`](super::builder::Builder), as the client is one with a field
/// `core` of what that makes.
#[doc(hidden)]
#[macro_export]
macro_rules! __client_builder {
    ($builder:ident => $client:ident) => {
        impl $builder {
            $crate::__client_builder! {
                @times
                /// Gives up on an attempt after this time, up to the last byte of the response. A repetition has the whole
                /// time again.
                ///
                /// Default: no limit. A body that is a stream is handed over before.
                timeout
                /// Gives up on a call after this time, with all attempts and the waits between them.
                ///
                /// Default: no limit.
                call_timeout
                /// Gives up on an attempt when the head of the response has not come this time after the request was sent.
                ///
                /// Default: 30 seconds. It counts from the start where the body of the request is at most 64 KiB.
                first_byte_timeout
                /// Gives up on a body that does not get on for this time: that of a request while it is sent, and that of a
                /// response while it is read.
                ///
                /// Default: 30 seconds.
                idle_timeout
                /// As `idle_timeout`, for responses that are a stream of events or items, which come when there are some.
                ///
                /// Default: no limit.
                item_timeout
            }

            /// Gives up on a connection that is not there after this time. Concerns the default transport alone.
            ///
            /// Default: 10 seconds.
            #[must_use]
            pub fn connect_timeout(self, timeout: ::core::time::Duration) -> Self {
                Self { core: self.core.connect_timeout(timeout) }
            }

            /// Accepts bodies of responses up to this size in bytes, with their content coding and without it. Streams have no
            /// such limit.
            ///
            /// Default: 33,554,432 bytes (32 MiB).
            #[must_use]
            pub fn response_limit(self, bytes: usize) -> Self {
                Self { core: self.core.response_limit(bytes) }
            }

            /// Repeats failed requests by this policy.
            ///
            /// Default: up to three attempts, where it is safe to repeat a request and may help, with random waits of up to 500
            /// milliseconds and then 1 second in between, or as long as the server asks for, at most 60 seconds.
            #[must_use]
            pub fn retry(self, policy: $crate::generated::client::RetryPolicy) -> Self {
                Self { core: self.core.retry(policy) }
            }

            /// Makes POST and PATCH safe to repeat: sends a new key in this header with every such call, the same one on each of
            /// its attempts. Only for a server that honours the header.
            ///
            /// Default: what the document or the settings say, or none.
            #[must_use]
            pub fn idempotency_header(self, name: &str) -> Self {
                Self { core: self.core.idempotency_header(name) }
            }

            /// As `idempotency_header`, for the operations alone that have a header parameter of this name, whatever their
            /// method.
            ///
            /// Default: what the document or the settings say, or none.
            #[must_use]
            pub fn idempotency_parameter(self, name: &str) -> Self {
                Self { core: self.core.idempotency_parameter(name) }
            }

            /// Names the caller in the `User-Agent` header, in place of the SDK and its version.
            ///
            /// Default: the SDK and the runtime, each with its version.
            #[must_use]
            pub fn user_agent(self, name: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self { core: self.core.user_agent(name) }
            }

            /// Sends this header with every request, unless a parameter of the operation or the call itself sets it. `Debug` output
            /// does not have its value.
            ///
            /// Default: none but those that the client itself sends, such as `Accept` and `User-Agent`.
            #[must_use]
            pub fn header(
                self,
                name: impl ::core::convert::AsRef<str>,
                value: impl ::core::convert::Into<::std::string::String>,
            ) -> Self {
                Self { core: self.core.header(name, value) }
            }

            /// Sends the operations that the document has at a server of their own to this address in place of it. `server` is that
            /// server's address, written as in the document.
            ///
            /// Default: the address that the document has, or that of `base_url` where it is set.
            #[must_use]
            pub fn server(
                self,
                server: &'static str,
                url: impl ::core::convert::Into<::std::string::String>,
            ) -> Self {
                Self { core: self.core.server(server, url) }
            }

            /// Has each attempt seen on its way out, and how it ended. Several see them in the order in which they were given.
            ///
            /// Default: none.
            #[must_use]
            pub fn interceptor(self, interceptor: impl $crate::generated::client::Interceptor) -> Self {
                Self { core: self.core.interceptor(interceptor) }
            }

            /// Puts a tower layer around each attempt. The first one given is the outermost.
            ///
            /// Default: none.
            #[must_use]
            pub fn layer<L>(self, layer: L) -> Self
            where
                L: $crate::generated::client::Layer,
            {
                Self { core: self.core.layer(layer) }
            }

            /// Puts a tower layer around each call as a whole, with all of its attempts. The first one given is the outermost.
            ///
            /// Default: none.
            #[must_use]
            pub fn call_layer<L>(self, layer: L) -> Self
            where
                L: $crate::generated::client::Layer,
            {
                Self { core: self.core.call_layer(layer) }
            }

            /// Sends requests by this service in place of the default HTTP transport: an `HttpTransport` with settings of its own,
            /// such as proxies or certificates, an axum `Router`, or any other service of tower.
            ///
            /// Default: an `HttpTransport` with its default settings, and the `connect_timeout` of this builder.
            #[must_use]
            pub fn transport<T>(self, transport: T) -> Self
            where
                T: $crate::generated::client::Transport,
            {
                Self { core: self.core.transport(transport) }
            }

            /// Makes the client.
            ///
            /// # Errors
            /// When no address is known, a setting is not valid, or the default transport cannot start.
            pub fn build(
                self,
            ) -> ::core::result::Result<$client, $crate::generated::client::BuildError> {
                ::core::result::Result::Ok($client { core: self.core.build()? })
            }
        }
    };
    (@times $($(#[$docs:meta])+ $name:ident)+) => {$(
        $(#[$docs])+
        #[must_use]
        pub fn $name(
            self,
            timeout: impl ::core::convert::Into<::core::option::Option<::core::time::Duration>>,
        ) -> Self {
            Self { core: self.core.$name(timeout) }
        }
    )+};
}
