//! OData 3 URLs, as Creatio's `EntityDataService.svc` understands them.

mod literal;
mod query;
mod url;

pub(super) use literal::push_literal;
pub(super) use url::push_selection;
