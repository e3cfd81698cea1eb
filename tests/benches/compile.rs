//! What the models of a whole instance cost the compiler, against the same structs with serde
//! derives, and against the number of entities.
//!
//! `cargo bench -p creatio-tests --bench compile`. It takes some minutes: each measurement compiles a
//! crate of its own from nothing but its dependencies. With `-- derives` it measures only what each
//! trait costs that the structs of the models derive.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

mod cargo;

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use creatio_codegen::schema::{EntityType, Property, PropertyType, Schema};
use creatio_codegen::{Derive, Generator, csdl};
use flate2::read::GzDecoder;

use cargo::{Cost, Subject};

fn schema() -> Schema {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/creatio-8.1.odata4.xml.gz");
    let mut document = Vec::new();
    GzDecoder::new(File::open(path).unwrap())
        .read_to_end(&mut document)
        .unwrap();
    csdl::read(&document, "creatio-8.1.odata4.xml").unwrap()
}

/// How models are compiled.
#[derive(Clone, Copy)]
struct With<'a> {
    /// The derives beside `Entity`.
    derives: &'a [Derive],
    /// Whether entities have `EntityValues`, by the feature `changes`.
    changes: bool,
}

impl With<'_> {
    fn name(self) -> String {
        let names: Vec<_> = self.derives.iter().map(|it| it.name()).collect();
        let derives = match names.as_slice() {
            [] => "Entity alone".to_owned(),
            names => names.join(", "),
        };
        let changes = if self.changes { ", `changes`" } else { "" };
        format!("models, {derives}{changes}")
    }
}

/// The models of the first entities of the schema.
fn models(schema: &Schema, entities: usize, with: With<'_>) -> Subject {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../creatio-core");
    let traits = with.derives.iter();
    let traits = traits.map(|it| format!("-{}", it.name().to_lowercase()));
    let traits: String = traits.collect();
    let features = if with.changes { "\"changes\"" } else { "" };
    let subject = Subject::new(
        &format!("models-{entities}{traits}-{}", with.changes),
        &format!(
            "creatio-core = {{ path = {:?}, default-features = false, features = [{features}] }}",
            core.to_string_lossy()
        ),
    );
    let names = schema
        .entities
        .iter()
        .take(entities)
        .map(|entity| entity.name.clone());
    let models = Generator::new(schema)
        .include(names)
        .unwrap()
        .derives(with.derives.iter().copied())
        .generate()
        .unwrap();
    for file in models.files() {
        subject.write(&format!("models/{}", file.name), &file.contents);
    }
    subject.write("lib.rs", "pub mod models;\n");
    subject
}

/// The baseline: what a program would write by hand for serde.
fn serde_structs(schema: &Schema) -> Subject {
    let subject = Subject::new(
        "serde-structs",
        "serde = { version = \"1\", features = [\"derive\"] }\n\
         uuid = { version = \"1\", features = [\"serde\"] }\n\
         jiff = { version = \"1\", features = [\"serde\"] }\n\
         rust_decimal = { version = \"1\", features = [\"serde\"] }",
    );
    let mut text = "#![allow(non_camel_case_types)]\n".to_owned();
    for entity in &schema.entities {
        push_struct(&mut text, entity);
    }
    subject.write("lib.rs", &text);
    subject
}

fn push_struct(text: &mut String, entity: &EntityType) {
    text.push_str("#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]\n");
    writeln!(text, "pub struct {} {{", entity.name).unwrap();
    let columns = entity
        .properties
        .iter()
        .filter(|column| column.ty != PropertyType::Stream);
    for (position, column) in columns.enumerate() {
        let (name, rust) = (&column.name, rust_type(column));
        writeln!(
            text,
            "    #[serde(rename = \"{name}\")]\n    pub c{position}: {rust},"
        )
        .unwrap();
    }
    text.push_str("}\n");
}

fn rust_type(column: &Property) -> &'static str {
    match column.ty {
        PropertyType::Guid => "Option<uuid::Uuid>",
        PropertyType::DateTimeOffset => "Option<jiff::Timestamp>",
        PropertyType::Decimal => "rust_decimal::Decimal",
        PropertyType::Boolean => "bool",
        PropertyType::Int32 => "i32",
        _ => "String",
    }
}

/// Ours against the baseline.
fn print_ratio(name: &str, ours: Cost, baseline: Cost) {
    ours.print(name);
    let time = ours.user.as_secs_f64() / baseline.user.as_secs_f64();
    let memory = ours.memory as f64 / baseline.memory as f64;
    println!("    ratio of times: {time:.2}, of memory: {memory:.2}");
}

/// All models, compiled in these ways, against the serde structs.
fn compare(schema: &Schema, command: &str, ways: &[With<'_>]) {
    let entities = schema.entities.len();
    println!("cargo {command} of {entities} entities: user time and peak memory of the compiler");
    let baseline = serde_structs(schema).cost(command);
    baseline.print("structs with serde derives");
    for way in ways {
        let cost = models(schema, entities, *way).cost(command);
        print_ratio(&way.name(), cost, baseline);
    }
    println!();
}

fn by_number_of_entities(schema: &Schema) {
    println!("cargo check by the number of entities");
    for count in [10, 100, 500, schema.entities.len()] {
        let cost = models(schema, count, DEFAULT).cost("check");
        let columns: usize = schema
            .entities
            .iter()
            .take(count)
            .map(|entity| entity.properties.len())
            .sum();
        cost.print(&format!("{count} entities, {columns} columns"));
    }
}

/// As programs get models unless they ask for less.
const DEFAULT: With<'_> = With {
    derives: &Derive::ALL,
    changes: true,
};

fn main() {
    let schema = schema();
    let with = |derives, changes| With { derives, changes };
    if std::env::args().any(|argument| argument == "derives") {
        let each = Derive::ALL.map(|derive| [derive]);
        let lists = [&[][..], &each[0], &each[1], &each[2], &Derive::ALL];
        let ways = lists.map(|derives| with(derives, false));
        return compare(&schema, "check", &ways);
    }
    for command in ["check", "build"] {
        let ways = [DEFAULT, with(&Derive::ALL, false), with(&[], false)];
        compare(&schema, command, &ways);
    }
    by_number_of_entities(&schema);
}
