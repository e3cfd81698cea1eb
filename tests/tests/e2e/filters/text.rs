//! Comparisons and operators of text.

use creatio_tests::models::{city, contact};
use creatio_tests::records::fold;
use creatio_tests::world;

use super::{Row, finds};

#[tokio::test]
async fn text_compares_without_regard_to_case() {
    let name = world::demo().records.all("Contact")[3]
        .text("Name")
        .to_uppercase();
    let name = &*name;
    let compared = |row: Row| fold(row.text("Name")).cmp(&fold(name));
    finds(contact::name.eq(name), |row| compared(row).is_eq()).await;
    finds(contact::name.ne(name.to_owned()), |row| {
        compared(row).is_ne()
    })
    .await;
    finds(contact::name.gt(name), |row| compared(row).is_gt()).await;
    finds(contact::name.ge(name), |row| compared(row).is_ge()).await;
    finds(contact::name.lt(name), |row| compared(row).is_lt()).await;
    finds(contact::name.le(name), |row| compared(row).is_le()).await;
    finds(contact::name.between("d", "m"), |row| {
        ("d".."m").contains(&&*fold(row.text("Name"))) || fold(row.text("Name")) == "m"
    })
    .await;
    finds(contact::email.eq(""), |row| row.text("Email").is_empty()).await;
    finds(contact::email.ne(""), |row| !row.text("Email").is_empty()).await;
}

#[tokio::test]
async fn text_operators_and_their_opposites_part_the_rows() {
    let name = |row: Row| fold(row.text("Name"));
    finds(contact::name.contains("AN"), |row| name(row).contains("an")).await;
    finds(contact::name.not_contains("an"), |row| {
        !name(row).contains("an")
    })
    .await;
    finds(contact::name.starts_with("m"), |row| {
        name(row).starts_with('m')
    })
    .await;
    finds(contact::name.not_starts_with("M"), |row| {
        !name(row).starts_with('m')
    })
    .await;
    finds(contact::name.ends_with("r"), |row| name(row).ends_with('r')).await;
    finds(contact::name.not_ends_with("R"), |row| {
        !name(row).ends_with('r')
    })
    .await;
}

#[tokio::test]
async fn text_operators_do_not_apply_behind_an_empty_lookup() {
    let city = |row: Row| row.follow("City").map(|city| fold(city.text("Name")));
    let name = contact::city.then(city::name);
    finds(name.contains("a"), |row| {
        city(row).is_some_and(|name| name.contains('a'))
    })
    .await;
    finds(name.not_contains("a"), |row| {
        city(row).is_some_and(|name| !name.contains('a'))
    })
    .await;
    finds(name.not_ends_with("o"), |row| {
        city(row).is_some_and(|name| !name.ends_with('o'))
    })
    .await;
}
