//! The columns that random conditions are about: near ones and ones behind up to three lookups.

use std::fmt;

use creatio_core::{Decimal, Expr, Id, Timestamp, Uuid};
use creatio_tests::models::{Account, Contact, Order, account, city, contact, order};

use super::{Match, Operator, Test};

/// The names that lead to a column, as a filter writes them.
pub(crate) type Steps = &'static [&'static str];

/// A column with values of a type.
pub(crate) struct Tested<V> {
    pub(crate) steps: Steps,
    pub(crate) expr: fn(Test<V>) -> Expr<Order>,
}

/// A column of text, for the text operators.
pub(crate) struct Matched {
    pub(crate) steps: Steps,
    pub(crate) expr: fn(Match, bool, String) -> Expr<Order>,
}

/// A column that may have no value.
pub(crate) struct NullTested {
    pub(crate) steps: Steps,
    pub(crate) is_text: bool,
    pub(crate) expr: fn(bool) -> Expr<Order>,
}

/// Two columns with values of one type.
pub(crate) struct Pair {
    pub(crate) left: Steps,
    pub(crate) right: Steps,
    pub(crate) kind: Kind,
    pub(crate) expr: fn(Operator) -> Expr<Order>,
}

/// The type of the columns of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Int,
    Decimal,
    Instant,
}

macro_rules! tested {
    ($column:expr) => {
        tested!($column, |value| value)
    };
    ($column:expr, $convert:expr) => {
        |test| {
            let (column, convert) = ($column, $convert);
            match test {
                Test::Compare(Operator::Eq, value) => column.eq(convert(value)),
                Test::Compare(Operator::Ne, value) => column.ne(convert(value)),
                Test::Compare(Operator::Gt, value) => column.gt(convert(value)),
                Test::Compare(Operator::Ge, value) => column.ge(convert(value)),
                Test::Compare(Operator::Lt, value) => column.lt(convert(value)),
                Test::Compare(Operator::Le, value) => column.le(convert(value)),
                Test::Between(lower, upper) => column.between(convert(lower), convert(upper)),
                Test::In(values) => column.is_in(values.into_iter().map(convert)),
                Test::NotIn(values) => column.not_in(values.into_iter().map(convert)),
            }
        }
    };
}

macro_rules! matched {
    ($column:expr) => {
        |kind, negated, text| match (kind, negated) {
            (Match::Contains, false) => $column.contains(text),
            (Match::Contains, true) => $column.not_contains(text),
            (Match::StartsWith, false) => $column.starts_with(text),
            (Match::StartsWith, true) => $column.not_starts_with(text),
            (Match::EndsWith, false) => $column.ends_with(text),
            (Match::EndsWith, true) => $column.not_ends_with(text),
        }
    };
}

macro_rules! null_tested {
    ($column:expr) => {
        |negated| match negated {
            false => $column.is_null(),
            true => $column.is_not_null(),
        }
    };
}

macro_rules! pair {
    ($left:expr, $right:expr) => {
        |operator| match operator {
            Operator::Eq => $left.eq_column($right),
            Operator::Ne => $left.ne_column($right),
            Operator::Gt => $left.gt_column($right),
            Operator::Ge => $left.ge_column($right),
            Operator::Lt => $left.lt_column($right),
            Operator::Le => $left.le_column($right),
        }
    };
}

pub(crate) static TEXTS: [Tested<String>; 4] = [
    Tested {
        steps: &["Number"],
        expr: tested!(order::number),
    },
    Tested {
        steps: &["Comment"],
        expr: tested!(order::comment),
    },
    Tested {
        steps: &["Account", "Name"],
        expr: tested!(order::account.then(account::name)),
    },
    Tested {
        steps: &["Account", "PrimaryContact", "City", "Name"],
        expr: tested!(
            order::account
                .then(account::primary_contact)
                .then(contact::city)
                .then(city::name)
        ),
    },
];

pub(crate) static INTS: [Tested<i32>; 3] = [
    Tested {
        steps: &["ProcessListeners"],
        expr: tested!(order::process_listeners),
    },
    Tested {
        steps: &["Contact", "Age"],
        expr: tested!(order::contact.then(contact::age)),
    },
    Tested {
        steps: &["Account", "PrimaryContact", "Completeness"],
        expr: tested!(
            order::account
                .then(account::primary_contact)
                .then(contact::completeness)
        ),
    },
];

pub(crate) static DECIMALS: [Tested<Decimal>; 2] = [
    Tested {
        steps: &["Amount"],
        expr: tested!(order::amount),
    },
    Tested {
        steps: &["PaymentAmount"],
        expr: tested!(order::payment_amount),
    },
];

pub(crate) static INSTANTS: [Tested<Timestamp>; 3] = [
    Tested {
        steps: &["CreatedOn"],
        expr: tested!(order::created_on),
    },
    Tested {
        steps: &["DueDate"],
        expr: tested!(order::due_date),
    },
    Tested {
        steps: &["Contact", "BirthDate"],
        expr: tested!(order::contact.then(contact::birth_date)),
    },
];

pub(crate) static GUIDS: [Tested<Uuid>; 4] = [
    Tested {
        steps: &["Id"],
        expr: tested!(order::id, Id::<Order>::new),
    },
    Tested {
        steps: &["Account", "Id"],
        expr: tested!(order::account_id, Id::<Account>::new),
    },
    Tested {
        steps: &["Contact", "Id"],
        expr: tested!(order::contact_id, Id::<Contact>::new),
    },
    Tested {
        steps: &["Contact", "Account", "Id"],
        expr: tested!(order::contact.then(contact::account_id), Id::<Account>::new),
    },
];

pub(crate) static FLAGS: [Tested<bool>; 2] = [
    Tested {
        steps: &["Contact", "Confirmed"],
        expr: tested!(order::contact.then(contact::confirmed)),
    },
    Tested {
        steps: &["Account", "PrimaryContact", "DoNotUseEmail"],
        expr: tested!(
            order::account
                .then(account::primary_contact)
                .then(contact::do_not_use_email)
        ),
    },
];

pub(crate) static MATCHES: [Matched; 3] = [
    Matched {
        steps: &["Comment"],
        expr: matched!(order::comment),
    },
    Matched {
        steps: &["Account", "Name"],
        expr: matched!(order::account.then(account::name)),
    },
    Matched {
        steps: &["Contact", "City", "Name"],
        expr: matched!(order::contact.then(contact::city).then(city::name)),
    },
];

pub(crate) static NULL_TESTS: [NullTested; 5] = [
    NullTested {
        steps: &["DueDate"],
        is_text: false,
        expr: null_tested!(order::due_date),
    },
    NullTested {
        steps: &["Account", "Id"],
        is_text: false,
        expr: null_tested!(order::account_id),
    },
    NullTested {
        steps: &["Contact", "Age"],
        is_text: false,
        expr: null_tested!(order::contact.then(contact::age)),
    },
    NullTested {
        steps: &["Contact", "BirthDate"],
        is_text: false,
        expr: null_tested!(order::contact.then(contact::birth_date)),
    },
    NullTested {
        steps: &["Contact", "Email"],
        is_text: true,
        expr: null_tested!(order::contact.then(contact::email)),
    },
];

pub(crate) static PAIRS: [Pair; 5] = [
    Pair {
        left: &["Amount"],
        right: &["PaymentAmount"],
        kind: Kind::Decimal,
        expr: pair!(order::amount, order::payment_amount),
    },
    Pair {
        left: &["Date"],
        right: &["DueDate"],
        kind: Kind::Instant,
        expr: pair!(order::date, order::due_date),
    },
    Pair {
        left: &["Contact", "CreatedOn"],
        right: &["CreatedOn"],
        kind: Kind::Instant,
        expr: pair!(order::contact.then(contact::created_on), order::created_on),
    },
    Pair {
        left: &["Contact", "Completeness"],
        right: &["Account", "Completeness"],
        kind: Kind::Int,
        expr: pair!(
            order::contact.then(contact::completeness),
            order::account.then(account::completeness)
        ),
    },
    Pair {
        left: &["ReceiverName"],
        right: &["Contact", "GivenName"],
        kind: Kind::Text,
        expr: pair!(
            order::receiver_name,
            order::contact.then(contact::given_name)
        ),
    },
];

macro_rules! shown_by_steps {
    ($($name:ident $(<$parameter:ident>)?: $field:ident;)+) => {
        $(
            impl $(<$parameter>)? fmt::Debug for $name $(<$parameter>)? {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.$field.join("/"))
                }
            }
        )+
    };
}

shown_by_steps! {
    Tested<V>: steps;
    Matched: steps;
    NullTested: steps;
    Pair: left;
}
