//! Query options as text; OData 3 has no nested ones.

use super::refusal::Refusal;
use crate::odata::order::{self, OrderBy, is_name};

/// A path of names.
pub(super) type Names = Vec<String>;

/// The options of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) select: Option<Vec<Names>>,
    pub(super) expand: Vec<Names>,
    pub(super) filter: Option<String>,
    pub(super) order: Vec<OrderBy>,
    pub(super) top: Option<u64>,
    pub(super) skip: Option<u64>,
    pub(super) count: bool,
    /// Where an earlier page ended; only this server's own next links carry it.
    pub(super) skip_token: Option<String>,
}

impl Options {
    /// The options of a query string, split and decoded. Names without `$` are the caller's own
    /// and mean nothing to OData.
    pub(super) fn from_query(pairs: &[(String, String)]) -> Result<Self, Refusal> {
        let mut options = Self::default();
        for (position, (name, value)) in pairs.iter().enumerate() {
            if !name.starts_with('$') {
                continue;
            }
            if pairs[..position].iter().any(|(earlier, _)| earlier == name) {
                return Err(Refusal::Query(format!(
                    "Query parameter '{name}' is specified, but it should be specified exactly \
                     once."
                )));
            }
            options.set(name, value)?;
        }
        Ok(options)
    }

    /// Refuses what only a collection can have.
    pub(super) fn for_one_row(&self) -> Result<(), Refusal> {
        let is_ordered = !self.order.is_empty()
            || self.count
            || self.skip.is_some()
            || self.top.is_some()
            || self.skip_token.is_some();
        if is_ordered {
            return Err(Refusal::Query(
                "Query options $orderby, $inlinecount, $skip and $top cannot be applied to the \
                 requested resource."
                    .to_owned(),
            ));
        }
        if self.filter.is_some() {
            return Err(Refusal::Query(
                "Query option $filter cannot be applied to the requested resource.".to_owned(),
            ));
        }
        Ok(())
    }

    /// Refuses what shapes rows, where no rows are shown.
    pub(super) fn without_shape(&self) -> Result<(), Refusal> {
        for (name, is_given) in [
            ("$select", self.select.is_some()),
            ("$expand", !self.expand.is_empty()),
        ] {
            if is_given {
                return Err(Refusal::Query(format!(
                    "Query option {name} cannot be applied to the requested resource."
                )));
            }
        }
        Ok(())
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        match name {
            "$select" => self.select = Some(paths(value)?),
            "$expand" => self.expand = paths(value)?,
            "$filter" => self.filter = Some(value.to_owned()),
            "$orderby" => self.order = order::parse(value).map_err(syntax_error)?,
            "$top" => self.top = Some(row_count(name, value)?),
            "$skip" => self.skip = Some(row_count(name, value)?),
            "$skiptoken" => self.skip_token = Some(value.to_owned()),
            "$inlinecount" => {
                self.count = match value {
                    "allpages" => true,
                    "none" => false,
                    _ => {
                        return Err(Refusal::Query(
                            "Unknown $inlinecount option, only \"allpages\" and \"none\" are \
                             supported."
                                .to_owned(),
                        ));
                    }
                }
            }
            other => {
                return Err(Refusal::Query(format!(
                    "The query parameter '{other}' begins with a system-reserved '$' character \
                     but is not recognized."
                )));
            }
        }
        Ok(())
    }
}

/// `Account/Owner,Type`: paths of names, the last of which may be `*`.
fn paths(text: &str) -> Result<Vec<Names>, Refusal> {
    let mut at = 0;
    text.split(',')
        .map(|item| {
            let names: Names = item.trim().split('/').map(str::to_owned).collect();
            let last = names.len() - 1;
            let is_path = names
                .iter()
                .enumerate()
                .all(|(position, name)| is_name(name) || (position == last && name == "*"));
            if !is_path {
                return Err(syntax_error(at));
            }
            at += item.chars().count() + 1;
            Ok(names)
        })
        .collect()
}

fn syntax_error(at: usize) -> Refusal {
    Refusal::Query(format!("Syntax error at position {at}."))
}

fn row_count(name: &str, value: &str) -> Result<u64, Refusal> {
    let number: Option<i32> = value.parse().ok();
    let Some(number) = number else {
        return Err(Refusal::Query(format!(
            "Incorrect format for {name} argument '{value}'."
        )));
    };
    u64::try_from(number).map_err(|_| {
        Refusal::Query(format!(
            "Incorrect value for {name} argument '{value}'. The value must be a non-negative \
             integer."
        ))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(query: &[(&str, &str)]) -> Result<Options, Refusal> {
        let own = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Options::from_query(&own.collect::<Vec<_>>())
    }

    #[test]
    fn options_of_odata_4_unknown_and_repeated_ones_are_refused() {
        for query in [
            &[("$count", "true")][..],
            &[("$format", "json")],
            &[("$top", "1"), ("$top", "2")],
            &[("$top", "-1")],
            &[("$top", "a")],
            &[("$inlinecount", "true")],
            &[("$expand", "Account($select=Name)")],
            &[("$select", "Account/")],
            &[("$select", "*/Name")],
            &[("$orderby", "Name sideways")],
            &[("$orderby", "")],
        ] {
            assert!(read(query).is_err(), "{query:?}");
        }
        assert_eq!(read(&[("mine", "1")]).unwrap(), Options::default());
    }

    #[test]
    fn paths_are_separated_by_commas() {
        let options = read(&[("$select", "Id, Account/Name,Account/*"), ("$top", "7")]).unwrap();
        let names = |path: &[&str]| {
            path.iter()
                .map(|name| (*name).to_owned())
                .collect::<Names>()
        };
        let expected = vec![
            names(&["Id"]),
            names(&["Account", "Name"]),
            names(&["Account", "*"]),
        ];
        assert_eq!(options.select, Some(expected));
        assert_eq!(options.top, Some(7));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>()) {
            for name in ["$select", "$expand", "$orderby", "$top", "$inlinecount"] {
                let _ = read(&[(name, &text)]);
            }
        }
    }
}
