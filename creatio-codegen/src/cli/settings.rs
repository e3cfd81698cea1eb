//! One value from three places: a flag, else the environment, else `creatio.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use creatio_codegen::{Derive, LockError, NamesLock};

use super::args::{DriftFlags, InstanceFlags, MetadataFlag, OData, Platform, SelectionFlags};
use super::config::Config;
use super::environment::{SettingError, choice, seconds, variable};
use super::login::{Login, LoginError};

/// The instance to ask.
#[derive(Debug)]
pub(super) struct Instance {
    pub(super) url: String,
    pub(super) login: Login,
    pub(super) platform: Platform,
    pub(super) timeout: Option<Duration>,
}

/// Of which lookups rows are wanted.
#[derive(Debug)]
pub(super) struct RowSettings {
    /// Patterns of entities; without any, no rows are wanted.
    pub(super) include: Vec<String>,
    pub(super) exclude: Vec<String>,
    /// The most rows that a lookup may have.
    pub(super) limit: Option<u64>,
    /// The column whose values name rows, by entity.
    pub(super) display: BTreeMap<String, String>,
}

impl Config {
    /// The instance that flags, environment and file describe together.
    pub(super) fn instance(&self, flags: InstanceFlags) -> Result<Instance, LoginError> {
        let file = &self.instance;
        let url = layered(flags.url.clone(), "CREATIO_URL", file.url.clone())?;
        let platform = match flags.platform {
            Some(platform) => Some(platform),
            None => choice("CREATIO_PLATFORM")?.or(file.platform),
        };
        let timeout = match flags.timeout {
            Some(seconds) => Some(seconds),
            None => seconds("CREATIO_TIMEOUT")?.or(file.timeout),
        };
        Ok(Instance {
            url: url.ok_or(SettingError::Missing {
                what: "the address of the instance",
                flag: "--url",
                variable: "CREATIO_URL",
                key: "instance.url",
            })?,
            login: Login::find(flags, self)?,
            platform: platform.unwrap_or_default(),
            timeout: timeout.map(Duration::from_secs),
        })
    }

    /// Which documents the snapshot is made of.
    pub(super) fn odata(&self, flag: Option<OData>) -> Result<OData, SettingError> {
        let given = match flag {
            Some(odata) => Some(odata),
            None => choice("CREATIO_ODATA")?.or(self.odata),
        };
        Ok(given.unwrap_or_default())
    }

    /// Whether to fetch what `$metadata` lacks, too.
    pub(super) fn enrich(&self, flag: bool) -> Result<bool, SettingError> {
        const VARIABLE: &str = "CREATIO_ENRICH";
        if flag {
            return Ok(true);
        }
        let Some(text) = variable(VARIABLE)? else {
            return Ok(self.enrich.unwrap_or_default());
        };
        text.trim().parse().map_err(|_| SettingError::Value {
            variable: VARIABLE,
            value: text,
            expected: "it is true or false".to_owned(),
        })
    }

    /// The snapshot.
    pub(super) fn metadata(&self, flag: MetadataFlag) -> Result<PathBuf, SettingError> {
        let file = self
            .metadata
            .as_deref()
            .unwrap_or(Path::new("metadata.xml"));
        let file = Some(self.path(file));
        let path = layered_path(flag.metadata, "CREATIO_METADATA", file)?;
        Ok(path.unwrap_or_default())
    }

    /// The directory of the models.
    pub(super) fn out(&self, flag: Option<PathBuf>) -> Result<PathBuf, SettingError> {
        let file = self.models.out.as_deref().map(|out| self.path(out));
        layered_path(flag, "CREATIO_OUT", file)?.ok_or(SettingError::Missing {
            what: "the directory of the models",
            flag: "--out",
            variable: "CREATIO_OUT",
            key: "models.out",
        })
    }

    /// The patterns; a list on the command line replaces that of the file.
    pub(super) fn selection(&self, flags: SelectionFlags) -> SelectionFlags {
        let or = |flags: Vec<String>, file: &[String]| {
            if flags.is_empty() {
                file.to_vec()
            } else {
                flags
            }
        };
        SelectionFlags {
            include: or(flags.include, &self.models.include),
            exclude: or(flags.exclude, &self.models.exclude),
            depth: flags.depth.or(self.models.depth),
            from_src: if flags.from_src.is_empty() {
                let dirs = self.models.from_src.iter();
                dirs.map(|dir| self.path(dir)).collect()
            } else {
                flags.from_src
            },
            columns: self.models.columns.clone(),
            derives: self
                .models
                .derives
                .as_ref()
                .map(|derives| derives.iter().copied().map(Derive::from).collect()),
        }
    }

    /// The flags that select otherwise than the file does, if there is one: a command without them
    /// does not know what they say.
    pub(super) fn overruled_by(&self, flags: &SelectionFlags) -> Vec<&'static str> {
        if self.file().is_none() {
            return Vec::new();
        }
        let file = self.selection(SelectionFlags::default());
        let differs = [
            (
                "--include",
                !flags.include.is_empty() && flags.include != file.include,
            ),
            (
                "--exclude",
                !flags.exclude.is_empty() && flags.exclude != file.exclude,
            ),
            (
                "--from-src",
                !flags.from_src.is_empty() && flags.from_src != file.from_src,
            ),
            (
                "--depth",
                flags
                    .depth
                    .is_some_and(|depth| depth != file.depth.unwrap_or_default()),
            ),
        ];
        let differs = differs.into_iter().filter(|(_, differs)| *differs);
        differs.map(|(flag, _)| flag).collect()
    }

    /// Of which lookups to fetch rows; patterns on the command line replace those of the file.
    pub(super) fn rows(&self, flags: Vec<String>) -> RowSettings {
        let file = &self.rows;
        let include = if flags.is_empty() {
            file.include.clone()
        } else {
            flags
        };
        RowSettings {
            include,
            exclude: file.exclude.clone(),
            limit: file.limit,
            display: file.display.clone(),
        }
    }

    /// What to do about changes; directories on the command line replace those of the file.
    ///
    /// Where the models are known, sources are searched for the names that their lock gives.
    pub(super) fn drift(&self, mut flags: DriftFlags) -> Result<DriftFlags, LockError> {
        if flags.used_by.is_empty() {
            let dirs = self.drift.used_by.iter();
            flags.used_by = dirs.map(|dir| self.path(dir)).collect();
        }
        if let Ok(models) = self.out(None) {
            flags.names = NamesLock::read_from(models)?;
        }
        Ok(flags)
    }
}

fn layered(
    flag: Option<String>,
    name: &'static str,
    file: Option<String>,
) -> Result<Option<String>, SettingError> {
    match flag {
        Some(flag) => Ok(Some(flag)),
        None => Ok(variable(name)?.or(file)),
    }
}

fn layered_path(
    flag: Option<PathBuf>,
    name: &'static str,
    file: Option<PathBuf>,
) -> Result<Option<PathBuf>, SettingError> {
    match flag {
        Some(flag) => Ok(Some(flag)),
        None => Ok(variable(name)?.map(PathBuf::from).or(file)),
    }
}
