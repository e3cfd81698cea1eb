//! From a request to its answer.

use rusqlite::Connection;
use uuid::Uuid;

use super::{
    json::{self, Envelope},
    options::Options,
    planner::{self, Limits},
    raw,
    refusal::Refusal,
    resource::{self, Aspect, Resource},
};
use crate::{
    catalog::{Catalog, Entity, EntityId, Member},
    query::{
        plan::Plan,
        run::{self, Scope},
    },
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

/// Answers a request.
pub(crate) fn answer(
    request: &Request,
    metadata: &str,
    limits: &Limits,
    catalog: &Catalog,
    connection: &Connection,
) -> Reply {
    let reader = Reader {
        request,
        metadata,
        limits,
        catalog,
        connection,
    };
    reader.answer().unwrap_or_else(Refusal::into_reply)
}

struct Reader<'a> {
    request: &'a Request,
    metadata: &'a str,
    limits: &'a Limits,
    catalog: &'a Catalog,
    connection: &'a Connection,
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl Reader<'_> {
    fn answer(&self) -> Result<Reply, Refusal> {
        if self.request.method != "GET" {
            return Err(Refusal::Method(self.request.method.clone()));
        }
        let url = self.request.url();
        let resource = resource::parse(self.catalog, &self.request.path, &url)?;
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
            Resource::Row(entity, key) => self.row(entity, key, &options)?.ok_or(Refusal::NoRow),
            Resource::Member(entity, key, name, aspect) => {
                self.member(entity, key, &name, aspect, &options)
            }
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
        let mut records = run::rows(self.connection, self.catalog, &plan, scope)?;
        let has_more = records.len() as u64 > page;
        records.truncate(usize::try_from(page).unwrap_or(usize::MAX));
        let count = match plan.count {
            true => Some(run::count(self.connection, self.catalog, &plan, scope)?),
            false => None,
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
        let count = run::count(self.connection, self.catalog, &plan, scope)?;
        Ok(Reply::new(200, TEXT, count.to_string()).with("odata-version", "4.0"))
    }

    /// One row by its key, if it is there.
    fn row(&self, id: EntityId, key: Uuid, options: &Options) -> Result<Option<Reply>, Refusal> {
        if options.are_for_collections() {
            return Err(Refusal::Query(
                "The requested resource is not a collection. Query options $filter, $orderby, \
                 $count, $skip, and $top can be applied only on collections."
                    .to_owned(),
            ));
        }
        let plan = planner::plan(self.catalog, id, options, self.limits)?;
        let Some(record) = self.by_key(&plan, key)? else {
            return Ok(None);
        };
        let set = &self.catalog.entity(id).set;
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

    fn by_key(&self, plan: &Plan, key: Uuid) -> Result<Option<run::Record>, Refusal> {
        let Some(column) = self.catalog.entity(plan.entity).key else {
            return Ok(None);
        };
        let scope = Scope::Among(column, &[key]);
        Ok(run::rows(self.connection, self.catalog, plan, scope)?
            .into_iter()
            .next())
    }

    fn member(
        &self,
        id: EntityId,
        key: Uuid,
        name: &str,
        aspect: Aspect,
        options: &Options,
    ) -> Result<Reply, Refusal> {
        let entity = self.catalog.entity(id);
        let no_route = || Refusal::no_action(&self.request.url(), &entity.set);
        match (entity.member(name).ok_or_else(no_route)?, aspect) {
            (Member::Column(column), Aspect::Itself | Aspect::Value) => {
                self.column(id, key, column, aspect)
            }
            (Member::Lookup(lookup), Aspect::Itself) => {
                self.behind_lookup(id, key, lookup, options)
            }
            (Member::Collection(collection), Aspect::Itself | Aspect::Count) => {
                self.detail(id, key, collection, aspect, options)
            }
            _ => Err(no_route()),
        }
    }

    fn column(
        &self,
        id: EntityId,
        key: Uuid,
        column: usize,
        aspect: Aspect,
    ) -> Result<Reply, Refusal> {
        let entity = self.catalog.entity(id);
        let ty = entity.columns[column].ty;
        if ty == creatio_codegen::schema::PropertyType::Stream {
            return self.stream(entity, key, column);
        }
        let plan = Plan {
            columns: vec![column],
            ..run::bare(id)
        };
        let record = self.by_key(&plan, key)?.ok_or(Refusal::NoRow)?;
        let value = record.values.first().ok_or(Refusal::NoRow)?;
        if aspect == Aspect::Value {
            let reply = Reply::new(200, TEXT, json::plain(ty, value));
            return Ok(reply.with("odata-version", "4.0"));
        }
        let context = self.context(&format!(
            "{}({key})/{}",
            entity.set, entity.columns[column].name
        ));
        Ok(odata(json::property(ty, value, &context)))
    }

    /// The bytes of a stream column; 204 if it is empty.
    fn stream(&self, entity: &Entity, key: Uuid, column: usize) -> Result<Reply, Refusal> {
        let content = run::stream(self.connection, entity, column, key)?.ok_or(Refusal::NoRow)?;
        Ok(match content {
            Some(bytes) => Reply::new(200, "application/octet-stream", bytes),
            None => Reply::empty(204),
        })
    }

    /// The row a lookup points at; 204 if it points nowhere.
    fn behind_lookup(
        &self,
        id: EntityId,
        key: Uuid,
        lookup: usize,
        options: &Options,
    ) -> Result<Reply, Refusal> {
        let lookup = &self.catalog.entity(id).lookups[lookup];
        let plan = Plan {
            columns: lookup.column.into_iter().collect(),
            ..run::bare(id)
        };
        let record = self.by_key(&plan, key)?.ok_or(Refusal::NoRow)?;
        let found = match record.values.first().and_then(crate::value::Value::as_guid) {
            Some(target) => self.row(lookup.target, target, options)?,
            None => None,
        };
        Ok(found.unwrap_or_else(|| Reply::empty(204)))
    }

    /// The rows of a detail, or their number.
    fn detail(
        &self,
        id: EntityId,
        key: Uuid,
        collection: usize,
        aspect: Aspect,
        options: &Options,
    ) -> Result<Reply, Refusal> {
        self.by_key(&run::bare(id), key)?.ok_or(Refusal::NoRow)?;
        let collection = &self.catalog.entity(id).collections[collection];
        let keys = [key];
        // Without a column that leads back there is no tie and no row.
        let scope = match collection.via {
            Some(column) => Scope::Among(column, &keys),
            None => Scope::Among(0, &[]),
        };
        match aspect {
            Aspect::Count => self.count(collection.target, scope, options),
            _ => self.collection(collection.target, scope, options),
        }
    }
}

fn odata(body: Vec<u8>) -> Reply {
    Reply::new(200, ODATA_JSON, body).with("odata-version", "4.0")
}
