//! [`Tree`]: a selection sorted by where its parts stand in the reply.
//!
//! A query lists what it reads in reading order; OData wants what is selected and expanded, object by
//! object. The tree brings together what stands behind the same lookup, and from it come both the
//! URL and the [`Shape`] that reads the reply, so that they cannot disagree.

use super::Version;
use crate::CompileError;
use crate::ast::{Detail, Hops, Item, Plan, Term};
use crate::capability::clause;
use crate::row::{Member, Node, Shape, Slot, SlotKind};
use crate::schema::EntitySchema;

/// Room for the objects of most rows: the row itself and a few lookups.
const USUAL_BRANCHES: usize = 4;

/// The selection of a query.
#[derive(Debug)]
pub(crate) struct Tree<'p> {
    version: Version,
    branches: Vec<Branch<'p>>,
    /// The cell of each thing that is read, in reading order.
    reads: Vec<usize>,
    cells: usize,
}

/// What is read of one object of a row.
#[derive(Debug)]
pub(crate) struct Branch<'p> {
    /// The key's name: what to select where nothing else is, since nothing would mean everything.
    pub(crate) key: &'static str,
    pub(crate) columns: Vec<TreeColumn>,
    pub(crate) lookups: Vec<TreeLookup>,
    pub(crate) details: Vec<TreeDetail<'p>>,
}

#[derive(Debug)]
pub(crate) struct TreeColumn {
    pub(crate) name: &'static str,
    cell: usize,
}

#[derive(Debug)]
pub(crate) struct TreeLookup {
    pub(crate) name: &'static str,
    pub(crate) branch: usize,
    /// Where it is noted whether the lookup leads anywhere, if anybody asks.
    presence: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct TreeDetail<'p> {
    pub(crate) query: &'p Detail,
    pub(crate) tree: Tree<'p>,
    cell: usize,
}

impl Branch<'_> {
    fn new(key: &'static str) -> Self {
        Branch {
            key,
            columns: Vec::new(),
            lookups: Vec::new(),
            details: Vec::new(),
        }
    }

    /// Whether nothing is expanded from here.
    pub(crate) fn is_leaf(&self) -> bool {
        self.lookups.is_empty() && self.details.is_empty()
    }

    fn node(&self, version: Version) -> Node {
        let columns = self
            .columns
            .iter()
            .map(|column| Member::value(column.name, column.cell));
        let details = self
            .details
            .iter()
            .map(|detail| Member::value(detail.query.collection, detail.cell));
        let lookups = self.lookups.iter().map(|lookup| Member {
            name: lookup.name.into(),
            cell: lookup.presence,
            node: Some(lookup.branch),
        });
        // How OData 3 writes what it did not expand: no row, and not an empty lookup either.
        let deferred = (version == Version::V3).then(|| Member::refused("__deferred"));
        let members = columns.chain(lookups).chain(details).chain(deferred);
        Node {
            members: members.collect(),
        }
    }
}

impl<'p> Tree<'p> {
    pub(crate) fn build(version: Version, plan: &'p Plan) -> Result<Self, CompileError> {
        let key = plan
            .root
            .key_columns()
            .next()
            .map_or("Id", |column| column.name);
        let mut tree = Tree {
            version,
            branches: Vec::with_capacity(USUAL_BRANCHES),
            reads: Vec::with_capacity(plan.items.len()),
            cells: 0,
        };
        tree.branches.push(Branch::new(key));
        tree.branches[0].columns.reserve(plan.items.len());
        for item in &plan.items {
            match item {
                Item::Column(path) => tree.read_column(path.hops, path.column.name),
                Item::All { hops, entity } => tree.read_all(*hops, entity),
                Item::Presence { hops, .. } => tree.read_presence(*hops),
                Item::Detail(detail) => tree.read_detail(plan.root, detail)?,
                Item::Computed(term) => return Err(refusal(version, plan.root, term)),
            }
        }
        Ok(tree)
    }

    pub(crate) fn root(&self) -> &Branch<'p> {
        self.branch(0)
    }

    pub(crate) fn branch(&self, number: usize) -> &Branch<'p> {
        &self.branches[number]
    }

    fn read_column(&mut self, hops: Hops, name: &'static str) {
        let branch = self.branch_behind(hops);
        let known = self.branches[branch]
            .columns
            .iter()
            .find(|column| column.name == name);
        let cell = match known {
            Some(column) => column.cell,
            None => self.add_column(branch, name),
        };
        self.reads.push(cell);
    }

    fn read_all(&mut self, hops: Hops, entity: &'static EntitySchema) {
        let branch = self.branch_behind(hops);
        if !self.branches[branch].columns.is_empty() {
            return entity
                .columns
                .iter()
                .for_each(|column| self.read_column(hops, column.name));
        }
        // The columns of one entity differ from each other, so none has to be looked for.
        for column in entity.columns {
            let cell = self.add_column(branch, column.name);
            self.reads.push(cell);
        }
    }

    fn read_presence(&mut self, hops: Hops) {
        let mut branch = 0;
        let mut cell = None;
        for hop in hops.lookups() {
            let lookup = self.lookup(branch, hop.name, hop.key);
            let TreeLookup {
                branch: behind,
                presence,
                ..
            } = self.branches[branch].lookups[lookup];
            let noted = presence.unwrap_or_else(|| self.new_cell());
            self.branches[branch].lookups[lookup].presence = Some(noted);
            (branch, cell) = (behind, Some(noted));
        }
        self.reads.extend(cell);
    }

    fn read_detail(&mut self, root: &EntitySchema, detail: &'p Detail) -> Result<(), CompileError> {
        let branch = self.branch_behind(detail.hops);
        let mut details = self.branches[branch].details.iter();
        match details.find(|known| known.query.collection == detail.collection) {
            Some(known) if known.query.plan == detail.plan => self.reads.push(known.cell),
            Some(_) => {
                let (entity, collection) = (root.name, detail.collection);
                return Err(CompileError::CollectionTwice { entity, collection });
            }
            None => {
                let cell = self.new_cell();
                let tree = Tree::build(self.version, &detail.plan)?;
                self.branches[branch].details.push(TreeDetail {
                    query: detail,
                    tree,
                    cell,
                });
                self.reads.push(cell);
            }
        }
        Ok(())
    }

    fn add_column(&mut self, branch: usize, name: &'static str) -> usize {
        let cell = self.new_cell();
        self.branches[branch]
            .columns
            .push(TreeColumn { name, cell });
        cell
    }

    fn new_cell(&mut self) -> usize {
        self.cells += 1;
        self.cells - 1
    }

    fn branch_behind(&mut self, hops: Hops) -> usize {
        let mut branch = 0;
        for hop in hops.lookups() {
            let lookup = self.lookup(branch, hop.name, hop.key);
            branch = self.branches[branch].lookups[lookup].branch;
        }
        branch
    }

    /// The position of a lookup in its branch.
    fn lookup(&mut self, branch: usize, name: &'static str, key: &'static str) -> usize {
        let lookups = &self.branches[branch].lookups;
        if let Some(position) = lookups.iter().position(|lookup| lookup.name == name) {
            return position;
        }
        let position = lookups.len();
        let behind = self.branches.len();
        self.branches.push(Branch::new(key));
        let lookup = TreeLookup {
            name,
            branch: behind,
            presence: None,
        };
        self.branches[branch].lookups.push(lookup);
        position
    }

    /// How the reply is read.
    pub(crate) fn shape(&self, plan: &Plan) -> Shape {
        let mut slots = Vec::with_capacity(self.reads.len());
        let mut cells = self.reads.iter().copied();
        for (position, item) in plan.items.iter().enumerate() {
            let names = names_of(item);
            let hops = hops_of(item);
            for (name, cell) in names.zip(&mut cells) {
                let kind = self.slot_kind(item, &plan.items[position + 1..], cell);
                slots.push(Slot {
                    hops,
                    name: name.into(),
                    cell,
                    kind,
                    lookup: None,
                });
            }
        }
        let nodes = self.branches.iter().map(|branch| branch.node(self.version));
        Shape {
            entity: plan.root.name,
            nodes: nodes.collect(),
            slots,
            cells: self.cells,
        }
    }

    fn slot_kind(&self, item: &Item, following: &[Item], cell: usize) -> SlotKind {
        match item {
            Item::Column(_) | Item::Computed(_) | Item::All { .. } => SlotKind::Value,
            Item::Presence { items, .. } => {
                let behind = following.iter().take(*items);
                SlotKind::Presence {
                    slots: behind.map(|item| names_of(item).count()).sum(),
                }
            }
            Item::Detail(_) => {
                let mut details = self.branches.iter().flat_map(|branch| &branch.details);
                match details.find(|detail| detail.cell == cell) {
                    Some(detail) => {
                        SlotKind::Detail(Box::new(detail.tree.shape(&detail.query.plan)))
                    }
                    None => SlotKind::Value,
                }
            }
        }
    }
}

/// OData's rows consist of columns.
fn refusal(version: Version, root: &EntitySchema, term: &Term) -> CompileError {
    let clause = match term {
        Term::Fold(..) => clause::Aggregation::CLAUSE,
        _ => clause::ComputedColumn::CLAUSE,
    };
    version.refuse(root.name, clause)
}

fn hops_of(item: &Item) -> Hops {
    match item {
        Item::Column(path) => path.hops,
        Item::All { hops, .. } | Item::Presence { hops, .. } => *hops,
        Item::Detail(detail) => detail.hops,
        Item::Computed(_) => Hops::NONE,
    }
}

/// The names of what an item reads, one per place of the row.
fn names_of(item: &Item) -> impl Iterator<Item = &'static str> + use<> {
    let (single, columns) = match item {
        Item::Column(path) => (Some(path.column.name), &[][..]),
        Item::All { entity, .. } => (None, entity.columns),
        Item::Presence { .. } | Item::Computed(_) => (Some(""), &[][..]),
        Item::Detail(detail) => (Some(detail.collection), &[][..]),
    };
    single
        .into_iter()
        .chain(columns.iter().map(|column| column.name))
}
