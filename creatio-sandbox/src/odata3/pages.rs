//! Pages of 40 rows and the links between them.
//!
//! Creatio's documentation tells the 40. That a link carries what the last row is sorted by and
//! its key, that it counts `$top` down and leaves `$skip` out, and that the rows of an expanded
//! detail come in pages of the same size, is how WCF Data Services pages.

use rust_decimal::prelude::ToPrimitive as _;
use uuid::Uuid;

use super::{
    filter, literal::Literal, options::Options, planner::View, refusal::Refusal, text, types::Type,
};
use crate::{
    catalog::{Catalog, Entity},
    query::{
        plan::Plan,
        run::{Record, Source},
    },
    raw,
    value::Value,
};

/// Rows of a page.
pub(super) const SIZE: u64 = 40;

/// One row more than a page, whose presence is the next link. Rows without a key cannot be paged
/// and come all at once.
pub(super) fn rows_to_read(entity: &Entity) -> Option<u64> {
    entity.key.map(|_| SIZE + 1)
}

/// The rows of a page, and the key of the last one if more follow.
pub(super) fn cut(records: &[Record]) -> (&[Record], Option<Uuid>) {
    let size = usize::try_from(SIZE).unwrap_or(usize::MAX);
    match records.split_at_checked(size) {
        Some((page, [_, ..])) => match page.last().and_then(|last| last.key) {
            Some(key) => (page, Some(key)),
            None => (records, None),
        },
        _ => (records, None),
    }
}

/// The same for the rows of a detail, with the address of the page after it.
pub(super) fn of_detail<'r>(
    rows: &'r [Record],
    address: &str,
    view: View<'_>,
) -> (&'r [Record], Option<String>) {
    let (page, last) = cut(rows);
    let query = &view.shape.query;
    let next = last.map(|last| format!("{address}?{query}$skiptoken=guid'{last}'"));
    (page, next)
}

/// `'Alpha',guid'…'`: what the row with this key is sorted by, and the key.
pub(super) fn token(source: Source<'_>, plan: &Plan, key: Uuid) -> rusqlite::Result<String> {
    let values = source.sort_values(plan, key)?.unwrap_or_default();
    let types = order_types(source.catalog, plan);
    let mut literals: Vec<_> = types
        .zip(values)
        .map(|(ty, value)| Literal::of_column(ty, value).to_string())
        .collect();
    literals.push(format!("guid'{key}'"));
    Ok(literals.join(","))
}

/// What a token says: the sort values of a row and its key.
pub(super) fn read_token(
    catalog: &Catalog,
    plan: &Plan,
    token: &str,
) -> Result<(Vec<Value>, Uuid), Refusal> {
    let malformed = || Refusal::Query(format!("The skip token '{token}' is malformed."));
    let mut literals = filter::literals(token).map_err(|_| malformed())?;
    let Some(Value::Guid(key)) = literals.pop().map(|literal| literal.value) else {
        return Err(malformed());
    };
    let types: Vec<_> = order_types(catalog, plan).collect();
    if literals.len() != types.len() {
        return Err(malformed());
    }
    let values = literals.into_iter().zip(types);
    let values = values.map(|(literal, ty)| stored(literal, ty).ok_or_else(malformed));
    Ok((values.collect::<Result<_, _>>()?, key))
}

/// The value of a constant as a column of this type holds it.
fn stored(literal: Literal, ty: Type) -> Option<Value> {
    match (literal.ty, literal.value) {
        (None, value) => Some(value),
        // Numbers with a point are read exactly, whatever their type.
        (Some(given), Value::Decimal(value)) if given == ty && ty != Type::Decimal => {
            value.to_f64().map(Value::Real)
        }
        (Some(given), value) if given == ty => Some(value),
        // Constants have no narrower integers.
        (Some(Type::Int32), value) if matches!(ty, Type::Byte | Type::SByte | Type::Int16) => {
            Some(value)
        }
        (Some(Type::String), value) if matches!(ty, Type::Time | Type::Binary) => Some(value),
        _ => None,
    }
}

fn order_types<'a>(catalog: &'a Catalog, plan: &'a Plan) -> impl Iterator<Item = Type> + 'a {
    plan.order.iter().map(|order| {
        let entity = catalog.entity(plan.joins.entity(order.alias));
        Type::of(entity.columns[order.column].ty)
    })
}

/// The query string of the page after a token, as far as the request's own options go.
pub(super) fn next_query(query: &str, options: &Options, token: &str) -> String {
    let kept = ["$filter", "$expand", "$orderby", "$inlinecount", "$select"];
    let mut pairs: Vec<String> = query
        .split('&')
        .filter(|pair| {
            let name = raw::segment(pair.split('=').next().unwrap_or_default());
            kept.contains(&name.as_str())
        })
        .map(str::to_owned)
        .collect();
    if let Some(top) = options.top {
        pairs.push(format!("$top={}", top.saturating_sub(SIZE)));
    }
    pairs.push(format!("$skiptoken={}", text::encoded(token)));
    pairs.join("&")
}
