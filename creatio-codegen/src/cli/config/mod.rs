//! `creatio.toml`: what a project settles once, in place of flags.
//!
//! Paths in it are relative to the file. Everything in it may be left out. Secret and password have
//! no place in it, since the file is meant to be committed.

mod error;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use creatio_codegen::Derive;
use serde::Deserialize;

use self::error::{ConfigError, Fault};
use super::args::{OData, Platform};

/// The name that is looked for.
pub(super) const FILE: &str = "creatio.toml";

/// The contents of `creatio.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Config {
    /// The snapshot.
    pub(super) metadata: Option<PathBuf>,
    /// Which documents make it up.
    pub(super) odata: Option<OData>,
    /// Whether to fetch what `$metadata` lacks, too.
    pub(super) enrich: Option<bool>,
    pub(super) instance: Instance,
    pub(super) models: Models,
    pub(super) rows: Rows,
    pub(super) drift: Drift,
    /// The file itself; `None` if there is none.
    #[serde(skip)]
    file: Option<PathBuf>,
}

/// `[instance]`: where to fetch from.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Instance {
    pub(super) url: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) user: Option<String>,
    pub(super) client_secret_file: Option<PathBuf>,
    pub(super) identity_service: Option<String>,
    pub(super) platform: Option<Platform>,
    pub(super) timeout: Option<u64>,
}

/// `[models]`: what to generate, and where.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Models {
    pub(super) out: Option<PathBuf>,
    pub(super) include: Vec<String>,
    pub(super) exclude: Vec<String>,
    pub(super) depth: Option<usize>,
    pub(super) from_src: Vec<PathBuf>,
    /// The traits that structs derive; all of them if the file does not say.
    pub(super) derives: Option<Vec<DeriveName>>,
    /// By pattern of entities.
    pub(super) columns: BTreeMap<String, Columns>,
}

/// A trait in `models.derives`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum DeriveName {
    Debug,
    Clone,
    PartialEq,
}

impl From<DeriveName> for Derive {
    fn from(name: DeriveName) -> Self {
        match name {
            DeriveName::Debug => Self::Debug,
            DeriveName::Clone => Self::Clone,
            DeriveName::PartialEq => Self::PartialEq,
        }
    }
}

/// `[models.columns.ENTITY]`: which columns of an entity to generate.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Columns {
    pub(super) include: Vec<String>,
    pub(super) exclude: Vec<String>,
}

/// `[rows]`: of which lookups to fetch the rows.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Rows {
    pub(super) include: Vec<String>,
    pub(super) exclude: Vec<String>,
    /// The most rows that a lookup may have.
    pub(super) limit: Option<u64>,
    /// The column whose values name rows, by entity.
    pub(super) display: BTreeMap<String, String>,
}

/// `[drift]`: what to do about changes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Drift {
    /// Directories of sources whose uses of what changed are listed.
    pub(super) used_by: Vec<PathBuf>,
}

impl Config {
    /// Reads the file that `given` names, or the nearest one, or none.
    pub(super) fn load(given: Option<PathBuf>) -> Result<Self, ConfigError> {
        let path = match given {
            Some(path) => path,
            None => match nearest() {
                Some(path) => path,
                None => return Ok(Self::default()),
            },
        };
        let text = fs::read_to_string(&path)
            .map_err(|error| ConfigError::new(&path, Fault::Unreadable(error.to_string())))?;
        let mut config = parse(&path, &text)?;
        config.file = Some(path);
        Ok(config)
    }

    /// Where the settings come from; `None` if there is no file.
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// A path of the file as the process sees it: paths in it start from its directory.
    pub(super) fn path(&self, path: &Path) -> PathBuf {
        let dir = self.file.as_deref().and_then(Path::parent);
        dir.unwrap_or(Path::new("")).join(path)
    }
}

fn parse(path: &Path, text: &str) -> Result<Config, ConfigError> {
    let config: Config =
        toml::from_str(text).map_err(|error| ConfigError::toml(path, text, &error))?;
    if config.instance.timeout == Some(0) {
        let way_out = "no request could ever be answered. Leave it out for 100 seconds";
        return Err(ConfigError::new(
            path,
            Fault::Zero("instance.timeout", way_out),
        ));
    }
    if config.rows.limit == Some(0) {
        let way_out = "no lookup could have constants. Leave it out for 500 rows";
        return Err(ConfigError::new(path, Fault::Zero("rows.limit", way_out)));
    }
    Ok(config)
}

/// `creatio.toml` in the current directory, or in the nearest one above that has it.
fn nearest() -> Option<PathBuf> {
    let here = Path::new(FILE);
    if here.is_file() {
        return Some(here.to_owned());
    }
    let current = env::current_dir().ok()?;
    let above = current.ancestors().skip(1).map(|dir| dir.join(FILE));
    above.into_iter().find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        parse(Path::new(FILE), text).unwrap_err().to_string()
    }

    #[test]
    fn every_key_is_read() {
        let config = parse(
            Path::new(FILE),
            "metadata = 'm.xml'\nodata = 'both'\nenrich = true\n\
             [instance]\nurl = 'https://a.example'\nclient-id = 'id'\nclient-secret-file = 's'\nuser = 'u'\n\
             identity-service = 'https://i.example'\nplatform = 'net'\ntimeout = 5\n\
             [models]\nout = 'src/models'\ninclude = ['A*']\nexclude = ['B']\n\
             depth = 1\nfrom-src = ['src']\nderives = ['Debug']\n\
             [models.columns]\nA = { include = ['N*'], exclude = ['No'] }\n\
             [rows]\ninclude = ['*Type']\nexclude = ['LeadType']\nlimit = 9\n\
             display = { OrderType = 'Code' }\n\
             [drift]\nused-by = ['src']\n",
        )
        .unwrap();
        assert_eq!(config.odata, Some(OData::Both));
        assert_eq!(config.enrich, Some(true));
        assert_eq!(config.instance.user.as_deref(), Some("u"));
        assert_eq!(config.instance.platform, Some(Platform::Net));
        assert_eq!(config.instance.timeout, Some(5));
        assert_eq!(config.models.include, ["A*"]);
        assert_eq!(config.models.depth, Some(1));
        assert_eq!(config.models.from_src, [Path::new("src")]);
        assert_eq!(config.models.derives, Some(vec![DeriveName::Debug]));
        assert_eq!(config.models.columns["A"].exclude, ["No"]);
        assert_eq!(config.rows.include, ["*Type"]);
        assert_eq!(config.rows.exclude, ["LeadType"]);
        assert_eq!(config.rows.limit, Some(9));
        assert_eq!(config.rows.display["OrderType"], "Code");
        assert_eq!(config.drift.used_by, [Path::new("src")]);
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_place_and_the_nearest_name() {
        insta::assert_snapshot!(refusal("[models]\nincldue = []\n"), @"creatio.toml:2:1: there is no key `incldue` here; the nearest is `include`");
        insta::assert_snapshot!(refusal("\n[modles]\n"), @"creatio.toml:2:2: there is no key `modles` here; the nearest is `models`");
        insta::assert_snapshot!(refusal("zzz = 1"), @"creatio.toml:1:1: there is no key `zzz` here; known are `metadata`, `odata`, `enrich`, `instance`, `models`, `rows`, `drift`");
    }

    #[test]
    fn a_secret_in_the_file_is_refused_and_not_repeated() {
        for (key, variable) in [
            ("client-secret", "CREATIO_CLIENT_SECRET"),
            ("client_secret", "CREATIO_CLIENT_SECRET"),
            ("token", "CREATIO_CLIENT_SECRET"),
            ("password", "CREATIO_PASSWORD"),
            ("user-password", "CREATIO_PASSWORD"),
        ] {
            let error = refusal(&format!("[instance]\n{key} = 'hunter2'\n"));
            assert!(error.contains(variable), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_wrong_value_is_refused_with_its_place() {
        insta::assert_snapshot!(refusal("[instance]\nplatform = 'windows'"), @"creatio.toml:2:12: unknown variant `windows`, expected `net-framework` or `net`");
        insta::assert_snapshot!(refusal("[models]\ninclude = 'Account'"), @r#"creatio.toml:2:11: invalid type: string "Account", expected a sequence"#);
        insta::assert_snapshot!(refusal("[models]\nderives = ['Eq']"), @"creatio.toml:2:12: unknown variant `Eq`, expected one of `Debug`, `Clone`, `PartialEq`");
        insta::assert_snapshot!(refusal("[instance]\ntimeout = 0"), @"creatio.toml: `instance.timeout` is zero: no request could ever be answered. Leave it out for 100 seconds");
        insta::assert_snapshot!(refusal("[rows]\nlimit = 0"), @"creatio.toml: `rows.limit` is zero: no lookup could have constants. Leave it out for 500 rows");
        insta::assert_snapshot!(refusal("[rows]\nlimit = 0"), @"creatio.toml: `rows.limit` is zero: no lookup could have constants. Leave it out for 500 rows");
    }

    #[test]
    fn what_is_no_toml_is_refused_with_its_place() {
        let error = refusal("metadata = \n");
        assert!(error.starts_with("creatio.toml:1:1"), "{error}");
    }
}
