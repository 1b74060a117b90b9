//! Names that people choose: of the package, and of the module that holds the code.

use super::CliError;
use std::{
    env,
    path::{Component, Path},
};

/// The package's name by its folder, as cargo takes it.
pub(super) fn of_folder(folder: &Path) -> Result<String, CliError> {
    let named = match folder.components().next_back() {
        Some(Component::Normal(name)) => Some(name.to_os_string()),
        _ => {
            let folder = env::current_dir().map(|current| current.join(folder));
            let folder = folder.and_then(|folder| folder.canonicalize()).ok();
            folder.and_then(|folder| folder.file_name().map(ToOwned::to_owned))
        }
    };
    Ok(named
        .unwrap_or_default()
        .to_string_lossy()
        .replace([' ', '.'], "-"))
}

/// The name of the library of a package.
pub(super) fn library(package: &str) -> String {
    package.replace('-', "_")
}

/// A package's name has to make a crate's, which stands in paths and file names.
pub(super) fn check_package(name: &str) -> Result<(), CliError> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic());
    let is_taken = ["std", "core", "alloc", "test", "proc_macro"].contains(&library(name).as_str())
        || name.starts_with("timely-") && name != "timely-sdk";
    let is_word = syn::parse_str::<syn::Ident>(&library(name)).is_ok();
    if starts_well && is_word && !is_taken && name.chars().all(is_plain) {
        return Ok(());
    }
    Err(CliError::Name {
        name: name.to_owned(),
        what: "a package",
    })
}

/// A module's name has to be a word of Rust, and none of those that mean something else.
pub(super) fn check_module(name: &str) -> Result<(), CliError> {
    let starts_well = name.starts_with(|first: char| first.is_ascii_lowercase());
    let is_plain = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if starts_well
        && is_plain
        && syn::parse_str::<syn::Ident>(name).is_ok()
        && !["lib", "main", "mod"].contains(&name)
    {
        return Ok(());
    }
    Err(CliError::Name {
        name: name.to_owned(),
        what: "a module",
    })
}

/// The start of environment variables' names for an API of this title: `PET_STORE`.
pub(super) fn environment(title: &str) -> String {
    let upper = title.to_ascii_uppercase();
    let words = upper.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty() && !is_noise(word));
    let prefix = words.take(3).collect::<Vec<_>>().join("_");
    match prefix.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => prefix,
        _ => "API".to_owned(),
    }
}

/// Words of titles that name no API.
fn is_noise(word: &str) -> bool {
    let is_version = word
        .strip_prefix('V')
        .is_some_and(|rest| rest.chars().all(|letter| letter.is_ascii_digit()));
    is_version
        || matches!(
            word,
            "API" | "APIS" | "THE" | "OPENAPI" | "SWAGGER" | "REST" | "SPECIFICATION"
        )
        || word.chars().all(|letter| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_name_packages() {
        assert_eq!(of_folder(Path::new("a/my-sdk/")).unwrap(), "my-sdk");
        assert_eq!(of_folder(Path::new("my sdk.v2")).unwrap(), "my-sdk-v2");
        assert!(check_package("my-sdk").is_ok() && check_package("sdk2").is_ok());
        for name in [
            "",
            "2sdk",
            "-x",
            "fn",
            "a/b",
            "größe",
            "test",
            "timely-runtime",
            "a\"b",
        ] {
            assert!(check_package(name).is_err(), "{name}");
        }
        assert!(check_module("api").is_ok());
        for name in ["", "_x", "mod", "self", "a-b", "A", "../x"] {
            assert!(check_module(name).is_err(), "{name}");
        }
    }

    #[test]
    fn titles_name_environment_variables() {
        for (title, prefix) in [
            ("Pet Store", "PET_STORE"),
            ("Timely AI | API v1", "TIMELY_AI"),
            ("Swagger Petstore - OpenAPI 3.0", "PETSTORE"),
            (
                "GitHub's official OpenAPI spec + Octokit extension",
                "GITHUB_S_OFFICIAL",
            ),
            ("API v3", "API"),
            ("時刻表", "API"),
            ("1Password Connect", "API"),
        ] {
            assert_eq!(environment(title), prefix, "{title}");
        }
    }
}
