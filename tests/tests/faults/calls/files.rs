//! Stream columns and attachments, both ways.

use creatio_core::Error;
use creatio_tests::models::{AccountFile, Contact, account_file, contact};

use super::{Call, run};
use crate::model::{Api, Facts, Nature};
use crate::scene::{PARENT, PHOTO, Scene, Stored, file_called, photo_of};

/// What is uploaded: bytes that are sent in three chunks where they are sent in chunks.
const FILE: &str = "The quick brown fox jumps.";
const CHUNK: usize = 10;

pub(crate) fn all() -> Vec<Call> {
    let odata = |name, nature, run| Call::new(name, Facts::new(Api::OData, nature), run);
    let file = |name, nature, run| Call::new(name, Facts::new(Api::Files, nature), run);
    let attachment = |name, passing| {
        file(name, Nature::Overwrites, run!(|scene| attach(scene) => ()))
            .in_requests(3, passing)
            .intending(attached)
    };
    vec![
        odata(
            "download",
            Nature::Reads,
            run!(|scene| download(scene) => PHOTO.to_owned()),
        )
        .with_bytes(),
        odata(
            "upload",
            Nature::Overwrites,
            run!(|scene| scene.client.upload(contact::contact_photo, scene.id(1), "text/plain", FILE) => ()),
        )
        .with_empty_reply()
        .intending(uploaded),
        odata(
            "clear a stream",
            Nature::Overwrites,
            run!(|scene| scene.client.clear_stream(contact::contact_photo, scene.id(3)) => ()),
        )
        .with_empty_reply()
        .intending(cleared),
        file(
            "download a file",
            Nature::Reads,
            run!(|scene| download_file(scene) => PHOTO.to_owned()),
        )
        .with_bytes(),
        attachment("attachment, chunk 1", 0),
        attachment("attachment, chunk 2", 1),
        attachment("attachment, chunk 3", 2),
    ]
}

async fn download(scene: &Scene<'_>) -> Result<String, Error> {
    let id = scene.id::<Contact>(3);
    let download = scene.client.download(contact::contact_photo, id).await?;
    Ok(text(&download.bytes().await?))
}

async fn download_file(scene: &Scene<'_>) -> Result<String, Error> {
    let file = scene.id::<AccountFile>(1);
    let download = scene.client.download_file(file).await?;
    Ok(text(&download.bytes().await?))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

async fn attach(scene: &Scene<'_>) -> Result<(), Error> {
    let attachment = scene
        .client
        .attach(account_file::account, PARENT, scene.new_name(), FILE)
        .chunk_size(CHUNK);
    attachment.send().await.map(drop)
}

fn uploaded(scene: &Scene<'_>, stored: &mut Stored) {
    stored.push((photo_of(&scene.name()), length()));
}

fn cleared(scene: &Scene<'_>, stored: &mut Stored) {
    stored.retain(|(name, _)| *name != photo_of(&scene.name()));
}

fn attached(scene: &Scene<'_>, stored: &mut Stored) {
    stored.push((file_called(&scene.new_name()), length()));
}

fn length() -> i64 {
    i64::try_from(FILE.len()).unwrap()
}
