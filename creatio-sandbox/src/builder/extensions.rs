//! What a configuration adds to an instance: services, processes, settings, features, rights.

use serde_json::Value as Json;

use super::SandboxBuilder;
use crate::{
    data_service::settings::{Setting, SettingType},
    processes::{ProcessInput, ProcessOutcome},
    services::{ServiceReply, ServiceRequest},
};

impl SandboxBuilder {
    /// A method of a service of your own, under `/0/rest/{service}/{method}` and
    /// `/0/ServiceModel/{service}.svc/{method}`, for `GET` and `POST`. It replaces a method of the
    /// same name, also one that the sandbox brings along:
    /// `CryptographicService/GetConvertedPasswordValue`, `RightsService/GetCanExecuteOperation`,
    /// `FeatureService/GetFeatureState` and `UserInfoService/GetCurrentUserInfo`.
    ///
    /// The closure runs on a thread of the runtime: it should not block.
    ///
    /// ```
    /// use creatio_sandbox::{Sandbox, ServiceReply};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder()
    ///     .service("UsrGreeter", "Greet", |request| {
    ///         let name = request.text("name").unwrap_or_default();
    ///         ServiceReply::wrapped(format!("Hello, {name}"))
    ///     })
    ///     .start()
    ///     .await?;
    /// let reply = reqwest::Client::new()
    ///     .post(format!("{}/0/rest/UsrGreeter/Greet", sandbox.url()))
    ///     .bearer_auth(sandbox.issue_token())
    ///     .json(&json!({ "name": "Ann" }))
    ///     .send()
    ///     .await?;
    /// assert_eq!(reply.text().await?, r#"{"GreetResult":"Hello, Ann"}"#);
    /// # Ok(())
    /// # }
    /// ```
    pub fn service(
        mut self,
        service: impl AsRef<str>,
        method: impl AsRef<str>,
        handler: impl Fn(&ServiceRequest) -> ServiceReply + Send + Sync + 'static,
    ) -> Self {
        self.services
            .add(service.as_ref(), method.as_ref(), handler);
        self
    }

    /// A business process, by the name of its schema; see [`ProcessOutcome`] for an example. It
    /// runs when it is started, whether or not the caller waits for a result.
    ///
    /// The closure runs on a thread of the runtime: it should not block.
    pub fn process(
        mut self,
        name: impl Into<String>,
        process: impl Fn(&ProcessInput) -> ProcessOutcome + Send + Sync + 'static,
    ) -> Self {
        self.processes.add(name, process);
        self
    }

    /// A system setting with its value; `null` is none. There are two to begin with, which may be
    /// replaced: `MaxFileSize`, of which the sandbox takes no notice, and
    /// `OAuth20IdentityServerUrl`.
    ///
    /// A code or a value that cannot be is an error when the sandbox starts.
    pub fn sys_setting(
        mut self,
        code: impl Into<String>,
        ty: SettingType,
        value: impl Into<Json>,
    ) -> Self {
        let setting = Setting::new(ty, value.into());
        self.sys_settings.insert(code.into(), setting);
        self
    }

    /// A system setting that the user may neither read nor write.
    pub fn restricted_sys_setting(mut self, code: impl Into<String>) -> Self {
        let setting = Setting {
            is_restricted: true,
            ..Setting::new(SettingType::Text, Json::Null)
        };
        self.sys_settings.insert(code.into(), setting);
        self
    }

    /// Whether a feature is on. Features are off if not set.
    pub fn feature(mut self, code: impl Into<String>, is_on: bool) -> Self {
        self.rights.features.insert(code.into(), is_on);
        self
    }

    /// What `RightsService` says of a system operation. `CanManageSolution` and
    /// `CanUseODataService` may be run, others not, if not set. It is an answer and no more: what
    /// a user may do does not depend on it.
    pub fn operation(mut self, code: impl Into<String>, is_granted: bool) -> Self {
        self.rights.operations.insert(code.into(), is_granted);
        self
    }
}
