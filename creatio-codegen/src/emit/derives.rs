//! [`Derive`]: the standard traits that structs of entities have.

/// A standard trait that the structs of entities can derive.
///
/// Each of them adds about a fifth to what the models cost the compiler, which a program notices that
/// has those of a whole instance; see [`Generator::derives`](crate::Generator::derives).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Derive {
    /// `Debug`, for logs and failed assertions.
    Debug,
    /// `Clone`.
    Clone,
    /// `PartialEq`, for comparisons.
    PartialEq,
}

impl Derive {
    /// All of them, which is what structs derive unless told otherwise.
    pub const ALL: [Self; 3] = [Self::Debug, Self::Clone, Self::PartialEq];

    /// The trait's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Debug => "Debug",
            Self::Clone => "Clone",
            Self::PartialEq => "PartialEq",
        }
    }
}

/// Appends the derives of an entity, in the order of [`Derive::ALL`] whatever the order of `derives`.
pub(super) fn attribute(out: &mut String, derives: &[Derive]) {
    out.push_str("#[derive(");
    for derive in Derive::ALL {
        if derives.contains(&derive) {
            out.extend([derive.name(), ", "]);
        }
    }
    out.push_str("::creatio_core::Entity)]\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute_of(derives: &[Derive]) -> String {
        let mut out = String::new();
        attribute(&mut out, derives);
        out
    }

    #[test]
    fn the_same_traits_give_the_same_line_in_whatever_order_and_number() {
        let line = "#[derive(Debug, PartialEq, ::creatio_core::Entity)]\n";
        assert_eq!(attribute_of(&[Derive::Debug, Derive::PartialEq]), line);
        let again = [Derive::PartialEq, Derive::Debug, Derive::PartialEq];
        assert_eq!(attribute_of(&again), line);
    }

    #[test]
    fn an_entity_is_one_without_any_of_them() {
        assert_eq!(attribute_of(&[]), "#[derive(::creatio_core::Entity)]\n");
    }
}
