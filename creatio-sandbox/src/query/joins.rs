//! Tables a query reaches through lookups: each path once, by left joins.

use std::fmt::Write as _;

use crate::catalog::{Catalog, EntityId};

/// One table of a query; `Alias::ROOT` is the entity that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Alias(usize);

impl Alias {
    /// The table of the queried entity itself.
    pub(crate) const ROOT: Self = Self(0);

    /// The SQL name of the table in a query nested this deep, quoted where needed: never.
    pub(super) fn sql(self, level: usize) -> String {
        match level {
            0 => format!("t{}", self.0),
            level => format!("s{level}t{}", self.0),
        }
    }
}

/// The tables of one query.
#[derive(Debug, Clone)]
pub(crate) struct Joins {
    root: EntityId,
    links: Vec<Link>,
}

#[derive(Debug, Clone)]
struct Link {
    from: Alias,
    lookup: usize,
    target: EntityId,
}

impl Joins {
    /// A query over one entity, without joins so far.
    pub(crate) fn new(root: EntityId) -> Self {
        Self {
            root,
            links: Vec::new(),
        }
    }

    /// The entity behind an alias.
    pub(crate) fn entity(&self, alias: Alias) -> EntityId {
        match alias.0.checked_sub(1) {
            None => self.root,
            Some(link) => self.links[link].target,
        }
    }

    /// The table behind a lookup of a table, joined unless it already is.
    pub(crate) fn follow(&mut self, catalog: &Catalog, from: Alias, lookup: usize) -> Alias {
        let known = self
            .links
            .iter()
            .position(|link| link.from == from && link.lookup == lookup);
        let link = known.unwrap_or_else(|| {
            let target = catalog.entity(self.entity(from)).lookups[lookup].target;
            self.links.push(Link {
                from,
                lookup,
                target,
            });
            self.links.len() - 1
        });
        Alias(link + 1)
    }

    /// `FROM "Contact" AS t0 LEFT JOIN "Account" AS t1 ON …`
    pub(super) fn tables_sql(&self, catalog: &Catalog, level: usize) -> String {
        let mut sql = format!(
            " FROM {} AS {}",
            catalog.entity(self.root).table,
            Alias::ROOT.sql(level)
        );
        for (position, link) in self.links.iter().enumerate() {
            let alias = Alias(position + 1).sql(level);
            let source = catalog.entity(self.entity(link.from));
            let target = catalog.entity(link.target);
            let condition = match (source.lookups[link.lookup].column, target.key) {
                (Some(column), Some(key)) => format!(
                    "{alias}.{} = {}.{}",
                    target.columns[key].sql,
                    link.from.sql(level),
                    source.columns[column].sql
                ),
                _ => "0".to_owned(),
            };
            // Writing to a String cannot fail.
            let _ = write!(sql, " LEFT JOIN {} AS {alias} ON {condition}", target.table);
        }
        sql
    }
}
