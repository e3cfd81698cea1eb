//! Creatio's services besides data: web services, processes, system settings, rights, schemas.
//!
//! Each is a few lines over the transport, so that all of them are authorized, retried, classified
//! and logged like queries. `json` reads and writes what the program's own types describe; the others stand
//! side by side.

mod entity_schema;
mod json;
mod operations;
mod process;
mod sys_setting;
mod web_service;

pub use self::entity_schema::{
    DataValueType, DefaultValue, ListedSchema, Localized, RuntimeColumn, RuntimeSchema,
};
pub use self::json::JsonText;
pub use self::process::{AtMostOne, Process, ProcessRun, ProcessStatus, Results, Room};
pub use self::sys_setting::{SettingValue, SysSettingValue, SysSettings};
pub use self::web_service::WebService;
pub(super) use super::doubt::open_unless_clear;
