//! Addresses of servers with variables (OpenAPI 3.1, section 4.8.6).

/// The address of a server, some parts of which are variables.
///
/// ```
/// use timely_runtime::generated::client::ServerUrl;
///
/// let url = ServerUrl::new("https://{region}.example.com/{version}", &[("region", "eu"), ("version", "v1")]);
/// assert_eq!(String::from(url.clone()), "https://eu.example.com/v1");
/// assert_eq!(String::from(url.with("region", "us")), "https://us.example.com/v1");
/// ```
#[derive(Clone, Debug)]
pub struct ServerUrl {
    template: &'static str,
    values: Vec<(&'static str, String)>,
}

impl ServerUrl {
    /// An address with its variables, in braces, at their defaults.
    #[must_use]
    pub fn new(template: &'static str, defaults: &[(&'static str, &'static str)]) -> Self {
        let values = defaults
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        Self {
            template,
            values: values.collect(),
        }
    }

    /// Sets a variable. The value stands in the address as it is; [`Builder::build`](super::builder::Builder::build) says whether
    /// the whole can be one.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        match self.values.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.values.push((name, value)),
        }
        self
    }
}

impl From<ServerUrl> for String {
    /// The whole address. What a value has in braces stays as it is.
    fn from(server: ServerUrl) -> Self {
        let mut url = Self::new();
        let mut rest = server.template;
        while let Some((literal, tail)) = rest.split_once('{') {
            url.push_str(literal);
            let (name, tail) = tail.split_once('}').unwrap_or((tail, ""));
            let value = server.values.iter().find(|(known, _)| *known == name);
            url.push_str(value.map_or("", |(_, value)| value));
            rest = tail;
        }
        url.push_str(rest);
        url
    }
}
