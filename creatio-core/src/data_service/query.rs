//! Queries as DataService requests.

use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::Value;

use super::body::{Group, SelectQuery, value_of};
use super::codes::operation;
use super::columns::Columns;
use super::filter::group;
use super::grouping::Grouping;
use super::{DataServiceRequest, Scope};
use crate::CompileError;
use crate::ast::{Fold, Item, Junction, Plan, Term};
use crate::capability::OverDataService;
use crate::decode::DecodeError;
use crate::json::text_of;
use crate::prepared::Prepared;
use crate::query::{Entity, KeyValue, Query, Reader};
use crate::row::{Format, Row};

/// A plan as the JSON of a body.
pub(crate) fn body(plan: &Plan, zone: &TimeZone) -> Result<Value, CompileError> {
    let scope = scope(plan, zone);
    let columns = Columns::of(plan, scope)?;
    Ok(value_of(&select(plan, scope, &columns)?))
}

/// A plan as a request, and how its reply is read.
pub(crate) fn prepare<R>(
    plan: &Plan,
    zone: &TimeZone,
    reader: Reader<R>,
) -> Result<Prepared<R, DataServiceRequest>, CompileError> {
    let scope = scope(plan, zone);
    let columns = Columns::of(plan, scope)?;
    let body = text_of(&select(plan, scope, &columns)?);
    let request = DataServiceRequest::new(plan.root.name, body);
    let format = Format::DataService(zone.clone());
    Ok(Prepared::new(request, columns.shape(), format, reader))
}

/// A request for the number of rows that the filter finds, whatever `top` and `skip` say.
pub(crate) fn prepare_count(
    plan: &Plan,
    zone: &TimeZone,
) -> Result<Prepared<i64, DataServiceRequest>, CompileError> {
    let refuse = |clause| {
        scope(plan, zone).refuse_words(clause, "fetch the rows and count them in the program")
    };
    match Grouping::of(plan) {
        Grouping::None => {}
        Grouping::Distinct => return Err(refuse("count of distinct rows")),
        Grouping::Aggregates { .. } => return Err(refuse("count of groups")),
    }
    let count = Plan {
        items: vec![Item::Computed(Term::Fold(Fold::Count, None))],
        filter: plan.filter.clone(),
        ..Plan::all_of(plan.root)
    };
    prepare(&count, zone, Arc::new(read_count))
}

fn read_count(row: &mut Row<'_>) -> Result<i64, DecodeError> {
    row.read()
}

fn scope<'z>(plan: &Plan, zone: &'z TimeZone) -> Scope<'z> {
    Scope {
        entity: plan.root,
        zone,
    }
}

fn select(
    plan: &Plan,
    scope: Scope<'_>,
    columns: &Columns<'_>,
) -> Result<SelectQuery, CompileError> {
    let skip = plan.skip.filter(|&rows| rows > 0);
    Ok(SelectQuery {
        root_schema_name: plan.root.name,
        operation_type: operation::SELECT,
        filters: filters(plan, scope)?,
        columns: columns.body()?,
        is_distinct: plan.distinct,
        row_count: row_count(plan.top),
        rows_offset: skip.map_or(-1, |rows| i64::try_from(rows).unwrap_or(i64::MAX)),
        // The server passes over no rows without it.
        is_pageable: skip.is_some(),
        all_columns: false,
        use_localization: true,
        ignore_display_values: true,
    })
}

/// -1 is all rows. 0 would be an error of the database, so that no rows are one row at most of none:
/// see [`filters`]. A number beyond Creatio's integers is more than there can be.
fn row_count(top: Option<u64>) -> i64 {
    match top.map(i32::try_from) {
        Some(Ok(rows)) => rows.max(1).into(),
        Some(Err(_)) | None => -1,
    }
}

fn filters(plan: &Plan, scope: Scope<'_>) -> Result<Option<Group>, CompileError> {
    if plan.top != Some(0) {
        let filter = plan.filter.as_ref();
        return filter.map(|filter| scope.group(Some(filter))).transpose();
    }
    if Grouping::of(plan) == (Grouping::Aggregates { alone: true }) {
        return Err(scope.refuse_words(
            "`top(0)` of an aggregate over all rows",
            "leave `top` out: it is always one row",
        ));
    }
    // What the filter says is checked all the same, so that `top(0)` hides no mistake.
    scope.group(plan.filter.as_ref())?;
    Ok(Some(group(Junction::And, vec![scope.constant(false)])))
}

impl<E: Entity> Prepared<E, DataServiceRequest> {
    /// A read of one row by its key, with the time zone of the user's profile. DataService answers
    /// with a page, of one row or none.
    ///
    /// # Errors
    /// [`CompileError`] when DataService cannot carry the key.
    pub fn by_key_data_service(key: &E::Key, zone: &TimeZone) -> Result<Self, CompileError> {
        let values = key.parts().into_iter().map(|part| part.0);
        let plan = Plan::by_key(E::SCHEMA, values.collect());
        prepare(&plan, zone, Arc::new(E::from_row))
    }
}

impl<E, R, C> Query<E, R, C> {
    /// The query as the JSON of a DataService `SelectQuery`, for a user whose profile has the time
    /// zone UTC.
    ///
    /// ```
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct City { #[creatio(key)] pub id: Id<City>, pub name: String }
    /// # }
    /// # use models::{City, city};
    /// let body = City::query()
    ///     .select(city::name)
    ///     .filter(city::name.starts_with("O"))
    ///     .top(10)
    ///     .data_service()?;
    ///
    /// assert_eq!(body["columns"]["items"]["Name"]["expression"]["columnPath"], "Name");
    /// assert_eq!(body["filters"]["items"]["f1"]["comparisonType"], 9);
    /// assert_eq!(body["rowCount"], 10);
    /// # Ok::<(), creatio_core::CompileError>(())
    /// ```
    ///
    /// A [`Value`] holds numbers in binary: of decimals it keeps about 15 digits. What
    /// [`prepare_data_service`](Query::prepare_data_service) makes has all of them.
    ///
    /// # Errors
    /// [`CompileError`] when DataService cannot carry the query's values.
    pub fn data_service(&self) -> Result<Value, CompileError>
    where
        C: OverDataService,
    {
        body(self.plan(), &TimeZone::UTC)
    }

    /// The same for a user whose profile has this time zone: DataService takes and gives instants as
    /// what that user's clock shows.
    ///
    /// # Errors
    /// [`CompileError`] when DataService cannot carry the query's values.
    pub fn data_service_in(&self, zone: &TimeZone) -> Result<Value, CompileError>
    where
        C: OverDataService,
    {
        body(self.plan(), zone)
    }

    /// The query as a DataService request together with the reader of its reply, for a user whose
    /// profile has this time zone.
    ///
    /// An hour that the clock shows twice, when summer time ends, is read as the second of the two, as
    /// .NET takes it: the reply does not tell.
    ///
    /// # Errors
    /// [`CompileError`] when DataService cannot carry the query's values.
    pub fn prepare_data_service(
        &self,
        zone: &TimeZone,
    ) -> Result<Prepared<R, DataServiceRequest>, CompileError>
    where
        C: OverDataService,
    {
        prepare(self.plan(), zone, Arc::clone(self.reader()))
    }

    /// A request that counts the rows which the filter finds, whatever `top` and `skip` say. The
    /// reply is a page of one row, the count.
    ///
    /// # Errors
    /// [`CompileError`] when DataService cannot carry the query's values, or the query is `distinct`
    /// or has aggregates: its rows are not those that the filter finds.
    pub fn prepare_count_data_service(
        &self,
        zone: &TimeZone,
    ) -> Result<Prepared<i64, DataServiceRequest>, CompileError>
    where
        C: OverDataService,
    {
        prepare_count(self.plan(), zone)
    }
}
