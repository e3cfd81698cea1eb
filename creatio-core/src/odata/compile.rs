//! Plans as requests, with the readers of their replies.

use std::sync::Arc;

use super::encode::finished;
use super::options::{Options, count_url, push_key, url_of};
use super::{ODataRequest, Tree, Version, v3, v4};
use crate::CompileError;
use crate::ast::Plan;
use crate::prepared::Prepared;
use crate::query::{Entity, KeyValue, Reader};
use crate::row::Format;

/// A plan as a URL.
pub(crate) fn request(version: Version, plan: &Plan) -> Result<ODataRequest, CompileError> {
    let tree = Tree::build(version, plan)?;
    let url = collection_url(version, plan, &tree)?;
    Ok(ODataRequest::new(plan.root.name, url))
}

/// A plan as a request, and how its reply is read.
pub(crate) fn prepare<R>(
    version: Version,
    plan: &Plan,
    reader: Reader<R>,
) -> Result<Prepared<R>, CompileError> {
    let tree = Tree::build(version, plan)?;
    let url = collection_url(version, plan, &tree)?;
    Ok(prepared(version, plan, &tree, url, reader))
}

/// A request that only counts.
pub(crate) fn prepare_count(version: Version, plan: &Plan) -> Result<Prepared<()>, CompileError> {
    let plan = Plan {
        items: Vec::new(),
        ..plan.clone()
    };
    let url = count_url(version, &plan)?;
    let tree = Tree::build(version, &plan)?;
    Ok(prepared(version, &plan, &tree, url, Arc::new(|_| Ok(()))))
}

/// A read of one whole row by its key.
pub(super) fn prepare_by_key<E: Entity>(
    version: Version,
    key: &E::Key,
) -> Result<Prepared<E>, CompileError> {
    let plan = Plan::all_of(E::SCHEMA);
    let tree = Tree::build(version, &plan)?;
    let mut url = url_of(version, &plan);
    push_key(&mut url, version, &plan, &key.parts())?;
    push_selection(
        &mut Options::of_url(&mut url, version),
        version,
        &plan,
        &tree,
    )?;
    let url = finished(url);
    Ok(prepared(version, &plan, &tree, url, Arc::new(E::from_row)))
}

/// The URL of a read of many rows.
fn collection_url(version: Version, plan: &Plan, tree: &Tree<'_>) -> Result<String, CompileError> {
    let mut url = url_of(version, plan);
    let mut options = Options::of_url(&mut url, version);
    push_selection(&mut options, version, plan, tree)?;
    options.push_rows(plan)?;
    Ok(finished(url))
}

fn push_selection(
    options: &mut Options<'_>,
    version: Version,
    plan: &Plan,
    tree: &Tree<'_>,
) -> Result<(), CompileError> {
    match version {
        Version::V3 => v3::push_selection(options, plan, tree),
        Version::V4 => v4::push_selection(options, tree, tree.root()),
    }
}

fn prepared<R>(
    version: Version,
    plan: &Plan,
    tree: &Tree<'_>,
    url: String,
    reader: Reader<R>,
) -> Prepared<R> {
    let request = ODataRequest::new(plan.root.name, url);
    let format = match version {
        Version::V3 => Format::OData3,
        Version::V4 => Format::OData4,
    };
    Prepared::new(request, tree.shape(plan), format, reader)
}
