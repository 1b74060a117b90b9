//! Writes the first page of each document, which a macro cannot put into its caller's module.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};
use timely_codegen::Generator;
use timely_codegen::settings::{Output, Settings};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("../fixtures");
    println!("cargo::rerun-if-changed={}", folder.display());
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo says where")?);
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(name) = path.file_stem().and_then(|name| name.to_str()) else {
            continue;
        };
        if path.extension().is_none_or(|ending| ending != "yaml") {
            continue;
        }
        let settings = Settings::default()
            .outputs([Output::Client])
            .crate_path(format!("timely_doc_examples::{name}"));
        let outcome = Generator::from_file(&path).settings(settings).run();
        let module = outcome.module.as_ref();
        let module = module.ok_or_else(|| outcome.render_diagnostics())?;
        fs::write(out.join(format!("{name}.md")), module.docs.join("\n"))?;
    }
    Ok(())
}
