//! Which pages come after the next one, where pages have numbers: those that may be asked for at the same time.

/// How the numbers of the pages go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ahead {
    /// From the number of a page to that of the next.
    step: i128,
    /// The number of the last page, or a bound of it; none where nothing tells it.
    last: Option<i128>,
}

impl Ahead {
    pub(super) const fn new(step: i128, last: Option<i128>) -> Self {
        Self { step, last }
    }

    /// The number of the page after one.
    pub(super) fn after(self, number: i128) -> Option<i128> {
        let next = number.checked_add(self.step)?;
        let is_page = self.last.is_none_or(|last| match self.step > 0 {
            true => next <= last,
            false => next >= last,
        });
        is_page.then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_up_to_the_last_page() {
        let ahead = Ahead::new(20, Some(59));
        assert_eq!(ahead.after(20), Some(40));
        assert_eq!(ahead.after(40), None);
        let back = Ahead::new(-1, Some(1));
        assert_eq!((back.after(2), back.after(1)), (Some(1), None));
        assert_eq!(Ahead::new(1, None).after(i128::MAX), None);
    }
}
