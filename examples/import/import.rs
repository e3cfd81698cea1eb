//! What is to be done about each customer, and what became of it.

use std::collections::HashMap;
use std::fmt;

use creatio_core::client::OData4;
use creatio_core::prelude::*;
use creatio_core::{Batch, BatchHandle, Error, Outcome, Outcomes};
use models::{Account, City, account, city};

use crate::customers::Customer;

/// What became of a line of the file.
#[derive(Debug)]
pub(crate) enum Fate {
    Added(Id<Account>),
    Changed,
    AsItWas,
    /// Nothing was changed, and nothing would be by another try: the line is to be looked at.
    Refused(String),
    /// It is not known to have been done. Another run does what is missing, since it looks first.
    Open(Error),
}

/// What a line asks for.
enum Plan {
    Add(BatchHandle<Id<Account>>),
    Change(BatchHandle<()>),
    Nothing,
    Impossible(String),
}

/// What Creatio has already.
struct Known {
    /// By their codes.
    accounts: HashMap<String, Account>,
    /// By their names.
    cities: HashMap<String, Id<City>>,
}

/// Brings the customers into Creatio, and tells of each what became of it, in their order.
///
/// # Errors
///
/// That of a read before, when nothing has been written yet.
pub(crate) async fn import(client: &Client, customers: &[Customer]) -> Result<Vec<Fate>, Error> {
    let known = Known {
        accounts: accounts(client, customers).await?,
        cities: cities(client, customers).await?,
    };
    // A hundred writes per request; a line that is refused does not keep the others back.
    let mut batch = client.batch().continue_on_error();
    let plans = customers
        .iter()
        .map(|customer| plan(customer, &known, &mut batch));
    let plans: Vec<Plan> = plans.collect();
    let mut outcomes = batch.send().await?;
    let fates = plans.into_iter().map(|plan| fate(plan, &mut outcomes));
    Ok(fates.collect())
}

/// Puts what is to be done about a customer into the batch.
fn plan(customer: &Customer, known: &Known, batch: &mut Batch<OData4>) -> Plan {
    let city = customer.city.as_ref();
    let city = city.map(|name| known.cities.get(name).copied().ok_or(name));
    let city = match city.transpose() {
        Ok(city) => city,
        Err(name) => return Plan::Impossible(format!("there is no city {name:?}")),
    };
    let Some(old) = known.accounts.get(&customer.code) else {
        let account = Account::insert()
            .set(account::code, &customer.code)
            .set(account::name, &customer.name)
            .set(account::phone, &customer.phone)
            .set(account::web, &customer.web)
            .set(account::city_id, city);
        return Plan::Add(batch.add(account));
    };
    let changes = Account::changes(old, &changed(old, customer, city));
    if changes.is_empty() {
        return Plan::Nothing;
    }
    Plan::Change(batch.add(changes))
}

/// The accounts that Creatio has already, by their codes.
async fn accounts(
    client: &Client,
    customers: &[Customer],
) -> Result<HashMap<String, Account>, Error> {
    // However many codes there are: a query too long for an address goes in pieces.
    let codes = customers.iter().map(|customer| &customer.code);
    let known = Account::query().filter(account::code.is_in(codes));
    let accounts = client.fetch(known).await?.into_iter();
    Ok(accounts
        .map(|account| (account.code.clone(), account))
        .collect())
}

/// The ids of the cities that the customers name.
async fn cities(
    client: &Client,
    customers: &[Customer],
) -> Result<HashMap<String, Id<City>>, Error> {
    let names = customers
        .iter()
        .filter_map(|customer| customer.city.as_ref());
    let cities = City::query()
        .select((city::name, city::id))
        .filter(city::name.is_in(names));
    Ok(client.fetch(cities).await?.into_iter().collect())
}

/// The account as the file has it. What the file does not know stays as it is.
fn changed(old: &Account, customer: &Customer, city: Option<Id<City>>) -> Account {
    Account {
        name: customer.name.clone(),
        phone: customer.phone.clone(),
        web: customer.web.clone(),
        city_id: city,
        ..old.clone()
    }
}

fn fate(plan: Plan, outcomes: &mut Outcomes) -> Fate {
    match plan {
        Plan::Add(handle) => settled(outcomes.take(handle), Fate::Added),
        Plan::Change(handle) => settled(outcomes.take(handle), |()| Fate::Changed),
        Plan::Nothing => Fate::AsItWas,
        Plan::Impossible(reason) => Fate::Refused(reason),
    }
}

fn settled<T>(outcome: Outcome<T>, done: impl FnOnce(T) -> Fate) -> Fate {
    match outcome {
        Outcome::Done(value) => done(value),
        Outcome::Rejected(error) => Fate::Refused(error.to_string()),
        Outcome::RolledBack(error) | Outcome::NeverRan(error) | Outcome::Unknown(error) => {
            Fate::Open(error)
        }
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(id) => write!(f, "added as {id}"),
            Self::Changed => f.write_str("changed"),
            Self::AsItWas => f.write_str("as it was"),
            Self::Refused(reason) => write!(f, "refused: {reason}"),
            Self::Open(error) => write!(f, "open: {error}"),
        }
    }
}
