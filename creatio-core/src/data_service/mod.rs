//! stub
use crate::CompileError;
use crate::ast::Plan;
use crate::prepared::Prepared;
use crate::query::Reader;
use jiff::tz::TimeZone;
#[derive(Debug, Clone)]
pub struct DataServiceRequest {
    entity: &'static str,
}
impl DataServiceRequest {
    pub fn entity(&self) -> &'static str {
        self.entity
    }
}
impl std::fmt::Display for DataServiceRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("")
    }
}
pub(crate) fn prepare<R>(
    _: &Plan,
    _: &TimeZone,
    _: Reader<R>,
) -> Result<Prepared<R, DataServiceRequest>, CompileError> {
    unimplemented!()
}
pub(crate) fn prepare_count(
    _: &Plan,
    _: &TimeZone,
) -> Result<Prepared<i64, DataServiceRequest>, CompileError> {
    unimplemented!()
}
pub(crate) fn body(_: &Plan, _: &TimeZone) -> Result<serde_json::Value, CompileError> {
    Ok(serde_json::json!({}))
}
