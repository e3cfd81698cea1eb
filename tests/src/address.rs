//! Checks whole URLs of reads against the grammar of their version of OData.
//!
//! From the terms of OData 4's ABNF (`resourcePath`, `select`, `expand` with its options, `filter`,
//! `orderby`, `top`, `skip`, `inlinecount`) and, for OData 3, of its URI conventions. Like
//! [`filter`](crate::filter) it has nothing of the renderer in it. It is narrower than the standard
//! where Creatio is: no casts, no aliases, no search, one word for each direction.

use percent_encoding::percent_decode_str;

use crate::filter::{Parser, Version, is_guid, names};

/// Checks a URL relative to the service's root, such as `Account?$select=Name`.
///
/// # Errors
///
/// Which part is not in the grammar, and why.
pub fn check(version: Version, url: &str) -> Result<(), String> {
    let (resource, query) = match url.split_once('?') {
        Some((resource, query)) => (resource, Some(query)),
        None => (url, None),
    };
    check_resource(version, &decoded(resource)?)?;
    let mut seen = Vec::new();
    for option in query.into_iter().flat_map(|query| query.split('&')) {
        let (name, value) = option
            .split_once('=')
            .ok_or_else(|| format!("{option:?} has no value"))?;
        if seen.contains(&name) {
            return Err(format!("{name} comes twice"));
        }
        seen.push(name);
        let value = decoded(value)?;
        let mut parser = Parser::new(version, &value);
        check_option(version, &mut parser, name, Level::Query)
            .and_then(|()| parser.end())
            .map_err(|reason| format!("{name}={value}: {reason}"))?;
    }
    Ok(())
}

/// Where an option stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Query,
    Expanded,
}

/// The text behind the percent signs; an error for characters that a URL cannot have, or that
/// somebody on the way could read as others.
fn decoded(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~%!$'()*,;:@/=".contains(c);
    if let Some(other) = text.chars().find(|c| !is_plain(*c)) {
        return Err(format!("{other:?} has to be encoded: {text}"));
    }
    let is_escape = |after: &str| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    if !text.split('%').skip(1).all(is_escape) {
        return Err(format!("a percent sign escapes nothing: {text}"));
    }
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|error| error.to_string())
}

/// `entitySetName [ "(" key ")" ] [ "/$count" ]`
fn check_resource(version: Version, path: &str) -> Result<(), String> {
    let path = path.strip_suffix("/$count").unwrap_or(path);
    let mut parser = Parser::new(version, path);
    let set = parser.name()?;
    if version == Version::V3 && !set.ends_with("Collection") {
        return Err(format!("{set} is no collection of OData 3"));
    }
    if parser.take("(") {
        let is_key = match version {
            Version::V4 => is_guid(parser.word()),
            Version::V3 => parser.operand().is_ok(),
        };
        if !is_key {
            return Err(format!("{path} names no row"));
        }
        parser.close()?;
    }
    parser.end()
}

fn check_option(
    version: Version,
    parser: &mut Parser<'_>,
    name: &str,
    level: Level,
) -> Result<(), String> {
    match (name, version, level) {
        ("$filter", ..) => parser.any_of().map(|_| ()),
        ("$orderby", ..) => list(parser, |parser| order_key(version, parser)),
        ("$top" | "$skip", ..) => number(parser),
        ("$select", Version::V4, _) => list(parser, |parser| parser.name().map(|_| ())),
        ("$select" | "$expand", Version::V3, _) => list(parser, |parser| path(parser)),
        ("$expand", Version::V4, _) => list(parser, expanded),
        ("$count", Version::V4, _) => one_of(parser, &["true", "false"]),
        ("$inlinecount", Version::V3, _) => one_of(parser, &["allpages", "none"]),
        ("$skiptoken", _, Level::Query) => {
            while !parser.word().is_empty() || parser.take("'") || parser.take(",") {}
            Ok(())
        }
        ("$format", Version::V3, Level::Query) => one_of(parser, &["json"]),
        _ => Err(format!("{version:?} has no option {name} here")),
    }
}

fn list<'t>(
    parser: &mut Parser<'t>,
    item: impl Fn(&mut Parser<'t>) -> Result<(), String>,
) -> Result<(), String> {
    item(parser)?;
    while parser.take(",") {
        item(parser)?;
    }
    Ok(())
}

fn path(parser: &mut Parser<'_>) -> Result<(), String> {
    names(parser.word()).map(|_| ())
}

/// `commonExpr [ RWS ( "asc" / "desc" ) ]`, of which a value or function of the row.
fn order_key(version: Version, parser: &mut Parser<'_>) -> Result<(), String> {
    parser.operand()?;
    let directed = parser.take(" asc") || parser.take(" desc");
    if directed || version == Version::V4 {
        return Ok(());
    }
    Err(parser.expected("a direction"))
}

fn number(parser: &mut Parser<'_>) -> Result<(), String> {
    let word = parser.word();
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(())
    } else {
        Err(format!("{word:?} is no number"))
    }
}

fn one_of(parser: &mut Parser<'_>, words: &[&str]) -> Result<(), String> {
    let word = parser.word();
    if words.contains(&word) {
        Ok(())
    } else {
        Err(format!("{word:?} is none of {words:?}"))
    }
}

/// `expandPath [ OPEN expandOption *( SEMI expandOption ) CLOSE ]`
fn expanded(parser: &mut Parser<'_>) -> Result<(), String> {
    parser.name()?;
    if !parser.take("(") {
        return Ok(());
    }
    let mut seen = Vec::new();
    loop {
        if !parser.take("$") {
            return Err(parser.expected("an option"));
        }
        let name = format!("${}", parser.name()?);
        if seen.contains(&name) {
            return Err(format!("{name} comes twice"));
        }
        if !parser.take("=") {
            return Err(parser.expected("an equals sign"));
        }
        check_option(Version::V4, parser, &name, Level::Expanded)?;
        seen.push(name);
        if !parser.take(";") {
            return parser.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_reads_are_in_the_grammar() {
        let guid = "e308b781-3c5b-4ecb-89ef-5c1ed4da488e";
        for url in [
            "Account",
            &format!("Account({guid})?$select=Id"),
            "Account/$count?$filter=Name%20ne%20null",
            "Account?$select=Id,Name&$expand=PrimaryContact($select=Name;$expand=City($select=Name))\
             &$filter=contains(Name,'%3B)%26')%20and%20Orders/$count%20gt%201\
             &$orderby=Owner/Name%20asc,Id%20desc&$top=5&$skip=10&$count=true",
            "Account?$expand=Orders($filter=Name%20eq%20'a;b)';$orderby=Id%20asc;$top=2),Owner",
        ] {
            assert_eq!(check(Version::V4, url), Ok(()), "{url}");
        }
        for url in [
            &*format!("AccountCollection(guid'{guid}')?$select=Id"),
            "AccountCollection?$select=Name,Owner/Name&$expand=Owner,Owner/City\
             &$filter=substringof('a',Name)%20and%20Amount%20gt%201.5M&$orderby=Id%20asc\
             &$top=5&$skip=1&$inlinecount=allpages",
        ] {
            assert_eq!(check(Version::V3, url), Ok(()), "{url}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for url in [
            "",
            "Account?",
            "Account?$select",
            "Account?$select=",
            "Account?$select=Owner/Name",
            "Account?$select=Id&$select=Name",
            "Account?$sort=Id",
            "Account?$top=-1",
            "Account?$top=",
            "Account?$orderby=Name%20up",
            "Account?$filter=Name eq 'a'",
            "Account?$filter=Name+eq+'a'",
            "Account?$filter=Name%20eq%2",
            "Account?$filter=",
            "Account?$expand=Orders()",
            "Account?$expand=Orders(Name)",
            "Account?$expand=Orders($top=1;$top=2)",
            "Account?$expand=Orders($top=1",
            "Account?$expand=Owner/City",
            "Account?$inlinecount=allpages",
            "Account(5)",
        ] {
            assert!(check(Version::V4, url).is_err(), "{url}");
        }
        for url in [
            "Account",
            "AccountCollection?$count=true",
            "AccountCollection?$expand=Owner($select=Name)",
            "AccountCollection?$filter=contains(Name,'a')",
            "AccountCollection?$filter=Orders/any()",
            "AccountCollection?$filter=Id%20eq%20e308b781-3c5b-4ecb-89ef-5c1ed4da488e",
        ] {
            assert!(check(Version::V3, url).is_err(), "{url}");
        }
    }
}
