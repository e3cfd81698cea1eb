//! The OData 4 service: `{app}[/0]/odata/…`.
//!
//! A request is read from its wire form alone (`resource`, `options`, `filter`), checked against the
//! schema (`bind`, `planner`), run (`read`), and written (`json`). Writes are read and made in `write`;
//! `batch` is several requests in one. What Creatio refuses is refused here in Creatio's words
//! (`refusal`). What is the same in OData 3 is in [`odata`](crate::odata).

mod batch;
mod bind;
mod filter;
mod functions;
mod json;
mod lambda;
mod options;
mod planner;
mod read;
mod refusal;
mod resource;
mod stream;
mod typed;
mod write;

pub(crate) use batch::answer;
pub(crate) use planner::Limits;
pub(crate) use read::Request;
