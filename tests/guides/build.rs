//! Generates the SDK of the guides from their document, with their settings.

use std::{error::Error, path::Path};
use timely_codegen::{build::Build, settings::Config};

fn main() -> Result<(), Box<dyn Error>> {
    let guides = Path::new("../../timely-codegen/src/guide");
    let settings = guides.join("codegen.toml");
    println!("cargo:rerun-if-changed={}", settings.display());
    let config = Config::load(&settings)?;
    let target = config
        .target("my-sdk")
        .ok_or("the settings have no target `my-sdk`")?;
    let build = Build::new(guides.join("pets.yaml")).settings(target.settings.clone());
    // The latter two are what the snippets with an `include!` name.
    for file in ["my_sdk.rs", "api.rs", "shop.rs"] {
        build.clone().out_file(file).emit()?;
    }
    Ok(())
}
