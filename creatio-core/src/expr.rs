//! [`Expr`]: conditions that know their entity.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use crate::ast::{Junction, Predicate, Raw};
use crate::capability::clause::{RawDataService, RawOData3, RawOData4};
use crate::capability::{Capability, DataServiceOnly, OData3Only, OData4Only, Portable};

/// A condition on rows of `E`, made by the operators of columns and paths.
///
/// Conditions are joined with [`and`](Expr::and), [`or`](Expr::or) and [`not`](Expr::not), or with
/// `&`, `|` and `!`. The tree is kept as it was built and rendered with the parentheses it needs:
/// `a.and(b.or(c))` never turns into `a and b or c`.
///
/// `C` says which protocols can carry it; for most conditions it is every one.
#[must_use = "a condition does nothing until it is given to `filter`"]
pub struct Expr<E, C = Portable> {
    predicate: Predicate,
    types: PhantomData<fn() -> (E, C)>,
}

impl<E, C> Expr<E, C> {
    pub(crate) fn new(predicate: Predicate) -> Self {
        Expr {
            predicate,
            types: PhantomData,
        }
    }

    pub(crate) fn into_predicate(self) -> Predicate {
        self.predicate
    }

    /// Rows that do not meet the condition.
    ///
    /// The opposite is pushed down to the single conditions before anything is sent: `not` of
    /// `a.and(b.lt(5))` asks for `not a or b ge 5`. A comparison with a value that is missing is
    /// neither true nor false for Creatio's databases, and so is its opposite: a row without that
    /// value meets neither. Text is never missing (`""` is its nothing), null tests always have an
    /// answer, and `ne` on a lookup's key finds rows without a lookup, too
    /// (`UseLookupNotEqualOrNullQueryCondition`, on in the 8.1 configuration), so that with these a
    /// row meets exactly one of a condition and its opposite. All protocols give the same rows.
    #[expect(
        clippy::should_implement_trait,
        reason = "`Not` is implemented too; the method works without that trait in scope"
    )]
    pub fn not(self) -> Self {
        Expr::new(self.predicate.negate())
    }

    /// Rows that meet all of these conditions. Without any it is every row.
    ///
    /// ```
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct City { #[creatio(key)] pub id: Id<City>, pub name: String }
    /// # }
    /// # use models::{City, city};
    /// use creatio_core::Expr;
    ///
    /// let words = ["New", "York"];
    /// let both = Expr::all_of(words.map(|word| city::name.contains(word)));
    /// assert_eq!(
    ///     City::query().select(city::name).filter(both).odata4()?.to_string(),
    ///     "City?$select=Name&$filter=contains(Name,'New')%20and%20contains(Name,'York')",
    /// );
    /// # Ok::<(), creatio_core::CompileError>(())
    /// ```
    pub fn all_of(conditions: impl IntoIterator<Item = Self>) -> Self {
        Expr::joined(Junction::And, conditions)
    }

    /// Rows that meet at least one of these conditions. Without any it is no row.
    pub fn any_of(conditions: impl IntoIterator<Item = Self>) -> Self {
        Expr::joined(Junction::Or, conditions)
    }

    fn joined(junction: Junction, conditions: impl IntoIterator<Item = Self>) -> Self {
        let conditions = conditions.into_iter().map(Expr::into_predicate);
        let joined = conditions.reduce(|left, right| left.join(junction, right));
        Expr::new(joined.unwrap_or(Predicate::Joined(junction, Vec::new())))
    }
}

impl<E, C: Capability> Expr<E, C> {
    /// Rows that meet both conditions.
    pub fn and<D: Capability>(self, other: Expr<E, D>) -> Expr<E, C::And<D>> {
        Expr::new(self.predicate.join(Junction::And, other.predicate))
    }

    /// Rows that meet at least one of the conditions.
    pub fn or<D: Capability>(self, other: Expr<E, D>) -> Expr<E, C::And<D>> {
        Expr::new(self.predicate.join(Junction::Or, other.predicate))
    }
}

/// Conditions in one protocol's own words, for what the typed ones do not say.
impl<E> Expr<E> {
    /// A condition in the words of OData 4's `$filter`, not percent-encoded. It is sent in
    /// parentheses, as it stands: names and values in it are the caller's to check and to quote.
    /// Inside `any` of a collection the collection's row is `d`, as in `d/Name eq 'a'`; one level
    /// further in it is `d2`.
    ///
    /// ```
    /// # mod models {
    /// # use creatio_core::{Entity, Id};
    /// # #[derive(Debug, Clone, PartialEq, Entity)]
    /// # pub struct City { #[creatio(key)] pub id: Id<City>, pub name: String }
    /// # }
    /// # use models::{City, city};
    /// use creatio_core::Expr;
    ///
    /// let query = City::query().select(city::name).filter(Expr::raw_odata4("indexof(Name,'o') eq 1"));
    /// assert_eq!(
    ///     query.odata4()?.to_string(),
    ///     "City?$select=Name&$filter=(indexof(Name,'o')%20eq%201)",
    /// );
    /// # Ok::<(), creatio_core::CompileError>(())
    /// ```
    pub fn raw_odata4(filter: impl Into<String>) -> Expr<E, OData4Only<RawOData4>> {
        Expr::new(Predicate::Raw(Raw::OData4(filter.into())))
    }

    /// A condition in the words of OData 3's `$filter`, as
    /// [`raw_odata4`](Expr::raw_odata4) is one in those of OData 4.
    pub fn raw_odata3(filter: impl Into<String>) -> Expr<E, OData3Only<RawOData3>> {
        Expr::new(Predicate::Raw(Raw::OData3(filter.into())))
    }

    /// A condition as DataService's JSON: one filter or a group of them, an item of `filters.items`.
    pub fn raw_data_service(filter: serde_json::Value) -> Expr<E, DataServiceOnly<RawDataService>> {
        Expr::new(Predicate::Raw(Raw::DataService(filter)))
    }
}

impl<E, C: Capability, D: Capability> BitAnd<Expr<E, D>> for Expr<E, C> {
    type Output = Expr<E, C::And<D>>;

    fn bitand(self, other: Expr<E, D>) -> Self::Output {
        self.and(other)
    }
}

impl<E, C: Capability, D: Capability> BitOr<Expr<E, D>> for Expr<E, C> {
    type Output = Expr<E, C::And<D>>;

    fn bitor(self, other: Expr<E, D>) -> Self::Output {
        self.or(other)
    }
}

impl<E, C> Not for Expr<E, C> {
    type Output = Self;

    fn not(self) -> Self {
        Expr::not(self)
    }
}

impl<E, C> Clone for Expr<E, C> {
    fn clone(&self) -> Self {
        Expr::new(self.predicate.clone())
    }
}

impl<E, C> fmt::Debug for Expr<E, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.predicate.fmt(f)
    }
}
