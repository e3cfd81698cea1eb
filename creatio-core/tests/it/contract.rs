//! What programs written to the design compile as, word for word.

use crate::models;

use creatio_core::prelude::*;

/// The verbs are inherent: a column in scope is enough, no trait has to be imported.
mod with_nothing_but_a_column_in_scope {
    use crate::models::{Account, account::name};

    #[test]
    fn a_column_is_selected_as_its_type() {
        let query: creatio_core::Query<Account, String> = Account::query().select(name);
        assert_eq!(query.odata4().unwrap().to_string(), "Account?$select=Name");
    }
}

async fn names(client: Client) -> Result<Vec<(String, Option<String>)>, creatio_core::Error> {
    use models::{Account, account, contact};

    let rows: Vec<(String, Option<String>)> = client
        .fetch(
            Account::query()
                .select((account::name, account::primary_contact.then(contact::name)))
                .filter(
                    account::name
                        .starts_with("A")
                        .and(account::completeness.gt(50)),
                )
                .order_by(account::name.asc())
                .top(100),
        )
        .await?;
    Ok(rows)
}

#[test]
fn the_query_of_the_front_page_runs_in_a_task() {
    fn spawnable<T: Future<Output: Send> + Send + 'static>(_: impl Fn(Client) -> T) {}
    spawnable(names);
}

#[test]
fn queries_and_clients_are_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Client>();
    shared::<Query<models::Account, models::Account>>();
}

#[test]
fn a_path_is_optional_once_however_many_lookups_it_goes_through() {
    use models::{Account, account, city, contact};

    let _: Path<Account, Option<String>> = account::primary_contact.then(contact::name);
    let _: Path<Account, Option<String>> = account::primary_contact.then(contact::email);
    let _: Lookup<Account, models::City> = account::primary_contact.then(contact::city);
    let long = account::parent.then(account::parent).then(account::parent);
    let _: Path<Account, Option<String>> = long
        .then(account::primary_contact)
        .then(contact::city.then(city::name));
    let _: Path<Account, Option<Id<models::City>>> =
        long.then(account::primary_contact).then(contact::city_id);
}
