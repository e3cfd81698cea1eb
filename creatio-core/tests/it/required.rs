//! What models know of a schema's rules is checked before a write is sent.

use crate::models;

use creatio_core::CompileError;
use creatio_core::prelude::*;
use models::{Ticket, ticket};

#[test]
fn a_new_row_that_lacks_required_columns_names_them_all() {
    let insert = Ticket::insert().set(ticket::code, "a");
    let error = insert.odata4().unwrap_err();
    insta::assert_snapshot!(error, @"Ticket: the new row has no value in Subject, CityId, which Creatio requires: set them or, if the server fills them in, call `leave_required_to_server`");
    assert_eq!(insert.data_service().unwrap_err(), error);
}

#[test]
fn an_empty_text_and_a_null_are_no_values() {
    let insert = Ticket::insert()
        .set(ticket::subject, "")
        .clear(ticket::city_id);
    let columns = vec!["Subject", "CityId"];
    let entity = "Ticket";
    assert_eq!(
        insert.odata4().unwrap_err(),
        CompileError::Required { entity, columns }
    );
}

#[test]
fn a_row_that_has_what_it_needs_or_is_left_to_the_server_is_sent() {
    let whole = Ticket::insert()
        .set(ticket::subject, "Äpfel")
        .set(ticket::city_id, Id::from_u128(1));
    assert!(whole.odata4().is_ok());
    assert!(Ticket::insert().leave_required_to_server().odata4().is_ok());
}

#[test]
fn an_update_need_not_name_required_columns_but_cannot_empty_them() {
    let id = Id::<Ticket>::from_u128(7);
    assert!(Ticket::update(id).set(ticket::code, "a").odata4().is_ok());
    let cleared = Ticket::update(id).clear(ticket::city_id);
    insta::assert_snapshot!(cleared.odata4().unwrap_err(), @"Ticket: CityId cannot be cleared, since Creatio requires a value there");
    let many = Ticket::update_where(ticket::code.eq("a")).set(ticket::subject, "");
    assert!(many.data_service().is_err());
}

#[test]
fn a_text_longer_than_its_column_is_refused_and_characters_are_counted() {
    let id = Id::<Ticket>::from_u128(7);
    assert!(Ticket::update(id).set(ticket::code, "äöü").odata4().is_ok());
    assert!(
        Ticket::update(id)
            .set(ticket::code, "😀😀😀")
            .odata4()
            .is_ok()
    );
    let long = Ticket::update(id).set(ticket::code, "abcd");
    insta::assert_snapshot!(long.odata4().unwrap_err(), @"Ticket: the text for Code has 4 characters, and the column takes 3 at most: shorten it");
}
