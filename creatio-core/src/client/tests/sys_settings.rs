//! System settings on the wire: typed reads and writes.

use serde_json::Value;

use super::super::test_server::{Answer, TestServer};
use super::{Account, builder, client};
use crate::client::SysSettingValue;
use crate::jiff::tz::TimeZone;
use crate::{Client, Date, Decimal, Error, Id, Time, Timestamp, Uuid};

const GUID: &str = "0c9e1ac7-5e8d-4b5a-8f39-2d5f4c1a6f10";

fn kyiv(server: &TestServer) -> Client {
    let zone = TimeZone::get("Europe/Kyiv").unwrap();
    builder(server).time_zone(zone).build().unwrap()
}

/// What a setting reads as, whose value and type are these.
async fn read<T: SysSettingValue>(value: &str, ty: u16, name: &str) -> Result<T, Error> {
    let body = format!(
        r#"{{"success":true,"values":{{"UsrX":{{"id":"{GUID}","name":"X","code":"UsrX","isCacheable":true,"value":{value},"displayValue":null,"dataValueType":{ty},"typeName":"{name}"}}}},"notFoundSettings":[],"restrictedSettings":[],"rowsAffected":-1}}"#
    );
    let server = TestServer::start(move |_| Answer::json(body.clone())).await;
    kyiv(&server).sys_setting("UsrX").await
}

#[tokio::test]
async fn every_type_is_read_as_its_rust_type() {
    assert_eq!(
        read::<String>("\"a\\nb\"", 28, "MediumText").await.unwrap(),
        "a\nb"
    );
    assert_eq!(read::<i32>("10", 4, "Integer").await.unwrap(), 10);
    assert_eq!(read::<i64>("\"10\"", 4, "Integer").await.unwrap(), 10);
    assert_eq!(
        read::<Decimal>("0.10", 6, "Money")
            .await
            .unwrap()
            .to_string(),
        "0.10"
    );
    assert!(read::<bool>("true", 12, "Boolean").await.unwrap());
    assert!(!read::<bool>("\"False\"", 12, "Boolean").await.unwrap());
    let id: Uuid = GUID.parse().unwrap();
    let text = format!("\"{GUID}\"");
    assert_eq!(read::<Uuid>(&text, 10, "Lookup").await.unwrap(), id);
    assert_eq!(
        read::<Id<Account>>(&text, 10, "Lookup").await.unwrap(),
        Id::new(id)
    );
    assert_eq!(
        read::<Vec<u8>>("\"AQI=\"", 13, "Binary").await.unwrap(),
        [1, 2]
    );
    let day: Date = "2024-07-15".parse().unwrap();
    assert_eq!(
        read::<Date>("\"2024-07-15T00:00:00\"", 8, "Date")
            .await
            .unwrap(),
        day
    );
    let time: Time = "08:15:00".parse().unwrap();
    assert_eq!(
        read::<Time>("\"0001-01-02T08:15:00\"", 9, "Time")
            .await
            .unwrap(),
        time
    );
}

#[tokio::test]
async fn an_instant_is_what_the_user_s_clock_shows_in_any_of_its_forms() {
    let instant: Timestamp = "2024-07-15T10:45:30.123Z".parse().unwrap();
    for value in [
        "\"2024-07-15T13:45:30.123\"",
        "\"2024-07-15T10:45:30.123Z\"",
        r#""\"2024-07-15T13:45:30.123\"""#,
    ] {
        let read = read::<Timestamp>(value, 7, "DateTime").await.unwrap();
        assert_eq!(read, instant, "{value}");
    }
}

#[tokio::test]
async fn no_value_is_none_and_needs_room() {
    for value in ["null", "\"\"", "\"0001-01-01T00:00:00\""] {
        let none = read::<Option<Timestamp>>(value, 7, "DateTime")
            .await
            .unwrap();
        assert_eq!(none, None, "{value}");
        let error = read::<Timestamp>(value, 7, "DateTime").await.unwrap_err();
        let Error::Decode { source, .. } = error else {
            panic!("{error:?}")
        };
        assert!(
            source.to_string().ends_with("read it as an `Option`"),
            "{source}"
        );
    }
    assert_eq!(read::<String>("null", 1, "Text").await.unwrap(), "");
}

#[tokio::test]
async fn a_mismatch_names_both_types_and_no_value() {
    let error = read::<i32>("\"s3cret\"", 28, "MediumText")
        .await
        .unwrap_err();
    let Error::Decode { source, .. } = &error else {
        panic!("{error:?}")
    };
    insta::assert_snapshot!(source, @"what the system setting UsrX gave does not fit: it holds MediumText (type 28), and is read as an integer");
    assert!(!format!("{error:?}").contains("s3cret"));
    let error = read::<i32>("\"s3cret\"", 4, "Integer").await.unwrap_err();
    assert!(
        !format!("{error:?} {error}").contains("s3cret"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_setting_that_is_not_there_and_one_that_may_not_be_read_are_told_apart() {
    let reply = r#"{"success":true,"values":{},"notFoundSettings":["UsrNone"],"restrictedSettings":["UsrSecret"]}"#;
    let server = TestServer::start(move |_| Answer::json(reply)).await;
    let client = client(&server);
    let error = client.sys_setting::<String>("UsrNone").await.unwrap_err();
    assert!(
        error.is_not_found() && error.to_string().contains("UsrNone"),
        "{error:?}"
    );
    let error = client.sys_setting::<String>("UsrSecret").await.unwrap_err();
    assert!(matches!(error, Error::Forbidden { .. }), "{error:?}");
    assert!(error.to_string().contains("UsrSecret"), "{error}");
    let [first, _] = server.requests().try_into().unwrap();
    assert_eq!(
        first.target,
        "/0/DataService/json/SyncReply/QuerySysSettings"
    );
    assert_eq!(first.body, r#"{"sysSettingsNameCollection":["UsrNone"]}"#);
}

#[tokio::test]
async fn several_are_read_with_one_request() {
    let reply =
        r#"{"success":true,"values":{"A":{"value":1,"dataValueType":4},"B":{"value":"b"}}}"#;
    let server = TestServer::start(move |_| Answer::json(reply)).await;
    let settings = client(&server).sys_settings(["A", "B"]).await.unwrap();
    assert_eq!(settings.get::<i32>("a").unwrap(), 1);
    assert_eq!(settings.get::<String>("B").unwrap(), "b");
    assert!(!format!("{settings:?}").contains("\"b\""), "{settings:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn each_type_is_written_as_the_service_takes_it() {
    let server = TestServer::start(|_| {
        Answer::json(r#"{"saveResult":{"UsrX":true},"rowsAffected":-1,"success":true}"#)
    })
    .await;
    let client = kyiv(&server);
    client.set_sys_setting("UsrX", "a").await.unwrap();
    client.set_sys_setting("UsrX", 20).await.unwrap();
    client.set_sys_setting("UsrX", true).await.unwrap();
    client
        .set_sys_setting("UsrX", "0.10".parse::<Decimal>().unwrap())
        .await
        .unwrap();
    client
        .set_sys_setting(
            "UsrX",
            "2024-07-15T10:45:30.123Z".parse::<Timestamp>().unwrap(),
        )
        .await
        .unwrap();
    client
        .set_sys_setting("UsrX", "2024-07-15".parse::<Date>().unwrap())
        .await
        .unwrap();
    client
        .set_sys_setting("UsrX", Id::<Account>::from_u128(7))
        .await
        .unwrap();
    client.set_sys_setting("UsrX", vec![1_u8, 2]).await.unwrap();
    client
        .set_sys_setting("UsrX", None::<String>)
        .await
        .unwrap();
    let sent: Vec<String> = server
        .requests()
        .iter()
        .map(|request| {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            assert_eq!(body["isPersonal"], false);
            let at = request.body.find("\"UsrX\":").unwrap();
            request.body[at + 7..].trim_end_matches('}').to_owned()
        })
        .collect();
    assert_eq!(
        sent,
        [
            "\"a\"",
            "20",
            "true",
            "0.10",
            "\"2024-07-15T13:45:30.123\"",
            "\"2024-07-15T00:00:00.000\"",
            "\"00000000-0000-0000-0000-000000000007\"",
            "\"AQI=\"",
            "null",
        ]
    );
}

#[tokio::test]
async fn a_personal_value_is_said_to_be_one() {
    let saved = r#"{"success":true,"saveResult":{"UsrRows":true}}"#;
    let server = TestServer::start(move |_| Answer::json(saved)).await;
    let client = client(&server);
    client
        .set_personal_sys_setting("UsrRows", 50)
        .await
        .unwrap();
    let [request] = server.requests().try_into().unwrap();
    assert_eq!(
        request.body,
        r#"{"isPersonal":true,"sysSettingsValues":{"UsrRows":50}}"#
    );
}

#[tokio::test]
async fn a_setting_that_is_not_saved_is_an_error() {
    for (reply, is_rejected) in [
        (r#"{"saveResult":{"UsrX":false},"success":true}"#, true),
        (r#"{"saveResult":{},"success":true}"#, false),
    ] {
        let server = TestServer::start(move |_| Answer::json(reply)).await;
        let error = client(&server)
            .set_sys_setting("UsrX", 1)
            .await
            .unwrap_err();
        assert_eq!(
            matches!(error, Error::Rejected { .. }),
            is_rejected,
            "{error:?}"
        );
        assert!(error.to_string().contains("UsrX"), "{error}");
    }
}

#[tokio::test]
async fn an_hour_that_is_shown_twice_is_not_sent() {
    let server = TestServer::start(|_| Answer::json("{}")).await;
    // The clocks of Kyiv went back at 4:00 on that day.
    let first: Timestamp = "2024-10-27T00:30:00Z".parse().unwrap();
    let error = kyiv(&server)
        .set_sys_setting("UsrX", first)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Compile(_)), "{error:?}");
    assert!(server.requests().is_empty());
}
