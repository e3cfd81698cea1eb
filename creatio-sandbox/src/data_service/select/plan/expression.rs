//! Expressions: columns, constants, macros, functions of one row.

use creatio_codegen::schema::PropertyType;

use super::{
    Binder,
    period::period,
    scope::{Found, Place},
    value::{Bound, Side, Time},
};
use crate::{
    catalog::Member,
    data_service::{
        facts,
        select::{
            exception::Exception,
            wire::{Arithmetic, Constant, DatePart, Expression},
        },
    },
    query::{
        expr::{Expr, Function},
        joins::Alias,
    },
    value::{Value, is_integer},
};

impl Binder<'_> {
    /// An expression that has one value in a row.
    pub(super) fn value(&mut self, expression: &Expression) -> Result<Bound, Exception> {
        match self.side(expression)? {
            Side::Value(bound) => Ok(bound),
            Side::Wall(wall) => Bound::wall(wall, Time::Instant, &self.world.user.zone),
            Side::Null => Err(Exception::null("value")),
            Side::Period(_) => Err(Exception::not_supported(
                "A macro that means a span of time can only be compared with.",
            )),
        }
    }

    /// An expression on one side of a comparison.
    pub(super) fn side(&mut self, expression: &Expression) -> Result<Side, Exception> {
        match expression {
            Expression::Column(path) => self.column(path),
            Expression::Parameter(constant) => return Ok(parameter(constant)),
            Expression::Macro(number, argument) => {
                return self.macros(*number, argument.as_deref());
            }
            Expression::Aggregate(fold, argument) => self.aggregate(*fold, argument),
            Expression::DatePart(part, argument) => self.date_part(*part, argument),
            Expression::Length(argument) => self.length(argument),
            Expression::SubQuery(path, fold, filter) => {
                self.sub_query(path, *fold, filter.as_deref())
            }
            Expression::Arithmetic(operation, operands) => self.arithmetic(*operation, operands),
        }
        .map(Side::Value)
    }

    pub(super) fn column(&mut self, path: &str) -> Result<Bound, Exception> {
        match self.scope.resolve(path)? {
            Found::Column(place) => Ok(self.at(&place)),
            Found::Details(..) => Err(Exception::not_supported(format!(
                "Column by path {path} is in many rows; it needs an aggregation or a sub-query."
            ))),
        }
    }

    fn at(&self, place: &Place) -> Bound {
        let entity = self.scope.entity(place.alias);
        let ty = entity.columns[place.column].ty;
        let data_type = match (place.is_lookup_key, place.lookup) {
            (true, None) => 0,
            _ => facts::data_value_type(entity, place.column),
        };
        let time = match (ty, data_type) {
            (PropertyType::DateTimeOffset, 8 | 9) => Time::Date,
            (PropertyType::DateTimeOffset, _) => Time::Instant,
            _ => Time::None,
        };
        Bound {
            expr: Expr::Column(place.alias, place.column),
            ty,
            time,
            data_type,
            is_lookup_key: place.is_lookup_key,
            lookup: place.lookup.map(|lookup| (place.alias, lookup)),
        }
    }

    fn macros(&mut self, number: i64, argument: Option<&Expression>) -> Result<Side, Exception> {
        let user = self.world.user;
        let guid = |id| Bound::plain(Expr::Value(Value::Guid(id)), PropertyType::Guid, 0);
        match number {
            1 => return Ok(Side::Value(guid(user.id))),
            2 => return Ok(Side::Value(guid(user.contact))),
            34 => return self.own("PrimaryColumn").map(Side::Value),
            35 => return self.own("PrimaryDisplayColumn").map(Side::Value),
            _ => {}
        }
        let count = match argument {
            None => None,
            Some(Expression::Parameter(Constant::Int(count))) => Some(*count),
            Some(_) => {
                return Err(Exception::argument(
                    "The argument of a macro must be an integer parameter.",
                ));
            }
        };
        period(number, count, self.world.now, &user.zone)?
            .map(Side::Period)
            .ok_or_else(|| {
                Exception::not_supported(format!(
                    "EntitySchemaQueryMacrosType {number} is not supported here."
                ))
            })
    }

    /// A column of the root by what it is for.
    fn own(&mut self, role: &str) -> Result<Bound, Exception> {
        let entity = self.scope.entity(Alias::ROOT);
        let column = if role == "PrimaryColumn" {
            entity.key
        } else {
            facts::display_column(entity).and_then(|name| match entity.member(name)? {
                Member::Column(column) => Some(column),
                Member::Lookup(_) | Member::Collection(_) => None,
            })
        };
        let column = column.ok_or_else(|| Exception::no_column(role, &entity.name))?;
        Ok(self.at(&Place {
            alias: Alias::ROOT,
            column,
            is_lookup_key: false,
            lookup: None,
        }))
    }

    fn date_part(&mut self, part: DatePart, argument: &Expression) -> Result<Bound, Exception> {
        let argument = self.value(argument)?;
        let wall = argument.wall_clock().ok_or_else(|| {
            Exception::database(
                "Argument data type is invalid for argument 2 of datepart function.",
            )
        })?;
        let (function, time, data_type) = match part {
            DatePart::Day => (Function::Day, Time::None, 4),
            DatePart::Week => (Function::Week, Time::None, 4),
            DatePart::Month => (Function::Month, Time::None, 4),
            DatePart::Year => (Function::Year, Time::None, 4),
            DatePart::Weekday => (Function::Weekday, Time::None, 4),
            DatePart::Hour => (Function::Hour, Time::None, 4),
            DatePart::HourMinute => (Function::Clock, Time::Clock, 9),
        };
        let expr = Expr::Call(function, vec![wall]);
        Ok(Bound {
            time,
            ..Bound::plain(expr, PropertyType::Int32, data_type)
        })
    }

    fn length(&mut self, argument: &Expression) -> Result<Bound, Exception> {
        let argument = self.value(argument)?;
        if argument.ty != PropertyType::String {
            return Err(Exception::database(
                "Argument data type is invalid for argument 1 of len function.",
            ));
        }
        let expr = Expr::Call(Function::Length, vec![argument.expr]);
        Ok(Bound::plain(expr, PropertyType::Int32, 4))
    }

    fn arithmetic(
        &mut self,
        operation: Arithmetic,
        operands: &(Expression, Expression),
    ) -> Result<Bound, Exception> {
        let left = self.value(&operands.0)?;
        let right = self.value(&operands.1)?;
        if !(left.is_number() && right.is_number()) {
            return Err(Exception::database(
                "Operand data types are invalid for an arithmetic operator.",
            ));
        }
        let types = [left.ty, right.ty];
        let is_real = |ty| matches!(ty, PropertyType::Single | PropertyType::Double);
        let ty = if types.into_iter().any(is_real) {
            PropertyType::Double
        } else if types.into_iter().all(is_integer) {
            PropertyType::Int64
        } else {
            PropertyType::Decimal
        };
        let data_type = match (ty, left.data_type, right.data_type) {
            (PropertyType::Int64, ..) => 4,
            (_, 6, _) | (_, _, 6) => 6,
            _ => 5,
        };
        let function = match operation {
            Arithmetic::Add => Function::Add,
            Arithmetic::Subtract => Function::Subtract,
            Arithmetic::Multiply => Function::Multiply,
            Arithmetic::Divide => Function::Divide,
        };
        let expr = Expr::Call(function, vec![left.expr, right.expr]);
        Ok(Bound::plain(expr, ty, data_type))
    }
}

impl Bound {
    /// What the user's clock shows, in SQL; `None` if this is no date.
    pub(super) fn wall_clock(&self) -> Option<Expr> {
        match self.time {
            Time::Instant => Some(Expr::Call(Function::Wall, vec![self.expr.clone()])),
            Time::Date => Some(self.expr.clone()),
            Time::None | Time::Clock => None,
        }
    }

    /// Whether it can be calculated with.
    pub(super) fn is_number(&self) -> bool {
        let is_fractional = matches!(
            self.ty,
            PropertyType::Decimal | PropertyType::Single | PropertyType::Double
        );
        self.time == Time::None && (is_fractional || is_integer(self.ty))
    }
}

fn parameter(constant: &Constant) -> Side {
    let (value, ty, data_type) = match constant {
        Constant::Null => return Side::Null,
        Constant::Wall(wall) => return Side::Wall(*wall),
        Constant::Text(text) => (Value::Text(text.clone()), PropertyType::String, 1),
        Constant::Guid(guid) => (Value::Guid(*guid), PropertyType::Guid, 0),
        Constant::Int(number) => (Value::Int(*number), PropertyType::Int32, 4),
        Constant::Decimal(number) => (Value::Decimal(*number), PropertyType::Decimal, 5),
        Constant::Bool(flag) => (Value::Bool(*flag), PropertyType::Boolean, 12),
    };
    Side::Value(Bound::plain(Expr::Value(value), ty, data_type))
}
