//! Constants for the rows of lookups.

use creatio_codegen::rows::RowsSnapshot;
use creatio_codegen::schema::Schema;
use creatio_codegen::{Generator, Models, NamesLock};

use crate::support::{schema, tests};

/// The rows of the fixture.
pub(crate) fn rows() -> RowsSnapshot {
    let text = std::fs::read(tests("fixtures/lookup.rows.json")).unwrap();
    RowsSnapshot::read(&text, "lookup.rows.json").unwrap()
}

/// The twelve entities, two of them with rows.
pub(crate) fn with_rows(rows: &RowsSnapshot) -> Schema {
    let mut schema = schema("small.odata4.xml");
    assert!(rows.apply(&mut schema).is_empty());
    schema
}

fn generate(schema: &Schema, names: &str) -> Models {
    let names = NamesLock::parse(names, "names.lock").unwrap();
    let generator = Generator::new(schema).include(["AccountType"]).unwrap();
    generator.names(names).generate().unwrap()
}

/// The declarations of the constants: name and id.
fn constants(models: &Models) -> Vec<String> {
    let model = models.files().find(|file| file.name == "account_type.rs");
    let lines: Vec<_> = model.unwrap().contents.lines().collect();
    let declared = lines.windows(2).filter_map(|pair| {
        let name = pair[0]
            .trim()
            .strip_prefix("pub const ")?
            .split(':')
            .next()?;
        let id = pair[1].split("0x").nth(1)?;
        Some(format!("{name} {}", &id[..8]))
    });
    declared.collect()
}

#[test]
fn the_fixture_is_in_normal_form() {
    let text = std::fs::read_to_string(tests("fixtures/lookup.rows.json")).unwrap();
    assert_eq!(rows().to_text(), text.replace("\\u202e", "\u{202e}"));
}

#[test]
fn each_row_has_a_constant_and_the_lock_its_name() {
    let models = generate(&with_rows(&rows()), "");
    assert_eq!(models.report().rows, 10);
    assert_eq!(constants(&models).len(), 10);
    let lock = models.names_lock();
    let entry = "row AccountType.03a75490-53e6-df11-971b-001d60e938c6 = CUSTOMER\n";
    assert!(lock.contains(entry), "{lock}");
    assert_eq!(lock.matches("\nrow AccountType.").count(), 10, "{lock}");
    // The lock is understood, and changes nothing.
    let again = generate(&with_rows(&rows()), lock);
    assert!(again.files().eq(models.files()));
    assert_eq!(again.names_lock(), lock);
}

#[test]
fn a_row_that_is_renamed_keeps_its_constant() {
    let before = generate(&with_rows(&rows()), "");
    let mut renamed = rows();
    let known = renamed.entities.get_mut("AccountType").unwrap();
    let customer = "03a75490-53e6-df11-971b-001d60e938c6".parse().unwrap();
    known.rows.insert(customer, "Client".to_owned());
    let models = generate(&with_rows(&renamed), before.names_lock());
    assert_eq!(constants(&models), constants(&before));
    let model = models.files().find(|file| file.name == "account_type.rs");
    let text = &model.unwrap().contents;
    let declared = "    /// Client\n    pub const CUSTOMER: ::creatio_core::Id<Self> =\n";
    assert!(text.contains(declared), "{text}");
    let without_lock = generate(&with_rows(&renamed), "");
    assert!(constants(&without_lock).contains(&"CLIENT 03a75490".to_owned()));
}

#[test]
fn names_do_not_depend_on_which_row_came_first() {
    let mut more = rows();
    let known = more.entities.get_mut("AccountType").unwrap();
    let first = "00000001-53e6-df11-971b-001d60e938c6".parse().unwrap();
    known.rows.insert(first, "Customer".to_owned());
    let with_lock = generate(
        &with_rows(&more),
        generate(&with_rows(&rows()), "").names_lock(),
    );
    let names = constants(&with_lock);
    assert!(names.contains(&"CUSTOMER 03a75490".to_owned()), "{names:?}");
    assert!(
        names.contains(&"CUSTOMER_00000001 00000001".to_owned()),
        "{names:?}"
    );
    // Without one the plain name is nobody's, rather than another row's than before.
    let without = constants(&generate(&with_rows(&more), ""));
    assert!(
        without.contains(&"CUSTOMER_03A75490 03a75490".to_owned()),
        "{without:?}"
    );
    assert!(
        without.contains(&"CUSTOMER_00000001 00000001".to_owned()),
        "{without:?}"
    );
}

#[test]
fn names_that_gave_way_and_lookups_that_are_not_generated_are_reported() {
    let models = generate(&with_rows(&rows()), "");
    let notes = models.report().notes.iter().map(ToString::to_string);
    let about_rows = notes.filter(|note| note.contains("row"));
    insta::assert_snapshot!(about_rows.collect::<Vec<_>>().join("\n"), @r"
    `AccountType`, row `Supplier`: called `SUPPLIER_43A75490`, since the plain name is taken
    `AccountType`, row `supplier `: called `SUPPLIER_53A75490`, since the plain name is taken
    `AccountType`, row `Schema`: called `SCHEMA_63A75490`, since the plain name is taken
    `ContactType`: no constants for its rows, since it is not generated
    ");
}

#[test]
fn rows_change_no_other_file() {
    let plain = crate::support::models("small.odata4.xml");
    let models = Generator::new(&with_rows(&rows())).generate().unwrap();
    for (with, without) in models.files().zip(plain.files()) {
        assert_eq!(with.name, without.name);
        if with.name == "account_type.rs" {
            let own = with.contents.strip_prefix(&without.contents).unwrap();
            assert!(own.starts_with("\nimpl AccountType {\n"), "{own}");
        } else {
            assert_eq!(with.contents, without.contents, "{}", with.name);
        }
    }
}
