//! What is wrong with a write whatever the protocol.

use crate::CompileError;
use crate::ast::{Action, Assignment, Rows, Write};
use crate::value::Literal;

impl Write {
    /// Refuses what makes no sense, before any protocol has a say.
    pub(crate) fn check(&self) -> Result<(), CompileError> {
        let entity = self.root.name;
        self.check_texts()?;
        match &self.action {
            Action::Insert => {
                self.check_new_key()?;
                self.check_required()
            }
            Action::Update(rows) => {
                if let Some(column) = self.assigned_key() {
                    let column = column.name;
                    return Err(CompileError::KeyChange { entity, column });
                }
                if self.values.is_empty() {
                    return Err(CompileError::NothingToWrite { entity });
                }
                self.check_cleared()?;
                self.check_rows(rows)
            }
            Action::Upsert(rows) => {
                self.check_cleared()?;
                self.check_rows(rows)
            }
            Action::Delete(rows) => self.check_rows(rows),
        }
    }

    fn check_new_key(&self) -> Result<(), CompileError> {
        let mut keys = self.root.key_columns();
        let empty = keys.find(|key| {
            let assigned = self.values.iter().find(|it| it.column == *key);
            assigned.is_some_and(|it| it.value.is_none())
        });
        match empty {
            None => Ok(()),
            Some(column) => Err(CompileError::EmptyKey {
                entity: self.root.name,
                column: column.name,
            }),
        }
    }

    /// Looks for columns that a new row has to have, and this one has not.
    fn check_required(&self) -> Result<(), CompileError> {
        if self.required_by_server {
            return Ok(());
        }
        let required = self.root.columns.iter().filter(|column| column.required);
        let missing = required.filter(|column| self.value_of(column).is_none_or(is_empty));
        let columns: Vec<_> = missing.map(|column| column.name).collect();
        if columns.is_empty() {
            return Ok(());
        }
        let entity = self.root.name;
        Err(CompileError::Required { entity, columns })
    }

    fn check_cleared(&self) -> Result<(), CompileError> {
        let is_cleared = |it: &&Assignment| it.value.as_ref().is_none_or(is_empty);
        let mut cleared = self.values.iter().filter(is_cleared);
        match cleared.find(|it| it.column.required) {
            None => Ok(()),
            Some(it) => Err(CompileError::RequiredCleared {
                entity: self.root.name,
                column: it.column.name,
            }),
        }
    }

    /// Counts characters as Unicode does. Some databases count those beyond its first plane twice, so
    /// that what passes here may still be refused, and what is refused here would be everywhere.
    fn check_texts(&self) -> Result<(), CompileError> {
        for Assignment { column, value, .. } in &self.values {
            let (Some(limit), Some(Literal::Text(text))) = (column.max_length, value) else {
                continue;
            };
            let length = text.chars().count();
            if length > usize::from(limit) {
                return Err(CompileError::TextTooLong {
                    entity: self.root.name,
                    column: column.name,
                    length,
                    limit,
                });
            }
        }
        Ok(())
    }

    fn check_rows(&self, rows: &Rows) -> Result<(), CompileError> {
        match rows {
            Rows::Where(condition) if condition.normal().is_every_row() => {
                Err(CompileError::EveryRow {
                    entity: self.root.name,
                })
            }
            Rows::Where(_) | Rows::Key(_) => Ok(()),
        }
    }
}

/// Whether Creatio holds the value for none: it does not tell the empty text from a missing one.
pub(super) fn is_empty(value: &Literal) -> bool {
    matches!(value, Literal::Text(text) if text.is_empty())
}
