//! The clauses that not every protocol has, as types: they stand in a query's marker and in the
//! compiler's message when the query is sent over a protocol that lacks them.
//!
//! `docs/protocols.md` has the table.

/// A clause in words, for the errors of queries whose type does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(crate) name: &'static str,
    pub(crate) way_out: &'static str,
}

macro_rules! clauses {
    ($($(#[$doc:meta])+ $name:ident, $words:literal: $way_out:literal;)+) => {
        $(
            $(#[$doc])+
            ///
            #[doc = concat!("Where a protocol lacks it: ", $way_out, ".")]
            #[derive(Debug)]
            pub enum $name {}

            impl $name {
                pub(crate) const CLAUSE: Clause = Clause { name: $words, way_out: $way_out };
            }
        )+
    };
}

clauses! {
    /// `count()`, `sum`, `min`, `max`, `avg` and `count_distinct` over the rows of a query, alone or
    /// grouped. Creatio's OData has not been seen to know `$apply`.
    Aggregation, "aggregate":
        "send the query over DataService, or select the columns and fold them in the program";
    /// `distinct()`: rows that are equal come once.
    Distinct, "`distinct`":
        "send the query over DataService, or drop repeated rows in the program";
    /// A computed value as a selected column: a part of a date, a length, a fold of a collection.
    ComputedColumn, "computed column":
        "send the query over DataService, or select the column and work it out in the program";
    /// A computed value as a sort key.
    ComputedOrder, "order by a computed value":
        "send the query over DataService, or sort in the program";
    /// A date macro such as `today()`: DataService works it out in the user's time zone.
    DateMacro, "date macro":
        "send the query over DataService, or compare with instants, `.ge(start) & column.lt(end)`";
    /// `is_current_user()` and `is_current_user_contact()`.
    UserMacro, "macro for the current user":
        "send the query over DataService, or compare with the user's id";
    /// The primary display column by its role instead of its name.
    PrimaryDisplay, "primary display column by its role":
        "send the query over DataService, or name the column";
    /// `weekday()` of a date.
    Weekday, "`weekday`":
        "send the query over DataService, or look at the day in the program";
    /// `minute()` of an instant: DataService has the hour with the minute only.
    Minute, "`minute`":
        "send the query over OData, or look at the minute in the program";
    /// `any`, `all`, `none`, `is_empty` and `is_not_empty` of a collection. Creatio's OData 3
    /// service documents no lambda operators.
    CollectionCondition, "condition on a collection":
        "send the query over OData 4 or DataService";
    /// `count()` of a collection in a condition.
    CollectionCount, "count of a collection":
        "send the query over OData 4 or DataService";
    /// A count of some rows of a collection, or a sum, minimum, maximum or average of one of its
    /// columns.
    CollectionAggregate, "aggregate of a collection":
        "send the query over DataService, or select the collection's rows and fold them in the program";
    /// The rows of a collection as a selection: DataService answers flat rows.
    NestedRows, "nested rows of a collection":
        "send the query over OData 4, or read the collection's rows with a query of their own";
    /// An update or delete of the rows that meet a condition. OData writes one row at a time, by its
    /// key.
    ConditionalWrite, "update or delete by a condition":
        "send it over DataService, or read the keys of the rows and write each of them";
    /// A condition in OData 4's own words.
    RawOData4, "raw condition of OData 4":
        "send the query over OData 4, or write the condition for this protocol";
    /// A condition in OData 3's own words.
    RawOData3, "raw condition of OData 3":
        "send the query over OData 3, or write the condition for this protocol";
    /// A condition in DataService's own JSON.
    RawDataService, "raw condition of DataService":
        "send the query over DataService, or write the condition for this protocol";
}
