//! Options and the schema to a plan.

use creatio_codegen::schema::PropertyType;

use super::{
    bind::Binder,
    filter,
    options::{Expand, Options},
    refusal::Refusal,
};
use crate::{
    catalog::{Catalog, Entity, EntityId, Member},
    odata::order::OrderBy,
    query::plan::{Link, Nested, Order, Plan},
};

/// What a server allows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Rows in one answer, whatever was asked for.
    pub(crate) max_rows: u64,
    /// Levels of `$expand`.
    pub(crate) max_expansion_depth: usize,
    /// Rows after which an answer ends with a next link, if the server pages at all.
    pub(crate) page_size: Option<u64>,
    /// Whether parts of `$filter` that nobody has seen Creatio answer are refused.
    pub(crate) documented_filters_only: bool,
    /// Whether a `PATCH` with an unknown property is answered 204 and writes nothing, instead of being
    /// refused.
    pub(crate) ignore_unknown_in_patch: bool,
}

/// Plans a read of one entity.
pub(super) fn plan(
    catalog: &Catalog,
    entity: EntityId,
    options: &Options,
    limits: &Limits,
) -> Result<Plan, Refusal> {
    level(catalog, entity, options, limits.max_expansion_depth, limits)
}

fn level(
    catalog: &Catalog,
    id: EntityId,
    options: &Options,
    levels_left: usize,
    limits: &Limits,
) -> Result<Plan, Refusal> {
    let entity = catalog.entity(id);
    if levels_left == 0 && !options.expand.is_empty() {
        return Err(Refusal::Query(format!(
            "The request includes a $expand path which is too deep. The maximum depth allowed is \
             {}. To increase the limit, set the 'MaxExpansionDepth' property on \
             EnableQueryAttribute or ODataValidationSettings.",
            limits.max_expansion_depth
        )));
    }
    // Everything that OData itself objects to comes first, streams and raw keys of lookups after.
    let selected = options
        .select
        .as_ref()
        .map(|names| select(entity, names))
        .transpose()?;
    let nested = options.expand.iter();
    let nested = nested
        .map(|item| nest(catalog, entity, item, levels_left.saturating_sub(1), limits))
        .collect::<Result<Vec<_>, _>>()?;
    let mut binder = Binder::new(catalog, id, limits.documented_filters_only);
    let filter = options.filter.as_ref().map(|text| {
        let ast = filter::parse(text).map_err(|error| Refusal::Query(error.0))?;
        binder.filter(&ast)
    });
    let filter = filter.transpose()?;
    let order = options.order.iter().map(|item| order(&mut binder, item));
    let order = order.collect::<Result<Vec<_>, _>>()?;
    let joins = binder.finish()?;
    let is_selected = selected.is_some();
    let columns = selected.unwrap_or_else(|| entity.scalar_columns().collect());
    if columns
        .iter()
        .any(|column| entity.columns[*column].ty == PropertyType::Stream)
    {
        return Err(Refusal::StreamSelected);
    }
    Ok(Plan {
        entity: id,
        columns,
        is_selected,
        nested,
        filter,
        order,
        joins,
        top: options.top,
        skip: options.skip.unwrap_or_default(),
        count: options.count,
    })
}

/// Positions of the selected columns, each once. Navigation properties are valid names and add
/// nothing to minimal metadata; `*` means every column.
fn select(entity: &Entity, names: &[String]) -> Result<Vec<usize>, Refusal> {
    let mut columns = Vec::new();
    for name in names {
        if name == "*" {
            columns.extend(entity.scalar_columns());
            continue;
        }
        if name.contains('/') {
            return Err(Refusal::Query(
                "Found a path with multiple navigation properties or a bad complex property path \
                 in a select clause. Please reword your query such that each level of select or \
                 expand only contains either TypeSegments or Properties."
                    .to_owned(),
            ));
        }
        match entity.member(name) {
            Some(Member::Column(column)) => columns.push(column),
            Some(Member::Lookup(_) | Member::Collection(_)) => {}
            None => return Err(Refusal::unknown_property(name, &entity.qualified_name())),
        }
    }
    let mut seen = std::collections::HashSet::new();
    columns.retain(|column| seen.insert(*column));
    Ok(columns)
}

fn nest(
    catalog: &Catalog,
    entity: &Entity,
    item: &Expand,
    levels_left: usize,
    limits: &Limits,
) -> Result<Nested, Refusal> {
    let (target, link) = match entity.member(&item.name) {
        Some(Member::Lookup(at)) => {
            let lookup = &entity.lookups[at];
            (lookup.target, Link::One(lookup.column))
        }
        Some(Member::Collection(at)) => {
            let collection = &entity.collections[at];
            (collection.target, Link::Many(collection.via))
        }
        Some(Member::Column(_)) => {
            return Err(Refusal::Query(format!(
                "Property '{}' on type '{}' is not a navigation property or complex property. \
                 Only navigation properties can be expanded.",
                item.name,
                entity.qualified_name()
            )));
        }
        None => {
            return Err(Refusal::unknown_property(
                &item.name,
                &entity.qualified_name(),
            ));
        }
    };
    if matches!(link, Link::One(_)) && item.options.are_for_collections() {
        return Err(Refusal::Query(format!(
            "The navigation property '{}' is not a collection. Query options $filter, $orderby, \
             $count, $skip, and $top can be applied only on collections.",
            item.name
        )));
    }
    let plan = level(catalog, target, &item.options, levels_left, limits)?;
    Ok(Nested {
        name: item.name.clone(),
        link,
        plan,
    })
}

fn order(binder: &mut Binder<'_>, item: &OrderBy) -> Result<Order, Refusal> {
    let found = binder.path(&item.path)?;
    Ok(Order {
        alias: found.alias,
        column: found.column,
        descending: item.descending,
    })
}
