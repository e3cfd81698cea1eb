//! The models of these tests are what the generator makes of the sandbox's `$metadata`.

use std::collections::BTreeMap;
use std::path::Path;

use creatio_codegen::{Generator, csdl};
use creatio_tests::world;

#[tokio::test]
async fn generating_from_the_live_metadata_gives_the_committed_models() {
    let metadata = world::demo().client().metadata().await.unwrap();
    let schema = csdl::read(metadata.as_bytes(), "the sandbox").unwrap();
    let models = Generator::new(&schema).generate().unwrap();
    let generated: BTreeMap<_, _> = models
        .files()
        .map(|file| (file.name.clone(), file.contents.clone()))
        .collect();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/quickstart/models");
    let committed: BTreeMap<_, _> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&generated), names(&committed));
    for (name, text) in &generated {
        assert_eq!(
            *text, committed[name],
            "{name} differs; `creatio generate --metadata \
             creatio-sandbox/snapshots/twelve-entities.odata4.xml --out examples/quickstart/models` makes it new"
        );
    }
}
