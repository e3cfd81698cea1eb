//! Values that the server knows: periods around now, and who is asking.

/// A period or a person, as the right side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Macro {
    /// The period of that length that lies so far from the one around now.
    Period(Period, Shift),
    /// That many days from today on, or up to it.
    Days(Toward, u32),
    /// That many hours from this hour on, or up to it.
    Hours(Toward, u32),
    /// The user who sends the query.
    CurrentUser,
    /// That user's contact.
    CurrentUserContact,
}

/// A length of time that calendars know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Period {
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    HalfYear,
    Year,
}

/// Where a period lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shift {
    Previous,
    Current,
    Next,
}

/// Which way to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Toward {
    Previous,
    Next,
}

impl Macro {
    /// Whether it stands for a person and not for a period.
    pub(crate) fn is_user(self) -> bool {
        matches!(self, Macro::CurrentUser | Macro::CurrentUserContact)
    }
}
