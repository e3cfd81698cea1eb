//! One request that carries items, and what its reply says about each.

use reqwest::header::{ACCEPT, HeaderName, HeaderValue};
use uuid::Uuid;

use super::answers::{self, Found};
use super::item::Part;
use crate::client::address;
use crate::client::calls::Caller;
use crate::client::reply::classify::Expect;
use crate::client::request::{Payload, Request};
use crate::data_service::{self, BatchedQuery};
use crate::error::{Error, Protocol};
use crate::odata::batch::{self, BatchedRequest};

/// How a batch over OData is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Multipart,
}

/// An item in a request, and the number of its group.
#[derive(Clone, Copy)]
pub(super) struct Member<'p> {
    pub(super) part: &'p Part,
    pub(super) group: Option<usize>,
}

/// What all requests of a batch have in common.
pub(super) struct Exchange<'c> {
    pub(super) caller: Caller<'c>,
    pub(super) form: Form,
}

impl Exchange<'_> {
    /// Sends items as one request; what the reply says about each.
    pub(super) async fn send(
        &mut self,
        members: &[Member<'_>],
        continue_on_error: bool,
    ) -> Result<Vec<Found>, Error> {
        if self.caller.protocol == Protocol::DataService {
            return self.send_queries(members, continue_on_error).await;
        }
        let outcome = self.send_requests(members, continue_on_error).await;
        match outcome {
            Err(error) if self.form == Form::Json && knows_parts_only(&error) => {
                tracing::debug!("the service takes no batches in JSON; sending MIME parts");
                self.form = Form::Multipart;
                self.send_requests(members, continue_on_error).await
            }
            outcome => outcome,
        }
    }

    async fn send_requests(
        &self,
        members: &[Member<'_>],
        continue_on_error: bool,
    ) -> Result<Vec<Found>, Error> {
        let requests: Vec<_> = members.iter().zip(1..).map(odata_part).collect();
        let payload = match self.form {
            // As in Creatio Academy's examples.
            Form::Json => Payload {
                content_type: HeaderValue::from_static("application/json; odata=verbose"),
                bytes: batch::json(&requests).into(),
            },
            Form::Multipart => {
                let boundary = format!("batch_{}", Uuid::new_v4());
                Payload {
                    content_type: content_type(&boundary),
                    bytes: batch::multipart(&requests, &boundary).into(),
                }
            }
        };
        let url = address::segment_below(&self.caller.client.inner.odata4, "$batch");
        let mut request = Request::new(Protocol::OData4, reqwest::Method::POST, url, Expect::Batch)
            .with_payload(payload);
        if self.form == Form::Multipart {
            let accept = HeaderValue::from_static("multipart/mixed");
            request.headers.insert(ACCEPT, accept);
        }
        if continue_on_error {
            request.headers.insert(
                HeaderName::from_static("prefer"),
                HeaderValue::from_static("continue-on-error"),
            );
        }
        let groups: Vec<_> = members.iter().map(|member| member.group).collect();
        self.exchange(request, members, |body, content_type| {
            answers::odata(body, content_type, &groups)
        })
        .await
    }

    async fn send_queries(
        &self,
        members: &[Member<'_>],
        continue_on_error: bool,
    ) -> Result<Vec<Found>, Error> {
        let ids: Vec<_> = members.iter().map(|_| Uuid::new_v4()).collect();
        let queries = members.iter().zip(&ids).map(|(member, &id)| BatchedQuery {
            id,
            operation: &member.part.wire.target,
            body: member.part.wire.body.as_deref().unwrap_or("{}"),
        });
        let queries: Vec<_> = queries.collect();
        let body = data_service::batch(&queries, Uuid::new_v4(), continue_on_error);
        let root = &self.caller.client.inner.data_service;
        let url = address::segment_below(root, "BatchQuery");
        let request = Request::post(Protocol::DataService, url, body, Expect::Batch);
        self.exchange(request, members, |body, _| {
            answers::data_service(body, &ids)
        })
        .await
    }

    async fn exchange(
        &self,
        mut request: Request,
        members: &[Member<'_>],
        find: impl Fn(&bytes::Bytes, Option<&HeaderValue>) -> Option<Vec<Found>>,
    ) -> Result<Vec<Found>, Error> {
        request.items = Some(members.len());
        request.repeatable = all_read(members);
        let reply = self.caller.client.inner.transport.send(request).await?;
        let content_type = reply.content_type().cloned();
        let (body, call) = reply.into_parts();
        find(&body, content_type.as_ref()).ok_or_else(|| Error::NotCreatio {
            call: Box::new(call),
            reply: "a reply to a batch from which no answers can be read".to_owned(),
        })
    }
}

pub(super) fn all_read(members: &[Member<'_>]) -> bool {
    let mut members = members.iter();
    members.all(|member| member.part.about.write.is_none())
}

fn odata_part<'p>((member, id): (&Member<'p>, usize)) -> BatchedRequest<'p> {
    let wire = &member.part.wire;
    BatchedRequest {
        id,
        group: member.group,
        method: wire.method.as_str(),
        url: &wire.target,
        body: wire.body.as_deref(),
    }
}

fn content_type(boundary: &str) -> HeaderValue {
    let value = HeaderValue::from_str(&format!("multipart/mixed; boundary={boundary}"));
    // A boundary is made of letters, digits, `_` and `-`.
    value.unwrap_or(HeaderValue::from_static("multipart/mixed"))
}

/// Whether a service that does not know batches in JSON said so: before it carried out anything.
fn knows_parts_only(error: &Error) -> bool {
    match error {
        Error::Rejected { message, .. } if error.status() == Some(400) => {
            message.to_string().contains("multipart/mixed")
        }
        _ => error.status() == Some(415),
    }
}
