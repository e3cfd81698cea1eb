//! From a request to its answer.

use bytes::Bytes;
use creatio_codegen::schema::PropertyType;
use jiff::Timestamp;

use super::{
    atom::{self, Around, Atom},
    format::Format,
    json::{self, Json},
    metadata,
    options::Options,
    pages,
    planner::{self, Planned},
    refusal::Refusal,
    resource, row_address, set_name, text, write,
};
use crate::{
    catalog::{Catalog, EntityId, Member},
    change::Writer,
    odata::resource::{Aspect, Resource, Row},
    query::{
        expr::Expr,
        plan::Plan,
        run::{Record, Scope, Source},
        seek,
        single::{Behind, Content},
    },
    raw,
    reply::{Reply, TEXT},
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
    /// The `Accept` header.
    pub(crate) accept: Option<String>,
    /// The `X-HTTP-Method` header, which stands for the verb.
    pub(crate) tunnelled_method: Option<String>,
    /// The media type of the body.
    pub(crate) content_type: Option<String>,
    /// The body, as it came.
    pub(crate) body: Bytes,
}

/// Answers a request. Expansions have a limit of their own, the one of OData 4: none is known
/// for this service.
pub(crate) fn answer(request: &Request, max_expansion_depth: usize, writer: Writer<'_>) -> Reply {
    let accepted = Format::accepted(request.accept.as_deref());
    let format = accepted.unwrap_or(Format::Xml);
    let service = Service {
        request,
        max_expansion_depth,
        catalog: writer.catalog,
        source: writer.source(),
        writer,
        accepted,
    };
    service
        .answer()
        .unwrap_or_else(|refusal| refusal.into_reply(format))
}

/// What a request is answered with.
pub(super) struct Service<'a> {
    pub(super) request: &'a Request,
    max_expansion_depth: usize,
    pub(super) catalog: &'a Catalog,
    source: Source<'a>,
    pub(super) writer: Writer<'a>,
    accepted: Option<Format>,
}

/// Which rows, and the address they were asked for by.
struct Rows<'a> {
    entity: EntityId,
    scope: Scope<'a>,
    address: &'a str,
}

impl Service<'_> {
    fn answer(&self) -> Result<Reply, Refusal> {
        let tunnelled = self.request.tunnelled_method.as_deref();
        let verb = write::verb(&self.request.method, tunnelled)?;
        let resource = resource::parse(self.catalog, &self.request.path)?;
        if verb != "GET" {
            return self.write(verb, &resource);
        }
        let query = self.request.query.as_deref().unwrap_or_default();
        let options = Options::from_query(&raw::pairs(query))?;
        match resource {
            Resource::Service => self.service(),
            Resource::Metadata => {
                let document = metadata::document(self.catalog);
                Ok(reply("application/xml;charset=utf-8", document, 3))
            }
            Resource::Set(entity) => {
                let rows = Rows {
                    entity,
                    scope: Scope::All,
                    address: &set_name(self.catalog.entity(entity)),
                };
                self.feed(&rows, &options)
            }
            Resource::Count(entity) => self.count(entity, Scope::All, &options),
            Resource::Row(row) => self.entry(row, &options),
            Resource::Member(row, name, aspect) => self.member(row, &name, aspect, &options),
        }
    }

    /// The format of the answer.
    pub(super) fn format(&self) -> Result<Format, Refusal> {
        self.accepted.ok_or(Refusal::MediaType)
    }

    fn json(&self) -> Json<'_> {
        Json {
            catalog: self.catalog,
            root: &self.request.root,
        }
    }

    fn atom(&self) -> Atom<'_> {
        let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
        Atom::new(self.catalog, &self.request.root, now.to_string())
    }

    fn service(&self) -> Result<Reply, Refusal> {
        Ok(match self.format()? {
            Format::VerboseJson => verbose(self.json().service(), 1),
            Format::Xml => {
                let document = self.atom().service();
                reply("application/atomsvc+xml;charset=utf-8", document, 1)
            }
        })
    }

    fn plan(&self, entity: EntityId, options: &Options) -> Result<Planned, Refusal> {
        planner::plan(self.catalog, entity, options, self.max_expansion_depth)
    }

    fn feed(&self, rows: &Rows<'_>, options: &Options) -> Result<Reply, Refusal> {
        let format = self.format()?;
        let mut planned = self.plan(rows.entity, options)?;
        let count = if planned.plan.count {
            Some(self.source.count(&planned.plan, rows.scope)?)
        } else {
            None
        };
        self.turn_to_page(&mut planned.plan, options)?;
        let records = self.source.rows(&planned.plan, rows.scope)?;
        let (page, last) = pages::cut(&records);
        let next = last.map(|last| {
            let token = pages::token(self.source, &planned.plan, last)?;
            let query = self.request.query.as_deref().unwrap_or_default();
            let query = pages::next_query(query, options, &token);
            Ok::<_, Refusal>(format!("{}{}?{query}", self.request.root, rows.address))
        });
        let next = next.transpose()?;
        let next = next.as_deref();
        Ok(match format {
            Format::VerboseJson => verbose(self.json().feed(&planned, page, count, next), 2),
            Format::Xml => {
                let around = Around {
                    address: rows.address,
                    count,
                    next,
                };
                let document = self.atom().feed(&planned, page, &around);
                reply("application/atom+xml;type=feed;charset=utf-8", document, 2)
            }
        })
    }

    /// Sets which rows of a plan are shown: those after the token, and of them one page.
    fn turn_to_page(&self, plan: &mut Plan, options: &Options) -> Result<(), Refusal> {
        if let Some(token) = &options.skip_token {
            let (values, key) = pages::read_token(self.catalog, plan, token)?;
            let after = seek::after(self.catalog, plan, &values, key);
            plan.filter = Some(match plan.filter.take() {
                Some(filter) => Expr::And(vec![filter, after]),
                None => after,
            });
        }
        let page = pages::rows_to_read(self.catalog.entity(plan.entity));
        plan.top = [options.top, page].into_iter().flatten().min();
        plan.skip = options.skip.unwrap_or_default();
        Ok(())
    }

    /// How many rows there are, of those that `$skip` and `$top` leave: the service counts what
    /// it was asked for, whatever the page.
    fn count(
        &self,
        entity: EntityId,
        scope: Scope<'_>,
        options: &Options,
    ) -> Result<Reply, Refusal> {
        options.without_shape()?;
        let planned = self.plan(entity, options)?;
        let all = self.source.count(&planned.plan, scope)?;
        let left = all.saturating_sub(options.skip.unwrap_or_default());
        let count = left.min(options.top.unwrap_or(u64::MAX));
        Ok(reply(TEXT, count.to_string(), 2))
    }

    /// One row.
    pub(super) fn entry(&self, row: Row, options: &Options) -> Result<Reply, Refusal> {
        options.for_one_row()?;
        let format = self.format()?;
        let planned = self.plan(row.entity, options)?;
        let record = self.by_key(&planned.plan, row)?;
        Ok(match format {
            Format::VerboseJson => verbose(self.json().entry(&planned, &record), 1),
            Format::Xml => {
                let document = self.atom().entry(&planned, &record);
                reply("application/atom+xml;type=entry;charset=utf-8", document, 1)
            }
        })
    }

    fn by_key(&self, plan: &Plan, row: Row) -> Result<Record, Refusal> {
        let entity = self.catalog.entity(row.entity);
        let no_row = || Refusal::NotFound(set_name(entity));
        self.source.row(plan, row.key)?.ok_or_else(no_row)
    }

    fn member(
        &self,
        row: Row,
        name: &str,
        aspect: Aspect,
        options: &Options,
    ) -> Result<Reply, Refusal> {
        let entity = self.catalog.entity(row.entity);
        let not_found = |segment: &str| Refusal::NotFound(segment.to_owned());
        let member = entity.member(name).ok_or_else(|| not_found(name))?;
        match (member, aspect) {
            (Member::Column(column), Aspect::Itself | Aspect::Value) => {
                options.for_one_row()?;
                options.without_shape()?;
                self.column(row, column, aspect)
            }
            (Member::Lookup(lookup), Aspect::Itself) => {
                let target = self.behind_lookup(row, lookup)?;
                self.entry(target.ok_or_else(|| not_found(name))?, options)
            }
            (Member::Collection(detail), Aspect::Itself | Aspect::Count) => {
                self.by_key(&Plan::bare(row.entity), row)?;
                let detail = &entity.collections[detail];
                let keys = [row.key];
                let scope = Scope::of_detail(detail, &keys);
                if aspect == Aspect::Count {
                    return self.count(detail.target, scope, options);
                }
                let rows = Rows {
                    entity: detail.target,
                    scope,
                    address: &format!("{}/{name}", row_address(entity, row.key)),
                };
                self.feed(&rows, options)
            }
            (_, Aspect::Value) => Err(not_found("$value")),
            (Member::Column(_) | Member::Lookup(_), Aspect::Count) => Err(not_found("$count")),
        }
    }

    fn column(&self, row: Row, column: usize, aspect: Aspect) -> Result<Reply, Refusal> {
        let entity = self.catalog.entity(row.entity);
        let found = &entity.columns[column];
        if found.ty == PropertyType::Stream {
            return match self.source.content(entity, column, row.key)? {
                Content::NoRow => Err(Refusal::NotFound(set_name(entity))),
                Content::Nothing => Ok(Reply::empty(204)),
                Content::Bytes(bytes) => Ok(Reply::file("application/octet-stream", bytes)),
            };
        }
        let plan = Plan {
            columns: vec![column],
            ..Plan::bare(row.entity)
        };
        let record = self.by_key(&plan, row)?;
        let value = record.values.first().unwrap_or(&Value::Null);
        if aspect == Aspect::Value {
            let text = text::of(found.ty, value).unwrap_or_default();
            return Ok(reply(TEXT, text, 1));
        }
        Ok(match self.format()? {
            Format::VerboseJson => {
                let body = json::property(&found.name, found.ty, value);
                verbose(body, 1)
            }
            Format::Xml => {
                let document = atom::property(&found.name, found.ty, value);
                reply("application/xml;charset=utf-8", document, 1)
            }
        })
    }

    /// The row that a lookup points at, if it points anywhere.
    fn behind_lookup(&self, row: Row, lookup: usize) -> Result<Option<Row>, Refusal> {
        let entity = self.catalog.entity(row.entity);
        let lookup = &entity.lookups[lookup];
        match self.source.behind(row.entity, lookup, row.key)? {
            Behind::NoRow => Err(Refusal::NotFound(set_name(entity))),
            Behind::Nothing => Ok(None),
            Behind::Key(key) => Ok(Some(Row {
                entity: lookup.target,
                key,
            })),
        }
    }
}

fn verbose(body: Vec<u8>, version: u8) -> Reply {
    reply(
        "application/json;odata=verbose;charset=utf-8",
        body,
        version,
    )
}

fn reply(content_type: &str, body: impl Into<Vec<u8>>, version: u8) -> Reply {
    Reply::new(200, content_type, body).with("dataserviceversion", format!("{version}.0;"))
}
