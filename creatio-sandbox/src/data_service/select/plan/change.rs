//! What a query writes, and to which rows.

use creatio_codegen::schema::PropertyType;
use rust_decimal::prelude::ToPrimitive as _;
use uuid::Uuid;

use super::{
    Binder, World,
    value::{Bound, Time},
};
use crate::{
    catalog::{Entity, EntityId, Member},
    change::Assignment,
    data_service::{
        facts,
        select::{
            exception::Exception,
            wire::{Constant, Expression, Filter},
        },
    },
    query::{expr::Expr, plan::Plan},
    value::{Value, default_of, is_integer},
};

/// The entity with this schema name.
pub(in super::super) fn entity(world: World<'_>, schema: &str) -> Result<EntityId, Exception> {
    let found = world.catalog.by_name(schema);
    found.ok_or_else(|| Exception::no_schema(schema))
}

/// The rows that a filter finds; `None` if there is nothing in it.
pub(in super::super) fn rows(
    world: World<'_>,
    entity: EntityId,
    filter: Option<&Filter>,
) -> Result<Option<Plan>, Exception> {
    let mut binder = Binder::new(world, entity);
    let condition = filter.map(|filter| binder.filter(filter));
    let condition = condition.transpose()?.flatten();
    Ok(condition.map(|condition| Plan {
        filter: Some(condition),
        joins: binder.scope.joins,
        ..Plan::bare(entity)
    }))
}

/// Columns with what is written to them.
pub(in super::super) fn assignments(
    world: World<'_>,
    entity: EntityId,
    values: &[(String, Expression)],
) -> Result<Vec<Assignment>, Exception> {
    let entity = world.catalog.entity(entity);
    let assigned = values.iter().map(|(name, expression)| {
        let at = column(entity, name).ok_or_else(|| Exception::no_column(name, &entity.name))?;
        let Expression::Parameter(constant) = expression else {
            return Err(Exception::not_supported(
                "A column can only be set to a parameter here.",
            ));
        };
        Ok((at, value(world, entity, at, constant)?))
    });
    assigned.collect()
}

/// A column by its name in the entity schema: `Account`, and never `AccountId`.
fn column(entity: &Entity, name: &str) -> Option<usize> {
    match entity.member(name)? {
        Member::Lookup(lookup) => entity.lookups[lookup].column,
        Member::Collection(_) => None,
        Member::Column(at) => {
            let column = &entity.columns[at];
            let is_hidden = column.is_lookup_key || column.ty == PropertyType::Stream;
            (!is_hidden).then_some(at)
        }
    }
}

fn value(
    world: World<'_>,
    entity: &Entity,
    at: usize,
    constant: &Constant,
) -> Result<Value, Exception> {
    let ty = entity.columns[at].ty;
    let value = match constant {
        Constant::Null => default_of(ty),
        Constant::Guid(guid) if *guid == Uuid::nil() => default_of(ty),
        Constant::Guid(guid) => Value::Guid(*guid),
        Constant::Text(text) => Value::Text(text.clone()),
        Constant::Int(number) if is_integer(ty) => Value::Int(*number),
        Constant::Int(number) if ty == PropertyType::Decimal => Value::Decimal((*number).into()),
        Constant::Int(number) => number.to_f64().map_or(Value::Null, Value::Real),
        Constant::Decimal(number) if ty == PropertyType::Decimal => Value::Decimal(*number),
        Constant::Decimal(number) => number.to_f64().map_or(Value::Null, Value::Real),
        Constant::Bool(flag) => Value::Bool(*flag),
        Constant::Wall(wall) => {
            // Days and times of day are the same in every zone.
            let time = match facts::data_value_type(entity, at) {
                8 | 9 => Time::Date,
                _ => Time::Instant,
            };
            match Bound::wall(*wall, time, &world.user.zone)?.expr {
                Expr::Value(value) => value,
                _ => Value::Null,
            }
        }
    };
    if value.fits(ty) {
        Ok(value)
    } else {
        let name = facts::name(entity, at);
        let message = format!("The value does not fit the type of column {name}.");
        Err(Exception::format(message))
    }
}
