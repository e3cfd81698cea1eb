//! Files: the bytes of stream columns, and attachments through the file service.
//!
//! Both ways run in constant memory. `download` hands out what arrives, and `transfer` goes on after a
//! broken connection; `stream_column` sends and clears the bytes behind a row's own address;
//! `attachment` sends a file chunk by chunk, and its `ticket` is what a later run needs to go on;
//! `file_service` is what programs call of it.

mod attachment;
mod disposition;
mod download;
mod file_service;
mod stream_column;
mod ticket;
mod transfer;

pub use self::attachment::Attachment;
pub use self::download::Download;
pub use self::ticket::UploadTicket;
