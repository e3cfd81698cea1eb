//! The queries of the quickstart. The program prints each function as it stands here.

use creatio_core::capability::clause::{Aggregation, NestedRows};
use creatio_core::capability::{DataServiceOnly, ODataOnly};
use creatio_core::prelude::*;

use crate::models::{
    Account, Contact, Order, account, account_type, city, contact, country, order,
};

pub fn account_names() -> Query<Account, String> {
    Account::query()
        .select(account::name)
        .order_by(account::created_on.desc())
        .top(5)
}

pub fn well_kept_accounts() -> Query<Account, (String, i32, Option<Timestamp>)> {
    Account::query()
        .select((account::name, account::completeness, account::created_on))
        .filter(
            account::completeness.ge(80).and(
                account::name
                    .starts_with("w")
                    .or(account::code.is_in(["000080", "000111"])),
            ),
        )
        .order_by((account::completeness.desc(), account::name.asc()))
        .top(5)
}

pub fn contacts_by_country() -> Query<Contact, (String, Option<String>, Option<String>)> {
    let account = contact::account;
    let country = account.then(account::country).then(country::name);

    Contact::query()
        .select((contact::name, account.then(account::name), country))
        .filter(country.is_not_null().and(contact::age.between(30, 40)))
        .order_by((country.asc(), contact::name.asc()))
        .top(5)
}

/// A name, a contact's name and address, and the numbers and amounts of orders.
pub type AccountWithOrders = (String, Option<(String, String)>, Vec<(String, Decimal)>);

pub fn accounts_with_orders() -> Query<Account, AccountWithOrders, ODataOnly<NestedRows>> {
    let orders = Order::query()
        .select((order::number, order::amount))
        .filter(order::amount.gt(0))
        .order_by(order::date.desc())
        .top(3);

    Account::query()
        .select((
            account::name,
            account::primary_contact.row((contact::name, contact::email)),
            account::order_collection_by_account.rows(orders),
        ))
        .filter(account::city.then(city::name).starts_with("k"))
        .top(4)
}

pub fn awkward_names() -> Query<Account, String> {
    let name = account::name;
    let awkward = name.contains("\"") | name.contains("\\") | name.contains("#");

    Account::query()
        .select(name)
        .filter(awkward | name.contains("+") | name.contains("\t"))
        .order_by(name.asc())
}

pub fn whole_accounts() -> Query<Account, Account> {
    Account::query()
        .filter(account::owner_id.is_not_null() & !account::code.eq(""))
        .top(3)
}

pub fn accounts_per_type() -> Query<Account, (Option<String>, i64), DataServiceOnly<Aggregation>> {
    let type_name = account::r#type.then(account_type::name);

    Account::query()
        .select((type_name, count()))
        .filter(type_name.ne(""))
        .order_by(count().desc())
}

pub fn contacts_without_email() -> Query<Contact, Contact> {
    Contact::query().filter(contact::email.eq(""))
}
