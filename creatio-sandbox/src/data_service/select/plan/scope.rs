//! Column paths: `Account.PrimaryContact.Name`, `Account.[Contact:Account].Id`.
//!
//! Names are those of entity schemas: a lookup is `Account`, and the `AccountId` of OData and of
//! the database is not a name here.

use creatio_codegen::schema::PropertyType;

use crate::{
    catalog::{Catalog, Entity, EntityId, Member},
    data_service::{facts, select::exception::Exception},
    query::{
        expr::Expr,
        joins::{Alias, Joins},
    },
};

/// The tables that paths from one root reach.
pub(super) struct Scope<'a> {
    catalog: &'a Catalog,
    /// The root, and what it takes to reach the ends of paths.
    pub(super) joins: Joins,
}

/// What is at the end of a path.
pub(super) enum Found<'p> {
    /// A column of the root or of a row that lookups lead to.
    Column(Place),
    /// A detail, and the path that goes on from its rows.
    Details(Reverse, &'p str),
}

/// A column of a table.
pub(super) struct Place {
    /// The table.
    pub(super) alias: Alias,
    /// The column.
    pub(super) column: usize,
    /// Whether it holds the key behind a lookup.
    pub(super) is_lookup_key: bool,
    /// The lookup, if the path ends in it rather than in its key.
    pub(super) lookup: Option<usize>,
}

/// Rows that refer to a row of this scope.
pub(super) struct Reverse {
    /// The table they refer to, and its column that they hold.
    pub(super) owner: (Alias, usize),
    /// The entity of the rows.
    pub(super) target: EntityId,
    /// The column of them that refers.
    pub(super) via: usize,
}

impl<'a> Scope<'a> {
    pub(super) fn new(catalog: &'a Catalog, root: EntityId) -> Self {
        let joins = Joins::new(root);
        Self { catalog, joins }
    }

    /// The entity of a table.
    pub(super) fn entity(&self, alias: Alias) -> &'a Entity {
        self.catalog.entity(self.joins.entity(alias))
    }

    /// The entity behind a lookup of a table.
    pub(super) fn target(&self, from: Alias, lookup: usize) -> &'a Entity {
        self.catalog
            .entity(self.entity(from).lookups[lookup].target)
    }

    /// What users see of the row behind a lookup.
    pub(super) fn display_value(&mut self, from: Alias, lookup: usize) -> Option<Expr> {
        let target = self.target(from, lookup);
        let Member::Column(column) = target.member(facts::display_column(target)?)? else {
            return None;
        };
        let alias = self.joins.follow(self.catalog, from, lookup);
        Some(Expr::Column(alias, column))
    }

    /// Follows a path from the root.
    pub(super) fn resolve<'p>(&mut self, path: &'p str) -> Result<Found<'p>, Exception> {
        let mut alias = Alias::ROOT;
        let mut rest = path;
        loop {
            let (segment, below) = match rest.split_once('.') {
                Some((segment, below)) => (segment, Some(below)),
                None => (rest, None),
            };
            if let Some(reference) = segment.strip_prefix('[') {
                let below = below.ok_or_else(|| self.no_column(path))?;
                let reverse = reference
                    .strip_suffix(']')
                    .and_then(|reference| self.reverse(alias, reference));
                let reverse = reverse.ok_or_else(|| self.no_column(path))?;
                return Ok(Found::Details(reverse, below));
            }
            let entity = self.entity(alias);
            let Some(below) = below else {
                let place = place(entity, alias, segment);
                return place.map(Found::Column).ok_or_else(|| self.no_column(path));
            };
            let Some((lookup, column)) = lookup(entity, segment) else {
                return Err(self.no_column(path));
            };
            // The key behind a lookup is in the row itself.
            let target = self.target(alias, lookup);
            if target
                .key
                .is_some_and(|key| target.columns[key].name == below)
            {
                return Ok(Found::Column(Place {
                    alias,
                    column,
                    is_lookup_key: true,
                    lookup: None,
                }));
            }
            alias = self.joins.follow(self.catalog, alias, lookup);
            rest = below;
        }
    }

    /// `Contact:Account`, `SysUserInRole:SysUser:SysAdminUnit`: the schema, its column that
    /// refers, and the column referred to unless that is the key.
    fn reverse(&self, alias: Alias, reference: &str) -> Option<Reverse> {
        let mut names = reference.split(':');
        let target = self.catalog.by_name(names.next()?)?;
        let link = names.next()?;
        let own = names.next();
        if names.next().is_some() {
            return None;
        }
        let owner = self.entity(alias);
        let via = place(self.catalog.entity(target), Alias::ROOT, link)?;
        let column = match (own, via.lookup) {
            (Some(own), _) => place(owner, alias, own)?.column,
            (None, Some(lookup)) => {
                let referred = self.catalog.entity(target).lookups[lookup].target;
                owner.key.filter(|_| referred == self.joins.entity(alias))?
            }
            (None, None) => owner.key?,
        };
        Some(Reverse {
            owner: (alias, column),
            target,
            via: via.column,
        })
    }

    fn no_column(&self, path: &str) -> Exception {
        Exception::no_column(path, &self.entity(Alias::ROOT).name)
    }
}

/// A column of an entity by its name in the entity schema.
fn place(entity: &Entity, alias: Alias, name: &str) -> Option<Place> {
    if let Some((lookup, column)) = lookup(entity, name) {
        return Some(Place {
            alias,
            column,
            is_lookup_key: true,
            lookup: Some(lookup),
        });
    }
    let Member::Column(column) = entity.member(name)? else {
        return None;
    };
    let found = &entity.columns[column];
    let is_hidden = found.is_lookup_key || found.ty == PropertyType::Stream;
    (!is_hidden).then_some(Place {
        alias,
        column,
        is_lookup_key: false,
        lookup: None,
    })
}

/// A lookup of an entity by its name, and the column that holds its key.
fn lookup(entity: &Entity, name: &str) -> Option<(usize, usize)> {
    match entity.member(name)? {
        Member::Lookup(lookup) => Some((lookup, entity.lookups[lookup].column?)),
        Member::Column(_) | Member::Collection(_) => None,
    }
}
