//! Web services, processes, system settings and rights.

use creatio_core::Error;
use serde_json::json;

use super::{Call, run};
use crate::model::{Api, Evidence, Facts, Nature};
use crate::scene::{DEEDS, FIXED, Scene, Stored, WRITTEN};

const UNSETTLED: Nature = Nature::Writes(Evidence::None);

pub(crate) fn all() -> Vec<Call> {
    let method = |name, nature, run| Call::new(name, Facts::new(Api::Method, nature), run);
    let operation = |name, nature, run| Call::new(name, Facts::new(Api::DataService, nature), run);
    vec![
        method("service, GET", Nature::Reads, run!(|scene| sum(scene) => 3)),
        method(
            "service, POST",
            UNSETTLED,
            run!(|scene| enter(scene) => "done".to_owned()),
        )
        .intending(done),
        method(
            "service, repeatable",
            Nature::Reads,
            run!(|scene| sum_by_post(scene) => 3),
        ),
        method("process", UNSETTLED, run!(|scene| run_process(scene) => 7)).intending(done),
        method(
            "process, old form",
            UNSETTLED,
            run!(|scene| execute_process(scene) => 7),
        )
        .intending(done),
        method(
            "feature",
            Nature::Reads,
            run!(|scene| scene.client.feature("UsrOn") => true),
        ),
        operation(
            "setting, read",
            Nature::Reads,
            run!(|scene| scene.client.sys_setting::<i32>(FIXED.0) => FIXED.1),
        ),
        operation(
            "setting, written",
            Nature::Overwrites,
            run!(|scene| scene.client.set_sys_setting(WRITTEN, scene.number()) => ()),
        )
        .intending(set),
    ]
}

async fn sum(scene: &Scene<'_>) -> Result<i32, Error> {
    scene.client.service("UsrLedger").get("Sum", &()).await
}

async fn sum_by_post(scene: &Scene<'_>) -> Result<i32, Error> {
    let ledger = scene.client.service("UsrLedger").repeatable();
    ledger.call("Sum", &()).await
}

async fn enter(scene: &Scene<'_>) -> Result<String, Error> {
    let ledger = scene.client.service("UsrLedger");
    ledger.call("Enter", &json!({ "amount": 3 })).await
}

async fn run_process(scene: &Scene<'_>) -> Result<i64, Error> {
    let process = scene.client.process("UsrEnter").result("Result");
    Ok(process.run().await?.results())
}

async fn execute_process(scene: &Scene<'_>) -> Result<i64, Error> {
    let process = scene.client.process("UsrEnter").result("Result");
    process.execute().await
}

fn done(_scene: &Scene<'_>, stored: &mut Stored) {
    for (name, number) in stored {
        if name == DEEDS {
            *number += 1;
        }
    }
}

fn set(scene: &Scene<'_>, stored: &mut Stored) {
    for (name, number) in stored {
        if name == WRITTEN {
            *number = scene.number().into();
        }
    }
}
