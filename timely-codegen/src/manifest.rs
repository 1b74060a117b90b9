//! What generated code asks of the `Cargo.toml` of the crate that holds it.

use std::collections::BTreeSet;

/// What generated code asks of the `Cargo.toml` of the crate that holds it.
///
/// ```
/// use timely_codegen::Generator;
///
/// let document = "
/// openapi: 3.1.0
/// info: { title: Pets, version: '1' }
/// paths: { /pets: { get: { responses: { 204: { description: None. } } } } }
/// ";
/// let outcome = Generator::from_str("pets.yaml", document).run();
/// let needs = outcome.manifest_needs().ok_or_else(|| outcome.render_diagnostics())?;
/// assert_eq!(needs.runtime_features, ["client", "server"]);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManifestNeeds {
    /// The features of `timely-runtime` that the code needs, in alphabetical order.
    pub runtime_features: Vec<&'static str>,
    /// The features of the crate itself that parts of the code are behind, by the settings `feature_gates` and
    /// `tag_features`.
    pub features: Vec<CargoFeature>,
}

/// A feature of the crate that holds generated code.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CargoFeature {
    /// Its name.
    pub name: String,
    /// What it turns on in turn, such as `timely-runtime/client`.
    pub enables: Vec<String>,
}

impl ManifestNeeds {
    /// What is wrong with a manifest that declares fewer features than the code is behind; nothing where it has all of them,
    /// or is none that can be read, which cargo says better.
    ///
    /// Code behind a feature that is not declared can never be turned on, and the compiler leaves it out in silence.
    #[must_use]
    pub fn undeclared(&self, manifest: &str) -> Option<String> {
        let manifest: toml::Table = manifest.parse().ok()?;
        let declared = declared(&manifest);
        let missing = self.features.iter();
        let missing = missing.filter(|feature| !declared.contains(feature.name.as_str()));
        let missing: Vec<&CargoFeature> = missing.collect();
        if missing.is_empty() {
            return None;
        }
        let names: Vec<String> = missing
            .iter()
            .map(|feature| format!("`{}`", feature.name))
            .collect();
        let lines: Vec<String> = missing.iter().map(|feature| feature.line()).collect();
        let word = match missing.len() {
            1 => "feature",
            _ => "features",
        };
        Some(format!(
            "parts of the generated code are behind the {word} {} of this crate, which its Cargo.toml does not declare; add:\n\
             [features]\n{}\n\
             or leave out the settings `feature_gates` and `tag_features`",
            names.join(", "),
            lines.join("\n"),
        ))
    }
}

impl CargoFeature {
    /// Its line in `[features]`.
    pub(crate) fn line(&self) -> String {
        let enables: Vec<String> = self
            .enables
            .iter()
            .map(|name| format!("{name:?}"))
            .collect();
        format!("{} = [{}]", self.name, enables.join(", "))
    }
}

/// The features that a manifest declares, by name or as an optional dependency.
fn declared(manifest: &toml::Table) -> BTreeSet<&str> {
    let table = |key: &str| manifest.get(key).and_then(toml::Value::as_table);
    let named = table("features").into_iter().flat_map(toml::Table::keys);
    let dependencies = table("dependencies").into_iter().flatten();
    let optional = dependencies.filter(|(_, value)| {
        let optional = value.get("optional");
        optional.and_then(toml::Value::as_bool) == Some(true)
    });
    let optional = optional.map(|(name, _)| name);
    named.chain(optional).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs() -> ManifestNeeds {
        let feature = |name: &str, enables: &[&str]| CargoFeature {
            name: name.to_owned(),
            enables: enables.iter().map(|name| (*name).to_owned()).collect(),
        };
        ManifestNeeds {
            runtime_features: vec!["client"],
            features: vec![
                feature("client", &["timely-runtime/client"]),
                feature("tag-pets", &[]),
            ],
        }
    }

    #[test]
    fn features_that_are_not_declared_are_named_with_what_to_write() {
        let missing = needs().undeclared("[package]\nname = 'a'\n").unwrap();
        let features = "[features]\nclient = [\"timely-runtime/client\"]\ntag-pets = []\n";
        assert!(
            missing.contains("the features `client`, `tag-pets` of this crate"),
            "{missing}"
        );
        assert!(missing.contains(features), "{missing}");
        // What it says to write is enough.
        assert_eq!(needs().undeclared(features), None);

        let optional = "[dependencies]\nclient = { version = '1', optional = true }\nother = '1'\n";
        let missing = needs().undeclared(optional).unwrap();
        assert!(
            missing.contains("the feature `tag-pets` of this crate"),
            "{missing}"
        );
    }

    #[test]
    fn nothing_is_said_of_what_is_no_manifest() {
        assert_eq!(needs().undeclared("[features"), None);
        assert_eq!(ManifestNeeds::default().undeclared(""), None);
    }
}
