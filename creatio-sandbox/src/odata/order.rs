//! `$orderby`: paths and directions.

/// One item of `$orderby`: a path, the character it begins at, and a direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OrderBy {
    pub(crate) path: Vec<String>,
    pub(crate) at: usize,
    pub(crate) descending: bool,
}

/// Reads a list; the character where an item that is none begins.
pub(crate) fn parse(text: &str) -> Result<Vec<OrderBy>, usize> {
    let mut end = 0;
    text.split(',')
        .map(|item| {
            let at = end + item.chars().take_while(|c| *c == ' ').count();
            end += item.chars().count() + 1;
            let words: Vec<_> = item.split_whitespace().collect();
            let (path, descending) = match words.as_slice() {
                [path] | [path, "asc"] => (path, false),
                [path, "desc"] => (path, true),
                _ => return Err(at),
            };
            let path: Vec<_> = path.split('/').map(str::to_owned).collect();
            if !path.iter().all(|name| is_name(name)) {
                return Err(at);
            }
            Ok(OrderBy {
                path,
                at,
                descending,
            })
        })
        .collect()
}

/// Whether a text can be the name of a member.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}
