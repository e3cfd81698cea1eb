//! What is wrong with a write whatever the protocol.

use crate::CompileError;
use crate::ast::{Action, Rows, Write};

impl Write {
    /// Refuses what makes no sense, before any protocol has a say.
    pub(crate) fn check(&self) -> Result<(), CompileError> {
        let entity = self.root.name;
        match &self.action {
            Action::Insert => self.check_new_key(),
            Action::Update(rows) => {
                if let Some(column) = self.assigned_key() {
                    let column = column.name;
                    return Err(CompileError::KeyChange { entity, column });
                }
                if self.values.is_empty() {
                    return Err(CompileError::NothingToWrite { entity });
                }
                self.check_rows(rows)
            }
            Action::Upsert(rows) | Action::Delete(rows) => self.check_rows(rows),
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
