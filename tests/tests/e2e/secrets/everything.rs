//! `Debug` of everything public that a program holds in its hands.

use std::fmt::Debug;

use creatio_core::client::{UntypedQuery, UploadBody};
use creatio_core::prelude::*;
use creatio_core::{Outcome, blocking};
use creatio_tests::models::{Account, AccountFile, Contact, account, account_file, contact};

use super::listen;
use super::under_faults::{PATIENCE, Scene, WAYS};

impl Scene {
    fn show_it(&self, it: &impl Debug) {
        self.show(format!("{it:?} {it:#?}"));
    }
}

async fn show_calls(scene: &Scene, client: &Client) {
    let query = || Contact::query().filter(contact::age.gt(1));
    scene.show_it(&client.odata4());
    scene.show_it(&client.odata3());
    scene.show_it(&client.data_service());
    scene.show_it(&client.pages(query()));
    let mut stream = client.stream(query());
    stream.try_next().await.unwrap();
    scene.show_it(&stream);
    let cursor = stream.cursor();
    scene.show(format!("{cursor:?} {cursor} {:?}", stream.progress()));
    scene.show_it(&client.stream_untyped(UntypedQuery::new("Contact")));
    let mut batch = client.batch();
    let handle = batch.add(query());
    scene.show_it(&batch.group());
    scene.show_it(&(handle, &batch));
    let mut outcomes = batch.send().await.unwrap();
    scene.show_it(&outcomes);
    let outcome: Outcome<_> = outcomes.take(handle);
    scene.show_it(&outcome);
}

async fn show_files_and_services(scene: &Scene, client: &Client) {
    let acme = Account::insert().set(account::name, "Acme");
    let acme = client.execute(acme).await.unwrap();
    let offer = || UploadBody::from(b"offer".to_vec());
    scene.show_it(&offer());
    let attachment = client.attach(account_file::account, acme, "offer.txt", offer());
    let attachment: creatio_core::client::Attachment<AccountFile> = attachment;
    scene.show_it(attachment.ticket());
    scene.show_it(&attachment);
    client
        .upload(account::logo, acme, "image/png", offer())
        .await
        .unwrap();
    scene.show_it(&client.download(account::logo, acme).await.unwrap());
    scene.show_it(&client.service("CryptographicService"));
    scene.show_it(&client.process("UsrProcess").param("Name", "x"));
    scene.show_it(&client.sys_settings(["MaxFileSize"]).await.unwrap());
    scene.show_it(&client.entity_schema("City").await.unwrap());
}

#[tokio::test]
async fn nothing_that_a_program_holds_shows_a_secret() {
    listen();
    let mut scene = Scene::new().await;
    for way in WAYS {
        let client = scene.client(way, PATIENCE).await;
        show_calls(&scene, &client).await;
        show_files_and_services(&scene, &client).await;
        let waits = blocking::Client::new(client).unwrap();
        scene.show_it(&waits);
        scene.show_it(waits.as_async());
        // Its runtime may not end on a thread that serves another.
        tokio::task::spawn_blocking(move || drop(waits))
            .await
            .unwrap();
    }
    assert!(scene.secrets().len() > 10, "{:?}", scene.secrets());
    scene.is_discreet();
}
