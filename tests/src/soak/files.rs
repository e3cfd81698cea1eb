//! Bytes of stream columns, there and back, and a system setting.

use creatio_core::prelude::*;

use super::task::Task;
use crate::models::contact;

impl Task {
    /// Gives one of the task's rows a photo, and reads it again if that was done.
    pub(super) async fn photo(&mut self) {
        let ids: Vec<_> = self.ledger.rows().map(|(id, _)| id).collect();
        let Some(id) = self.rng.choice(ids).map(Id::new) else {
            return;
        };
        let mut photo = vec![0; self.rng.usize(1..40_000)];
        self.rng.fill(&mut photo);
        let client = self.client.clone();
        let column = contact::contact_photo;
        let outcome = client.upload(column, id, "image/png", photo.clone()).await;
        self.tally.judge("upload of a photo", &outcome);
        if outcome.is_err() {
            return;
        }
        let read = async { client.download(column, id).await?.bytes().await };
        let read = read.await;
        self.tally.judge("download of a photo", &read);
        if let Ok(read) = read
            && read != photo
        {
            let (tag, length, expected) = (&self.tag, read.len(), photo.len());
            let complaint = format!("{tag}: a photo of {expected} bytes came back with {length}");
            self.tally.complain(complaint);
        }
    }

    pub(super) async fn setting(&mut self) {
        let limit = self.client.sys_setting::<i32>("MaxFileSize").await;
        self.tally.judge("system setting", &limit);
        if let Ok(limit) = limit
            && limit != 10
        {
            let complaint = format!("{}: MaxFileSize is {limit}", self.tag);
            self.tally.complain(complaint);
        }
    }
}
