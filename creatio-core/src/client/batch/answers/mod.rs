//! The reply to a batch, taken apart into answers to its items.
//!
//! Replies are read with patience: answers may come in any order, twice, or not at all. What comes
//! twice and differs counts as no answer that anybody could rely on.

mod data_service;
mod json;
mod multipart;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use uuid::Uuid;

use crate::client::reply::RawReply;

/// What a server said about one item.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    status: StatusCode,
    content_type: Option<HeaderValue>,
    body: Bytes,
}

impl Answer {
    /// As a reply to a request of its own would be.
    pub(super) fn into_reply(self) -> RawReply {
        let headers = self.content_type.map(|value| (CONTENT_TYPE, value));
        RawReply {
            status: self.status,
            headers: HeaderMap::from_iter(headers),
            body: self.body,
            rest: None,
            redirected_to: None,
        }
    }
}

/// What was found for an item.
#[derive(Debug, Clone, Default)]
pub(super) enum Found {
    #[default]
    Nothing,
    Answer(Answer),
    /// The answer to a group as a whole, which does not say which of its items it is about.
    OfGroup(Answer),
    /// Answers that contradict each other.
    Contradiction,
}

impl Found {
    /// Notes an answer; a second one has to say the same.
    fn note(&mut self, answer: Answer) {
        *self = match self {
            Self::Answer(earlier) if earlier.status == answer.status => return,
            Self::Answer(_) | Self::Contradiction => Self::Contradiction,
            Self::Nothing | Self::OfGroup(_) => Self::Answer(answer),
        };
    }
}

/// What is found in the reply to a batch over OData whose items are numbered from 1; `groups` has the
/// group of each. `None` if it is no such reply.
pub(super) fn odata(
    body: &Bytes,
    content_type: Option<&HeaderValue>,
    groups: &[Option<usize>],
) -> Option<Vec<Found>> {
    match content_type.and_then(multipart::boundary) {
        Some(boundary) => multipart::find(body, &boundary, groups),
        None => json::find(body, groups.len()),
    }
}

/// What is found in the reply to a `BatchQuery` whose queries have these ids. `None` if it is no such
/// reply.
pub(super) fn data_service(body: &Bytes, ids: &[Uuid]) -> Option<Vec<Found>> {
    data_service::find(body, ids)
}
