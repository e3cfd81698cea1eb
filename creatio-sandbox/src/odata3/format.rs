//! Which of its two formats an answer comes in.

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Atom, or plain XML for what is no row: the default.
    Xml,
    /// The JSON of OData 2 and before, called verbose since OData 3.
    VerboseJson,
}

impl Format {
    /// The format that an `Accept` header prefers; `None` if it takes neither. Plain
    /// `application/json` means OData 3's other JSON, which Creatio is not known to write.
    pub(super) fn accepted(header: Option<&str>) -> Option<Self> {
        let Some(header) = header else {
            return Some(Self::Xml);
        };
        let ranges = header.split(',').filter_map(|range| {
            let (format, quality) = Self::of_range(range)?;
            (quality > 0).then_some((format, quality))
        });
        // Of equal ones the first: `max_by_key` would take the last.
        let mut best: Option<(Self, u32)> = None;
        for (format, quality) in ranges {
            if best.is_none_or(|(_, known)| quality > known) {
                best = Some((format, quality));
            }
        }
        best.map(|(format, _)| format)
    }

    /// The format of one media range and its quality in thousandths.
    fn of_range(range: &str) -> Option<(Self, u32)> {
        let mut parts = range.split(';').map(str::trim);
        let media_type = parts.next()?.to_ascii_lowercase();
        let mut is_verbose = false;
        let mut quality = 1_000;
        for parameter in parts {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "odata" => is_verbose = value.trim().eq_ignore_ascii_case("verbose"),
                "q" => quality = thousandths(value.trim()),
                _ => {}
            }
        }
        let format = match media_type.as_str() {
            "application/json" if is_verbose => Self::VerboseJson,
            "*/*" | "application/*" | "application/atom+xml" | "application/xml" | "text/xml" => {
                Self::Xml
            }
            _ => return None,
        };
        Some((format, quality))
    }
}

/// `0.25` as 250; what is no number counts as nothing.
fn thousandths(text: &str) -> u32 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{fraction:0<3}");
    let fraction = digits.get(..3).and_then(|digits| digits.parse().ok());
    let whole: Option<u32> = whole.parse().ok();
    whole
        .zip(fraction)
        .map_or(0, |(whole, fraction): (u32, u32)| {
            whole.min(1) * 1_000 + fraction
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_verbose_json_is_json() {
        for (header, format) in [
            (None, Some(Format::Xml)),
            (Some("*/*"), Some(Format::Xml)),
            (Some("application/atom+xml;type=entry"), Some(Format::Xml)),
            (
                Some("application/json;odata=verbose"),
                Some(Format::VerboseJson),
            ),
            (
                Some("application/json; charset=utf-8; odata=verbose"),
                Some(Format::VerboseJson),
            ),
            (Some("application/json"), None),
            (Some("application/json;odata=minimalmetadata"), None),
            (Some("image/png"), None),
            (
                Some("application/json;odata=verbose;q=0.5, */*;q=0.1"),
                Some(Format::VerboseJson),
            ),
            (
                Some("application/json;odata=verbose;q=0, */*"),
                Some(Format::Xml),
            ),
            (
                Some("*/*, application/json;odata=verbose"),
                Some(Format::Xml),
            ),
        ] {
            assert_eq!(Format::accepted(header), format, "{header:?}");
        }
    }
}
