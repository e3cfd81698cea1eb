//! Records as Atom, and what is no record as plain XML.

use std::fmt::Write as _;

use creatio_codegen::schema::PropertyType;

use super::{
    pages,
    planner::{Planned, View},
    row_address, set_name, text, type_name,
    types::Type,
    xml::{self, DECLARATION, escaped, space},
};
use crate::{
    catalog::{Catalog, Entity, Member},
    query::run::{NestedRecords, Record},
    value::Value,
};

const SCHEME: &str = "http://schemas.microsoft.com/ado/2007/08/dataservices/scheme";
/// What the relation of a link to related rows begins with.
pub(super) const RELATED: &str = "http://schemas.microsoft.com/ado/2007/08/dataservices/related";

/// A writer for one answer of a service.
#[derive(Debug)]
pub(super) struct Atom<'a> {
    catalog: &'a Catalog,
    root: &'a str,
    now: String,
    out: String,
}

/// What stands around the rows of a feed.
#[derive(Debug)]
pub(super) struct Around<'a> {
    /// The address below the root, which is the title as well.
    pub(super) address: &'a str,
    /// How many rows there are in all, if asked for.
    pub(super) count: Option<u64>,
    /// Where more rows are.
    pub(super) next: Option<&'a str>,
}

impl<'a> Atom<'a> {
    /// A writer for a service at this root, a URL with a slash at the end. Feeds and entries tell
    /// when they were written: now, as `2020-04-09T11:25:13Z`.
    pub(super) fn new(catalog: &'a Catalog, root: &'a str, now: String) -> Self {
        Self {
            catalog,
            root,
            now,
            out: DECLARATION.to_owned(),
        }
    }

    /// A feed as a document.
    pub(super) fn feed(
        mut self,
        planned: &Planned,
        page: &[Record],
        around: &Around<'_>,
    ) -> String {
        let namespaces = self.namespaces();
        self.rows(&namespaces, planned.view(), page, around);
        self.out
    }

    /// An entry as a document.
    pub(super) fn entry(mut self, planned: &Planned, record: &Record) -> String {
        let namespaces = self.namespaces();
        self.row(&namespaces, planned.view(), record);
        self.out
    }

    /// The list of entity sets.
    pub(super) fn service(mut self) -> String {
        let root = escaped(self.root);
        self.push(format_args!(
            "<service xml:base=\"{root}\" xmlns=\"http://www.w3.org/2007/app\" \
             xmlns:atom=\"{}\"><workspace><atom:title>Default</atom:title>",
            xml::ATOM
        ));
        for entity in self.catalog.entities() {
            let set = set_name(entity);
            let set = escaped(&set);
            let title = format!("<atom:title>{set}</atom:title>");
            self.push(format_args!(
                "<collection href=\"{set}\">{title}</collection>"
            ));
        }
        self.out.push_str("</workspace></service>");
        self.out
    }

    fn namespaces(&self) -> String {
        format!(
            " xml:base=\"{}\" xmlns=\"{}\" xmlns:d=\"{}\" xmlns:m=\"{}\"",
            escaped(self.root),
            xml::ATOM,
            xml::DATA,
            xml::METADATA
        )
    }

    fn rows(&mut self, namespaces: &str, view: View<'_>, page: &[Record], around: &Around<'_>) {
        let address = escaped(around.address);
        let title = address.rsplit('/').next().unwrap_or_default();
        let (root, now) = (escaped(self.root), self.now.clone());
        self.push(format_args!(
            "<feed{namespaces}><id>{root}{address}</id><title type=\"text\">{title}</title>\
             <updated>{now}</updated><link rel=\"self\" title=\"{title}\" href=\"{address}\"/>"
        ));
        if let Some(count) = around.count {
            self.push(format_args!("<m:count>{count}</m:count>"));
        }
        for record in page {
            self.row("", view, record);
        }
        if let Some(next) = around.next {
            self.push(format_args!(
                "<link rel=\"next\" href=\"{}\"/>",
                escaped(next)
            ));
        }
        self.out.push_str("</feed>");
    }

    fn row(&mut self, namespaces: &str, view: View<'_>, record: &Record) {
        let entity = self.catalog.entity(view.plan.entity);
        let own = row_address(entity, record.key.unwrap_or_default());
        let address = escaped(&own);
        let (root, now) = (escaped(self.root), self.now.clone());
        self.push(format_args!(
            "<entry{namespaces}><id>{root}{address}</id><category term=\"{}\" \
             scheme=\"{SCHEME}\"/><link rel=\"edit\" title=\"{}\" href=\"{address}\"/>",
            escaped(&type_name(entity)),
            escaped(&entity.name)
        ));
        for (name, view, below) in view.nested(record) {
            self.push(format_args!("{}><m:inline>", link(entity, &address, name)));
            self.expanded(&format!("{own}/{name}"), view, below);
            self.out.push_str("</m:inline></link>");
        }
        for name in &view.shape.deferred {
            self.push(format_args!("{}/>", link(entity, &address, name)));
        }
        self.push(format_args!(
            "<title/><updated>{now}</updated><author><name/></author>\
             <content type=\"application/xml\"><m:properties>"
        ));
        for (column, value) in view.plan.columns.iter().zip(&record.values) {
            let column = &entity.columns[*column];
            push_property(&mut self.out, "", &column.name, (column.ty, value));
        }
        self.out.push_str("</m:properties></content></entry>");
    }

    fn expanded(&mut self, address: &str, view: View<'_>, below: &NestedRecords) {
        match below {
            NestedRecords::One(None) => {}
            NestedRecords::One(Some(row)) => self.row("", view, row),
            NestedRecords::Many(rows, _) => {
                let absolute = format!("{}{address}", self.root);
                let (page, next) = pages::of_detail(rows, &absolute, view);
                let around = Around {
                    address,
                    count: None,
                    next: next.as_deref(),
                };
                self.rows("", view, page, &around);
            }
        }
    }

    fn push(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.out.write_fmt(arguments);
    }
}

/// One property as a document.
pub(super) fn property(name: &str, ty: PropertyType, value: &Value) -> String {
    let namespaces = format!(" xmlns:d=\"{}\" xmlns:m=\"{}\"", xml::DATA, xml::METADATA);
    let mut out = DECLARATION.to_owned();
    push_property(&mut out, &namespaces, name, (ty, value));
    out
}

/// `<link rel="…/related/Account" type="…" title="Account" href="…"`, left open.
fn link(entity: &Entity, owner: &str, name: &str) -> String {
    let kind = match entity.member(name) {
        Some(Member::Collection(_)) => "feed",
        _ => "entry",
    };
    let name = escaped(name);
    format!(
        "<link rel=\"{RELATED}/{name}\" type=\"application/atom+xml;type={kind}\" \
         title=\"{name}\" href=\"{owner}/{name}\""
    )
}

/// `<d:Id m:type="Edm.Guid">…</d:Id>`; text has no type.
fn push_property(
    out: &mut String,
    namespaces: &str,
    name: &str,
    (ty, value): (PropertyType, &Value),
) {
    let edm = match Type::of(ty) {
        Type::String => String::new(),
        ty => format!(" m:type=\"{}\"", ty.edm_name()),
    };
    let name = escaped(name);
    // Writing to a String cannot fail.
    let _ = match text::of(ty, value) {
        Some(text) => write!(
            out,
            "<d:{name}{namespaces}{edm}{}>{}</d:{name}>",
            space(&text),
            escaped(&text)
        ),
        None => write!(out, "<d:{name}{namespaces}{edm} m:null=\"true\"/>"),
    };
}
