//! What the compiler sees is the same in all three crates.

use timely_three_ways::{Way, Workspace, mir, pages};

pub(crate) fn pages_are_equal(workspace: &Workspace) {
    workspace.document_outermost().unwrap();
    let pages = pages(workspace).unwrap();
    let committed = &pages[&Way::Committed];
    // Pages of items, and not of an empty crate.
    for page in [
        "all.html",
        "api/models/dog/struct.Dog.html",
        "api/server/pets_service/trait.PetsService.html",
    ] {
        assert!(committed.0.contains_key(page), "{:?}", committed.0.keys());
    }
    for way in [Way::Macro, Way::BuildScript] {
        let difference = committed.difference(&pages[&way]);
        assert!(difference.is_empty(), "{way:?}\n{difference}");
    }
}

pub(crate) fn bodies_are_equal(workspace: &Workspace) {
    let committed = mir(workspace, Way::Committed).unwrap();
    let by_build_script = mir(workspace, Way::BuildScript).unwrap();
    let difference = committed.difference(&by_build_script);
    assert!(difference.is_empty(), "build.rs\n{difference}");

    let mut by_macro = mir(workspace, Way::Macro).unwrap();
    // The macro's way to tell the compiler which files it has read.
    let watched = by_macro.0.remove("const api::_: &[u8] = {");
    assert!(watched.is_some_and(|text| text.contains("Who holds the leashes.")));
    let difference = committed.difference(&by_macro);
    assert!(difference.is_empty(), "macro\n{difference}");
}
