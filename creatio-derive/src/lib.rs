//! Derive macros for `creatio-core`, which re-exports them: depend on that crate, not on this one.

mod attr;
mod declared;
mod entity;
mod errors;
mod names;
mod projection;
mod suggest;

use proc_macro::TokenStream;

/// Makes a struct an entity: its fields are columns of a Creatio object schema.
///
/// `creatio generate` writes such structs from an instance's `$metadata`; one written by hand works
/// the same way.
///
/// ```ignore
/// use creatio_core::{Decimal, Entity, Id};
///
/// #[derive(Debug, Clone, PartialEq, Entity)]
/// #[creatio(collection(contacts: Contact = "ContactCollectionByAccount"), stream(logo = "Logo"))]
/// pub struct Account {
///     #[creatio(key)]
///     pub id: Id<Account>,
///     pub name: String,
///     #[creatio(name = "AnnualRevenueBC")]
///     pub revenue: Decimal,
///     #[creatio(lookup = "PrimaryContact")]
///     pub primary_contact_id: Option<Id<Contact>>,
/// }
/// ```
///
/// # What it writes
///
/// - `impl Entity for Account`: its schema, its key's type, and how a row is read.
/// - The functions `Account::query()` and `Account::all()`.
/// - A module `account`, beside the struct and as visible as it, with the constants that queries
///   are made of:
///
/// | in the struct | constant | type |
/// |---|---|---|
/// | the field `name` | `account::name` | `Column<Account, String>` |
/// | the field `primary_contact_id` | `account::primary_contact_id` | `Column<Account, Option<Id<Contact>>>` |
/// | its `lookup` | `account::primary_contact` | `Lookup<Account, Contact>` |
/// | `collection(contacts: …)` | `account::contacts` | `Collection<Account, Contact>` |
/// | `stream(logo = …)` | `account::logo` | `StreamColumn<Account>` |
///
/// # Attributes of the struct
///
/// | `#[creatio(…)]` | meaning | without it |
/// |---|---|---|
/// | `entity = "Account"` | name of the entity type: Creatio's schema name | the struct's name |
/// | `set = "AccountCollection"` | name of the entity set in OData 4 | the entity's name |
/// | `module = "account"` | name of the module of constants | the struct's name in `snake_case` |
/// | `collection(constant: Entity = "WireName", …)` | the rows of another entity that lead here: name of the constant, their entity, name of the navigation property | no collections |
/// | `stream(constant = "WireName", …)` | columns that hold bytes: an image or a file | no streams |
/// | `crate = "path"` | where `creatio-core` is, if it was renamed or re-exported: a path that begins with a crate's name, `crate`, `self` or `super` | `::creatio_core` |
///
/// `collection` and `stream` may be given many times, the others once.
///
/// # Attributes of a field
///
/// | `#[creatio(…)]` | meaning | without it |
/// |---|---|---|
/// | `name = "Name"` | name of the column in OData, `PrimaryContactId` for the key of a lookup | the field's name in `UpperCamelCase` |
/// | `key` | the column is the key, or a part of it | no key |
/// | `lookup = "PrimaryContact"` | the column is the key of this navigation property; the field is an `Id<…>` or `Option<Id<…>>` of the entity that it leads to | no lookup |
/// | `lookup_as = "boss"` | name of the lookup's constant | the field's name without `_id`, else the lookup's name in `snake_case` |
/// | `lookup_key = "Code"` | name of the other entity's key | `Id` |
/// | `edm = "DateTimeOffset"` | the service declares the column as an instant, and the field is a `Date` or `Time`: conditions send instants | the service's type is that of the field |
/// | `required` | Creatio refuses a new row without a value here: an insert that lacks one is refused before it is sent | an insert may leave it out |
/// | `max_length = 250` | the field is text of so many characters at most: writes of longer ones are refused before they are sent | the server decides |
///
/// A name that is a keyword becomes a raw identifier: the lookup of `type_id` is `account::r#type`.
/// At least one field is the key; several make a composite key, whose type is a tuple. Wire names
/// are unique among columns, lookups, collections and streams, and so are the constants.
///
/// # Types of the fields
///
/// The module's constants repeat the field types one module below the struct, so a type has to be
/// one whose paths can be respelt: paths, tuples, slices, and arrays of a literal length. Give any
/// other type a name with `type`. A relative path is taken from the struct's module, except where
/// it starts with `std`, `core`, `alloc`, `creatio_core`, `jiff`, `rust_decimal` or `uuid`; write a
/// type of another crate with a leading `::`, or import it. `String`, `Option<T>`, `Vec<T>` and
/// `Box<T>` are those of the standard library, and inside `Id<…>` every name is an entity.
///
/// The struct stands in a module, not in a function: no path leads into a function's body.
///
/// # Errors
///
/// All mistakes in a struct are reported by one build, each at the text that has to change:
///
/// ```text
/// error: unknown attribute `nmae`: did you mean `name`?
///   --> src/models.rs:9:15
///    |
///  9 |     #[creatio(nmae = "Name")]
///    |               ^^^^
/// ```
#[proc_macro_derive(Entity, attributes(creatio))]
pub fn derive_entity(input: TokenStream) -> TokenStream {
    entity::derive(input.into(), cfg!(feature = "changes")).into()
}

/// Makes an enum stand for an enum type of the service.
///
/// ```ignore
/// #[derive(Debug, Clone, PartialEq, EnumType)]
/// #[creatio(enumeration = "Demo.Colour")]
/// enum Colour {
///     Red,
///     #[creatio(name = "dark_green")]
///     DarkGreen,
///     Other(String),
/// }
/// ```
///
/// `enumeration` is the type's name with its namespace; `name` is a member's name on the wire, by
/// default that of the variant. One variant holds a `String`, for members that the enum does not
/// know. The enum is `Clone`. `crate = "path"` is as for [`Entity`].
#[proc_macro_derive(EnumType, attributes(creatio))]
pub fn derive_enum_type(input: TokenStream) -> TokenStream {
    declared::derive_enum(input.into()).into()
}

/// Makes a struct stand for a complex type of the service: a structure within a row.
///
/// ```ignore
/// #[derive(Debug, Clone, PartialEq, ComplexType)]
/// struct Address {
///     street: Option<String>,
///     #[creatio(name = "ZIP")]
///     zip: String,
/// }
/// ```
///
/// `name` is a member's name on the wire, by default the field's in `UpperCamelCase`. Fields have
/// the types that columns have. `crate = "path"` is as for [`Entity`].
#[proc_macro_derive(ComplexType, attributes(creatio))]
pub fn derive_complex_type(input: TokenStream) -> TokenStream {
    declared::derive_complex(input.into()).into()
}

/// Makes a struct a projection: its fields are what a query over an entity reads.
///
/// ```ignore
/// use creatio_core::{Projection, Timestamp, count};
/// use models::{Account, Contact, account, contact};
///
/// #[derive(Debug, Projection)]
/// #[creatio(entity = Account)]
/// struct Summary {
///     name: String,
///     #[creatio(column = "created_on")]
///     since: Option<Timestamp>,
///     #[creatio(path = "primary_contact.city.name")]
///     city: Option<String>,
///     primary_contact: Option<Person>,
///     #[creatio(
///         column = "contact_collection_by_account",
///         query = Contact::query().select_as().order_by(contact::name.asc()).top(5)
///     )]
///     first_contacts: Vec<Person>,
/// }
///
/// #[derive(Debug, Projection)]
/// #[creatio(entity = Contact)]
/// struct Person {
///     name: String,
/// }
///
/// let summaries: Vec<Summary> = client.fetch(Account::query().select_as::<Summary>()).await?;
/// ```
///
/// # Where a field comes from
///
/// | `#[creatio(…)]` | the field holds |
/// |---|---|
/// | nothing | what the entity's constant of the field's name stands for |
/// | `column = "name"` | what the constant of this name stands for |
/// | `column = expression` | what the expression stands for, for example `account::primary_contact.then(contact::name)` |
/// | `path = "primary_contact.name"` | the column behind lookups, as an `Option` |
/// | `query = expression` | beside a collection: those of its rows that the query finds, in its order |
/// | `aggregate = expression` | a fold of rows, for example `account::completeness.avg()` |
/// | `computed = expression` | a value that the server works out, for example `account::created_on.year()` |
///
/// A constant stands for what it is in queries, and the field has the type that follows: a column's own
/// type; behind a lookup an `Option` of another projection or of an entity, and for a collection a `Vec`
/// of one. A name that does not exist, a column of another entity or a field of another type is the
/// compiler's error at the field.
///
/// The first name of a `path` is a constant of the entity. Those behind it are looked up in the models
/// that the lookups lead to: a lookup by the field that holds its key, without `_id`, and a column by its
/// field. Fields that models call otherwise than their columns are reached with `column = expression`.
///
/// # Attributes of the struct
///
/// | `#[creatio(…)]` | meaning | without it |
/// |---|---|---|
/// | `entity = models::Account` | the entity whose rows are read | an error |
/// | `module = models::account` | the module of its constants | the entity's path in `snake_case` |
/// | `crate = "path"` | where `creatio-core` is | `::creatio_core` |
///
/// # Protocols
///
/// What a field needs, the query needs: with a `Vec` of nested rows DataService cannot carry it, with a
/// `query` nor can OData 3, and aggregates and computed values are DataService's alone.
#[proc_macro_derive(Projection, attributes(creatio))]
pub fn derive_projection(input: TokenStream) -> TokenStream {
    projection::derive(input.into()).into()
}
