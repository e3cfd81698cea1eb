//! What queries cost the compiler, by how many there are.
//!
//! `cargo bench -p creatio-tests --bench clauses`. Each program has so many functions, each with a
//! query of ten clauses; what the same program costs with empty functions is taken off. No type
//! grows with the number of a query's clauses, so the time per query stays the same.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

mod cargo;

use std::path::Path;
use std::time::Duration;

use cargo::Subject;

/// How often each program is measured; the best counts. Ten queries cost little more than what two
/// runs of the compiler differ by.
const MEASUREMENTS: usize = 5;

/// How many queries the programs have.
const QUERIES: [usize; 3] = [10, 100, 1_000];

/// A crate with the quickstart's models and so many functions.
fn program(functions: usize, body: fn(usize) -> String) -> Subject {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let core = tests.join("../creatio-core");
    let models = tests.join("../examples/quickstart/models/mod.rs");
    let subject = Subject::new(
        &format!("clauses-{functions}"),
        &format!(
            "creatio-core = {{ path = {:?}, default-features = false }}",
            core.to_string_lossy()
        ),
    );
    let mut text = format!(
        "#[path = {:?}]\nmod models;\n\
         #[allow(unused_imports)]\n\
         use models::{{Account, account, city, contact}};\n",
        models.to_string_lossy()
    );
    text.extend((0..functions).map(body));
    subject.write("lib.rs", &text);
    subject
}

/// A query of ten clauses: a selection, five conditions, two sort keys and a window, with a number
/// in it, so that no two are the same.
fn query(number: usize) -> String {
    format!(
        "pub fn query_{number}() -> String {{
            let query = Account::query()
                .select((
                    account::name,
                    account::primary_contact.then(contact::name),
                    account::completeness,
                ))
                .filter(account::completeness.ge({number}))
                .filter(account::name.starts_with(\"{number}\"))
                .filter(account::city.then(city::name).ne(\"Oslo\"))
                .filter(account::created_on.is_not_null() | account::type_id.is_null())
                .filter(account::contact_collection_by_account.any(contact::age.gt({number})))
                .order_by(account::name.asc())
                .order_by(account::primary_contact.then(contact::age).desc())
                .skip({number})
                .top(10);
            query.odata4().map_or_else(|error| error.to_string(), |request| request.to_string())
        }}\n"
    )
}

/// The same function without a query.
fn nothing(number: usize) -> String {
    format!("pub fn query_{number}() -> String {{ String::from(\"{number}\") }}\n")
}

fn time(subject: &Subject) -> Duration {
    let costs = (0..MEASUREMENTS).map(|_| subject.cost("check").user);
    costs.min().unwrap()
}

fn main() {
    println!("cargo check of programs with queries of ten clauses: user time of the compiler");
    for queries in QUERIES {
        let without = time(&program(queries, nothing));
        let with = time(&program(queries, query));
        let milliseconds = with.saturating_sub(without).as_secs_f64() * 1e3;
        println!(
            "  {queries:>5} queries {:>6.2} s, without them {:>5.2} s: {:>5.2} ms per query",
            with.as_secs_f64(),
            without.as_secs_f64(),
            milliseconds / queries as f64
        );
    }
}
