//! Batches: of reads, of writes, and of writes that stand or fall together.

use creatio_core::client::{Batch, BatchHandle, Carries, Outcomes};
use creatio_core::prelude::*;
use creatio_core::{Error, Portable, ToOneRow};
use creatio_tests::models::{Contact, contact};

use super::writes::{delete, deleted, insert, inserted, update, updated};
use super::{Call, name_of, run, told_of_item};
use crate::model::{Api, Evidence, Facts, Nature, joined};
use crate::scene::{NEW_AGE, Scene, Stored};

/// What three writes can be told by: an insert, an update and a delete.
const WRITES: Nature = Nature::Batch(&[Evidence::Row, Evidence::None, Evidence::Row]);

pub(crate) fn all() -> Vec<Call> {
    let mut all = of_reads();
    all.extend(of_writes().into_iter().map(|call| call.intending(written)));
    all
}

fn of_reads() -> Vec<Call> {
    let call = |name, api, run| Call::new(name, Facts::new(api, Nature::Reads), run);
    vec![
        call(
            "reads, JSON",
            Api::OData,
            run!(|scene| reads(scene, scene.client.batch()) => (vec![3], vec![4, 5])),
        ),
        call(
            "reads, multipart",
            Api::OData,
            run!(|scene| reads(scene, scene.client.batch().multipart()) => (vec![3], vec![4, 5])),
        ),
        call(
            "reads, DataService",
            Api::DataService,
            run!(|scene| reads(scene, scene.client.data_service().batch()) => (vec![3], vec![4, 5])),
        ),
    ]
}

fn of_writes() -> Vec<Call> {
    let odata = |name, run| Call::new(name, Facts::new(Api::OData, WRITES), run);
    let data_service = |name, run| Call::new(name, Facts::new(Api::DataService, WRITES), run);
    vec![
        odata("writes, JSON", |scene| {
            Box::pin(writes(scene, scene.client.batch()))
        }),
        odata("writes, multipart", |scene| {
            Box::pin(writes(scene, scene.client.batch().multipart()))
        }),
        data_service("writes, DataService", |scene| {
            Box::pin(writes(scene, scene.client.data_service().batch()))
        }),
        odata("group, JSON", |scene| {
            Box::pin(group(scene, scene.client.batch()))
        }),
        odata("group, multipart", |scene| {
            Box::pin(group(scene, scene.client.batch().multipart()))
        }),
        data_service("group, DataService", |scene| {
            Box::pin(group(scene, scene.client.data_service().batch()))
        }),
    ]
}

/// Two reads: the row of one age, and the rows of others.
async fn reads<P: Carries<Portable>>(
    scene: &Scene<'_>,
    mut batch: Batch<P>,
) -> Result<(Vec<i32>, Vec<i32>), Error> {
    let ages = scene.query().select(contact::age);
    let one = batch.add(ages.clone().filter(contact::age.eq(3)));
    let others = ages.filter(contact::age.ge(4));
    let others = batch.add(others.order_by(contact::age.asc()));
    let mut outcomes = batch.send().await?;
    let one = outcomes.take(one).into_result()?;
    Ok((one, outcomes.take(others).into_result()?))
}

/// An insert, an update and a delete, each for itself.
async fn writes<P: Carries<ToOneRow>>(scene: &Scene<'_>, mut batch: Batch<P>) -> String {
    let handles = (
        batch.add(insert(scene)),
        batch.add(update(scene)),
        batch.add(delete(scene)),
    );
    told_of_writes(scene, batch.send().await, handles)
}

/// The same three, together or not at all.
async fn group<P: Carries<ToOneRow>>(scene: &Scene<'_>, mut batch: Batch<P>) -> String {
    let mut group = batch.group();
    let handles = (
        group.add(insert(scene)),
        group.add(update(scene)),
        group.add(delete(scene)),
    );
    told_of_writes(scene, batch.send().await, handles)
}

type Handles = (BatchHandle<Id<Contact>>, BatchHandle<()>, BatchHandle<()>);

fn told_of_writes(
    scene: &Scene<'_>,
    outcomes: Result<Outcomes, Error>,
    (insert, update, delete): Handles,
) -> String {
    let outcomes = match outcomes {
        Ok(outcomes) => outcomes,
        Err(error) => return name_of(&error),
    };
    joined(&[
        &told_of_item(&outcomes[insert], &scene.id(NEW_AGE)),
        &told_of_item(&outcomes[update], &()),
        &told_of_item(&outcomes[delete], &()),
    ])
}

fn written(scene: &Scene<'_>, rows: &mut Stored) {
    inserted(scene, rows);
    updated(scene, rows);
    deleted(scene, rows);
}
