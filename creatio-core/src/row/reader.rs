//! [`Row`]: hands out the parts of one row in the order of the selection.

use jiff::tz::TimeZone;

use super::data_service::{is_empty_lookup, is_wall_clock, plain};
use super::shape::{Shape, Slot, SlotKind};
use super::verbose::nested_rows;
use crate::cell::{Cell, CellError};
use crate::decode::{DecodeError, DecodeErrorKind, Excerpt};
use crate::json::Scanner;
use crate::value::ColumnType;
#[cfg(feature = "client")]
use crate::value::Kind;

/// One row of a reply, about to become a value.
///
/// Parts are read one after the other, in the order in which the query selected them.
#[derive(Debug)]
pub struct Row<'r> {
    shape: &'r Shape,
    cells: &'r [Cell<'r>],
    next: usize,
    number: u64,
    /// What was wrong with the first of the fields that could not be read.
    failed: Option<DecodeError>,
    /// The zone of dates that come without one, and the mark of a row of DataService.
    zone: Option<&'r TimeZone>,
    /// Whether it stands for no reply at all, and its fields for no values.
    is_blank: bool,
}

/// Without columns, so that no field of a blank row finds a cell.
static NO_SHAPE: Shape = Shape::NONE;

impl<'r> Row<'r> {
    pub(super) fn new(
        shape: &'r Shape,
        cells: &'r [Cell<'r>],
        zone: Option<&'r TimeZone>,
        number: u64,
    ) -> Self {
        Row {
            shape,
            cells,
            next: 0,
            number,
            failed: None,
            zone,
            is_blank: false,
        }
    }

    /// A row that gives each [field](Row::field) its placeholder, of which a value without values is made.
    pub(crate) fn blank() -> Self {
        Row {
            is_blank: true,
            ..Row::new(&NO_SHAPE, &[], None, 0)
        }
    }

    /// Reads the next column.
    ///
    /// # Errors
    /// [`DecodeErrorKind::Value`](crate::DecodeErrorKind::Value) with entity, column, row number and the offending text.
    #[inline]
    pub fn read<T: ColumnType>(&mut self) -> Result<T, DecodeError> {
        let (slot, cell) = self.advance()?;
        if let Some(zone) = self.zone {
            return self.read_local(slot, cell, zone);
        }
        T::from_cell(cell).map_err(|reason| self.error(slot, cell, reason))
    }

    /// Reads the next column of a row whose errors [`finish`](Row::finish) reports; after an error
    /// it gives the placeholder of the type.
    ///
    /// `#[derive(Entity)]` reads a whole row so: a `?` per column would take the compiler longer than
    /// all the rest of an entity.
    #[doc(hidden)]
    #[inline]
    pub fn field<T: ColumnType>(&mut self) -> T {
        let (slot, cell) = match self.advance() {
            Ok(found) => found,
            Err(error) => return self.fail(error),
        };
        if let Some(zone) = self.zone {
            let value = self.read_local(slot, cell, zone);
            return value.unwrap_or_else(|error| self.fail(error));
        }
        // Not by `read`: turning its result into a value takes some percent of a row's time.
        match T::from_cell(cell) {
            Ok(value) => value,
            Err(reason) => self.fail(self.error(slot, cell, reason)),
        }
    }

    /// The value that was made of fields, if all of them could be read.
    ///
    /// # Errors
    /// What was wrong with the first that could not.
    #[doc(hidden)]
    #[inline]
    pub fn finish<T>(&mut self, value: T) -> Result<T, DecodeError> {
        match self.failed.take() {
            None => Ok(value),
            Some(_) if self.is_blank => Ok(value),
            Some(error) => Err(error),
        }
    }

    #[cold]
    #[inline(never)]
    fn fail<T: ColumnType>(&mut self, error: DecodeError) -> T {
        self.failed.get_or_insert(error);
        T::placeholder()
    }

    /// Reads the next column as something to sort by, of this kind.
    #[cfg(feature = "client")]
    pub(crate) fn read_sort_key(&mut self, kind: Kind) -> Result<super::SortKey, DecodeError> {
        let (slot, cell) = self.advance()?;
        let value = match self.zone {
            None => cell,
            Some(_) if self.is_behind_empty_lookup(slot) => Cell::Null,
            Some(_) => plain(cell),
        };
        super::SortKey::read(value, kind).map_err(|reason| self.error(slot, cell, reason))
    }

    /// Passes over all columns but the last ones.
    #[cfg(feature = "client")]
    pub(crate) fn skip_to_last(&mut self, columns: usize) {
        self.next = self.shape.slots.len().saturating_sub(columns);
    }

    /// Whether the column stands behind a lookup that the row of DataService shows to be empty.
    fn is_behind_empty_lookup(&self, slot: &Slot) -> bool {
        slot.lookup
            .is_some_and(|lookup| is_empty_lookup(self.cells[lookup]))
    }

    /// Reads a column of a row of DataService. Out of line, so that a program pays once per type and
    /// not once per column.
    #[inline(never)]
    fn read_local<T: ColumnType>(
        &self,
        slot: &Slot,
        cell: Cell<'_>,
        zone: &TimeZone,
    ) -> Result<T, DecodeError> {
        let value = match plain(cell) {
            _ if self.is_behind_empty_lookup(slot) => T::from_cell(Cell::Null),
            Cell::Plain(text) if is_wall_clock(text) => {
                T::from_cell(Cell::Local { text: &text, zone })
            }
            value => T::from_cell(value),
        };
        value.map_err(|reason| self.error(slot, cell, reason))
    }

    /// Reads what lies behind a lookup, if the lookup leads anywhere.
    pub(crate) fn read_related<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        let (slot, cell) = self.advance()?;
        let leads_nowhere = match self.zone {
            None => cell.is_none(),
            Some(_) => is_empty_lookup(cell),
        };
        match slot.kind {
            SlotKind::Presence { slots } if leads_nowhere => {
                self.next += slots;
                Ok(None)
            }
            _ => read(self).map(Some),
        }
    }

    /// Reads the rows of a collection.
    pub(crate) fn read_detail<T>(
        &mut self,
        read: impl Fn(&mut Row<'_>) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let (slot, cell) = self.advance()?;
        let SlotKind::Detail(shape) = &slot.kind else {
            return Err(self.error(slot, cell, CellError::Missing));
        };
        match cell {
            Cell::Composite(rows) => {
                let rows = nested_rows(rows).map_err(|reason| self.error(slot, cell, reason))?;
                read_rows(&mut Scanner::new(rows), shape, None, 1, &read)
                    .map_err(|error| error.inside(self.shape.entity, self.number, &slot.label()))
            }
            Cell::Null => Ok(Vec::new()),
            Cell::Absent if slot_behind_empty_lookup(slot) => Ok(Vec::new()),
            Cell::Absent => Err(self.error(slot, cell, CellError::Missing)),
            _ => Err(self.error(slot, cell, CellError::Expected("an array of rows"))),
        }
    }

    #[inline]
    fn advance(&mut self) -> Result<(&'r Slot, Cell<'r>), DecodeError> {
        let Some(slot) = self.shape.slots.get(self.next) else {
            return Err(self.past_the_end());
        };
        self.next += 1;
        Ok((slot, self.cells[slot.cell]))
    }

    /// Only an `Entity` written by hand can read more columns than its schema has.
    #[cold]
    fn past_the_end(&self) -> DecodeError {
        let kind = DecodeErrorKind::Value {
            entity: self.shape.entity,
            column: format!("number {}", self.next + 1),
            row: self.number,
            found: Excerpt::new(""),
            reason: CellError::Missing,
        };
        kind.into()
    }

    #[cold]
    fn error(&self, slot: &Slot, cell: Cell<'_>, reason: CellError) -> DecodeError {
        let kind = DecodeErrorKind::Value {
            entity: self.shape.entity,
            column: slot.label(),
            row: self.number,
            found: Excerpt::new(&cell.to_string()),
            reason,
        };
        kind.into()
    }
}

/// A collection behind a lookup is missing when the lookup is empty, and empty then.
fn slot_behind_empty_lookup(slot: &Slot) -> bool {
    !slot.hops.lookups().is_empty()
}

/// Reads an array of rows; `first` is the number of the first one.
pub(super) fn read_rows<T>(
    scanner: &mut Scanner<'_>,
    shape: &Shape,
    zone: Option<&TimeZone>,
    first: u64,
    read: impl Fn(&mut Row<'_>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    let mut rows = Vec::new();
    scanner.expect(b'[', "an array of rows")?;
    if scanner.take(b']') {
        return Ok(rows);
    }
    let mut learned = shape.learned();
    let mut cells = vec![Cell::Absent; shape.cells];
    let mut number = first;
    loop {
        shape.scan(scanner, &mut learned, &mut cells)?;
        rows.push(read(&mut Row::new(shape, &cells, zone, number))?);
        number += 1;
        if !scanner.another(b']', "a comma or the end of the rows")? {
            return Ok(rows);
        }
    }
}
