//! Totals over many rows as SQL text.

use super::{
    expr::{Details, Expr, Fold, Total},
    joins::Alias,
    sql::Statement,
};

impl Statement<'_> {
    /// `count(DISTINCT t0."Name" COLLATE creatio_text)`
    pub(super) fn total(&mut self, total: Total, values: &Expr) -> &mut Self {
        self.words(match total.fold {
            Fold::Count => "count(",
            Fold::Sum => "creatio_sum(",
            Fold::Mean => "creatio_mean(",
            Fold::Least => "min(",
            Fold::Greatest => "max(",
        });
        self.words(if total.is_distinct { "DISTINCT " } else { "" });
        self.expression(values).collate(total.collation).words(")")
    }

    /// `(SELECT … FROM … WHERE s1t0."AccountId" = t0."Id" AND …)`
    pub(super) fn among(&mut self, details: &Details, value: &Expr) -> &mut Self {
        let mut inner = self.below(details, "SELECT ");
        inner.expression(value).tables();
        inner.words(" WHERE ").column(Alias::ROOT, details.via);
        inner.words(" = ");
        self.words("(").append(inner);
        let (owner, key) = details.owner;
        self.column(owner, key);
        let mut rest = self.below(details, "");
        rest.also(details.filter.as_ref());
        if !value.is_total() {
            rest.first();
        }
        self.append(rest).words(")")
    }
}

impl Expr {
    /// Whether it has one value for many rows.
    pub(crate) fn is_total(&self) -> bool {
        match self {
            Self::Total(..) => true,
            Self::Value(_)
            | Self::Column(..)
            | Self::Exists(_)
            | Self::Count(_)
            | Self::Among(..) => false,
            Self::Cast(inner, _)
            | Self::IsNull(inner)
            | Self::IsEmptyText(inner)
            | Self::Not(inner) => inner.is_total(),
            Self::Compare(_, _, sides) => sides.0.is_total() || sides.1.is_total(),
            Self::Call(_, terms) | Self::And(terms) | Self::Or(terms) => {
                terms.iter().any(Self::is_total)
            }
        }
    }
}
