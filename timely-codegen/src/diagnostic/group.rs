//! Messages that are told together: the first of them says how many others there are.
//!
//! Each is reported at its own place, so that the level of that place decides on it alone. Only then are those of a group
//! joined, of each severity by themselves: what the first one says is of those that are left.

use super::{Code, Diagnostic, Severity};
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Which messages of a code are told together, and how the first one speaks of the others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Group {
    /// What tells it from other groups of the code.
    key: Cow<'static, str>,
    one: &'static str,
    more: &'static str,
}

impl Group {
    /// A group, with what the first message ends in where there is one other, and where there are more, whose number is
    /// written `{}`.
    pub(crate) fn new(
        key: impl Into<Cow<'static, str>>,
        one: &'static str,
        more: &'static str,
    ) -> Self {
        Self {
            key: key.into(),
            one,
            more,
        }
    }

    /// What the first message ends in.
    fn others(&self, number: usize) -> String {
        match number {
            0 => String::new(),
            1 => self.one.to_owned(),
            number => self.more.replace("{}", &number.to_string()),
        }
    }
}

/// The message that speaks for a group.
struct First {
    index: usize,
    others: usize,
}

/// Leaves the first message of each group, and those of none.
pub(super) fn join(items: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut groups: HashMap<(Severity, Code, Group), First> = HashMap::new();
    let mut joined: Vec<Diagnostic> = Vec::with_capacity(items.len());
    for mut item in items {
        if let Some(group) = item.group.take() {
            match groups.entry((item.severity, item.code, group)) {
                Entry::Occupied(mut first) => {
                    first.get_mut().others += 1;
                    continue;
                }
                Entry::Vacant(entry) => {
                    let index = joined.len();
                    entry.insert(First { index, others: 0 });
                }
            }
        }
        joined.push(item);
    }
    for ((_, _, group), First { index, others }) in groups {
        joined[index].message.push_str(&group.others(others));
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::super::{Diagnostics, Level, Levels, Pointer, SourceMap};
    use super::*;

    const CODE: Code = Code::MissingKey;

    /// What is told of three places without a name and one without a title, with these levels.
    fn told(levels: &[(&str, Level)]) -> Vec<String> {
        let mut all = Levels::new(false, false);
        for (place, level) in levels {
            all.add(CODE, place, *level);
        }
        let mut diagnostics = Diagnostics::with_levels(all);
        for (place, what) in [("a", "name"), ("b", "name"), ("b", "title"), ("c", "name")] {
            let group = Group::new(what, ", nor has 1 other", ", nor have {} others");
            diagnostics
                .warning(CODE, &Pointer::root().child(place), format!("no {what}"))
                .group(group);
        }
        diagnostics.apply_levels(&SourceMap::new());
        // What was told once stays as it is.
        diagnostics.apply_levels(&SourceMap::new());
        let told = diagnostics.iter();
        told.map(|item| format!("{} {}: {}", item.severity, item.pointer, item.message))
            .collect()
    }

    #[test]
    fn the_first_speaks_for_all() {
        let all = [
            "warning #/a: no name, nor have 2 others",
            "warning #/b: no title",
        ];
        assert_eq!(told(&[]), all);
    }

    #[test]
    fn each_place_has_its_level() {
        use Level::{Allow, Deny, Warn};
        let without_first = [
            "warning #/b: no name, nor has 1 other",
            "warning #/b: no title",
        ];
        assert_eq!(told(&[("/a", Allow)]), without_first);
        let without_second = ["warning #/a: no name, nor has 1 other"];
        assert_eq!(told(&[("/b", Allow)]), without_second);
        let last_denied = [
            "warning #/a: no name, nor has 1 other",
            "warning #/b: no title",
            "error #/c: no name",
        ];
        assert_eq!(told(&[("/c", Deny)]), last_denied);
        let all_but_one = [
            "error #/a: no name, nor has 1 other",
            "warning #/b: no name",
            "warning #/b: no title",
        ];
        assert_eq!(told(&[("", Deny), ("/b", Warn)]), all_but_one);
        assert_eq!(told(&[("", Allow)]), [""; 0]);
    }
}
