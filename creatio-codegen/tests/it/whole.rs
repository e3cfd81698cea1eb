//! The whole of one Creatio 8.1: 1,350 entities.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use creatio_codegen::schema::Schema;
use creatio_codegen::{Generator, Note, csdl};
use flate2::read::GzDecoder;
use tempfile::TempDir;

use crate::support::creatio;

fn document() -> Vec<u8> {
    unpacked("creatio-8.1.odata4.xml.gz")
}

fn unpacked(fixture: &str) -> Vec<u8> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    let path = fixtures.join(fixture);
    let mut document = Vec::new();
    GzDecoder::new(File::open(path).unwrap())
        .read_to_end(&mut document)
        .unwrap();
    document
}

pub(crate) fn schema() -> Schema {
    csdl::read(&document(), "creatio-8.1.odata4.xml").unwrap()
}

#[test]
fn everything_in_the_document_is_read() {
    let schema = schema();
    assert_eq!(schema.entities.len(), 1350);
    let sum = |count: fn(&creatio_codegen::schema::EntityType) -> usize| {
        schema.entities.iter().map(count).sum::<usize>()
    };
    assert_eq!(sum(|entity| entity.properties.len()), 15_622);
    assert_eq!(sum(|entity| entity.lookups.len()), 5_029);
    assert_eq!(sum(|entity| entity.collections.len()), 2_404);
    assert_eq!(schema.skipped, []);
    assert_eq!(
        schema
            .entities
            .iter()
            .filter(|entity| entity.key != ["Id"])
            .count(),
        11
    );
}

#[test]
fn everything_read_is_generated() {
    let models = Generator::new(&schema()).generate().unwrap();
    let report = models.report();
    assert_eq!(models.files().len(), 1351);
    assert_eq!(report.entities, 1350);
    assert_eq!((report.columns, report.streams), (15_441, 181));
    assert_eq!((report.lookups, report.collections), (5_029, 2_404));
    assert_eq!(report.notes, []);
    let names: HashSet<_> = models
        .files()
        .map(|file| file.name.to_lowercase())
        .collect();
    assert_eq!(names.len(), 1351);
    for file in models.files() {
        syn::parse_file(&file.contents).unwrap();
    }
}

#[test]
fn one_entity_of_many_is_cut_at_its_boundary() {
    let schema = schema();
    let models = Generator::new(&schema)
        .include(["Contact"])
        .unwrap()
        .generate()
        .unwrap();
    let names: Vec<_> = models.files().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["contact.rs", "mod.rs"]);
    let report = models.report();
    // Created by, modified by and owner are contacts themselves.
    assert_eq!((report.lookups, report.collections), (3, 1));
    let contact = schema.entity("Contact").unwrap();
    let cut = contact.lookups.len() + contact.collections.len() - 4;
    let boundaries = report
        .notes
        .iter()
        .filter(|note| matches!(note, Note::Boundary { .. }));
    assert_eq!((boundaries.count(), report.notes.len()), (cut, cut));
}

#[test]
fn the_command_generates_it_and_leaves_it_alone_the_second_time() {
    let dir = TempDir::new().unwrap();
    std::fs::write(dir.path().join("metadata.xml"), document()).unwrap();
    let run = || {
        let output = creatio(dir.path())
            .args(["generate", "--metadata", "metadata.xml", "--out", "models"])
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let counts = "1350 entities, 15441 columns, 5029 lookups, 2404 collections, 181 streams\n";
    assert_eq!(
        run(),
        format!("{counts}1351 files written, 0 unchanged, 0 removed\n")
    );
    assert_eq!(
        run(),
        format!("{counts}0 files written, 1351 unchanged, 0 removed\n")
    );
}

/// The document of the same instance in OData 3.
fn document_v3() -> Vec<u8> {
    unpacked("creatio-8.1.odata3.xml.gz")
}

#[test]
fn both_versions_describe_one_schema() {
    let v4 = schema();
    let mut v3 = csdl::read(&document_v3(), "creatio-8.1.odata3.xml").unwrap();
    assert_eq!(v3.skipped, []);
    for entity in &mut v3.entities {
        let set = entity.entity_set_v3.take();
        assert_eq!(set, Some(format!("{}Collection", entity.name)));
    }
    assert!(v3 == v4, "the schemas differ");
}

#[test]
fn both_versions_give_the_same_models() {
    let v3 = csdl::read(&document_v3(), "creatio-8.1.odata3.xml").unwrap();
    let (v3, v4) = (
        Generator::new(&v3).generate().unwrap(),
        Generator::new(&schema()).generate().unwrap(),
    );
    assert_eq!(v3.files().len(), v4.files().len());
    for (ours, theirs) in v3.files().zip(v4.files()) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(v3.names_lock(), v4.names_lock());
}
