//! What the tests share: fixtures, generated trees, the command.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use creatio_codegen::schema::Schema;
use creatio_codegen::{Generator, Models, csdl};

/// A file or directory of `tests/`.
pub(crate) fn tests(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(path)
}

/// The schema of a fixture.
pub(crate) fn schema(fixture: &str) -> Schema {
    csdl::read_file(tests("fixtures").join(fixture)).unwrap()
}

/// All models of a fixture.
pub(crate) fn models(fixture: &str) -> Models {
    Generator::new(&schema(fixture)).generate().unwrap()
}

/// A CSDL document around the content of one schema, `Demo`.
pub(crate) fn document(schema: &str) -> String {
    format!(
        "<edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\n\
         <edmx:DataServices>\n\
         <Schema Namespace=\"Demo\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\n\
         {schema}\n</Schema>\n</edmx:DataServices>\n</edmx:Edmx>\n"
    )
}

/// An entity type of `Demo` with the key `Id` and these members.
pub(crate) fn entity(name: &str, members: &str) -> String {
    format!(
        "<EntityType Name=\"{name}\"><Key><PropertyRef Name=\"Id\"/></Key>\n\
         <Property Name=\"Id\" Type=\"Edm.Guid\"/>{members}</EntityType>\n"
    )
}

/// A container with one set per entity, of the entity's name.
pub(crate) fn container(entities: &[&str]) -> String {
    let set = |name: &&str| format!("<EntitySet Name=\"{name}\" EntityType=\"Demo.{name}\"/>\n");
    let sets: String = entities.iter().map(set).collect();
    format!("<EntityContainer Name=\"C\">\n{sets}</EntityContainer>")
}

/// The `creatio` command, started in `dir`.
pub(crate) fn creatio(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_creatio"));
    command.current_dir(dir).env_clear();
    command
}

/// The names and texts of the files in a directory.
pub(crate) fn tree(dir: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    entries
        .map(|path| (name(&path), fs::read_to_string(&path).unwrap()))
        .collect()
}
