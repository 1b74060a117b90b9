//! Why a rule of pagination fits no operation: the condition that the nearest one does not meet.

/// What a rule asks of an operation, in the order in which it is asked: who fails later is nearer to a fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Condition {
    /// It has the parameter that moves from page to page.
    Parameter,
    /// A caller may leave the parameter out.
    Optional,
    /// It has one response, which is a value.
    Response,
    /// The response has what the rule points to.
    Items,
    /// Its request can be sent again.
    Repeatable,
    /// What the parameter and the response hold is of types that go together.
    Types,
}

/// Why a rule does not fit an operation.
#[derive(Clone, Debug)]
pub(super) struct Unfit {
    condition: Condition,
    /// What is so instead, in words about the operation: ``its parameter `page` is required``.
    pub(super) reason: String,
}

impl Unfit {
    pub(super) fn new(condition: Condition, reason: impl Into<String>) -> Self {
        Self {
            condition,
            reason: reason.into(),
        }
    }
}

/// The operation that a rule fits most nearly, of those that it does not fit.
#[derive(Default)]
pub(super) struct Nearest(Option<(String, Unfit)>);

impl Nearest {
    /// Notes an operation that a rule does not fit; of those that are equally near, the first one stays.
    pub(super) fn note(&mut self, id: &str, unfit: Unfit) {
        let nearest = self.0.as_ref().map(|(_, unfit)| unfit.condition);
        if nearest.is_none_or(|nearest| unfit.condition > nearest) {
            self.0 = Some((id.to_owned(), unfit));
        }
    }

    /// What keeps the rule from fitting the nearest one; `None` where no operation has as much as the parameter.
    pub(super) fn help(&self) -> Option<String> {
        let (id, unfit) = self.0.as_ref()?;
        (unfit.condition > Condition::Parameter)
            .then(|| format!("the nearest is `{id}`, but {}", unfit.reason))
    }
}
