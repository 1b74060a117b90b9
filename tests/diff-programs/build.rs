//! Generates the SDKs of both sides of each pair that has programs, and a list of these.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use timely_codegen::build::Build;

#[path = "../../timely-codegen/tests/diff/short.rs"]
mod short;

/// What is read here of a pair.
#[derive(Deserialize)]
struct Pair {
    name: String,
    old: Map<String, Value>,
    new: Map<String, Value>,
    code: Option<Code>,
    #[serde(default)]
    programs: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Code {
    verdicts: String,
}

/// Those who write programs, in the order of the verdicts.
const WRITERS: [&str; 3] = ["client", "server", "handlers"];

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let folder = Path::new("../../timely-codegen/tests/diff/pairs");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");
    let entries: Result<Vec<_>, _> = std::fs::read_dir(folder)?.collect();
    let mut files: Vec<PathBuf> = entries?.into_iter().map(|entry| entry.path()).collect();
    files.sort();
    let (mut old, mut new, mut list) = (String::new(), String::new(), String::new());
    let mut count = 0;
    for file in files {
        let pairs: Vec<Pair> = serde_yaml::from_str(&std::fs::read_to_string(&file)?)?;
        for pair in pairs.iter().filter(|pair| !pair.programs.is_empty()) {
            let module = format!("pair_{count}");
            count += 1;
            writeln!(old, "{}", side(&out, "old", &module, &pair.old)?)?;
            writeln!(new, "{}", side(&out, "new", &module, &pair.new)?)?;
            let programs = programs(pair)?;
            writeln!(
                list,
                "Pair {{ name: {:?}, module: {module:?}, programs: &[{programs}] }},",
                pair.name
            )?;
        }
    }
    let text = format!(
        "/// The SDKs of the old documents.\npub mod old {{\n{old}}}\n\
         /// The SDKs of the new documents.\npub mod new {{\n{new}}}\n\
         /// The pairs.\npub const PAIRS: &[Pair] = &[\n{list}];\n"
    );
    std::fs::write(out.join("sdks.rs"), text)?;
    Ok(())
}

/// The module of one side's SDK.
fn side(
    out: &Path,
    side: &str,
    module: &str,
    document: &Map<String, Value>,
) -> Result<String, Box<dyn Error>> {
    let name = format!("{side}_{module}");
    let file = out.join(format!("{name}.json"));
    let text = short::document(document, "1.0.0").to_string();
    if std::fs::read_to_string(&file).is_ok_and(|known| known == text) {
        // It is there, and its time tells Cargo nothing new.
    } else {
        std::fs::write(&file, text)?;
    }
    Build::new(&file).out_file(format!("{name}.rs")).emit()?;
    let include = format!("include!(concat!(env!(\"OUT_DIR\"), \"/{name}.rs\"));");
    Ok(format!(
        "/// One of them.\npub mod {module} {{ {include} }}"
    ))
}

/// The programs of a pair, as the items of a list.
fn programs(pair: &Pair) -> Result<String, Box<dyn Error>> {
    let verdicts = pair.code.as_ref().map(|code| code.verdicts.as_str());
    let verdicts: Vec<&str> = verdicts.unwrap_or_default().split(' ').collect();
    let mut list = String::new();
    for (writer, program) in &pair.programs {
        let place = WRITERS.iter().position(|known| known == writer);
        let verdict = place.and_then(|place| verdicts.get(place));
        let verdict = verdict.ok_or_else(|| format!("{}: no verdict for {writer}", pair.name))?;
        write!(list, "({writer:?}, {verdict:?}, {program:?}), ")?;
    }
    Ok(list)
}
