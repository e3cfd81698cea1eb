//! What the models of a whole instance cost the compiler, against the same structs with serde
//! derives, and against the number of entities.
//!
//! `cargo bench -p creatio-tests --bench compile`. It takes some minutes: each measurement compiles a
//! crate of its own from nothing but its dependencies. With `-- derives` it measures only what each
//! trait costs that the structs of the models derive.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use creatio_codegen::schema::{EntityType, Property, PropertyType, Schema};
use creatio_codegen::{Derive, Generator, csdl};
use flate2::read::GzDecoder;
use wait4::Wait4 as _;

/// How often each crate is compiled; the best counts.
const ROUNDS: usize = 2;

/// What compiling a crate took.
#[derive(Clone, Copy)]
struct Cost {
    user: Duration,
    memory: u64,
}

impl Cost {
    fn best(self, other: Cost) -> Cost {
        Cost {
            user: self.user.min(other.user),
            memory: self.memory.min(other.memory),
        }
    }

    fn print(self, name: &str) {
        let megabytes = self.memory as f64 / 1e6;
        println!(
            "  {name:<34} {:>6.2} s {megabytes:>6.0} MB",
            self.user.as_secs_f64()
        );
    }
}

/// A crate that is compiled again and again.
struct Subject {
    directory: PathBuf,
}

impl Subject {
    fn new(name: &str, dependencies: &str) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("compile")
            .join(name);
        let _ = fs::remove_dir_all(directory.join("src"));
        fs::create_dir_all(directory.join("src")).unwrap();
        let manifest = format!(
            "[workspace]\n[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
             [dependencies]\n{dependencies}\n\
             [profile.dev]\nincremental = false\n[profile.dev.build-override]\nopt-level = 2\n"
        );
        fs::write(directory.join("Cargo.toml"), manifest).unwrap();
        Subject { directory }
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.directory.join("src").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Compiles everything once, so that dependencies are there, and then the crate itself.
    fn cost(&self, command: &str) -> Cost {
        self.run(command);
        let costs = (0..ROUNDS).map(|_| {
            let library = self.directory.join("src/lib.rs");
            let text = fs::read_to_string(&library).unwrap();
            fs::write(&library, text).unwrap();
            self.run(command)
        });
        costs.reduce(Cost::best).unwrap()
    }

    fn run(&self, command: &str) -> Cost {
        let mut cargo = Command::new(env!("CARGO"))
            .args([command, "--quiet", "--manifest-path"])
            .arg(self.directory.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile/target"))
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let usage = cargo.wait4().unwrap();
        assert!(
            usage.status.success(),
            "{} does not compile",
            self.directory.display()
        );
        Cost {
            user: usage.rusage.utime,
            memory: usage.rusage.maxrss,
        }
    }
}

fn schema() -> Schema {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/creatio-8.1.odata4.xml.gz");
    let mut document = Vec::new();
    GzDecoder::new(File::open(path).unwrap())
        .read_to_end(&mut document)
        .unwrap();
    csdl::read(&document, "creatio-8.1.odata4.xml").unwrap()
}

/// The models of the first entities of the schema, with these derives beside `Entity`.
fn models(schema: &Schema, entities: usize, derives: &[Derive]) -> Subject {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../creatio-core");
    let traits: String = derives.iter().map(|it| it.name()).collect();
    let subject = Subject::new(
        &format!("models-{entities}-{traits}"),
        &format!(
            "creatio-core = {{ path = {:?}, default-features = false }}",
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
        .derives(derives.iter().copied())
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

/// All models with these lists of derives against the serde structs.
fn compare(schema: &Schema, command: &str, lists: &[&[Derive]]) {
    let entities = schema.entities.len();
    println!("cargo {command} of {entities} entities: user time and peak memory of the compiler");
    let baseline = serde_structs(schema).cost(command);
    baseline.print("structs with serde derives");
    for derives in lists {
        let names: Vec<_> = derives.iter().map(|it| it.name()).collect();
        let name = match names.as_slice() {
            [] => "models, Entity alone".to_owned(),
            names => format!("models, {}", names.join(", ")),
        };
        print_ratio(
            &name,
            models(schema, entities, derives).cost(command),
            baseline,
        );
    }
    println!();
}

fn by_number_of_entities(schema: &Schema) {
    println!("cargo check by the number of entities");
    for count in [10, 100, 500, schema.entities.len()] {
        let cost = models(schema, count, &Derive::ALL).cost("check");
        let columns: usize = schema
            .entities
            .iter()
            .take(count)
            .map(|entity| entity.properties.len())
            .sum();
        cost.print(&format!("{count} entities, {columns} columns"));
    }
}

fn main() {
    let schema = schema();
    if std::env::args().any(|argument| argument == "derives") {
        let each = Derive::ALL.map(|derive| [derive]);
        let lists = [&[][..], &each[0], &each[1], &each[2], &Derive::ALL];
        return compare(&schema, "check", &lists);
    }
    for command in ["check", "build"] {
        compare(&schema, command, &[&Derive::ALL, &[]]);
    }
    by_number_of_entities(&schema);
}
