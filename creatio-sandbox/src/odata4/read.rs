//! From a request to its answer.

use bytes::Bytes;

use super::{
    json::{self, Envelope},
    options::Options,
    planner::{self, Limits},
    refusal::Refusal,
    resource,
    stream::Stream,
};
use crate::{
    catalog::{Catalog, EntityId, Member},
    change::Writer,
    odata::resource::{Aspect, Resource, Row},
    query::{
        plan::Plan,
        run::{Scope, Source},
        single::Behind,
    },
    raw,
    reply::{ODATA_JSON, Reply, TEXT},
};

/// A request below the service root.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// The HTTP verb.
    pub(crate) method: String,
    /// Absolute URL of the service root, with a slash at the end.
    pub(crate) root: String,
    /// The path below the root, as it came.
    pub(crate) path: String,
    /// The query string, as it came.
    pub(crate) query: Option<String>,
    /// The media type of the body.
    pub(crate) content_type: Option<String>,
    /// The `Accept` header.
    pub(crate) accept: Option<String>,
    /// The `Prefer` header.
    pub(crate) prefer: Option<String>,
    /// The body, as it came.
    pub(crate) body: Bytes,
}

impl Request {
    fn url(&self) -> String {
        let query = self
            .query
            .as_ref()
            .map(|query| format!("?{query}"))
            .unwrap_or_default();
        format!("{}{}{query}", self.root, self.path)
    }
}

/// Answers a request that is no batch.
pub(super) fn answer(
    request: &Request,
    metadata: &str,
    limits: &Limits,
    writer: Writer<'_>,
) -> Reply {
    let service = Service {
        request,
        metadata,
        limits,
        catalog: writer.catalog,
        source: writer.source(),
        writer,
    };
    service.answer().unwrap_or_else(Refusal::into_reply)
}

/// What a request is answered with.
pub(super) struct Service<'a> {
    pub(super) request: &'a Request,
    metadata: &'a str,
    pub(super) limits: &'a Limits,
    pub(super) catalog: &'a Catalog,
    source: Source<'a>,
    pub(super) writer: Writer<'a>,
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl Service<'_> {
    fn answer(&self) -> Result<Reply, Refusal> {
        let url = self.request.url();
        let resource = resource::parse(self.catalog, &self.request.path, &url)?;
        if let Some(stream) = Stream::at(self.catalog, &resource) {
            return stream.answer(self.writer, self.request);
        }
        if self.request.method != "GET" {
            return self.write(&resource);
        }
        let pairs = raw::pairs(self.request.query.as_deref().unwrap_or_default());
        let options = Options::from_query(&pairs)?;
        match resource {
            Resource::Service => Ok(odata(json::service(self.catalog, &self.context("")))),
            Resource::Metadata => {
                let reply = Reply::new(200, "application/xml", self.metadata);
                Ok(reply.with("odata-version", "4.0"))
            }
            Resource::Set(entity) => self.collection(entity, Scope::All, &options),
            Resource::Count(entity) => self.count(entity, Scope::All, &options),
            Resource::Row(row) => self.row(row, &options)?.ok_or(Refusal::NoRow),
            Resource::Member(row, name, aspect) => self.member(row, &name, aspect, &options),
        }
    }

    /// `{root}$metadata#{fragment}`
    fn context(&self, fragment: &str) -> String {
        let mark = if fragment.is_empty() { "" } else { "#" };
        format!("{}$metadata{mark}{fragment}", self.request.root)
    }

    fn collection(
        &self,
        entity: EntityId,
        scope: Scope<'_>,
        options: &Options,
    ) -> Result<Reply, Refusal> {
        let mut plan = planner::plan(self.catalog, entity, options, self.limits)?;
        let done = options.skip_token.unwrap_or_default();
        let wanted = plan.top.map(|top| top.saturating_sub(done));
        let page = self
            .limits
            .page_size
            .unwrap_or(self.limits.max_rows)
            .min(self.limits.max_rows);
        plan.skip += done;
        // One row more than the page, if the server pages: its presence is the next link.
        let beyond = u64::from(self.limits.page_size.is_some());
        plan.top = Some(wanted.unwrap_or(u64::MAX).min(page + beyond));
        let mut records = self.source.rows(&plan, scope)?;
        let has_more = records.len() as u64 > page;
        records.truncate(usize::try_from(page).unwrap_or(usize::MAX));
        let count = if plan.count {
            Some(self.source.count(&plan, scope)?)
        } else {
            None
        };
        let set = &self.catalog.entity(entity).set;
        let selection = json::selection(self.catalog, &plan);
        let around = Envelope {
            context: self.context(&format!("{set}{selection}")),
            count,
            next_link: has_more.then(|| self.next_link(done + page)),
        };
        Ok(odata(json::collection(
            self.catalog,
            &plan,
            &records,
            &around,
        )))
    }

    /// The same URL, further on.
    fn next_link(&self, done: u64) -> String {
        let query = self.request.query.as_deref().unwrap_or_default();
        let is_token =
            |pair: &&str| pair.starts_with("$skiptoken=") || pair.starts_with("%24skiptoken=");
        let mut pairs: Vec<_> = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !is_token(pair))
            .collect();
        let token = format!("$skiptoken={done}");
        pairs.push(&token);
        format!(
            "{}{}?{}",
            self.request.root,
            self.request.path,
            pairs.join("&")
        )
    }

    /// A bare number, whatever the page.
    fn count(
        &self,
        entity: EntityId,
        scope: Scope<'_>,
        options: &Options,
    ) -> Result<Reply, Refusal> {
        let plan = planner::plan(self.catalog, entity, options, self.limits)?;
        let count = self.source.count(&plan, scope)?;
        Ok(Reply::new(200, TEXT, count.to_string()).with("odata-version", "4.0"))
    }

    /// One row by its key, if it is there.
    pub(super) fn row(&self, row: Row, options: &Options) -> Result<Option<Reply>, Refusal> {
        if options.are_for_collections() {
            return Err(Refusal::Query(
                "The requested resource is not a collection. Query options $filter, $orderby, \
                 $count, $skip, and $top can be applied only on collections."
                    .to_owned(),
            ));
        }
        let plan = planner::plan(self.catalog, row.entity, options, self.limits)?;
        let Some(record) = self.source.row(&plan, row.key)? else {
            return Ok(None);
        };
        let set = &self.catalog.entity(row.entity).set;
        let context = self.context(&format!(
            "{set}{}/$entity",
            json::selection(self.catalog, &plan)
        ));
        Ok(Some(odata(json::single(
            self.catalog,
            &plan,
            &record,
            &context,
        ))))
    }

    fn member(
        &self,
        row: Row,
        name: &str,
        aspect: Aspect,
        options: &Options,
    ) -> Result<Reply, Refusal> {
        let entity = self.catalog.entity(row.entity);
        let no_route = || Refusal::no_action(&self.request.url(), &entity.set);
        match (entity.member(name).ok_or_else(no_route)?, aspect) {
            (Member::Column(column), Aspect::Itself | Aspect::Value) => {
                self.column(row, column, aspect)
            }
            (Member::Lookup(lookup), Aspect::Itself) => self.behind_lookup(row, lookup, options),
            (Member::Collection(detail), Aspect::Itself) => {
                self.detail(row, detail, |target, scope| {
                    self.collection(target, scope, options)
                })
            }
            (Member::Collection(detail), Aspect::Count) => {
                self.detail(row, detail, |target, scope| {
                    self.count(target, scope, options)
                })
            }
            _ => Err(no_route()),
        }
    }

    fn column(&self, row: Row, column: usize, aspect: Aspect) -> Result<Reply, Refusal> {
        let Row { entity: id, key } = row;
        let entity = self.catalog.entity(id);
        let ty = entity.columns[column].ty;
        let plan = Plan {
            columns: vec![column],
            ..Plan::bare(id)
        };
        let record = self.source.row(&plan, key)?.ok_or(Refusal::NoRow)?;
        let value = record.values.first().ok_or(Refusal::NoRow)?;
        if aspect == Aspect::Value {
            let reply = Reply::new(200, TEXT, json::plain(ty, value));
            return Ok(reply.with("odata-version", "4.0"));
        }
        let name = &entity.columns[column].name;
        let context = self.context(&format!("{}({key})/{name}", entity.set));
        Ok(odata(json::property(ty, value, &context)))
    }

    /// The row a lookup points at; 204 if it points nowhere.
    fn behind_lookup(&self, row: Row, lookup: usize, options: &Options) -> Result<Reply, Refusal> {
        let lookup = &self.catalog.entity(row.entity).lookups[lookup];
        let found = match self.source.behind(row.entity, lookup, row.key)? {
            Behind::NoRow => return Err(Refusal::NoRow),
            Behind::Nothing => None,
            Behind::Key(key) => {
                let entity = lookup.target;
                self.row(Row { entity, key }, options)?
            }
        };
        Ok(found.unwrap_or_else(|| Reply::empty(204)))
    }

    /// Answers for the rows of a detail of a row, which must exist.
    fn detail(
        &self,
        row: Row,
        detail: usize,
        answer: impl FnOnce(EntityId, Scope<'_>) -> Result<Reply, Refusal>,
    ) -> Result<Reply, Refusal> {
        self.source
            .row(&Plan::bare(row.entity), row.key)?
            .ok_or(Refusal::NoRow)?;
        let detail = &self.catalog.entity(row.entity).collections[detail];
        let keys = [row.key];
        answer(detail.target, Scope::of_detail(detail, &keys))
    }
}

fn odata(body: Vec<u8>) -> Reply {
    Reply::new(200, ODATA_JSON, body).with("odata-version", "4.0")
}
