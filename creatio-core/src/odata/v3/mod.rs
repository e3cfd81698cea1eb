//! OData 3 URLs and bodies, as Creatio's `EntityDataService.svc` understands them.

mod body;
mod literal;
mod query;
mod url;

pub(super) use body::json;
pub(super) use literal::push_literal;
pub(super) use url::push_selection;
