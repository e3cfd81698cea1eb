//! [`Shape`]: where the parts of a row stand in the reply's JSON.

use std::borrow::Cow;

use crate::ast::Hops;
use crate::cell::Cell;
use crate::decode::DecodeError;
use crate::json::{Scanner, StringToken};

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

impl Shape {
    /// That of rows without columns.
    pub(crate) const NONE: Self = Shape {
        entity: "",
        nodes: Vec::new(),
        slots: Vec::new(),
        cells: 0,
    };
}

/// One JSON object of a row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Node {
    pub(crate) members: Vec<Member>,
}

/// A member that is wanted, for itself or for what is inside, or that must not be there.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) name: Cow<'static, str>,
    pub(crate) cell: Option<usize>,
    pub(crate) node: Option<usize>,
}

impl Member {
    /// A member that is read as one value.
    pub(crate) fn value(name: impl Into<Cow<'static, str>>, cell: usize) -> Self {
        Member {
            name: name.into(),
            cell: Some(cell),
            node: None,
        }
    }

    /// A member that stands where a row was asked for.
    pub(crate) fn refused(name: &'static str) -> Self {
        Member {
            name: Cow::Borrowed(name),
            cell: None,
            node: None,
        }
    }
}

/// A place of a row that the selection reads.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) hops: Hops,
    pub(crate) name: Cow<'static, str>,
    pub(crate) cell: usize,
    pub(crate) kind: SlotKind,
    /// The cell of the lookup in front, where an empty one can be told from it alone.
    pub(crate) lookup: Option<usize>,
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
        label + &self.name
    }
}

/// What stood before each value of each object last time.
///
/// Rows of one reply name their members in one order and with the same white space, so what leads
/// to the next value is not parsed but compared with the text that stood there in the previous row.
/// Members that nobody asked for (annotations) are remembered too.
pub(crate) type Learned<'a> = Vec<Vec<Lead<'a>>>;

/// The text from the end of one value to the start of the next: comma or brace, name and colon.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lead<'a> {
    text: &'a str,
    target: Target,
}

/// What a member is wanted for.
#[derive(Debug, Clone, Copy)]
enum Target {
    Nothing,
    Refused,
    Cell(usize),
    Node {
        node: usize,
        presence: Option<usize>,
    },
}

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
        cells.fill(Cell::Absent);
        self.scan_node(0, scanner, learned, cells)
    }

    fn scan_node<'a>(
        &self,
        node: usize,
        scanner: &mut Scanner<'a>,
        learned: &mut Learned<'a>,
        cells: &mut [Cell<'a>],
    ) -> Result<(), DecodeError> {
        for position in 0.. {
            let target = match learned[node].get(position) {
                Some(lead) if scanner.take_text(lead.text) => lead.target,
                None if position > 0 && scanner.take(b'}') => return Ok(()),
                _ => match self.nodes[node].learn(scanner, position, &mut learned[node])? {
                    Some(target) => target,
                    None => return Ok(()),
                },
            };
            match target {
                Target::Cell(cell) => cells[cell] = scanner.value()?,
                Target::Nothing => drop(scanner.value()?),
                Target::Refused => return Err(scanner.unexpected("the row that was asked for")),
                Target::Node { node, presence } => {
                    let value = match scanner.peek() {
                        Some(b'{') => {
                            self.scan_node(node, scanner, learned, cells)?;
                            Cell::Composite("{}")
                        }
                        _ => scanner.value()?,
                    };
                    if let Some(cell) = presence {
                        cells[cell] = value;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Node {
    /// Parses what leads to the next value and remembers it; `None` at the end of the object.
    #[cold]
    fn learn<'a>(
        &self,
        scanner: &mut Scanner<'a>,
        position: usize,
        learned: &mut Vec<Lead<'a>>,
    ) -> Result<Option<Target>, DecodeError> {
        let start = scanner.position();
        if position == 0 {
            scanner.expect(b'{', "an object")?;
            if scanner.take(b'}') {
                return Ok(None);
            }
        } else if !scanner.another(b'}', "a comma or the end of the object")? {
            return Ok(None);
        }
        let target = self.target(scanner.key()?);
        scanner.peek();
        let lead = Lead {
            text: scanner.since(start),
            target,
        };
        match learned.get_mut(position) {
            Some(known) => *known = lead,
            None => learned.push(lead),
        }
        Ok(Some(target))
    }

    fn target(&self, key: StringToken<'_>) -> Target {
        let name = key.meaning();
        match self.members.iter().find(|member| member.name == name) {
            Some(&Member {
                node: Some(node),
                cell: presence,
                ..
            }) => Target::Node { node, presence },
            Some(&Member {
                cell: Some(cell), ..
            }) => Target::Cell(cell),
            Some(_) => Target::Refused,
            None => Target::Nothing,
        }
    }
}
