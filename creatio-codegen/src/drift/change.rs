//! One difference between two schemas, how bad it is, and how it reads.

use std::fmt;

/// How bad a change is for programs built on the old schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Old programs do not notice.
    Additive,
    /// Old programs run, and may read or write something else than they mean.
    Risky,
    /// Old programs fail as soon as they touch it.
    Breaking,
}

impl Grade {
    /// All grades, the worst first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Risky, Self::Additive];

    /// The grade in one lower-case word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Additive => "additive",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// One difference between two schemas.
///
/// Its text names the thing and what became of it, without the grade.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// Wire name of the entity, or of the enum or complex type.
    pub entity: String,
    /// Wire name of the column, lookup or collection, or the id of the row; `None` if the entity
    /// itself changed.
    pub member: Option<String>,
    /// What happened.
    pub kind: ChangeKind,
}

/// What happened to an entity or a member of one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeKind {
    /// The entity is gone.
    EntityGone {
        /// A new entity that it may have become: most of its members are the same.
        renamed: Option<String>,
    },
    /// The entity is new.
    EntityAdded,
    /// The entity is at another address.
    EntitySetChanged {
        /// Its set before.
        from: String,
        /// Its set now.
        to: String,
    },
    /// The entity has another key.
    KeyChanged {
        /// The key's properties before.
        from: Vec<String>,
        /// The key's properties now.
        to: Vec<String>,
    },
    /// The column is gone.
    ColumnGone {
        /// A new column of the same type that it may have become.
        renamed: Option<String>,
    },
    /// The column is new.
    ColumnAdded,
    /// The column has another type.
    TypeChanged {
        /// Its type before, such as `Edm.Int32`.
        from: String,
        /// Its type now.
        to: String,
    },
    /// The column may be empty now, or may not be any longer.
    NullabilityChanged {
        /// Whether it may be empty now.
        nullable: bool,
    },
    /// The column has to have a value now, or need not any longer.
    RequirednessChanged {
        /// Whether it has to have one now.
        required: bool,
    },
    /// The column takes longer texts, or shorter ones.
    LengthChanged {
        /// Characters before, if there was a limit.
        from: Option<u16>,
        /// Characters now, if there is one.
        to: Option<u16>,
    },
    /// The lookup is gone, with its key column unless that is a change of its own.
    LookupGone {
        /// A new lookup of the same target that it may have become.
        renamed: Option<String>,
    },
    /// The lookup is new.
    LookupAdded,
    /// The lookup leads to another entity.
    TargetChanged {
        /// The entity before.
        from: String,
        /// The entity now.
        to: String,
    },
    /// The lookup has its key in another column.
    KeyColumnChanged {
        /// The column before, if there was one.
        from: Option<String>,
        /// The column now, if there is one.
        to: Option<String>,
    },
    /// The enum or complex type is gone.
    TypeGone,
    /// The enum or complex type is new.
    TypeAdded,
    /// The enum type has lost this member.
    EnumMemberGone,
    /// The enum type has got this member.
    EnumMemberAdded,
    /// The collection is gone.
    CollectionGone {
        /// A new collection of the same rows that it may have become.
        renamed: Option<String>,
    },
    /// The collection is new.
    CollectionAdded,
    /// The collection has rows of another entity.
    RowsChanged {
        /// The entity before.
        from: String,
        /// The entity now.
        to: String,
    },
    /// The row of the lookup is gone, and with it its constant.
    RowGone {
        /// What it was called.
        name: String,
    },
    /// The lookup has got this row.
    RowAdded {
        /// What it is called.
        name: String,
    },
    /// The row of the lookup is called something else; its constant stays.
    RowRenamed {
        /// What it was called.
        from: String,
        /// What it is called now.
        to: String,
    },
}

impl Change {
    /// How bad it is.
    pub fn grade(&self) -> Grade {
        match &self.kind {
            ChangeKind::EntityGone { .. }
            | ChangeKind::EntitySetChanged { .. }
            | ChangeKind::KeyChanged { .. }
            | ChangeKind::ColumnGone { .. }
            | ChangeKind::TypeChanged { .. }
            | ChangeKind::LookupGone { .. }
            | ChangeKind::CollectionGone { .. }
            | ChangeKind::RowsChanged { .. }
            | ChangeKind::TypeGone
            | ChangeKind::EnumMemberGone
            | ChangeKind::RowGone { .. } => Grade::Breaking,
            ChangeKind::NullabilityChanged { .. }
            | ChangeKind::RequirednessChanged { .. }
            | ChangeKind::LengthChanged { .. }
            | ChangeKind::TargetChanged { .. }
            | ChangeKind::KeyColumnChanged { .. }
            | ChangeKind::RowRenamed { .. } => Grade::Risky,
            ChangeKind::EntityAdded
            | ChangeKind::ColumnAdded
            | ChangeKind::LookupAdded
            | ChangeKind::CollectionAdded
            | ChangeKind::TypeAdded
            | ChangeKind::EnumMemberAdded
            | ChangeKind::RowAdded { .. } => Grade::Additive,
        }
    }

    /// What changed, as `Entity` or `Entity.Member`.
    pub fn path(&self) -> String {
        match &self.member {
            Some(member) => format!("{}.{member}", self.entity),
            None => self.entity.clone(),
        }
    }

    /// The new name that a thing that is gone may have got.
    pub fn renamed(&self) -> Option<&str> {
        match &self.kind {
            ChangeKind::EntityGone { renamed }
            | ChangeKind::ColumnGone { renamed }
            | ChangeKind::LookupGone { renamed }
            | ChangeKind::CollectionGone { renamed } => renamed.as_deref(),
            _ => None,
        }
    }
}

impl ChangeKind {
    /// Whether it is about a row of a lookup, so that the member is the id of one.
    pub(super) fn is_of_row(&self) -> bool {
        matches!(
            self,
            Self::RowGone { .. } | Self::RowAdded { .. } | Self::RowRenamed { .. }
        )
    }

    /// The kind in lower-case words with dashes, as machines read it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::EntityGone { .. } => "entity-gone",
            Self::EntityAdded => "entity-added",
            Self::EntitySetChanged { .. } => "entity-set-changed",
            Self::KeyChanged { .. } => "key-changed",
            Self::ColumnGone { .. } => "column-gone",
            Self::ColumnAdded => "column-added",
            Self::TypeChanged { .. } => "type-changed",
            Self::NullabilityChanged { .. } => "nullability-changed",
            Self::RequirednessChanged { .. } => "requiredness-changed",
            Self::LengthChanged { .. } => "length-changed",
            Self::LookupGone { .. } => "lookup-gone",
            Self::LookupAdded => "lookup-added",
            Self::TargetChanged { .. } => "target-changed",
            Self::KeyColumnChanged { .. } => "key-column-changed",
            Self::CollectionGone { .. } => "collection-gone",
            Self::CollectionAdded => "collection-added",
            Self::RowsChanged { .. } => "rows-changed",
            Self::RowGone { .. } => "row-gone",
            Self::RowAdded { .. } => "row-added",
            Self::RowRenamed { .. } => "row-renamed",
            Self::TypeGone => "type-gone",
            Self::TypeAdded => "type-added",
            Self::EnumMemberGone => "enum-member-gone",
            Self::EnumMemberAdded => "enum-member-added",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: ", self.path())?;
        match &self.kind {
            ChangeKind::EntityGone { .. } => f.write_str("the entity is gone"),
            ChangeKind::EntityAdded => f.write_str("the entity is new"),
            ChangeKind::EntitySetChanged { from, to } => {
                write!(f, "its entity set was `{from}` and is `{to}`")
            }
            ChangeKind::KeyChanged { from, to } => {
                let (from, to) = (from.join("`, `"), to.join("`, `"));
                write!(f, "its key was `{from}` and is `{to}`")
            }
            ChangeKind::ColumnGone { .. } => f.write_str("the column is gone"),
            ChangeKind::ColumnAdded => f.write_str("the column is new"),
            ChangeKind::TypeChanged { from, to } => {
                write!(f, "its type was {from} and is {to}")
            }
            ChangeKind::NullabilityChanged { nullable: true } => {
                f.write_str("it could not be empty and may be now")
            }
            ChangeKind::NullabilityChanged { nullable: false } => {
                f.write_str("it could be empty and may not be any longer")
            }
            ChangeKind::RequirednessChanged { required: true } => {
                f.write_str("a new row has to have a value there now")
            }
            ChangeKind::RequirednessChanged { required: false } => {
                f.write_str("a new row need not have a value there any longer")
            }
            ChangeKind::LengthChanged { from, to } => {
                write!(f, "it took {} and takes {}", texts(*from), texts(*to))
            }
            ChangeKind::LookupGone { .. } => f.write_str("the lookup is gone"),
            ChangeKind::LookupAdded => f.write_str("the lookup is new"),
            ChangeKind::TargetChanged { from, to } => {
                write!(f, "it led to `{from}` and leads to `{to}`")
            }
            ChangeKind::KeyColumnChanged { from, to } => {
                let (from, to) = (column(from.as_deref()), column(to.as_deref()));
                write!(f, "its key was in {from} and is in {to}")
            }
            ChangeKind::CollectionGone { .. } => f.write_str("the collection is gone"),
            ChangeKind::CollectionAdded => f.write_str("the collection is new"),
            ChangeKind::TypeGone => f.write_str("the type is gone"),
            ChangeKind::TypeAdded => f.write_str("the type is new"),
            ChangeKind::EnumMemberGone => f.write_str("the member of the enum is gone"),
            ChangeKind::EnumMemberAdded => f.write_str("the member of the enum is new"),
            ChangeKind::RowsChanged { from, to } => {
                write!(f, "its rows were of `{from}` and are of `{to}`")
            }
            ChangeKind::RowGone { name } => write!(f, "the row `{}` is gone", shown(name)),
            ChangeKind::RowAdded { name } => write!(f, "the row `{}` is new", shown(name)),
            ChangeKind::RowRenamed { from, to } => {
                write!(f, "the row `{}` is called `{}` now", shown(from), shown(to))
            }
        }?;
        match self.renamed() {
            Some(name) => write!(f, "; it may be `{name}` now"),
            None => Ok(()),
        }
    }
}

/// What a column takes whose texts have so many characters at most.
fn texts(length: Option<u16>) -> String {
    length.map_or_else(
        || "texts of any length".to_owned(),
        |length| format!("texts of {length} characters"),
    )
}

/// A display value on one line.
fn shown(name: &str) -> String {
    name.replace(char::is_control, " ")
}

fn column(name: Option<&str>) -> String {
    name.map_or_else(|| "no column".to_owned(), |name| format!("`{name}`"))
}
