//! How long models take, measured against what roxmltree alone needs to parse the document.
//!
//! `cargo bench -p creatio-codegen --bench generate` prints one table per document. The ratio is
//! what counts: it hardly depends on the machine. Peak memory is that of one generation, the
//! document included, counted by the allocator.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program that measures and prints, and stops when it cannot"
)]

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::time::{Duration, Instant};

use creatio_codegen::schema::Schema;
use creatio_codegen::{Generator, csdl};
use flate2::read::GzDecoder;
use tempfile::TempDir;

/// Runs of each thing; the fastest counts, since nothing makes a run faster than it is.
const RUNS: usize = 15;

fn main() {
    for version in ["odata4", "odata3"] {
        let document = document(version);
        println!(
            "creatio-8.1.{version}.xml, {:.1} MB",
            megabytes(document.len())
        );
        let parse = fastest(|| {
            let text = std::str::from_utf8(&document).unwrap();
            roxmltree::Document::parse(text).unwrap().root().id()
        });
        print("roxmltree::Document::parse", parse, parse);
        let read = fastest(|| csdl::read(&document, "metadata.xml").unwrap());
        print("csdl::read", read, parse);
        let schema = csdl::read(&document, "metadata.xml").unwrap();
        let generate = fastest(|| Generator::new(&schema).generate().unwrap());
        print("Generator::generate", generate, parse);
        whole(&document, parse);
        unchanged(&document, parse);
        growth(&schema);
        println!();
    }
}

/// Document to formatted files in a new directory.
fn whole(document: &[u8], parse: Duration) {
    let dirs: Vec<_> = (0..RUNS).map(|_| TempDir::new().unwrap()).collect();
    let mut next = dirs.iter();
    let time = fastest(|| write(document, next.next().unwrap().path()));
    print("all, 1,350 files written", time, parse);
    let dir = TempDir::new().unwrap();
    let allocated = allocation_counter::measure(|| write(document, dir.path()));
    let peak = usize::try_from(allocated.bytes_max).unwrap() + document.len();
    let peak = megabytes(peak);
    println!("  peak memory {peak:.1} MB");
}

/// The same when every file is there already.
fn unchanged(document: &[u8], parse: Duration) {
    let dir = TempDir::new().unwrap();
    write(document, dir.path());
    let time = fastest(|| write(document, dir.path()));
    print("all, nothing changed", time, parse);
}

/// Generation in memory of so many entities.
fn growth(schema: &Schema) {
    for count in [10, 100, 500, 1_350] {
        let part = Schema {
            entities: schema.entities[..count].to_vec(),
            ..Schema::default()
        };
        let time = fastest(|| Generator::new(&part).generate().unwrap());
        let members: usize = part
            .entities
            .iter()
            .map(|it| it.properties.len() + it.lookups.len() + it.collections.len())
            .sum();
        println!(
            "  {count:>5} entities {:>9.2} ms, {:>6.0} ns per member",
            time.as_secs_f64() * 1e3,
            time.as_secs_f64() * 1e9 / members as f64
        );
    }
}

fn write(document: &[u8], dir: &Path) {
    let schema = csdl::read(document, "metadata.xml").unwrap();
    let models = Generator::new(&schema).generate().unwrap();
    models.write_to(dir.join("models")).unwrap();
}

fn document(version: &str) -> Vec<u8> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    let path = fixtures.join(format!("creatio-8.1.{version}.xml.gz"));
    let mut document = Vec::new();
    let mut unpacked = GzDecoder::new(File::open(path).unwrap());
    unpacked.read_to_end(&mut document).unwrap();
    document
}

fn fastest<T>(mut run: impl FnMut() -> T) -> Duration {
    let timed = (0..RUNS).map(|_| {
        let start = Instant::now();
        let made = run();
        let time = start.elapsed();
        drop(made);
        time
    });
    timed.min().unwrap_or_default()
}

fn print(what: &str, time: Duration, parse: Duration) {
    println!(
        "  {what:<28} {:>8.1} ms {:>6.1} x",
        time.as_secs_f64() * 1e3,
        time.as_secs_f64() / parse.as_secs_f64()
    );
}

fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
