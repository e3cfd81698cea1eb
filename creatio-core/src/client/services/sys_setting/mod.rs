//! System settings: typed reads of one or several, and writes.

mod input;
mod value;

use std::collections::HashMap;

use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

pub use self::input::SettingValue;
pub use self::value::SysSettingValue;
use super::{json, open_unless_clear};
use crate::client::reply::classify::Expect;
use crate::client::request::Request;
use crate::client::{Client, address};
use crate::error::{Call, Error, Protocol, ServerMessage};

/// The schema whose rows system settings are.
const SCHEMA: &str = "SysSettings";

/// Values of several system settings, read at once; made by [`Client::sys_settings`].
#[derive(Debug, Clone)]
pub struct SysSettings {
    found: HashMap<String, Held>,
    restricted: Vec<String>,
    zone: TimeZone,
    call: Call,
}

/// What a setting holds, as the DataService says it.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Held {
    value: Option<Box<RawValue>>,
    data_value_type: Option<u16>,
    type_name: Option<String>,
}

/// Without the value, which may be a secret.
impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Held")
            .field("type", &self.type_name)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(default)]
    values: HashMap<String, Held>,
    restricted_settings: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Saved {
    #[serde(default)]
    save_result: HashMap<String, bool>,
}

impl Client {
    /// The value of a system setting by its code, as it is for the user behind the client: the user's
    /// own where there is one ([`set_personal_sys_setting`](Self::set_personal_sys_setting)), else that
    /// of all users.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// use creatio_core::Timestamp;
    ///
    /// let largest_file: i32 = client.sys_setting("MaxFileSize").await?;
    /// let since = client.sys_setting::<Option<Timestamp>>("UsrLastExport").await?;
    /// # let _ = (largest_file, since);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`]. [`Error::NotFound`] if there is no such setting, [`Error::Forbidden`] if the
    /// user may not read it, [`Error::Decode`] if it is of another type than `T`, or has no value and
    /// `T` is no `Option`.
    pub async fn sys_setting<T: SysSettingValue>(&self, code: &str) -> Result<T, Error> {
        self.sys_settings([code]).await?.get(code)
    }

    /// The values of several system settings in one request. Those that are not there are told when
    /// they are asked for.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// let settings = client.sys_settings(["MaxFileSize", "PrimaryCulture"]).await?;
    /// let largest_file: i32 = settings.get("MaxFileSize")?;
    /// let culture: creatio_core::Uuid = settings.get("PrimaryCulture")?;
    /// # let _ = (largest_file, culture);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`] of a call to the DataService.
    pub async fn sys_settings<C: AsRef<str>>(
        &self,
        codes: impl IntoIterator<Item = C> + Send,
    ) -> Result<SysSettings, Error> {
        let codes: Vec<String> = codes
            .into_iter()
            .map(|code| code.as_ref().to_owned())
            .collect();
        let body = json!({ "sysSettingsNameCollection": codes });
        let request = self.about_settings("QuerySysSettings", body.to_string(), None);
        let reply = self.inner.transport.send(request).await?;
        let answer: Answer = reply.read(|body| json::read("QuerySysSettings", body))?;
        Ok(SysSettings {
            found: answer.values,
            restricted: answer.restricted_settings.unwrap_or_default(),
            zone: self.inner.time_zone.clone(),
            call: reply.into_call(),
        })
    }

    /// Sets a system setting for all users.
    ///
    /// The value is one of the setting's type: text, a number, a truth value, a date, the id of a
    /// lookup's row, or bytes. Dates are sent as the clock of the client's
    /// [time zone](crate::ClientBuilder::time_zone) shows them. Setting the same value twice does no
    /// harm, so that it is sent again when a reply is lost.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// use creatio_core::Timestamp;
    ///
    /// client.set_sys_setting("MaxFileSize", 20).await?;
    /// client.set_sys_setting("UsrLastExport", Timestamp::now()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`]. [`Error::Rejected`] if Creatio does not save it, as when there is no such
    /// setting, [`Error::OutcomeUnknown`] if the reply was lost.
    pub async fn set_sys_setting(
        &self,
        code: &str,
        value: impl Into<SettingValue> + Send,
    ) -> Result<(), Error> {
        self.save_setting(code, value.into(), false).await
    }

    /// Sets a system setting for the user behind the client alone, to whom it counts before the value
    /// of all users. Over OAuth that is the technical user of the OAuth client.
    ///
    /// It is what Creatio's own pages do for settings that are marked as personal (`isPersonal`). What
    /// becomes of a personal value of one that is not is not documented.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// client.set_personal_sys_setting("UsrRowsPerPage", 50).await?;
    /// let rows: i32 = client.sys_setting("UsrRowsPerPage").await?;
    /// # let _ = rows;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`set_sys_setting`](Self::set_sys_setting).
    pub async fn set_personal_sys_setting(
        &self,
        code: &str,
        value: impl Into<SettingValue> + Send,
    ) -> Result<(), Error> {
        self.save_setting(code, value.into(), true).await
    }

    async fn save_setting(
        &self,
        code: &str,
        value: SettingValue,
        is_personal: bool,
    ) -> Result<(), Error> {
        let value = value.into_json(code, &self.inner.time_zone)?;
        let values: HashMap<_, _> = [(code, value)].into();
        let body = json::write(
            code,
            &input::Body {
                is_personal,
                sys_settings_values: values,
            },
        )?;
        let request = self.about_settings("PostSysSettingsValues", body, Some(code));
        let sent = self.inner.transport.send(request).await;
        let reply = sent.map_err(|error| open_unless_clear(error, Some(code)))?;
        let saved: Saved = reply.read(|body| json::read("PostSysSettingsValues", body))?;
        match find(&saved.save_result, code) {
            Some(true) => Ok(()),
            Some(false) => {
                let message = format!(
                    "the system setting {code} was not saved, and Creatio does not say why: there may \
                     be none with this code, or one of another type"
                );
                Err(Error::Rejected {
                    call: Box::new(reply.into_call()),
                    message: Box::new(ServerMessage::new(message)),
                })
            }
            None => Err(Error::NotCreatio {
                call: Box::new(reply.into_call()),
                reply: format!("a reply that does not say whether {code} was saved"),
            }),
        }
    }

    fn about_settings(
        &self,
        operation: &str,
        body: impl Into<bytes::Bytes>,
        code: Option<&str>,
    ) -> Request {
        let url = address::segment_below(&self.inner.data_service, operation);
        Request::post(Protocol::DataService, url, body, Expect::Service)
            .for_entity(SCHEMA)
            .with_key(code.map(str::to_owned))
            .repeatable()
    }
}

impl SysSettings {
    /// The value of one of them.
    ///
    /// # Errors
    ///
    /// As [`Client::sys_setting`].
    pub fn get<T: SysSettingValue>(&self, code: &str) -> Result<T, Error> {
        let call = || Box::new(self.call.clone());
        if let Some(held) = find(&self.found, code) {
            let read = value::read(code, held, &self.zone);
            return read.map_err(|source| Error::Decode {
                call: call(),
                source: Box::new(source),
            });
        }
        if self
            .restricted
            .iter()
            .any(|name| name.eq_ignore_ascii_case(code))
        {
            let message = format!("the system setting {code} may not be read");
            return Err(Error::Forbidden {
                call: call(),
                message: Some(Box::new(ServerMessage::new(message))),
            });
        }
        Err(Error::NotFound {
            call: call(),
            key: Some(code.to_owned()),
        })
    }
}

/// What is known by a code, whose case does not matter.
fn find<'m, T>(known: &'m HashMap<String, T>, code: &str) -> Option<&'m T> {
    known.get(code).or_else(|| {
        let mut known = known.iter();
        known
            .find(|(name, _)| name.eq_ignore_ascii_case(code))
            .map(|(_, value)| value)
    })
}
