//! The constants of an entity's rows, behind its struct.

use super::docs;
use super::entity::Context;
use crate::report::Report;

impl Context<'_> {
    /// Appends a constant per row to the text of the entity's file, if rows are known.
    ///
    /// The id is on a line of its own, as rustfmt would put it whatever the name: names are cut to
    /// fit.
    pub(crate) fn rows(&self, index: usize, out: &mut String, report: &mut Report) {
        let (entity, names) = (&self.schema.entities[index], &self.names.entities[index]);
        let Some(known) = entity.rows.as_ref().filter(|known| !known.rows.is_empty()) else {
            return;
        };
        out.extend(["\nimpl ", &names.ty, " {"]);
        let mut separator = "\n";
        for ((id, display), name) in known.rows.iter().zip(&names.rows) {
            out.extend([separator, "    /// "]);
            match display.trim() {
                "" => out.push_str("A row without a name"),
                display => docs::escape(out, display),
            }
            // What is invisible at its end has become a space.
            out.truncate(out.trim_end().len());
            out.extend(["\n    pub const ", name, ": ::creatio_core::Id<Self> =\n"]);
            out.push_str("        ::creatio_core::Id::from_u128(0x");
            out.extend([&id.digits('_'), ");\n"]);
            separator = "\n";
            report.rows += 1;
        }
        out.push_str("}\n");
    }
}
