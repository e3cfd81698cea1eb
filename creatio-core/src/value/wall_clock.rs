//! Instants as the clock of a time zone shows them, which is how DataService writes them.

use jiff::Error;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::Timestamp;

/// How Creatio says "no date" whatever the zone: `DateTime.MinValue` of .NET.
const NO_DATE: DateTime = DateTime::constant(1, 1, 1, 0, 0, 0, 0);

/// The instant at which the clock of a zone shows this text; `None` for "no date".
///
/// Of an hour that is shown twice it is the second pass, as .NET takes it, and a time that is left
/// out counts on from the hour before: the text does not tell more.
#[cold]
pub(super) fn instant(text: &str, zone: &TimeZone) -> Result<Option<Timestamp>, Error> {
    let shown: DateTime = text.parse()?;
    if shown == NO_DATE {
        return Ok(None);
    }
    let ambiguous = zone.to_ambiguous_timestamp(shown);
    match ambiguous.offset() {
        AmbiguousOffset::Fold { .. } => ambiguous.later().map(Some),
        _ => ambiguous.compatible().map(Some),
    }
}
