//! [`UploadTicket`]: how far an attachment has come, and all that is needed to go on.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far the upload of an attachment has come.
///
/// It is what [`on_progress`](super::Attachment::on_progress) reports after every chunk. Kept
/// somewhere (it is serialisable), it lets another run of the program go on where this one ended; see
/// [`Client::resume_attachment`](crate::Client::resume_attachment). It holds names and ids, and
/// nothing of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadTicket {
    pub(super) schema: String,
    pub(super) column: String,
    pub(super) parent_column: String,
    pub(super) parent_id: Uuid,
    /// The schema of the parent's row, for files that may be of any entity's rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) record_schema: Option<String>,
    pub(super) file_id: Uuid,
    pub(super) file_name: String,
    pub(super) mime_type: String,
    pub(super) total: u64,
    pub(super) sent: u64,
}

impl UploadTicket {
    /// The id of the attachment, which the client has made.
    pub fn file_id(&self) -> Uuid {
        self.file_id
    }

    /// The name of the file.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// How many bytes Creatio has taken.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// How many bytes the file has.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Whether there is nothing left to send.
    pub fn is_complete(&self) -> bool {
        self.sent == self.total
    }
}
