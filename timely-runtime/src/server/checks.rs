//! The checks of a request whose body has arrived: what they may cost, and where they run.

use super::body::Received;
use super::input::Input;
use super::offload::{self, Soon};
use super::{CheckBudget, EscapedCommas, Rejection, UnknownQuery};
use crate::Operation;
use crate::parameters::{self, Args, Incoming};
use crate::schema::{Budget, Violations};
use http::HeaderMap;

/// What is tried at once may take, in steps: some milliseconds. Nearly all requests take a hundredth of it.
pub(super) const AT_ONCE: u64 = 200_000;

/// What the checks of a request depend on, beside the request.
#[derive(Clone, Copy)]
pub(super) struct Checks {
    pub(super) operation: &'static Operation,
    pub(super) unknown_query: UnknownQuery,
    pub(super) escaped_commas: EscapedCommas,
    pub(super) budget: CheckBudget,
}

impl Checks {
    /// Holds a request to the document. What is large, or turns out to take long, is checked where it does not hold up
    /// other requests.
    pub(super) fn run(
        self,
        incoming: Incoming<'_>,
        mut received: Received,
    ) -> Soon<Result<Input, Rejection>> {
        let path: usize = incoming.path.iter().map(|(_, text)| text.len()).sum();
        let all = self
            .budget
            .of(received.bytes() + incoming.query.len() + path);
        let budget = Budget::new(all.min(AT_ONCE));
        let (args, violations) = self.parameters(incoming, &budget);
        // Nearly all requests: parameters that are right, and a body of JSON, which is checked while it is read.
        if violations.is_empty()
            && !budget.is_exhausted()
            && let Some(content) = received.json()
        {
            let input = Input::new(self.operation, args, content);
            return offload::now(Ok(input.within(all - budget.spent())));
        }
        if received.bytes() < offload::LARGE {
            let outcome = self.body(args, violations, &mut received, &budget);
            if !budget.is_exhausted() || all <= AT_ONCE {
                let left = all - budget.spent();
                return offload::now(outcome.map(|input| input.within(left)));
            }
        }
        let path = incoming.path.iter();
        let path: Vec<_> = path
            .map(|(name, text)| (*name, (*text).to_owned()))
            .collect();
        let (query, headers) = (incoming.query.to_owned(), incoming.headers.clone());
        offload::later(move || self.check_owned(&path, &query, &headers, &mut received, all))
    }

    fn check_owned(
        self,
        path: &[(&'static str, String)],
        query: &str,
        headers: &HeaderMap,
        received: &mut Received,
        steps: u64,
    ) -> Result<Input, Rejection> {
        let path: Vec<_> = path
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        let incoming = Incoming {
            path: &path,
            query,
            headers,
        };
        let budget = Budget::new(steps);
        let (args, violations) = self.parameters(incoming, &budget);
        let input = self.body(args, violations, received, &budget)?;
        Ok(input.within(budget.left()))
    }

    fn parameters(self, incoming: Incoming<'_>, budget: &Budget) -> (Args, Violations) {
        let operation = self.operation;
        let (args, mut violations) =
            parameters::decode(operation.parameters, incoming, self.escaped_commas, budget);
        if self.unknown_query == UnknownQuery::Refuse {
            violations.extend(parameters::unknown(operation, incoming.query));
        }
        (args, violations)
    }

    /// Holds the body to the document. What is received is taken, unless the budget does not suffice.
    fn body(
        self,
        args: Args,
        mut violations: Violations,
        received: &mut Received,
        budget: &Budget,
    ) -> Result<Input, Rejection> {
        if budget.is_exhausted() {
            return Err(Rejection::invalid(violations));
        }
        let read = received.check(self.escaped_commas, budget);
        violations.extend(read.violations);
        if read.is_malformed {
            Err(Rejection::malformed(violations))
        } else if violations.is_empty() {
            Ok(Input::new(self.operation, args, read.content))
        } else {
            Err(Rejection::invalid(violations))
        }
    }
}
