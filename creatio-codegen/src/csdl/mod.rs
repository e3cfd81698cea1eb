//! Reads `$metadata`, a CSDL document, into a [`Schema`].
//!
//! Both formats give the same schema for the same service: EDMX 4 as OData 4 has it, and EDMX 1
//! with CSDL 1 to 3, where a navigation property names the roles of an association.
//!
//! A document is read in three steps: the bytes become text (`text`), the text becomes a catalog of
//! declared types and sets with every name resolved (`catalog`), and its types get their members
//! (`entities`, `value_types`).
//!
//! What would make the schema wrong is an [`Error`]: text that is not CSDL, a name declared twice,
//! a type declared nowhere. What only makes it smaller (a function, an entity type without key or
//! set) is listed in [`Schema::skipped`] and does not stop the rest. Not listed are facets that no
//! model needs (`MaxLength`, `Precision`, …), and navigation property bindings and association
//! sets, which repeat what the types say.
//!
//! ```
//! let document = br#"
//!   <edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
//!     <edmx:DataServices>
//!       <Schema Namespace="Demo" xmlns="http://docs.oasis-open.org/odata/ns/edm">
//!         <EntityType Name="City">
//!           <Key><PropertyRef Name="Id"/></Key>
//!           <Property Name="Id" Type="Edm.Guid"/>
//!           <Property Name="CountryId" Type="Edm.Guid"/>
//!           <NavigationProperty Name="Country" Type="Demo.Country"/>
//!         </EntityType>
//!         <EntityType Name="Country">
//!           <Key><PropertyRef Name="Id"/></Key>
//!           <Property Name="Id" Type="Edm.Guid"/>
//!         </EntityType>
//!         <EntityContainer Name="Container">
//!           <EntitySet Name="City" EntityType="Demo.City"/>
//!           <EntitySet Name="Country" EntityType="Demo.Country"/>
//!         </EntityContainer>
//!       </Schema>
//!     </edmx:DataServices>
//!   </edmx:Edmx>"#;
//! let schema = creatio_codegen::csdl::read(document, "demo.xml")?;
//! let city = schema.entity("City").expect("the document declares it");
//! assert_eq!(city.lookup_of("CountryId").map(|lookup| lookup.target.as_str()), Some("Country"));
//! # Ok::<(), creatio_codegen::csdl::Error>(())
//! ```

mod associations;
mod catalog;
mod descriptions;
mod document;
mod entities;
mod error;
mod lineage;
mod member;
mod names;
mod navigation;
mod notes;
mod properties;
mod text;
mod value_types;
mod xml;

use std::path::Path;
use std::{fs, io};

pub use error::{Error, Problem};

use crate::schema::Schema;

/// Reads a CSDL document, of OData 4 or of OData 1 to 3.
///
/// `origin` is the name of the file or the URL that `document` came from; errors start with it.
///
/// # Errors
///
/// See [`Problem`]; every error names the place in the document and the way out.
pub fn read(document: &[u8], origin: &str) -> Result<Schema, Error> {
    let text = text::decode(document, origin)?;
    let tree = xml::parse(text, origin)?;
    let mut notes = notes::Notes::new(text, origin);
    let catalog = catalog::Catalog::read(&tree, &mut notes)?;
    let properties = properties::Properties::new(&catalog, &mut notes);
    let entities = entities::read(&catalog, &properties, &mut notes)?;
    Ok(Schema {
        entities,
        enums: value_types::enums(&catalog, &properties, &mut notes),
        complex_types: value_types::complex(&catalog, &properties, &mut notes)?,
        skipped: notes.finish(),
    })
}

/// Reads a CSDL document from a file.
///
/// # Errors
///
/// As [`read`], and [`Problem::Unreadable`] when the file cannot be read.
pub fn read_file(path: impl AsRef<Path>) -> Result<Schema, Error> {
    let path = path.as_ref();
    let origin = path.display().to_string();
    let unreadable =
        |error: io::Error| Error::whole(&origin, Problem::Unreadable(error.to_string()));
    let document = fs::read(path).map_err(unreadable)?;
    read(&document, &origin)
}
