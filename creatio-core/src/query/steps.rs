//! The steps of a projection's `path = "primary_contact.city.name"`.
//!
//! The first name is a constant of the projection's entity. Which module has the constants of the
//! entity behind it, no macro can know; so the other names are fields of that entity's model, whose
//! types the compiler infers, and the schema tells the columns.

use std::marker::PhantomData;

use super::Entity;
use crate::ast::{ColumnPath, Hops};
use crate::column::{Lookup, Path};
use crate::schema::{ColumnSchema, Described, EntitySchema};
use crate::value::{ColumnType, Reference};

/// The name of a field, as a type: what is known when the program is built.
pub trait FieldName {
    /// The field's name.
    const NAME: &'static str;
}

/// What can stand before a dot: a lookup.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no lookup, so nothing can follow it in the path of a projection's field",
    label = "a path is lookups with a column at its end"
)]
pub trait Leads<A, B> {
    /// The lookup.
    fn lookup(self) -> Lookup<A, B>;
}

impl<A, B> Leads<A, B> for Lookup<A, B> {
    fn lookup(self) -> Lookup<A, B> {
        self
    }
}

/// The lookup that a path starts with.
pub fn start<A, B, L: Leads<A, B>>(lookup: L) -> Lookup<A, B> {
    lookup.lookup()
}

/// Goes on through the lookup whose key is in the field.
pub fn step<A: Described, B: Entity, K: Reference, N: FieldName>(
    lookup: Lookup<A, B>,
    _field: fn(&B) -> &K,
) -> Lookup<A, K::Target> {
    let next = const { lookup_of(column_of(B::SCHEMA, N::NAME)) };
    Lookup::from_hops(lookup.hops().join(next))
}

/// Ends at the column that is in the field.
pub fn end<A: Described, B: Entity, T: ColumnType, N: FieldName>(
    lookup: Lookup<A, B>,
    _field: fn(&B) -> &T,
) -> Path<A, T::Optional> {
    Path::new(ColumnPath {
        hops: lookup.hops(),
        column: const { column_of(B::SCHEMA, N::NAME) },
    })
}

/// Where the check of a path has come to: rows of this entity.
///
/// What a generic function finds wrong in a constant shows when the function is compiled for its
/// types, which `cargo check` never does. So the derive writes the path once more, as a constant that
/// names no type parameter: with these functions, which only check.
#[derive(Debug)]
pub struct Behind<B>(PhantomData<fn() -> B>);

/// Begins behind the first lookup of a path: `start` is [`start`], so that what it demands of a lookup is
/// said in one way.
pub const fn behind<A, B, L>(_start: fn(L) -> Lookup<A, B>, _lookup: &L) -> Behind<B> {
    Behind(PhantomData)
}

/// Goes on as [`step`] does.
#[track_caller]
pub const fn behind_next<B: Entity, K: Reference>(
    _here: Behind<B>,
    _field: fn(&B) -> &K,
    name: &str,
) -> Behind<K::Target> {
    let _ = lookup_of(column_of(B::SCHEMA, name));
    Behind(PhantomData)
}

/// Ends as [`end`] does.
#[track_caller]
pub const fn arrive<B: Entity, T: ColumnType>(_here: Behind<B>, _field: fn(&B) -> &T, name: &str) {
    let _ = column_of(B::SCHEMA, name);
}

#[expect(
    clippy::panic,
    reason = "while the program is built, as an error of it"
)]
#[track_caller]
const fn lookup_of(column: &'static ColumnSchema) -> Hops {
    match &column.lookup {
        Some(lookup) => Hops::new(std::slice::from_ref(lookup)),
        None => panic!("a name in the path of a projection's field is no lookup"),
    }
}

/// The column of the field: fields are called as their columns are, but in `snake_case`.
#[expect(
    clippy::panic,
    reason = "while the program is built, as an error of it"
)]
#[track_caller]
const fn column_of(schema: &'static EntitySchema, field: &str) -> &'static ColumnSchema {
    let mut found = None;
    let mut position = 0;
    while position < schema.columns.len() {
        let column = &schema.columns[position];
        if is_called(column.name, field) {
            assert!(
                found.is_none(),
                "a name in the path of a projection's field may be one of two columns: write \
                 `column = …` with the path as an expression"
            );
            found = Some(column);
        }
        position += 1;
    }
    match found {
        Some(column) => column,
        None => panic!(
            "a name in the path of a projection's field is a field that is called otherwise than \
             its column: write `column = …` with the path as an expression"
        ),
    }
}

/// Whether the names differ in underscores and capitals only.
const fn is_called(column: &str, field: &str) -> bool {
    let (column, field) = (column.as_bytes(), field.as_bytes());
    let (mut at, mut of) = (0, 0);
    loop {
        while at < column.len() && column[at] == b'_' {
            at += 1;
        }
        while of < field.len() && field[of] == b'_' {
            of += 1;
        }
        if at == column.len() || of == field.len() {
            return at == column.len() && of == field.len();
        }
        if !column[at].eq_ignore_ascii_case(&field[of]) {
            return false;
        }
        at += 1;
        of += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::value_column;

    #[test]
    fn a_field_is_called_as_its_column_apart_from_capitals_and_underscores() {
        for (column, field) in [
            ("Name", "name"),
            ("PrimaryContactId", "primary_contact_id"),
            ("Usr1Test2D", "usr1_test2_d"),
            ("SysSSPUser", "sys_ssp_user"),
            ("Trailing_", "trailing"),
            ("_x", "x"),
        ] {
            assert!(is_called(column, field), "{column} {field}");
        }
        for (column, field) in [
            ("Name", "name2"),
            ("Names", "name"),
            ("", "a"),
            ("Code", "name"),
        ] {
            assert!(!is_called(column, field), "{column} {field}");
        }
    }

    static CONTACT: EntitySchema = EntitySchema {
        name: "Contact",
        set: "Contact",
        columns: &[
            value_column("Name"),
            value_column("UsrAB"),
            value_column("UsrA_B"),
        ],
        key: &[],
    };

    #[test]
    fn a_field_finds_its_column() {
        assert_eq!(column_of(&CONTACT, "name").name, "Name");
    }

    #[test]
    #[should_panic(expected = "is called otherwise than its column")]
    fn a_field_that_is_called_otherwise_is_an_error() {
        column_of(&CONTACT, "title");
    }

    #[test]
    #[should_panic(expected = "may be one of two columns")]
    fn a_field_that_may_be_one_of_two_columns_is_an_error() {
        column_of(&CONTACT, "usr_ab");
    }

    #[test]
    #[should_panic(expected = "is no lookup")]
    fn a_step_through_a_column_is_an_error() {
        lookup_of(column_of(&CONTACT, "name"));
    }
}
