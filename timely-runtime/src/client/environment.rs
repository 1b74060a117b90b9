//! What the variables of the environment say in place of a program.

use super::builder::{BuildError, Builder, check_base};
use super::credentials::Credentials;
use crate::{Secret, SecurityKind, SecurityScheme};
use std::env;
use std::ffi::OsString;
use std::time::Duration;

/// Tells the value of a variable. Tests have one of their own, since the environment belongs to the whole process.
type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

impl Builder {
    /// Sets what the environment says by the variables of this prefix: `…_BASE_URL`, `…_TIMEOUT` in seconds, and a credential for each
    /// scheme by the name that stands before it, or for a user and a password by that name with `_USERNAME` and `_PASSWORD`.
    ///
    /// A variable that is not set changes nothing, and neither does one that is empty.
    pub fn environment(self, prefix: &str, schemes: &[(&str, &'static SecurityScheme)]) -> Self {
        self.environment_by(&|name| env::var_os(name), prefix, schemes)
    }

    fn environment_by(
        mut self,
        lookup: Lookup<'_>,
        prefix: &str,
        schemes: &[(&str, &'static SecurityScheme)],
    ) -> Self {
        let found = match (Variables { prefix, lookup }).read(schemes) {
            Ok(found) => found,
            Err(error) => {
                self.fail(error);
                return self;
            }
        };
        if let Some(url) = found.base_url {
            self = self.base_url(url);
        }
        if let Some(timeout) = found.timeout {
            self = self.timeout(timeout);
        }
        for (scheme, secret) in found.credentials {
            self = self.credential(scheme, secret);
        }
        self
    }
}

/// The variables that begin alike.
struct Variables<'a> {
    prefix: &'a str,
    lookup: Lookup<'a>,
}

/// What they say, all of which can be used.
struct Found {
    base_url: Option<String>,
    timeout: Option<Duration>,
    credentials: Vec<(&'static SecurityScheme, Secret)>,
}

impl Variables<'_> {
    fn read(&self, schemes: &[(&str, &'static SecurityScheme)]) -> Result<Found, BuildError> {
        let mut credentials = Vec::new();
        for (name, scheme) in schemes {
            if let Some(secret) = self.credential(name, scheme)? {
                credentials.push((*scheme, secret));
            }
        }
        Ok(Found {
            base_url: self.base_url()?,
            timeout: self.timeout()?,
            credentials,
        })
    }

    /// The value of a variable, if it is set and not empty.
    fn get(&self, name: &str) -> Result<Option<String>, BuildError> {
        let value = (self.lookup)(&format!("{}_{name}", self.prefix));
        let value = value.map(OsString::into_string).transpose();
        let value = value.map_err(|_| self.unusable(name, "it is not Unicode"))?;
        Ok(value.filter(|value| !value.is_empty()))
    }

    fn base_url(&self) -> Result<Option<String>, BuildError> {
        const NAME: &str = "BASE_URL";
        let Some(url) = self.get(NAME)? else {
            return Ok(None);
        };
        match check_base(&url) {
            Ok(_) => Ok(Some(url)),
            Err(BuildError::BaseUrl { reason, .. }) => Err(self.unusable(NAME, reason)),
            Err(other) => Err(other),
        }
    }

    fn timeout(&self) -> Result<Option<Duration>, BuildError> {
        const NAME: &str = "TIMEOUT";
        let Some(text) = self.get(NAME)? else {
            return Ok(None);
        };
        let seconds = text.parse().ok().map(Duration::try_from_secs_f64);
        match seconds {
            Some(Ok(timeout)) if !timeout.is_zero() => Ok(Some(timeout)),
            _ => Err(self.unusable(NAME, "it is not a number of seconds above zero")),
        }
    }

    fn credential(
        &self,
        name: &str,
        scheme: &'static SecurityScheme,
    ) -> Result<Option<Secret>, BuildError> {
        let secret = match scheme.kind {
            SecurityKind::Basic => self.user(name)?,
            _ => self.get(name)?,
        };
        let Some(secret) = secret.map(Secret::from) else {
            return Ok(None);
        };
        match Credentials::default().set(scheme, secret.clone().into()) {
            Ok(()) => Ok(Some(secret)),
            Err(_) => Err(self.unusable(name, "it has characters that cannot be sent")),
        }
    }

    /// A user and a password, joined by a colon, which only the password may have (RFC 7617, section 2).
    fn user(&self, name: &str) -> Result<Option<String>, BuildError> {
        let (user_name, password_name) = (format!("{name}_USERNAME"), format!("{name}_PASSWORD"));
        let (user, password) = (self.get(&user_name)?, self.get(&password_name)?);
        match (user, password) {
            (None, None) => Ok(None),
            (None, Some(_)) => {
                Err(self.unusable(&password_name, "it is a password without a user name"))
            }
            (Some(user), _) if user.contains(':') => {
                Err(self.unusable(&user_name, "a user name has no colon"))
            }
            (Some(user), password) => Ok(Some(format!("{user}:{}", password.unwrap_or_default()))),
        }
    }

    fn unusable(&self, name: &str, reason: &'static str) -> BuildError {
        BuildError::Environment {
            variable: format!("{}_{name}", self.prefix),
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Location;

    static KEY: SecurityScheme = SecurityScheme::api_key("key", Location::Header, "x-api-key");
    static USER: SecurityScheme = SecurityScheme::basic("user");

    const SCHEMES: [(&str, &SecurityScheme); 2] = [("API_KEY", &KEY), ("BASIC", &USER)];

    fn read(variables: &[(&str, &str)]) -> Result<Found, BuildError> {
        let lookup = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        let prefix = "SHOP";
        Variables {
            prefix,
            lookup: &lookup,
        }
        .read(&SCHEMES)
    }

    /// The credentials that are found, in the order of the schemes.
    fn secrets(variables: &[(&str, &str)]) -> Vec<String> {
        let found = read(variables).unwrap().credentials.into_iter();
        found
            .map(|(_, secret)| secret.expose().to_owned())
            .collect()
    }

    #[test]
    fn what_is_not_set_or_empty_says_nothing() {
        for variables in [
            &[][..],
            &[("BASE_URL", "https://a.example"), ("SHOPPE_API_KEY", "k")],
            &[
                ("SHOP_BASE_URL", ""),
                ("SHOP_API_KEY", ""),
                ("SHOP_TIMEOUT", ""),
            ],
        ] {
            let found = read(variables).unwrap();
            assert!(found.base_url.is_none() && found.timeout.is_none());
            assert!(found.credentials.is_empty());
        }
    }

    #[test]
    fn what_is_set_is_read() {
        let found = read(&[
            ("SHOP_BASE_URL", "http://localhost:8080/v2"),
            ("SHOP_TIMEOUT", "2.5"),
        ]);
        let found = found.unwrap();
        assert_eq!(found.base_url.as_deref(), Some("http://localhost:8080/v2"));
        assert_eq!(found.timeout, Some(Duration::from_millis(2500)));
        assert_eq!(secrets(&[("SHOP_API_KEY", "k")]), ["k"]);
        let user = ("SHOP_BASIC_USERNAME", "ann");
        assert_eq!(secrets(&[user]), ["ann:"]);
        let password = ("SHOP_BASIC_PASSWORD", "a:b");
        assert_eq!(
            secrets(&[user, password, ("SHOP_API_KEY", "k")]),
            ["k", "ann:a:b"]
        );
    }

    #[test]
    fn what_cannot_be_used_is_told_by_its_name_and_not_by_its_value() {
        for (variable, value, reason) in [
            (
                "SHOP_BASE_URL",
                "hunter2",
                "it is relative, and the whole address is needed",
            ),
            (
                "SHOP_BASE_URL",
                "https://ann:hunter2@a.example",
                "it holds a user name or password",
            ),
            (
                "SHOP_TIMEOUT",
                "hunter2",
                "it is not a number of seconds above zero",
            ),
            (
                "SHOP_TIMEOUT",
                "0",
                "it is not a number of seconds above zero",
            ),
            (
                "SHOP_TIMEOUT",
                "-1",
                "it is not a number of seconds above zero",
            ),
            (
                "SHOP_TIMEOUT",
                "inf",
                "it is not a number of seconds above zero",
            ),
            (
                "SHOP_TIMEOUT",
                "NaN",
                "it is not a number of seconds above zero",
            ),
            (
                "SHOP_TIMEOUT",
                "1e40",
                "it is not a number of seconds above zero",
            ),
            (
                "SHOP_API_KEY",
                "hunter2\n",
                "it has characters that cannot be sent",
            ),
            (
                "SHOP_BASIC_USERNAME",
                "ann:hunter2",
                "a user name has no colon",
            ),
            (
                "SHOP_BASIC_PASSWORD",
                "hunter2",
                "it is a password without a user name",
            ),
        ] {
            let error = read(&[(variable, value)]).err().unwrap();
            let message = error.to_string();
            assert_eq!(
                message,
                format!("the environment variable {variable} cannot be used: {reason}")
            );
            assert!(!format!("{error:?}").contains("hunter2"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_text_is_told() {
        use std::os::unix::ffi::OsStringExt;

        let lookup = |_: &str| Some(OsString::from_vec(vec![b'k', 0xff]));
        let builder = Builder::new(Some("https://api.example"));
        let built = builder.environment_by(&lookup, "SHOP", &SCHEMES).build();
        let message = built.err().unwrap().to_string();
        assert_eq!(
            message,
            "the environment variable SHOP_API_KEY cannot be used: it is not Unicode"
        );
    }

    #[test]
    fn what_the_program_says_later_comes_first() {
        let lookup = |name: &str| (name == "SHOP_BASE_URL").then(|| "https://a.example".into());
        let builder = || Builder::new(None).environment_by(&lookup, "SHOP", &SCHEMES);
        let base = |builder: Builder| builder.build().unwrap().core.base.clone();
        assert_eq!(base(builder()), "https://a.example");
        assert_eq!(
            base(builder().base_url("https://b.example")),
            "https://b.example"
        );
    }
}
