//! The files of enums and complex types.

use super::entity::Context;
use super::layout::{self, Item};
use super::{MARKER, docs, types};
use crate::names::OTHER;
use crate::report::Report;

impl Context<'_> {
    /// The text of an enum's file.
    pub(crate) fn enumeration(&self, index: usize, report: &mut Report) -> String {
        let (ty, names) = (&self.schema.enums[index], &self.names.enums[index]);
        let mut out = String::new();
        out.extend(["//! `", &ty.name, "`, ", MARKER, ": do not edit.\n\n"]);
        out.extend(["/// `", &ty.name, "`, an enum type\n"]);
        docs::describe(&mut out, "", ty.description.as_deref());
        out.push_str("#[derive(Debug, Clone, PartialEq, Eq, Hash, ::creatio_core::EnumType)]\n");
        let name = match ty.namespace.as_str() {
            "" => ty.name.clone(),
            namespace => format!("{}.{}", namespace.escape_default(), ty.name),
        };
        let item = Item::text("enumeration", &name);
        layout::attribute(&mut out, "", &[item]);
        out.extend(["pub enum ", &names.ty, " {\n"]);
        for (member, variant) in ty.members.iter().zip(&names.members) {
            out.extend(["    /// `", member, "`\n"]);
            if member != variant {
                let item = Item::text("name", member);
                layout::attribute(&mut out, "    ", &[item]);
            }
            out.extend(["    ", variant, ",\n"]);
        }
        out.push_str("    /// A member that was not known when this was generated.\n");
        out.extend(["    ", OTHER, "(::std::string::String),\n}\n"]);
        report.enums += 1;
        out
    }

    /// The text of a complex type's file.
    pub(crate) fn complex_type(&self, index: usize, report: &mut Report) -> String {
        let (ty, names) = (
            &self.schema.complex_types[index],
            &self.names.complex_types[index],
        );
        let mut out = String::new();
        out.extend(["//! `", &ty.name, "`, ", MARKER, ": do not edit.\n\n"]);
        out.extend(["/// `", &ty.name, "`, a complex type\n"]);
        docs::describe(&mut out, "", ty.description.as_deref());
        out.push_str("#[derive(Debug, Clone, PartialEq, ::creatio_core::ComplexType)]\n");
        out.extend(["pub struct ", &names.ty, " {"]);
        let before = out.len();
        for (property, field) in ty.properties.iter().zip(&names.members) {
            let declared = self.declared(property, &names.ty);
            let Some(plain) = types::of(property, declared) else {
                continue;
            };
            out.extend([if out.len() == before { "\n" } else { "" }]);
            out.extend(["    /// `", &property.name, "`\n"]);
            docs::describe(&mut out, "    ", property.description.as_deref());
            let item = Item::text("name", &property.name);
            layout::attribute(&mut out, "    ", &[item]);
            layout::field(&mut out, field, plain.wrappers, &plain.argument);
        }
        out.push_str("}\n");
        report.complex_types += 1;
        out
    }
}
