//! System settings, read and written.

use creatio_sandbox::{Sandbox, SandboxError, Seed, SettingType};
use serde_json::{Value, json};

use crate::support::Server;

const QUERY: &str = "/0/DataService/json/SyncReply/QuerySysSettings";
const SAVE: &str = "/0/DataService/json/SyncReply/PostSysSettingsValues";

async fn server() -> Server {
    let builder = Sandbox::builder().seed(Seed::empty());
    let builder = builder
        .sys_setting("UsrRate", SettingType::Float, 1.5)
        .sys_setting("UsrFrom", SettingType::Date, "2024-02-29T00:00:00.000")
        .restricted_sys_setting("UsrSecret");
    Server::start(builder).await
}

async fn save(server: &Server, values: Value) -> Value {
    let body = json!({ "isPersonal": false, "sysSettingsValues": values });
    server.posted(SAVE, &body).await
}

#[tokio::test]
async fn settings_are_found_unknown_or_restricted() {
    let server = server().await;
    let codes = json!(["UsrRate", "MaxFileSize", "UsrNothing", "UsrSecret"]);
    // Names of members are compared without case.
    for member in ["sysSettingsNameCollection", "SysSettingsNameCollection"] {
        let answer = server.posted(QUERY, &json!({ member: codes })).await;
        assert_eq!(answer["success"], true);
        assert_eq!(answer["notFoundSettings"], json!(["UsrNothing"]));
        assert_eq!(answer["restrictedSettings"], json!(["UsrSecret"]));
        let values = answer["values"].as_object().unwrap();
        assert_eq!(values.len(), 2);
        let rate = &values["UsrRate"];
        assert_eq!(
            (&rate["code"], &rate["value"]),
            (&json!("UsrRate"), &json!(1.5))
        );
        assert_eq!(
            (&rate["typeName"], &rate["dataValueType"]),
            (&json!("Float"), &json!(5))
        );
        assert_eq!(values["MaxFileSize"]["value"], 10);
    }
    let refused = server.posted(QUERY, &json!({})).await;
    assert_eq!(refused["success"], false);
}

#[tokio::test]
async fn what_is_saved_is_read_back() {
    let server = server().await;
    let values = json!({"UsrRate": 2, "UsrFrom": "2025-01-01T00:00:00.000", "MaxFileSize": 20});
    let answer = save(&server, values).await;
    assert_eq!(answer["success"], true);
    assert_eq!(
        answer["saveResult"],
        json!({"UsrRate": true, "UsrFrom": true, "MaxFileSize": true})
    );
    let codes = json!({"sysSettingsNameCollection": ["UsrRate", "UsrFrom"]});
    let read = server.posted(QUERY, &codes).await;
    assert_eq!(read["values"]["UsrRate"]["value"], 2);
    assert_eq!(
        read["values"]["UsrFrom"]["value"],
        "2025-01-01T00:00:00.000"
    );
    assert_eq!(server.sandbox.sys_setting("MaxFileSize"), Some(json!(20)));
}

#[tokio::test]
async fn what_does_not_fit_is_not_saved() {
    let server = server().await;
    let answer = save(
        &server,
        json!({
            "UsrRate": "2", "UsrFrom": "2025-01-01T00:00:00Z", "MaxFileSize": 1.5,
            "UsrNothing": 1, "UsrSecret": "x",
        }),
    )
    .await;
    let results = answer["saveResult"].as_object().unwrap();
    assert_eq!(results.len(), 5);
    assert!(results.values().all(|saved| saved == false), "{answer}");
    assert_eq!(server.sandbox.sys_setting("UsrRate"), Some(json!(1.5)));
    assert_eq!(server.sandbox.sys_setting("UsrNothing"), None);
}

#[tokio::test]
async fn a_setting_that_cannot_be_stops_the_start() {
    for (code, ty, value) in [
        ("1Usr", SettingType::Text, json!("a")),
        ("Usr", SettingType::Integer, json!("a")),
    ] {
        let error = Sandbox::builder()
            .sys_setting(code, ty, value)
            .start()
            .await;
        let error = error.unwrap_err();
        assert!(matches!(&error, SandboxError::SysSetting { code: given, .. } if given == code));
    }
}

#[tokio::test]
async fn a_personal_value_counts_before_that_of_all_users() {
    let server = server().await;
    let body = json!({ "isPersonal": true, "sysSettingsValues": { "UsrRate": 3, "UsrFrom": 1 } });
    let answer = server.posted(SAVE, &body).await;
    assert_eq!(
        answer["saveResult"],
        json!({ "UsrRate": true, "UsrFrom": false })
    );
    assert_eq!(server.sandbox.sys_setting("UsrRate"), Some(json!(1.5)));
    assert_eq!(
        server.sandbox.personal_sys_setting("UsrRate"),
        Some(json!(3))
    );
    assert_eq!(server.sandbox.personal_sys_setting("UsrFrom"), None);
    save(&server, json!({ "UsrRate": 2 })).await;
    let codes = json!({ "sysSettingsNameCollection": ["UsrRate"] });
    let answer = server.posted(QUERY, &codes).await;
    assert_eq!(answer["values"]["UsrRate"]["value"], 3);
    assert_eq!(server.sandbox.sys_setting("UsrRate"), Some(json!(2)));
}
