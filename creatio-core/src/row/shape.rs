//! [`Shape`]: where the parts of a row stand in the reply's JSON.

use super::DecodeError;
use super::scan::{Scanner, StringToken};
use crate::ast::Hops;
use crate::cell::Cell;

/// The members of a row that a query wants, and the order in which they are read.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Wire name of the entity, for error messages.
    pub(crate) entity: &'static str,
    /// The row's object and, behind it, those of the lookups that paths go through.
    pub(crate) nodes: Vec<Node>,
    /// One per selected thing, in the order of the selection.
    pub(crate) slots: Vec<Slot>,
    /// How many cells a row has; slots that read the same member share one.
    pub(crate) cells: usize,
}

/// One JSON object of a row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Node {
    pub(crate) members: Vec<Member>,
}

/// A member that is wanted, for itself or for what is inside.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) cell: Option<usize>,
    pub(crate) node: Option<usize>,
}

impl Member {
    /// A member that is read as one value.
    pub(crate) fn value(name: &'static str, cell: usize) -> Self {
        Member {
            name,
            cell: Some(cell),
            node: None,
        }
    }
}

/// A place of a row that the selection reads.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) hops: Hops,
    pub(crate) name: &'static str,
    pub(crate) cell: usize,
    pub(crate) kind: SlotKind,
}

#[derive(Debug, Clone)]
pub(crate) enum SlotKind {
    /// A value.
    Value,
    /// An object that is there or not; if not, the next `slots` slots are passed over.
    Presence { slots: usize },
    /// An array of rows.
    Detail(Box<Shape>),
}

impl Slot {
    /// The column as error messages name it: `Account.Owner.Name`.
    pub(crate) fn label(&self) -> String {
        let mut label = self.hops.dotted();
        if !label.is_empty() && !self.name.is_empty() {
            label.push('.');
        }
        label + self.name
    }
}

/// Which member stood at each position of each object last time: the text of its name, from the
/// opening quote to the colon, and what it is wanted for.
///
/// Rows of one reply name their members in one order, so the next name is not parsed but compared
/// with the text that stood there in the previous row. Members that nobody asked for (annotations)
/// are remembered too.
pub(crate) type Learned<'a> = Vec<Vec<(&'a str, Option<usize>)>>;

impl Shape {
    pub(crate) fn learned<'a>(&self) -> Learned<'a> {
        vec![Vec::new(); self.nodes.len()]
    }

    /// Reads one object into cells.
    pub(crate) fn scan<'a>(
        &self,
        scanner: &mut Scanner<'a>,
        learned: &mut Learned<'a>,
        cells: &mut [Cell<'a>],
    ) -> Result<(), DecodeError> {
        cells.fill(Cell::ABSENT);
        self.scan_node(0, scanner, learned, cells)
    }

    fn scan_node<'a>(
        &self,
        node: usize,
        scanner: &mut Scanner<'a>,
        learned: &mut Learned<'a>,
        cells: &mut [Cell<'a>],
    ) -> Result<(), DecodeError> {
        scanner.expect(b'{', "an object")?;
        if scanner.take(b'}') {
            return Ok(());
        }
        let mut position = 0;
        loop {
            match self.nodes[node].next(scanner, position, &mut learned[node])? {
                Some(member) => self.scan_member(member, scanner, learned, cells)?,
                None => drop(scanner.value()?),
            }
            position += 1;
            if !scanner.another(b'}', "a comma or the end of the object")? {
                return Ok(());
            }
        }
    }

    fn scan_member<'a>(
        &self,
        member: &Member,
        scanner: &mut Scanner<'a>,
        learned: &mut Learned<'a>,
        cells: &mut [Cell<'a>],
    ) -> Result<(), DecodeError> {
        let value = match member.node {
            Some(node) if scanner.peek() == Some(b'{') => {
                self.scan_node(node, scanner, learned, cells)?;
                Cell::new("{}", false)
            }
            _ => scanner.value()?,
        };
        if let Some(cell) = member.cell {
            cells[cell] = value;
        }
        Ok(())
    }
}

impl Node {
    /// Moves past the next member's name and says which one it is, if it is wanted.
    #[inline]
    fn next<'a>(
        &self,
        scanner: &mut Scanner<'a>,
        position: usize,
        learned: &mut Vec<(&'a str, Option<usize>)>,
    ) -> Result<Option<&Member>, DecodeError> {
        if let Some(&(name, member)) = learned.get(position)
            && scanner.take_text(name)
        {
            return Ok(member.map(|member| &self.members[member]));
        }
        self.learn(scanner, position, learned)
    }

    #[cold]
    fn learn<'a>(
        &self,
        scanner: &mut Scanner<'a>,
        position: usize,
        learned: &mut Vec<(&'a str, Option<usize>)>,
    ) -> Result<Option<&Member>, DecodeError> {
        let start = scanner.position();
        let key = scanner.key()?;
        let member = self.position_of(key);
        let entry = (scanner.since(start), member);
        match learned.get_mut(position) {
            Some(known) => *known = entry,
            None => learned.push(entry),
        }
        Ok(member.map(|member| &self.members[member]))
    }

    fn position_of(&self, key: StringToken<'_>) -> Option<usize> {
        let plain = |name: &str| self.members.iter().position(|member| member.name == name);
        if key.escaped {
            serde_json::from_str::<String>(key.raw)
                .ok()
                .and_then(|name| plain(&name))
        } else {
            plain(key.inner())
        }
    }
}
