//! Breaks lines where rustfmt would.
//!
//! Where rustfmt gives up on a struct, because a name leaves it no room, it leaves the whole
//! struct alone; so it agrees with this module there, too.

/// Rustfmt's `max_width`.
const WIDTH: usize = 100;

/// Rustfmt's `attr_fn_like_width`: what the parentheses of an attribute may hold on one line, if
/// it is more than one item.
const ATTRIBUTE_WIDTH: usize = 70;

const INDENT: &str = "    ";

/// `#[creatio(…)]` with items of the forms `key`, `key = "value"` and `key = 1`.
pub(super) fn attribute(out: &mut String, indent: &str, items: &[Item<'_>]) {
    let slack = usize::from(!indent.is_empty());
    list(out, indent, ("#[creatio(", ")]"), items, slack);
}

/// `#[creatio(stream(…))]` with items of the form `key = "value"`.
pub(super) fn streams(out: &mut String, items: &[Item<'_>]) {
    list(out, "", ("#[creatio(stream(", "))]"), items, 1);
}

/// Items between brackets: one item may fill the line but for `slack`, several may not.
fn list(
    out: &mut String,
    indent: &str,
    (open, close): (&str, &str),
    items: &[Item<'_>],
    slack: usize,
) {
    let width = items.iter().map(Item::width).sum::<usize>() + 2 * (items.len() - 1);
    let line = indent.len() + open.len() + width + close.len();
    let fits = match items {
        [_] => line + slack <= WIDTH,
        _ => width <= ATTRIBUTE_WIDTH,
    };
    out.extend([indent, open]);
    for (index, item) in items.iter().enumerate() {
        match (fits, index) {
            (true, 0) => {}
            (true, _) => out.push_str(", "),
            (false, 0) => out.extend(["\n", indent, INDENT]),
            (false, _) => out.extend([",\n", indent, INDENT]),
        }
        item.write(out);
    }
    if !fits {
        out.extend(["\n", indent]);
    }
    out.extend([close, "\n"]);
}

/// One item of an attribute.
pub(super) struct Item<'a> {
    pub(super) key: &'a str,
    pub(super) value: Option<&'a str>,
    pub(super) quotes: bool,
}

impl<'a> Item<'a> {
    /// `key`.
    pub(super) fn flag(key: &'a str) -> Self {
        Item {
            key,
            value: None,
            quotes: false,
        }
    }

    /// `key = "text"`.
    pub(super) fn text(key: &'a str, text: &'a str) -> Self {
        Item {
            key,
            value: Some(text),
            quotes: true,
        }
    }

    /// `key = 1`.
    pub(super) fn number(key: &'a str, digits: &'a str) -> Self {
        Item {
            key,
            value: Some(digits),
            quotes: false,
        }
    }

    fn width(&self) -> usize {
        let Some(value) = self.value else {
            return self.key.len();
        };
        let quotes = if self.quotes { 2 } else { 0 };
        self.key.len() + " = ".len() + quotes + value.chars().count()
    }

    fn write(&self, out: &mut String) {
        out.push_str(self.key);
        match self.value {
            Some(value) if self.quotes => out.extend([" = \"", value, "\""]),
            Some(value) => out.extend([" = ", value]),
            None => {}
        }
    }
}

/// `pub name: Type,` within a struct, where the type is `argument` within nested `wrappers`.
pub(super) fn field(out: &mut String, name: &str, wrappers: &[&str], argument: &str) {
    let ty = width(wrappers, argument);
    let start = "    pub : ".len() + name.len();
    let head = wrappers.first().map_or(0, |wrapper| wrapper.len() + 1);
    out.extend([INDENT, "pub ", name, ":"]);
    let deep = "        ";
    let own_line = wrappers.is_empty() || deep.len() + ty < WIDTH || start + head > WIDTH;
    if start + ty >= WIDTH && own_line {
        out.extend(["\n", deep]);
        nest(out, deep, deep.len(), wrappers, argument);
    } else {
        out.push(' ');
        nest(out, INDENT, start, wrappers, argument);
    }
    out.push_str(",\n");
}

fn width(wrappers: &[&str], argument: &str) -> usize {
    wrappers
        .iter()
        .map(|wrapper| wrapper.len() + "<>".len())
        .sum::<usize>()
        + argument.len()
}

/// `Wrapper<Wrapper<argument>>` from column `at` on: on one line if it fits, else with the
/// argument of the outermost on lines of its own.
fn nest(out: &mut String, indent: &str, at: usize, wrappers: &[&str], argument: &str) {
    let Some((outer, inner)) = wrappers.split_first() else {
        out.push_str(argument);
        return;
    };
    out.extend([*outer, "<"]);
    if at + width(wrappers, argument) < WIDTH {
        nest(out, indent, at, inner, argument);
    } else {
        let deeper = format!("{indent}{INDENT}");
        out.extend(["\n", &deeper]);
        nest(out, &deeper, deeper.len(), inner, argument);
        out.extend([",\n", indent]);
    }
    out.push('>');
}

/// `pub use self::module::{first, second};` with the names in the order given.
pub(super) fn reexport(out: &mut String, module: &str, first: &str, second: &str) {
    let names = first.len() + ", ".len() + second.len();
    out.push_str("pub use self::");
    out.push_str(module);
    out.push_str("::{");
    if "pub use self::".len() + module.len() + "::{};".len() + names <= WIDTH - 2 {
        out.extend([first, ", ", second]);
    } else {
        let separator = if "    ,".len() + names <= WIDTH {
            ", "
        } else {
            ",\n    "
        };
        out.extend(["\n    ", first, separator, second, ",\n"]);
    }
    out.push_str("};\n");
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use super::*;

    /// What rustfmt, if installed, makes of a text.
    fn rustfmt(text: &str) -> Option<String> {
        let mut child = Command::new("rustfmt")
            .args(["--edition", "2024", "--config", "max_width=100"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        child
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        Some(String::from_utf8(output.stdout).unwrap())
    }

    fn assert_formatted(text: &str) {
        let Some(formatted) = rustfmt(text) else {
            return;
        };
        for (ours, theirs) in text
            .trim_end()
            .split("\n\n")
            .zip(formatted.trim_end().split("\n\n"))
        {
            assert_eq!(ours, theirs);
        }
        assert_eq!(text.trim_end(), formatted.trim_end());
    }

    #[test]
    fn fields_of_every_width_are_laid_out_as_rustfmt_does() {
        let mut text = String::new();
        let kinds: [(&[&str], &str); 4] = [
            (&["::core::option::Option", "::creatio_core::Id"], "super::"),
            (&["::creatio_core::Id"], "super::"),
            (&["::core::option::Option"], "::creatio_core::"),
            (&[], "::creatio_core::"),
        ];
        for (kind, (wrappers, path)) in kinds.iter().enumerate() {
            for name in (1..=128).step_by(3) {
                for target in (1..=90).step_by(7).chain([name % 7 + 1]) {
                    text.extend([&*format!("struct S{kind}x{name}x{target}"), " {\n"]);
                    let argument = format!("{path}{}", "T".repeat(target));
                    field(&mut text, &"n".repeat(name), wrappers, &argument);
                    text.push_str("}\n\n");
                }
            }
        }
        assert_formatted(&text);
    }

    #[test]
    fn attributes_of_every_width_are_laid_out_as_rustfmt_does() {
        let mut text = String::new();
        for width in 1..=128 {
            let value = "V".repeat(width);
            let name = Item::text("name", &value);
            text.push_str("struct S {\n");
            attribute(&mut text, "    ", &[Item::flag("key"), name]);
            text.push_str("    a: i32,\n}\n\n");
            attribute(&mut text, "", &[Item::text("entity", &value)]);
            text.push_str("struct S;\n\n");
            let stream = || Item::text("stream", &value);
            streams(&mut text, &[stream()]);
            text.push_str("struct S;\n\n");
            streams(&mut text, &[stream(), stream()]);
            text.push_str("struct S;\n\n");
        }
        assert_formatted(&text);
    }

    #[test]
    fn reexports_of_every_width_are_laid_out_as_rustfmt_does() {
        let mut text = String::new();
        for width in 1..=100 {
            for module in [width, 3] {
                let (ty, module) = ("T".repeat(width), "m".repeat(module));
                reexport(&mut text, &format!("_{module}"), &ty, &module);
                text.push('\n');
            }
        }
        assert_formatted(&text);
    }
}
