//! Columns compared with columns, and columns far away.

use creatio_tests::models::{account, city, contact, order};
use creatio_tests::records::fold;

use super::{Row, finds, finds_orders};

#[tokio::test]
async fn columns_compare_with_columns() {
    let amounts = |row: Row| row.decimal("Amount").cmp(&row.decimal("PaymentAmount"));
    finds_orders(order::amount.eq_column(order::payment_amount), |row| {
        amounts(row).is_eq()
    })
    .await;
    finds_orders(order::amount.ne_column(order::payment_amount), |row| {
        amounts(row).is_ne()
    })
    .await;
    finds_orders(order::amount.gt_column(order::payment_amount), |row| {
        amounts(row).is_gt()
    })
    .await;
    finds_orders(order::amount.ge_column(order::payment_amount), |row| {
        amounts(row).is_ge()
    })
    .await;
    finds_orders(order::amount.lt_column(order::payment_amount), |row| {
        amounts(row).is_lt()
    })
    .await;
    finds_orders(order::amount.le_column(order::payment_amount), |row| {
        amounts(row).is_le()
    })
    .await;
}

#[tokio::test]
async fn columns_compare_with_columns_behind_lookups() {
    let created = |row: Row| {
        Some(
            row.instant("CreatedOn")?
                .cmp(&row.follow("Contact")?.instant("CreatedOn")?),
        )
    };
    let path = order::contact.then(contact::created_on);
    finds_orders(order::created_on.gt_column(path), |row| {
        created(row).is_some_and(std::cmp::Ordering::is_gt)
    })
    .await;
    finds_orders(path.ge_column(order::created_on), |row| {
        created(row).is_some_and(std::cmp::Ordering::is_le)
    })
    .await;
    let authors = |row: Row| (row.guid("CreatedById"), row.guid("ModifiedById"));
    finds(
        contact::created_by_id.eq_column(contact::modified_by_id),
        |row| authors(row).0 == authors(row).1,
    )
    .await;
    finds(
        contact::created_by_id.ne_column(contact::modified_by_id),
        |row| authors(row).0 != authors(row).1,
    )
    .await;
}

#[tokio::test]
async fn a_filter_reaches_through_three_lookups() {
    let name = order::account
        .then(account::primary_contact)
        .then(contact::city)
        .then(city::name);
    let city = |row: Row| {
        let contact = row.follow("Account")?.follow("PrimaryContact")?;
        Some(fold(contact.follow("City")?.text("Name")))
    };
    finds_orders(name.starts_with("b"), |row| {
        city(row).is_some_and(|name| name.starts_with('b'))
    })
    .await;
    finds_orders(name.is_null(), |row| {
        city(row).is_none_or(|name| name.is_empty())
    })
    .await;
}
