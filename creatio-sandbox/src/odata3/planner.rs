//! Options and the schema to a plan, and to what of the rows it shows is only referred to.

use std::collections::HashMap;

use creatio_codegen::schema::PropertyType;

use super::{
    bind::Binder,
    filter::{self, SyntaxError},
    options::{Names, Options},
    pages,
    refusal::Refusal,
    text,
};
use crate::{
    catalog::{Catalog, Entity, EntityId, Member},
    query::{
        plan::{Link, Nested, Order, Plan},
        run::{NestedRecords, Record},
    },
};

/// What to read, and what of it to show.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) plan: Plan,
    pub(super) shape: Shape,
}

/// How the rows of a plan are shown; `nested` goes with the plan's.
#[derive(Debug)]
pub(super) struct Shape {
    /// Navigation properties of which only the address is shown.
    pub(super) deferred: Vec<String>,
    pub(super) nested: Vec<Shape>,
    /// The query string that gives these rows this shape when they are asked for by themselves;
    /// empty, or with an ampersand at its end.
    pub(super) query: String,
}

impl Planned {
    /// Both as one.
    pub(super) fn view(&self) -> View<'_> {
        View {
            plan: &self.plan,
            shape: &self.shape,
        }
    }
}

/// How the rows of one level are to be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) plan: &'a Plan,
    pub(super) shape: &'a Shape,
}

impl<'a> View<'a> {
    /// What is nested in a record: names, how their rows are shown, and the rows.
    pub(super) fn nested<'r>(
        self,
        record: &'r Record,
    ) -> impl Iterator<Item = (&'a str, View<'a>, &'r NestedRecords)> {
        let levels = self.plan.nested.iter().zip(&self.shape.nested);
        levels.zip(&record.nested).map(|((nested, shape), below)| {
            let view = View {
                plan: &nested.plan,
                shape,
            };
            (nested.name.as_str(), view, below)
        })
    }
}

/// Plans a read of one entity, without its page.
pub(super) fn plan(
    catalog: &Catalog,
    entity: EntityId,
    options: &Options,
    max_expansion_depth: usize,
) -> Result<Planned, Refusal> {
    let is_too_deep = |path: &Names| path.len() > max_expansion_depth;
    if options.expand.iter().any(is_too_deep) {
        return Err(Refusal::Query(format!(
            "The request includes an $expand path which is too deep. The maximum depth allowed is \
             {max_expansion_depth}."
        )));
    }
    let expand: Vec<_> = options.expand.iter().map(Vec::as_slice).collect();
    let select: Option<Vec<_>> = options
        .select
        .as_ref()
        .map(|paths| paths.iter().map(Vec::as_slice).collect());
    let Planned { mut plan, shape } = level(catalog, entity, &expand, select.as_deref())?;
    let mut binder = Binder::new(catalog, entity);
    if let Some(text) = &options.filter {
        let node = filter::parse(text).map_err(|SyntaxError(message)| Refusal::Query(message))?;
        plan.filter = Some(binder.filter(&node)?);
    }
    for item in &options.order {
        let found = binder.path(&item.path, item.at)?;
        plan.order.push(Order {
            alias: found.alias,
            column: found.column,
            descending: item.descending,
        });
    }
    plan.joins = binder.finish()?;
    plan.count = options.count;
    refuse_streams(catalog, &plan)?;
    Ok(Planned { plan, shape })
}

/// Last, as in OData 4: such a query fits the model, and fails when it is run.
fn refuse_streams(catalog: &Catalog, plan: &Plan) -> Result<(), Refusal> {
    let entity = catalog.entity(plan.entity);
    for column in &plan.columns {
        let column = &entity.columns[*column];
        if column.ty == PropertyType::Stream {
            return Err(Refusal::Execution(format!(
                "Column by path {} not found in schema {}.",
                column.name, entity.name
            )));
        }
    }
    let mut below = plan.nested.iter();
    below.try_for_each(|nested| refuse_streams(catalog, &nested.plan))
}

type Paths<'a> = &'a [&'a [String]];
/// The navigation properties that are expanded, each with the paths below it.
type Groups<'a> = Vec<(&'a str, Vec<&'a [String]>)>;

fn level(
    catalog: &Catalog,
    id: EntityId,
    expand: Paths<'_>,
    select: Option<Paths<'_>>,
) -> Result<Planned, Refusal> {
    let entity = catalog.entity(id);
    let groups = expanded(entity, expand)?;
    let chosen = match select {
        Some(paths) => Chosen::of(entity, paths, &groups)?,
        None => Chosen::everything(entity),
    };
    let mut plan = Plan {
        columns: chosen.columns,
        is_selected: select.is_some(),
        ..Plan::bare(id)
    };
    let mut shape = Shape {
        deferred: Vec::new(),
        nested: Vec::new(),
        query: query(expand, select),
    };
    for (name, below) in &groups {
        let select = match (chosen.whole.contains(name), chosen.parts.get(name)) {
            (true, _) => None,
            (false, Some(paths)) => Some(paths.as_slice()),
            // A selection that does not mention it drops the expansion.
            (false, None) => continue,
        };
        let (target, link) = link(entity, name)?;
        let mut planned = level(catalog, target, below, select)?;
        if matches!(link, Link::Many(_)) {
            planned.plan.top = pages::rows_to_read(catalog.entity(target));
        }
        plan.nested.push(Nested {
            name: (*name).to_owned(),
            link,
            plan: planned.plan,
        });
        shape.nested.push(planned.shape);
    }
    let is_expanded = |name: &str| groups.iter().any(|(expanded, _)| *expanded == name);
    let deferred = chosen.whole.iter().filter(|name| !is_expanded(name));
    shape.deferred = deferred.map(|name| (*name).to_owned()).collect();
    Ok(Planned { plan, shape })
}

/// The paths of `$expand` by their first names, which must be navigation properties.
fn expanded<'a>(entity: &Entity, expand: Paths<'a>) -> Result<Groups<'a>, Refusal> {
    let mut groups: Groups<'_> = Vec::new();
    for path in expand {
        let Some((first, rest)) = path.split_first() else {
            continue;
        };
        link(entity, first)?;
        let at = groups.iter().position(|(name, _)| name == first);
        let at = at.unwrap_or_else(|| {
            groups.push((first, Vec::new()));
            groups.len() - 1
        });
        if !rest.is_empty() {
            groups[at].1.push(rest);
        }
    }
    Ok(groups)
}

fn link(entity: &Entity, name: &str) -> Result<(EntityId, Link), Refusal> {
    match entity.member(name) {
        Some(Member::Lookup(at)) => {
            let lookup = &entity.lookups[at];
            Ok((lookup.target, Link::One(lookup.column)))
        }
        Some(Member::Collection(at)) => {
            let detail = &entity.collections[at];
            Ok((detail.target, Link::Many(detail.via)))
        }
        Some(Member::Column(_)) => Err(Refusal::Query(format!(
            "Property '{name}' on type '{}' is not a navigation property. Only navigation \
             properties can be expanded or traversed.",
            super::type_name(entity)
        ))),
        None => Err(unknown_property(name, entity)),
    }
}

/// What a selection names at one level.
struct Chosen<'a> {
    /// Columns, each once.
    columns: Vec<usize>,
    /// Navigation properties chosen as such.
    whole: Vec<&'a str>,
    /// Paths below navigation properties.
    parts: HashMap<&'a str, Vec<&'a [String]>>,
}

impl<'a> Chosen<'a> {
    fn everything(entity: &'a Entity) -> Self {
        let lookups = entity.lookups.iter().map(|lookup| lookup.name.as_str());
        let details = entity.collections.iter().map(|detail| detail.name.as_str());
        Self {
            columns: entity.scalar_columns().collect(),
            whole: lookups.chain(details).collect(),
            parts: HashMap::new(),
        }
    }

    fn of(entity: &Entity, paths: Paths<'a>, groups: &Groups<'_>) -> Result<Self, Refusal> {
        let mut chosen = Self {
            columns: Vec::new(),
            whole: Vec::new(),
            parts: HashMap::new(),
        };
        for path in paths {
            let Some((first, rest)) = path.split_first() else {
                continue;
            };
            if first == "*" {
                chosen.columns.extend(entity.scalar_columns());
                continue;
            }
            match entity.member(first) {
                None => return Err(unknown_property(first, entity)),
                Some(Member::Column(column)) if rest.is_empty() => chosen.columns.push(column),
                Some(Member::Column(_)) => {
                    link(entity, first)?;
                }
                Some(_) if rest.is_empty() => chosen.whole.push(first),
                Some(_) if groups.iter().any(|(name, _)| name == first) => {
                    chosen.parts.entry(first).or_default().push(rest);
                }
                Some(_) => return Err(not_expanded(first)),
            }
        }
        let mut seen = std::collections::HashSet::new();
        chosen.columns.retain(|column| seen.insert(*column));
        let mut seen = std::collections::HashSet::new();
        chosen.whole.retain(|name| seen.insert(*name));
        Ok(chosen)
    }
}

fn not_expanded(name: &str) -> Refusal {
    Refusal::Query(format!(
        "Only navigation properties specified in expand option can be traversed in select option, \
         found '{name}'."
    ))
}

fn unknown_property(name: &str, entity: &Entity) -> Refusal {
    Refusal::Query(format!(
        "Could not find a property named '{name}' on type '{}'.",
        super::type_name(entity)
    ))
}

/// `$expand=Owner/Account&$select=Id,Owner/Name&`
fn query(expand: Paths<'_>, select: Option<Paths<'_>>) -> String {
    let list = |paths: Paths<'_>| {
        let paths: Vec<_> = paths.iter().map(|names| names.join("/")).collect();
        text::encoded(&paths.join(","))
    };
    let expanded = match expand {
        [] => String::new(),
        paths => format!("$expand={}&", list(paths)),
    };
    let selected = select.map(|paths| format!("$select={}&", list(paths)));
    expanded + &selected.unwrap_or_default()
}
