//! What the user may do, and which features are on.

use serde::Deserialize;
use serde_json::json;

use crate::client::Client;
use crate::error::Error;

/// Observed on 8.x.
#[derive(Deserialize)]
struct Feature {
    #[serde(rename = "FeatureState")]
    state: i64,
}

impl Client {
    /// Whether a feature is on for the user behind the client (`FeatureService`). A feature that
    /// nobody has declared is off.
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// if client.feature("UsrNewPricing").await? {
    ///     println!("new prices");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`] of a call to a web service.
    pub async fn feature(&self, code: &str) -> Result<bool, Error> {
        let features = self.service("FeatureService").repeatable();
        let arguments = json!({ "code": code });
        let feature: Feature = features.call("GetFeatureState", &arguments).await?;
        Ok(feature.state != 0)
    }

    /// Whether the user behind the client has the right to a system operation (`RightsService`).
    ///
    /// ```no_run
    /// # async fn run(client: creatio_core::Client) -> Result<(), creatio_core::Error> {
    /// if !client.can_execute("CanUseODataService").await? {
    ///     println!("ask an administrator for the operation \"Access to OData\"");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`] of a call to a web service.
    pub async fn can_execute(&self, operation: &str) -> Result<bool, Error> {
        let rights = self.service("RightsService").repeatable();
        let arguments = json!({ "operation": operation });
        rights.call("GetCanExecuteOperation", &arguments).await
    }
}
