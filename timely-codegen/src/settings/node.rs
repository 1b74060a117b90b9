//! A tree of settings in which every key and value remembers its place.

/// A value and its place. `S` is a byte range in TOML and a compiler span in a macro.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<S> {
    /// Where the value stands.
    pub span: S,
    /// The value.
    pub value: Value<S>,
}

/// What a value may be: the part of TOML and of macro literals that settings use.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<S> {
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A string, or in a macro a bare word.
    String(String),
    /// A list.
    List(Vec<Node<S>>),
    /// A table, in the order of writing, without duplicate keys.
    Table(Vec<Entry<S>>),
}

/// A key and its value.
pub type Entry<S> = (Key<S>, Node<S>);

/// The key of a table's entry and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Key<S> {
    /// Where it stands.
    pub span: S,
    /// The key.
    pub name: String,
}

impl<S: Clone> Node<S> {
    /// Takes the entry of this key out of a table.
    ///
    /// ```
    /// # use timely_codegen::settings::{Key, Node, Value};
    /// let document = Node { span: 1, value: Value::String("api.yaml".to_owned()) };
    /// let key = Key { span: 0, name: "document".to_owned() };
    /// let mut table = Node { span: 0, value: Value::Table(vec![(key, document.clone())]) };
    /// assert_eq!(table.take("document"), Some(document));
    /// assert_eq!(table.take("document"), None);
    /// ```
    pub fn take(&mut self, key: &str) -> Option<Self> {
        let Value::Table(entries) = &mut self.value else {
            return None;
        };
        let at = entries.iter().position(|(entry, _)| entry.name == key)?;
        Some(entries.remove(at).1)
    }

    /// The place of the value that this path of keys and list positions leads to, or of the last one on the way that
    /// exists.
    pub(super) fn place(&self, path: &[String]) -> S {
        let Some((step, rest)) = path.split_first() else {
            return self.span.clone();
        };
        let next = match &self.value {
            Value::Table(entries) => entries
                .iter()
                .find(|(key, _)| key.name == *step)
                .map(|(_, node)| node),
            Value::List(items) => step.parse().ok().and_then(|at: usize| items.get(at)),
            _ => None,
        };
        next.map_or_else(|| self.span.clone(), |node| node.place(rest))
    }
}

impl<S> Value<S> {
    /// What the value is, for an error message.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Bool(value) => format!("the boolean `{value}`"),
            Self::Integer(value) => format!("the integer `{value}`"),
            Self::Float(value) => format!("the number `{value}`"),
            Self::String(value) => format!("the string {value:?}"),
            Self::List(_) => "a list".to_owned(),
            Self::Table(_) => "a table".to_owned(),
        }
    }
}
