//! `POST $batch`: several requests in one, in the JSON form or as `multipart/mixed`.
//!
//! Both forms are read into the same units (`request`), which are addressed (`address`) and run
//! (`run`) in their order. The first failure ends the batch unless the outer request prefers
//! `continue-on-error`: requests that were not tried have no answer. Atomicity groups and change sets
//! are made as a whole or not at all.
//!
//! Documented are the two forms, the limit of 100 requests, the stop at the first failure and that
//! `Accept: application/json` gets JSON for either form. What becomes of a group that fails is not;
//! here it is what the OData specification says: in JSON, requests that did not fail on their own
//! are answered 424, and in the multipart form one answer stands for the whole change set.

mod address;
mod json;
mod mime;
mod multipart;
mod request;
mod run;

use axum::http::Method;

use self::{mime::MediaType, request::refused, run::Runner};
use super::{
    planner::Limits,
    read::{self, Request},
    refusal::Refusal,
};
use crate::{change::Writer, raw, reply::Reply};

const SEGMENT: &str = "$batch";

/// Answers a request, which may be a batch of them.
pub(crate) fn answer(
    request: &Request,
    metadata: &str,
    limits: &Limits,
    writer: Writer<'_>,
) -> Reply {
    if !is_batch(&request.path) {
        return read::answer(request, metadata, limits, writer);
    }
    batch(request, metadata, limits, writer).unwrap_or_else(Refusal::into_reply)
}

/// Whether a path below the service root leads here.
fn is_batch(path: &str) -> bool {
    raw::segment(path) == SEGMENT
}

fn batch(
    request: &Request,
    metadata: &str,
    limits: &Limits,
    writer: Writer<'_>,
) -> Result<Reply, Refusal> {
    if request.method != Method::POST.as_str() {
        return Err(Refusal::Method(request.method.clone()));
    }
    let asked = Form::of_content(request.content_type.as_deref())?;
    let units = match &asked {
        Form::Json => json::read(&request.body)?,
        Form::Multipart(boundary) => multipart::read(&request.body, boundary)?,
    };
    request::check_size(&units)?;
    let runner = Runner::new(request, metadata, limits, writer);
    let answered = runner.run(units, prefers_to_continue(request.prefer.as_deref()))?;
    match Form::accepted(request.accept.as_deref()).unwrap_or(asked) {
        Form::Json => json::write(&answered),
        Form::Multipart(_) => Ok(multipart::write(&answered)),
    }
}

/// A form of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Json,
    /// With what stands between the parts of a request; nothing for an answer, which has its own.
    Multipart(String),
}

impl Form {
    fn of_content(content_type: Option<&str>) -> Result<Self, Refusal> {
        let content_type = content_type.ok_or_else(|| {
            refused("The batch request must have a \"Content-Type\" header.".to_owned())
        })?;
        let media_type = MediaType::read(content_type);
        match &*media_type.name {
            "application/json" => Ok(Self::Json),
            "multipart/mixed" => media_type.boundary().map(Self::Multipart).ok_or_else(|| {
                refused(
                    "The batch request must have a boundary specification in the \"Content-Type\" \
                     header."
                        .to_owned(),
                )
            }),
            _ => Err(refused(
                "The batch request must have 'multipart/mixed' or 'application/json' as the media \
                 type."
                    .to_owned(),
            )),
        }
    }

    /// The first form that an `Accept` header names.
    fn accepted(accept: Option<&str>) -> Option<Self> {
        accept?
            .split(',')
            .find_map(|range| match &*MediaType::read(range).name {
                "application/json" => Some(Self::Json),
                "multipart/mixed" => Some(Self::Multipart(String::new())),
                _ => None,
            })
    }
}

/// Whether a `Prefer` header asks for the requests after one that fails.
fn prefers_to_continue(prefer: Option<&str>) -> bool {
    let preferences = prefer.unwrap_or_default().split([',', ';']);
    preferences
        .map(|preference| preference.trim().to_ascii_lowercase())
        .any(|preference| {
            let (name, value) = preference.split_once('=').unwrap_or((&preference, "true"));
            let name = name.trim().trim_start_matches("odata.");
            name == "continue-on-error" && value.trim().trim_matches('"') == "true"
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_tells_the_form() {
        let form = |text| Form::of_content(Some(text));
        assert_eq!(form("application/json; odata=verbose"), Ok(Form::Json));
        let boundary = Form::Multipart("batch_a685-9724-d873".to_owned());
        for text in [
            "multipart/mixed;boundary=batch_a685-9724-d873",
            "Multipart/Mixed; charset=utf-8; Boundary=\"batch_a685-9724-d873\"",
        ] {
            assert_eq!(form(text), Ok(boundary.clone()), "{text}");
        }
        for text in [
            "multipart/mixed",
            "multipart/mixed; boundary=",
            "multipart/form-data; boundary=a",
            "text/plain",
        ] {
            assert!(form(text).is_err(), "{text}");
        }
        assert!(Form::of_content(None).is_err());
    }

    #[test]
    fn the_first_known_form_is_accepted() {
        assert_eq!(
            Form::accepted(Some("text/plain, application/json;q=0.9")),
            Some(Form::Json)
        );
        assert_eq!(
            Form::accepted(Some("multipart/mixed, application/json")),
            Some(Form::Multipart(String::new()))
        );
        assert_eq!(Form::accepted(Some("*/*")), None);
        assert_eq!(Form::accepted(None), None);
    }

    #[test]
    fn a_preference_to_continue_can_be_one_of_several_and_can_be_negative() {
        for (prefer, continues) in [
            ("continue-on-error", true),
            ("return=minimal, odata.continue-on-error", true),
            ("Continue-On-Error=true", true),
            ("continue-on-error=false", false),
            ("return=minimal", false),
            ("", false),
        ] {
            assert_eq!(prefers_to_continue(Some(prefer)), continues, "{prefer}");
        }
    }
}
