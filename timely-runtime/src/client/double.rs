//! Calls as test doubles make them.

use super::{Call, CallInput, Error};

/// The type of an operation's calls, as a test double makes one: of an answer that it has, or of a function.
///
/// Each generated type of calls has it. A double of a client's trait then takes a line for each operation:
///
/// ```ignore
/// impl PetsApi for Empty {
///     fn get_pet(&self, _: &Text<Uuid>) -> GetPetCall {
///         GetPetCall::ready(Pet::new("Rex"))
///     }
/// }
/// ```
pub trait CallDouble: Sized + From<Call<Self::Success, Self::Error>> {
    /// The operation's success.
    type Success: Send + 'static;
    /// The documented errors of the operation.
    type Error: Send + 'static;

    /// A call that succeeds with this: the success, or the body that it is made of.
    fn ready(success: impl Into<Self::Success>) -> Self {
        Call::ready(Ok(success.into())).into()
    }

    /// A call that the server answers with a documented error.
    fn refused(error: impl Into<Self::Error>) -> Self {
        Call::ready(Err(Error::Api(error.into()))).into()
    }

    /// A call that fails.
    fn failed(error: impl Into<Error<Self::Error>>) -> Self {
        Call::ready(Err(error.into())).into()
    }

    /// A call that this function answers when it is sent, by what its caller has set; once for each page.
    fn answer(
        answer: impl FnMut(CallInput) -> Result<Self::Success, Error<Self::Error>> + Send + 'static,
    ) -> Self {
        Call::answer(answer).into()
    }
}
