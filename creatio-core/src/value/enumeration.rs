//! [`EnumType`] and [`Flags`]: columns that hold one member of an enum type, or several.

use std::borrow::Cow;
use std::fmt;

use super::scalar::column_type;
use super::{Literal, Operand, Scalar};
use crate::cell::{Cell, CellError};

/// A Rust enum that stands for an enum type of the service.
///
/// Implemented by [`#[derive(EnumType)]`](derive@crate::EnumType). It has a variant for members that
/// it does not know, so that a member added on the server later breaks no program.
///
/// ```
/// use creatio_core::EnumType;
///
/// #[derive(Debug, Clone, PartialEq, EnumType)]
/// #[creatio(enumeration = "Demo.Colour")]
/// enum Colour {
///     Red,
///     #[creatio(name = "dark_green")]
///     DarkGreen,
///     Other(String),
/// }
///
/// assert_eq!(Colour::from_name("dark_green"), Colour::DarkGreen);
/// assert_eq!(Colour::from_name("Mauve").name(), "Mauve");
/// ```
pub trait EnumType: Clone + Send + Sync + 'static {
    /// Name of the type with its namespace, which a URL puts before the value.
    const TYPE: &'static str;

    /// The member of this name.
    fn from_name(name: &str) -> Self;

    /// The member's name on the wire.
    fn name(&self) -> &str;
}

/// Reads one member; the derive calls it.
///
/// # Errors
/// [`CellError`] when the cell holds no name.
pub fn decode_enum<T: EnumType>(cell: Cell<'_>) -> Result<Option<T>, CellError> {
    Ok(name(cell)?.map(|name| T::from_name(&name)))
}

/// A member's name; services that send numbers instead have numbers for names.
fn name(cell: Cell<'_>) -> Result<Option<Cow<'_, str>>, CellError> {
    match cell {
        Cell::Number(number) => Ok(Some(Cow::Borrowed(number))),
        Cell::Absent | Cell::Null | Cell::Plain(_) | Cell::Escaped(_) => {
            Ok(cell.text()?.filter(|name| !name.is_empty()))
        }
        _ => Err(CellError::Expected("the name of an enum's member")),
    }
}

impl<T: EnumType> Operand<T> for T {
    fn into_literal(self) -> Literal {
        Literal::Enum {
            ty: T::TYPE,
            members: self.name().to_owned(),
        }
    }
}

/// Any number of members of an enum type with flags, in the order the service sent them.
///
/// ```
/// # use creatio_core::{EnumType, Flags};
/// # #[derive(Debug, Clone, PartialEq, EnumType)]
/// # #[creatio(enumeration = "Demo.Access")]
/// # enum Access { Read, Write, Other(String) }
/// let access = Flags::from_iter([Access::Read, Access::Write]);
/// assert!(access.contains(&Access::Write));
/// assert_eq!(access.to_string(), "Read,Write");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Flags<T> {
    members: Vec<T>,
}

impl<T> Default for Flags<T> {
    fn default() -> Self {
        Self {
            members: Vec::new(),
        }
    }
}

impl<T: PartialEq> Flags<T> {
    /// Whether this member is among them.
    pub fn contains(&self, member: &T) -> bool {
        self.members.contains(member)
    }
}

impl<T> Flags<T> {
    /// The members.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.members.iter()
    }
}

impl<'a, T> IntoIterator for &'a Flags<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> FromIterator<T> for Flags<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        Self {
            members: members.into_iter().collect(),
        }
    }
}

/// The names with commas between them, as on the wire.
impl<T: EnumType> fmt::Display for Flags<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, member) in self.members.iter().enumerate() {
            let comma = if position == 0 { "" } else { "," };
            write!(f, "{comma}{}", member.name())?;
        }
        Ok(())
    }
}

impl<T: EnumType> Scalar for Flags<T> {
    const NO_VALUE: Option<Self> = Some(Flags {
        members: Vec::new(),
    });

    fn decode(cell: Cell<'_>) -> Result<Option<Self>, CellError> {
        let names = name(cell)?;
        Ok(names.map(|names| {
            let names = names.split(',').map(str::trim);
            names
                .filter(|it| !it.is_empty())
                .map(T::from_name)
                .collect()
        }))
    }

    fn literal(&self) -> Option<Literal> {
        Some(Literal::Enum {
            ty: T::TYPE,
            members: self.to_string(),
        })
    }

    fn placeholder() -> Self {
        Flags::default()
    }
}

column_type!(Flags<T>, T: EnumType);

impl<T: EnumType> Operand<Flags<T>> for Flags<T> {
    fn into_literal(self) -> Literal {
        Literal::Enum {
            ty: T::TYPE,
            members: self.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::cell_of;
    use crate::value::ColumnType;

    #[derive(Debug, Clone, PartialEq)]
    struct Access(String);

    impl EnumType for Access {
        const TYPE: &'static str = "Demo.Access";

        fn from_name(name: &str) -> Self {
            Access(name.to_owned())
        }

        fn name(&self) -> &str {
            &self.0
        }
    }

    fn flags(raw: &str) -> Result<Flags<Access>, CellError> {
        Flags::from_cell(cell_of(raw))
    }

    #[test]
    fn flags_are_read_and_written_with_commas() {
        let both = flags("\"Read, Write\"").unwrap();
        assert_eq!(both.to_string(), "Read,Write");
        assert!(both.contains(&Access("Write".to_owned())));
        assert_eq!(flags("null"), Ok(Flags::default()));
        assert!(flags("{}").is_err());
    }

    #[test]
    fn a_member_that_came_as_a_number_is_not_lost() {
        let member = decode_enum::<Access>(cell_of("3")).unwrap();
        assert_eq!(member, Some(Access("3".to_owned())));
        assert_eq!(decode_enum::<Access>(cell_of("null")), Ok(None));
        assert!(decode_enum::<Access>(cell_of("true")).is_err());
    }

    #[test]
    fn an_operand_carries_the_type_with_the_names() {
        let literal = flags("\"Read,Write\"").unwrap().into_literal();
        let expected = Literal::Enum {
            ty: "Demo.Access",
            members: "Read,Write".to_owned(),
        };
        assert_eq!(literal, expected);
    }
}
