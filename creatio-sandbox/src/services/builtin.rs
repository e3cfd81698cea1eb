//! Services that every instance has: as much of each as clients ask for.

use std::collections::BTreeMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use super::{ServiceReply, ServiceRequest, Services};
use crate::user::User;

/// What the owner of a sandbox says about its user and its configuration.
#[derive(Debug, Clone)]
pub(crate) struct Rights {
    /// System operations, and whether the user may run each. Others may not be run.
    pub(crate) operations: BTreeMap<String, bool>,
    /// Features, and whether each is on. Others are off.
    pub(crate) features: BTreeMap<String, bool>,
}

impl Default for Rights {
    fn default() -> Self {
        let granted = ["CanManageSolution", "CanUseODataService"];
        Self {
            operations: granted.map(|it| (it.to_owned(), true)).into(),
            features: BTreeMap::new(),
        }
    }
}

/// Adds the services, where the owner of the sandbox has none of the same name.
pub(crate) fn register(services: &mut Services, rights: &Rights, user: &User, name: &str) {
    let Rights {
        operations,
        features,
    } = rights.clone();
    let mut built_in = Services::default();
    built_in.add("CryptographicService", "GetConvertedPasswordValue", convert);
    built_in.add("RightsService", "GetCanExecuteOperation", move |request| {
        let may = |operation: String| operations.get(&operation).copied().unwrap_or_default();
        with_text(request, "operation", |it| ServiceReply::wrapped(may(it)))
    });
    built_in.add("FeatureService", "GetFeatureState", move |request| {
        let is_on = |code: String| features.get(&code).copied().unwrap_or_default();
        with_text(request, "code", |code| {
            ServiceReply::bare(json!({ "FeatureState": u8::from(is_on(code)) }))
        })
    });
    let profile = profile(user, name);
    built_in.add("UserInfoService", "GetCurrentUserInfo", move |_| {
        ServiceReply::bare(profile.clone())
    });
    for (key, handler) in built_in.0 {
        services.0.entry(key).or_insert(handler);
    }
}

/// A stand-in for an encrypted password: the same for the same password, and of no use elsewhere.
fn convert(request: &ServiceRequest) -> ServiceReply {
    with_text(request, "password", |password| {
        let hash = Sha256::digest(format!("creatio-sandbox {password}"));
        ServiceReply::wrapped(BASE64_STANDARD.encode(hash))
    })
}

fn profile(user: &User, name: &str) -> Json {
    json!({
        "userId": user.id,
        "contactId": user.contact,
        "userName": name,
        "cultureName": "en-US",
    })
}

/// The reply for a parameter that a method cannot do without.
fn with_text(
    request: &ServiceRequest,
    name: &str,
    reply: impl FnOnce(String) -> ServiceReply,
) -> ServiceReply {
    match request.text(name) {
        Some(text) => reply(text),
        None => ServiceReply::exception(),
    }
}
