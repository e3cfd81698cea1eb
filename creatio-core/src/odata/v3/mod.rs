//! stub
use crate::CompileError;
use crate::ast::Plan;
use crate::odata::ODataRequest;
use crate::prepared::Prepared;
use crate::query::{Entity, Reader};
pub(crate) fn request(plan: &Plan) -> Result<ODataRequest, CompileError> {
    super::v4::request(plan)
}
pub(crate) fn prepare<R>(plan: &Plan, reader: Reader<R>) -> Result<Prepared<R>, CompileError> {
    super::v4::prepare(plan, reader)
}
pub(crate) fn prepare_count(plan: &Plan) -> Result<Prepared<()>, CompileError> {
    super::v4::prepare_count(plan)
}
impl<E: Entity> Prepared<E> {
    pub fn by_key_odata3(key: &E::Key) -> Result<Self, CompileError> {
        Self::by_key_odata4(key)
    }
}
