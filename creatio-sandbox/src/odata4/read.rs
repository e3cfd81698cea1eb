//! From a request to its answer.

use bytes::Bytes;
use uuid::Uuid;

use super::{
    json::{self, Envelope},
    options::Options,
    planner::{self, Limits},
    refusal::Refusal,
    resource::{self, Aspect, Resource, Row},
    stream::Stream,
    write,
};
use crate::{
    catalog::{Catalog, EntityId, Member},
    change::Writer,
    query::{
        plan::Plan,
        run::{Record, Scope, Source},
    },
    raw,
    reply::{ODATA_JSON, Reply, TEXT},
    value::Value,
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
    let Writer {
        connection,
        catalog,
        ..
    } = writer;
    let source = Source {
        connection,
        catalog,
    };
    let service = Service {
        request,
        metadata,
        limits,
        catalog,
        source,
        writer,
    };
    service.answer().unwrap_or_else(Refusal::into_reply)
}

struct Service<'a> {
    request: &'a Request,
    metadata: &'a str,
    limits: &'a Limits,
    catalog: &'a Catalog,
    source: Source<'a>,
    writer: Writer<'a>,
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

    /// A write to the resource, if it takes one.
    fn write(&self, resource: &Resource) -> Result<Reply, Refusal> {
        let writer = self.writer;
        match (&*self.request.method, resource) {
            ("POST", Resource::Set(entity)) => {
                let key = write::insert(writer, *entity, &self.request.body)?;
                self.created(Row {
                    entity: *entity,
                    key,
                })
            }
            ("PATCH", Resource::Row(row)) => {
                let ignores_unknown = self.limits.ignore_unknown_in_patch;
                write::update(
                    writer,
                    row.entity,
                    row.key,
                    &self.request.body,
                    ignores_unknown,
                )?;
                Ok(Reply::empty(204).with("odata-version", "4.0"))
            }
            ("DELETE", Resource::Row(row)) => {
                write::delete(writer, row.entity, row.key)?;
                Ok(Reply::empty(204).with("odata-version", "4.0"))
            }
            (method, _) => Err(Refusal::Method(method.to_owned())),
        }
    }

    /// The whole row that was made.
    fn created(&self, row: Row) -> Result<Reply, Refusal> {
        let reply = self.row(row, &Options::default())?.ok_or(Refusal::NoRow)?;
        let set = &self.catalog.entity(row.entity).set;
        let location = format!("{}{set}({})", self.request.root, row.key);
        let created = Reply {
            status: 201,
            ..reply
        };
        Ok(created.with("location", location))
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
    fn row(&self, row: Row, options: &Options) -> Result<Option<Reply>, Refusal> {
        if options.are_for_collections() {
            return Err(Refusal::Query(
                "The requested resource is not a collection. Query options $filter, $orderby, \
                 $count, $skip, and $top can be applied only on collections."
                    .to_owned(),
            ));
        }
        let plan = planner::plan(self.catalog, row.entity, options, self.limits)?;
        let Some(record) = self.by_key(&plan, row.key)? else {
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

    fn by_key(&self, plan: &Plan, key: Uuid) -> Result<Option<Record>, Refusal> {
        let Some(column) = self.catalog.entity(plan.entity).key else {
            return Ok(None);
        };
        let scope = Scope::Among(column, &[key]);
        Ok(self.source.rows(plan, scope)?.into_iter().next())
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
        let record = self.by_key(&plan, key)?.ok_or(Refusal::NoRow)?;
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
        let columns = lookup.column.into_iter().collect();
        let plan = Plan {
            columns,
            ..Plan::bare(row.entity)
        };
        let record = self.by_key(&plan, row.key)?.ok_or(Refusal::NoRow)?;
        let found = match record.values.first().and_then(Value::as_guid) {
            Some(key) => self.row(
                Row {
                    entity: lookup.target,
                    key,
                },
                options,
            )?,
            None => None,
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
        self.by_key(&Plan::bare(row.entity), row.key)?
            .ok_or(Refusal::NoRow)?;
        let detail = &self.catalog.entity(row.entity).collections[detail];
        let keys = [row.key];
        // Without a column that leads back there is no tie and no row.
        let scope = match detail.via {
            Some(column) => Scope::Among(column, &keys),
            None => Scope::Among(0, &[]),
        };
        answer(detail.target, scope)
    }
}

fn odata(body: Vec<u8>) -> Reply {
    Reply::new(200, ODATA_JSON, body).with("odata-version", "4.0")
}
