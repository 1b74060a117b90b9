//! Names that people choose: of the package, and of the module that holds the code.

use super::CliError;
use heck::{ToKebabCase as _, ToSnakeCase as _};
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
    let is_of_rust = |name: &str| OF_RUST.contains(&name);
    let why = if let Some(why) = unfit(name, is_plain, "`-` nor `_`") {
        why
    } else if name.contains(|letter: char| letter.is_ascii_uppercase()) {
        let lower = name.to_kebab_case();
        format!("Rust warns of upper-case letters in the name of a crate; `{lower}` is one")
    } else if let Some(word) = keyword(&library(name)) {
        word
    } else if is_of_rust(&library(name)) {
        "it is the name of a crate of Rust itself".to_owned()
    } else if GENERATED.contains(&name) {
        "generated code has a module of that name, which could not be told from the crate"
            .to_owned()
    } else if is_device(name) {
        "Windows has no files of that name".to_owned()
    } else {
        return Ok(());
    };
    Err(CliError::Name {
        name: name.to_owned(),
        what: "a package",
        why,
        flag: "--name",
    })
}

/// A package may not be called as what it depends on, by any of the tables of its manifest.
pub(super) fn check_dependencies(name: &str, manifest: &str) -> Result<(), CliError> {
    let manifest: toml::Table = manifest.parse().unwrap_or_default();
    let tables = ["dependencies", "dev-dependencies", "build-dependencies"];
    let tables = tables
        .iter()
        .filter_map(|table| manifest.get(*table)?.as_table());
    let mut names = tables.flat_map(toml::Table::keys);
    match names.find(|other| library(other) == library(name)) {
        None => Ok(()),
        Some(other) => Err(CliError::Name {
            name: name.to_owned(),
            what: "a package",
            why: format!("the crate depends on `{other}`"),
            flag: "--name",
        }),
    }
}

/// A module's name has to be a word of Rust, and none of those that mean something else.
pub(super) fn check_module(name: &str) -> Result<(), CliError> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let why = if let Some(why) = unfit(name, is_plain, "nor `_`") {
        why
    } else if name.contains(|letter: char| letter.is_ascii_uppercase()) {
        let lower = name.to_snake_case();
        format!("Rust warns of upper-case letters in the name of a module; `{lower}` is one")
    } else if let Some(word) = keyword(name) {
        word
    } else if ["lib", "main"].contains(&name) {
        format!("`src/{name}.rs` is the file of a whole crate")
    } else if is_device(name) {
        "Windows has no files of that name".to_owned()
    } else {
        return Ok(());
    };
    Err(CliError::Name {
        name: name.to_owned(),
        what: "a module",
        why,
        flag: "--module",
    })
}

/// Crates that a program has without asking.
const OF_RUST: &[&str] = &["std", "core", "alloc", "test", "proc_macro"];

/// The modules of generated code that programs import by these names.
const GENERATED: &[&str] = &["models", "operations", "runtime", "client", "server"];

/// Why the letters of a name are not those of one.
fn unfit(name: &str, is_plain: impl Fn(char) -> bool, others: &str) -> Option<String> {
    if let Some(other) = name.chars().find(|letter| !is_plain(*letter)) {
        return Some(format!(
            "{other:?} is neither a letter from a to z, a digit, {others}"
        ));
    }
    match name.chars().next() {
        None => Some("it is empty".to_owned()),
        Some(first) if !first.is_ascii_alphabetic() => {
            Some("it does not begin with a letter".to_owned())
        }
        Some(_) => None,
    }
}

/// That a name is a keyword, if it is one.
fn keyword(name: &str) -> Option<String> {
    let is_word = syn::parse_str::<syn::Ident>(name).is_ok();
    (!is_word).then(|| format!("`{name}` is a keyword of Rust"))
}

/// Whether Windows takes a file of this name, with any ending, for a device.
fn is_device(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_port = |kind: &str| {
        let number = name.strip_prefix(kind);
        number.is_some_and(|number| number.len() == 1 && number.chars().all(|c| c.is_ascii_digit()))
    };
    ["con", "prn", "aux", "nul"].contains(&name.as_str()) || is_port("com") || is_port("lpt")
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
        for name in ["my-sdk", "sdk2", "timely-sdk", "timely-shop"] {
            assert!(check_package(name).is_ok(), "{name}");
        }
        for (name, why) in [
            ("", "it is empty"),
            ("2sdk", "does not begin with a letter"),
            ("-x", "does not begin with a letter"),
            ("fn", "`fn` is a keyword"),
            ("a/b", "'/' is neither"),
            ("größe", "'ö' is neither"),
            ("a\"b", "'\"' is neither"),
            ("test", "a crate of Rust itself"),
            ("server", "a module of that name"),
            ("My-SDK", "`my-sdk` is one"),
            ("PetShop", "`pet-shop` is one"),
            ("nul", "Windows"),
            ("com1", "Windows"),
        ] {
            let error = check_package(name).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
        assert!(check_module("api").is_ok());
        for (name, why) in [
            ("", "it is empty"),
            ("_x", "does not begin with a letter"),
            ("mod", "`mod` is a keyword"),
            ("self", "`self` is a keyword"),
            ("a-b", "'-' is neither"),
            ("A", "`a` is one"),
            ("../x", "'.' is neither"),
            ("main", "`src/main.rs`"),
        ] {
            let error = check_module(name).unwrap_err().to_string();
            assert!(error.contains(why) && error.contains("--module"), "{error}");
        }
    }

    #[test]
    fn dependencies_are_no_names() {
        let manifest = "[dependencies]\ntimely-runtime = \"1\"\n[dev-dependencies]\ntokio = {}\n";
        assert!(check_dependencies("timely-shop", manifest).is_ok());
        for name in ["tokio", "timely_runtime"] {
            let error = check_dependencies(name, manifest).unwrap_err().to_string();
            assert!(error.contains("depends on"), "{error}");
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
