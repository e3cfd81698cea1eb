//! An offline Creatio over SQLite: for tests and examples without an instance.
//!
//! A [`Sandbox`] loads a `$metadata` snapshot, fills its tables with deterministic data, and
//! serves them as Creatio would: OAuth tokens from an Identity Service on a host of its own, a
//! sign-in with cookies or with an authorization code (to which the user always consents), and
//! OData 4 under `/0/odata/`, OData 3 under `/0/ServiceModel/EntityDataService.svc/` in Atom and
//! verbose JSON, and the DataService's `SelectQuery`, the queries that write, and schema operations,
//! which tell what `$metadata` lacks. Each takes single writes, and all but OData 3 take batches. What
//! Creatio refuses, it refuses in Creatio's words: a filter on `AccountId`, a stream in a `$select`, a
//! quoted guid. It shares no code with the client, so that a mistake in a URL cannot cancel itself out.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), creatio_sandbox::SandboxError> {
//! use creatio_sandbox::{Fault, Sandbox};
//!
//! let sandbox = Sandbox::builder().start().await?;
//! println!("CRM {} and Identity Service {}", sandbox.url(), sandbox.identity_url());
//! sandbox.inject(Fault::HtmlLogin);
//! sandbox.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What its answers mean
//!
//! Conditions follow SQL: a comparison with an absent value is neither true nor false, and so is
//! its negation. Two exceptions are Creatio's own. An absent text is an empty text, so `eq null`
//! and `eq ''` are the same. And `Owner/Id ne …` also finds rows whose owner is empty.
//!
//! Text compares and sorts without case, in any script; `%` and `_` are ordinary characters.
//! Decimals compare exactly, whatever their scale; instants to 100 nanoseconds. Absent values
//! sort before others, as in SQL Server, where PostgreSQL puts them last. Rows that an order
//! does not tell apart come sorted by their key.
//!
//! OData's replies have no nulls: an absent guid is the zero guid, an absent instant the year 1, absent
//! numbers are 0, and so on. [`Sandbox::rows`] shows what is really stored.
//!
//! # The DataService
//!
//! `SelectQuery` follows the same conditions over the same rows. Columns go by the names of their
//! schemas: `Account`, `Account.Owner.Name`, `[Contact:Account].Id`, and never `AccountId`. An empty
//! lookup is `""`, an absent date `null`, an absent number 0. Lookups sort by what users see.
//!
//! Dates there have no zone: they are what the wall clock of the user shows, who has a
//! [time zone](SandboxBuilder::time_zone); columns of dates without a time are the same in every
//! zone. Where the clock shows an hour twice, the second one is meant; an hour that it leaves out
//! is refused. "Today" and other relative dates are spans that end where the next begins, by
//! [the sandbox's clock](SandboxBuilder::now); weeks begin on Monday, and weeks of a year are those
//! of ISO 8601. "Next 7 days" begins tomorrow, "previous 7 days" ends yesterday.
//!
//! Where instances differ or nobody has told, the stricter answer was chosen: numbers of
//! enumerations are not taken as names, an unknown column is always an error and never in
//! `notFoundColumns`, columns that `$metadata` does not show (colours, hashed texts) are unknown,
//! and what is not served is refused with `NotSupportedException`: hierarchies,
//! keyset paging, prefixes of joins in paths, columns behind a backward reference without an
//! aggregation or a sub-query, functions of windows and differences of dates. The mean of integers
//! has fraction digits, as on PostgreSQL.
//!
//! # Writes
//!
//! Rows get the defaults of their columns, and the user and the time of their making. A write is made
//! as a whole or not at all; lookups must lead somewhere, and a row that others refer to stays. OData
//! refuses properties that it does not know ([unless](SandboxBuilder::ignore_unknown_in_patch) it is
//! to pass over them) and dates without a zone, and passes over a lookup that is
//! set to the empty guid; the DataService refuses to change whole tables.
//!
//! `$batch` takes up to 100 requests, as JSON or as `multipart/mixed`, and stops at the first failure
//! unless the outer request prefers `continue-on-error`; requests that were not tried are not in the
//! answer. A group or change set that fails is undone. The specification of OData says how that is
//! answered, since nobody has told how Creatio does: in JSON, the request that failed has its error
//! and the others of its group 424; in the multipart form, the error stands for the whole change set.
//!
//! A `BatchQuery` stops at the first error and is then undone, which is assumed; its results up to
//! the error still say what each query met. With `continueIfError` each query is for itself. An item
//! whose first member is not a known `__type` refuses the batch before anything is done.
//!
//! There are no rights: who has a token or has [signed in](SandboxBuilder::login) sees every row.
//!
//! # Files, services, processes, settings
//!
//! Stream columns of OData 4 take and give bytes. Files of entities such as `AccountFile` come in
//! chunks to `FileApiService/UploadFile`, in order, each with its `Content-Range`; a last chunk whose
//! answer was lost may come again. `FileService/Download` gives them back. Whether a download that
//! broke can be continued is not documented of Creatio: [`downloads`](SandboxBuilder::downloads) says
//! what the sandbox does for it. What `AdditionalParams` names among the columns of a file's row is set
//! with the file, and a plain column of guids may be its parent's: so files come to `SysFile`, if the
//! `$metadata` has it.
//!
//! Some services of the configuration are there, and a program's own are closures, which makes their
//! callers testable: [`service`](SandboxBuilder::service), [`process`](SandboxBuilder::process).
//! [System settings](SandboxBuilder::sys_setting), [features](SandboxBuilder::feature) and
//! [operations](SandboxBuilder::operation) are what the builder says; settings can be written, for all
//! users or for the one behind the request.
//!
//! Sessions end by `AuthService.svc/Logout` or `MainMenuService/Logout`, and refresh tokens by
//! `connect/revocation`.
//!
//! # Bad days
//!
//! A [`Fault`] goes wrong with one request or a few: [`Sandbox::inject`] queues them, and
//! [`Sandbox::inject_randomly`] lets requests draw them, the same for the same seed.
//! [`Sandbox::restart`] ends all sessions and answers with 503 for a while, and
//! [`Sandbox::expire_tokens`] and [`Sandbox::revoke_sessions`] take credentials away.
//!
//! # The admin endpoint
//!
//! Programs in other languages switch the same on over HTTP, if the sandbox was started with
//! [`admin`](SandboxBuilder::admin), the program with `--admin`. The endpoint stands on the CRM's
//! port, beside the application, and asks for no token: it is for the machine it runs on.
//!
//! | request | body |
//! |---|---|
//! | `POST /sandbox/faults` | an [`Injection`], `{"fault": {"status": {"status": 503, "retryAfter": 7}}, "times": 2}` |
//! | `POST /sandbox/faults/random` | `{"seed": 7, "rate": 0.05, "faults": ["htmlLogin", "dropConnection"]}` |
//! | `DELETE /sandbox/faults` | |
//! | `POST /sandbox/restart` | `{"requests": 3}` or `{"seconds": 1.5}` |
//! | `POST /sandbox/tokens/expire` | |
//! | `POST /sandbox/sessions/revoke` | |
//! | `GET /sandbox/requests` | the answer is what [`Sandbox::requests`] gives |
//! | `DELETE /sandbox/requests` | |
//!
//! What is done is answered with 204, a mistake with 400 or 404 and `{"error": …}`.

mod builder;
mod catalog;
mod change;
mod data_service;
mod error;
mod files;
mod instant;
mod odata;
mod odata3;
mod odata4;
mod processes;
mod query;
mod raw;
mod reply;
mod rng;
mod sandbox;
mod savepoint;
mod seed;
mod server;
mod services;
mod store;
mod user;
mod value;

pub use builder::SandboxBuilder;
pub use data_service::settings::SettingType;
pub use error::SandboxError;
pub use files::Downloads;
pub use processes::{ProcessInput, ProcessOutcome};
pub use sandbox::{Row, Sandbox};
pub use seed::Seed;
pub use server::{CsrfCookie, Fault, Host, Injection, Outage, RequestRecord, Runtime};
pub use services::{ServiceReply, ServiceRequest};
