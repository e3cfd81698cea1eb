//! Single writes, over OData in both versions and the DataService.

use creatio_core::prelude::*;
use creatio_core::{Delete, DeleteWhere, Error, Insert, ToManyRows, Update, UpdateWhere};
use creatio_tests::models::{Contact, contact};
use serde_json::Value;

use super::{Call, run};
use crate::model::{Api, Evidence, Facts, Nature};
use crate::scene::{NEW_AGE, ROWS, Scene, Stored};

const OLD_ENOUGH: i32 = 4;

pub(crate) fn all() -> Vec<Call> {
    let mut all = over_odata();
    all.extend(over_data_service());
    all.extend(by_condition());
    all
}

fn call(
    name: &'static str,
    api: Api,
    evidence: Evidence,
    run: super::Run,
    intends: fn(&Scene<'_>, &mut Stored),
) -> Call {
    Call::new(name, Facts::new(api, Nature::Writes(evidence)), run).intending(intends)
}

fn over_odata() -> Vec<Call> {
    let call = |name, evidence, run, intends| call(name, Api::OData, evidence, run, intends);
    vec![
        call(
            "insert, OData 4",
            Evidence::Row,
            run!(|scene| scene.client.execute(insert(scene)) => scene.id(NEW_AGE)),
            inserted,
        ),
        call(
            "update, OData 4",
            Evidence::None,
            run!(|scene| scene.client.execute(update(scene)) => ()),
            updated,
        )
        .with_empty_reply(),
        call(
            "delete, OData 4",
            Evidence::Row,
            run!(|scene| scene.client.execute(delete(scene)) => ()),
            deleted,
        )
        .with_empty_reply(),
        call(
            "insert, OData 3",
            Evidence::Row,
            run!(|scene| scene.client.odata3().execute(insert(scene)) => scene.id(NEW_AGE)),
            inserted,
        ),
        call(
            "update, OData 3",
            Evidence::None,
            run!(|scene| scene.client.odata3().execute(update(scene)) => ()),
            updated,
        )
        .with_empty_reply(),
        call(
            "delete, OData 3",
            Evidence::Row,
            run!(|scene| scene.client.odata3().execute(delete(scene)) => ()),
            deleted,
        )
        .with_empty_reply(),
    ]
}

fn over_data_service() -> Vec<Call> {
    let call = |name, evidence, run, intends| call(name, Api::DataService, evidence, run, intends);
    vec![
        call(
            "insert, DataService",
            Evidence::Row,
            run!(|scene| scene.client.data_service().execute(insert(scene)) => scene.id(NEW_AGE)),
            inserted,
        ),
        call(
            "update, DataService",
            Evidence::None,
            run!(|scene| scene.client.data_service().execute(update(scene)) => ()),
            updated,
        ),
        call(
            "delete, DataService",
            Evidence::Row,
            run!(|scene| scene.client.data_service().execute(delete(scene)) => ()),
            deleted,
        ),
    ]
}

fn by_condition() -> Vec<Call> {
    let call = |name, run, intends| {
        let (api, evidence) = (Api::DataService, Evidence::None);
        call(name, api, evidence, run, intends)
    };
    vec![
        call(
            "update_where",
            run!(|scene| scene.client.data_service().execute(update_where(scene)) => 2),
            updated_where,
        ),
        call(
            "delete_where",
            run!(|scene| scene.client.data_service().execute(delete_where(scene)) => 2),
            deleted_where,
        ),
        call(
            "upsert",
            run!(|scene| scene.client.data_service().execute(upsert(scene)) => 1),
            inserted,
        ),
        call(
            "operation that writes",
            run!(|scene| operation(scene) => Value::from(2)),
            updated_where,
        ),
    ]
}

pub(crate) fn insert(scene: &Scene<'_>) -> Insert<Contact> {
    Contact::insert()
        .set_id(scene.id(NEW_AGE))
        .set(contact::name, scene.new_name())
        .set(contact::age, NEW_AGE)
}

pub(crate) fn inserted(scene: &Scene<'_>, rows: &mut Stored) {
    rows.push((scene.new_name(), NEW_AGE.into()));
}

pub(crate) fn update(scene: &Scene<'_>) -> Update<Contact> {
    Contact::update(scene.id(1)).set(contact::age, NEW_AGE)
}

pub(crate) fn updated(scene: &Scene<'_>, rows: &mut Stored) {
    grow(rows, &scene.name(), |age| age == 1);
}

pub(crate) fn delete(scene: &Scene<'_>) -> Delete<Contact> {
    Contact::delete(scene.id(2))
}

pub(crate) fn deleted(scene: &Scene<'_>, rows: &mut Stored) {
    rows.retain(|row| *row != (scene.name(), 2));
}

fn update_where(scene: &Scene<'_>) -> UpdateWhere<Contact, ToManyRows> {
    let old = contact::age.ge(OLD_ENOUGH);
    Contact::update_where(old.and(contact::name.eq(scene.name()))).set(contact::age, NEW_AGE)
}

fn delete_where(scene: &Scene<'_>) -> DeleteWhere<Contact, ToManyRows> {
    let old = contact::age.ge(OLD_ENOUGH);
    Contact::delete_where(old.and(contact::name.eq(scene.name())))
}

fn deleted_where(scene: &Scene<'_>, rows: &mut Stored) {
    let (name, least) = (scene.name(), i64::from(OLD_ENOUGH));
    rows.retain(|(of, age)| *of != name || *age < least);
}

fn upsert(scene: &Scene<'_>) -> UpdateWhere<Contact, ToManyRows> {
    Contact::update_where(contact::name.eq(scene.new_name()))
        .set(contact::name, scene.new_name())
        .set(contact::age, NEW_AGE)
        .or_insert()
}

fn updated_where(scene: &Scene<'_>, rows: &mut Stored) {
    let old = i64::from(OLD_ENOUGH)..=i64::from(ROWS);
    grow(rows, &scene.name(), |age| old.contains(&age));
}

fn grow(rows: &mut Stored, name: &str, which: impl Fn(i64) -> bool) {
    for (of, age) in rows {
        if of == name && which(*age) {
            *age = NEW_AGE.into();
        }
    }
}

/// The same as `update_where`, by a body that the client does not look into.
async fn operation(scene: &Scene<'_>) -> Result<Value, Error> {
    let body = update_where(scene).data_service()?;
    let mut reply = scene
        .client
        .data_service_request("UpdateQuery", &body)
        .await?;
    Ok(reply["rowsAffected"].take())
}
