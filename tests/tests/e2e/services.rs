//! Web services, processes, system settings, rights and schemas.

use creatio_core::client::{DataValueType, ProcessStatus};
use creatio_core::jiff::tz::TimeZone;
use creatio_core::prelude::*;
use creatio_core::{Error, Platform};
use creatio_sandbox::{
    Fault, ProcessOutcome, Runtime, Sandbox, SandboxBuilder, ServiceReply, SettingType,
};
use creatio_tests::world;
use serde_json::{Value as Json, json};

#[derive(serde::Serialize)]
struct Password<'a> {
    password: &'a str,
}

async fn started(builder: SandboxBuilder) -> (Sandbox, Client) {
    let sandbox = builder.start().await.unwrap();
    let client = world::client(&sandbox);
    (sandbox, client)
}

#[tokio::test]
async fn the_call_of_the_documentation_gives_another_text_than_it_was_given() {
    let (_sandbox, client) = started(Sandbox::builder()).await;
    let service = client.service("CryptographicService");
    let convert = async |password| -> String {
        let body = Password { password };
        service
            .call("GetConvertedPasswordValue", &body)
            .await
            .unwrap()
    };
    let (one, two) = (convert("some_string").await, convert("sömé").await);
    assert!(
        !one.is_empty() && one != "some_string" && one != two,
        "{one} {two}"
    );
}

#[tokio::test]
async fn a_service_of_one_s_own_is_called_in_every_style() {
    let builder = Sandbox::builder()
        .service("UsrGreeter", "Greet", |request| {
            let name = request.text("name").unwrap_or_default();
            ServiceReply::wrapped(format!("Hello, {name}"))
        })
        .service("UsrGreeter", "Text", |_| {
            ServiceReply::wrapped_text(&json!({ "ok": true }))
        })
        .service("UsrGreeter", "Bare", |_| ServiceReply::bare(json!([1, 2])))
        .service("UsrGreeter", "Refuse", |_| {
            ServiceReply::failure("OperationRightsException", "No.")
        })
        .service("UsrGreeter", "Break", |_| ServiceReply::exception());
    let (_sandbox, client) = started(builder).await;
    let greeter = client.service("UsrGreeter");
    let body = json!({ "name": "Zoë & co" });
    assert_eq!(
        greeter.call::<String>("Greet", &body).await.unwrap(),
        "Hello, Zoë & co"
    );
    assert_eq!(
        greeter.get::<String>("Greet", &body).await.unwrap(),
        "Hello, Zoë & co"
    );
    let text: creatio_core::client::JsonText<Json> = greeter.call("Text", &()).await.unwrap();
    assert_eq!(text.0, json!({ "ok": true }));
    let bare = client.service("UsrGreeter").bare();
    assert_eq!(bare.call::<Vec<i32>>("Bare", &()).await.unwrap(), [1, 2]);
    let refused = greeter.call::<Json>("Refuse", &()).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden { .. }), "{refused:?}");
    let broken = greeter.call::<Json>("Break", &()).await.unwrap_err();
    assert!(matches!(broken, Error::Rejected { .. }), "{broken:?}");
    let missing = greeter.call::<Json>("Missing", &()).await.unwrap_err();
    assert!(
        matches!(missing, Error::Rejected { .. } | Error::NotServed { .. }),
        "{missing:?}"
    );
}

#[tokio::test]
async fn services_are_found_on_hosts_on_net() {
    let sandbox = Sandbox::builder()
        .runtime(Runtime::Net)
        .start()
        .await
        .unwrap();
    let client = world::client_builder(&sandbox)
        .platform(Platform::Net)
        .build()
        .unwrap();
    assert!(client.can_execute("CanManageSolution").await.unwrap());
}

#[tokio::test]
async fn a_lost_session_is_no_matter_to_services() {
    let (sandbox, client) = started(Sandbox::builder().feature("UsrOn", true)).await;
    assert!(client.feature("UsrOn").await.unwrap());
    sandbox.expire_tokens();
    assert!(!client.feature("UsrOff").await.unwrap());
    sandbox.inject(Fault::HtmlLogin);
    assert!(!client.can_execute("UsrCanFly").await.unwrap());
}

#[tokio::test]
async fn a_call_whose_reply_is_lost_is_not_made_twice() {
    let builder = Sandbox::builder().service("UsrPay", "Pay", |_| ServiceReply::wrapped(true));
    let (sandbox, client) = started(builder).await;
    sandbox.inject(Fault::DropConnection);
    let error = client
        .service("UsrPay")
        .call::<bool>("Pay", &())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
    assert!(!error.is_retryable());
}

fn with_processes() -> SandboxBuilder {
    Sandbox::builder()
        .process("UsrDouble", |input| {
            let number: i64 = input
                .get("Number")
                .and_then(|text| text.parse().ok())
                .unwrap_or(0);
            ProcessOutcome::completed([
                ("Double", json!(2 * number)),
                ("Rows", json!("[{\"Name\":\"A & <b>\"}]")),
            ])
        })
        .process("UsrWait", |_| ProcessOutcome::running())
        .process("UsrFail", |_| ProcessOutcome::failed("Out of luck."))
}

#[tokio::test]
async fn a_process_takes_and_gives_typed_values() {
    let (_sandbox, client) = started(with_processes()).await;
    let double = client.process("UsrDouble").param("Number", 21);
    let run = double
        .result::<i64>("Double")
        .result::<Vec<Json>>("Rows")
        .run()
        .await
        .unwrap();
    assert_eq!(run.status(), ProcessStatus::Completed);
    assert_eq!(run.results(), (42, vec![json!({ "Name": "A & <b>" })]));
    let waiting = client.process("UsrWait").run().await.unwrap();
    assert_eq!(waiting.status(), ProcessStatus::Running);
    let failed = client.process("UsrFail").run().await.unwrap_err();
    assert!(matches!(failed, Error::Rejected { .. }), "{failed:?}");
    let unknown = client.process("UsrNope").run().await.unwrap_err();
    assert!(
        matches!(unknown, Error::Rejected { .. } | Error::NotServed { .. }),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn a_process_runs_in_the_old_form_too() {
    let (_sandbox, client) = started(with_processes()).await;
    let double = || client.process("UsrDouble").param("Number", 21);
    assert_eq!(
        double().result::<i64>("Double").execute().await.unwrap(),
        42
    );
    let rows = double()
        .result::<Vec<Json>>("Rows")
        .execute()
        .await
        .unwrap();
    assert_eq!(rows, [json!({ "Name": "A & <b>" })]);
    assert_eq!(
        double()
            .result::<Option<i64>>("Nope")
            .execute()
            .await
            .unwrap(),
        None
    );
    double().execute().await.unwrap();
}

#[tokio::test]
async fn settings_are_read_as_they_were_written() {
    let sandbox = Sandbox::builder()
        .time_zone("Europe/Kyiv")
        .sys_setting("UsrText", SettingType::MediumText, "a")
        .sys_setting("UsrFlag", SettingType::Boolean, false)
        .sys_setting("UsrMoney", SettingType::Money, 1.5)
        .sys_setting("UsrAt", SettingType::DateTime, Json::Null)
        .sys_setting("UsrDay", SettingType::Date, Json::Null)
        .restricted_sys_setting("UsrSecret")
        .start()
        .await
        .unwrap();
    let zone = TimeZone::get("Europe/Kyiv").unwrap();
    let client = world::client_builder(&sandbox)
        .time_zone(zone)
        .build()
        .unwrap();

    client
        .set_sys_setting("UsrText", "Zoë \"x\"")
        .await
        .unwrap();
    assert_eq!(
        client.sys_setting::<String>("UsrText").await.unwrap(),
        "Zoë \"x\""
    );
    client.set_sys_setting("UsrFlag", true).await.unwrap();
    assert!(client.sys_setting::<bool>("UsrFlag").await.unwrap());
    let price: Decimal = "12.34".parse().unwrap();
    client.set_sys_setting("UsrMoney", price).await.unwrap();
    assert_eq!(
        client.sys_setting::<Decimal>("UsrMoney").await.unwrap(),
        price
    );
    assert_eq!(
        client
            .sys_setting::<Option<Timestamp>>("UsrAt")
            .await
            .unwrap(),
        None
    );
    let at: Timestamp = "2024-07-15T10:45:30.123Z".parse().unwrap();
    client.set_sys_setting("UsrAt", at).await.unwrap();
    assert_eq!(client.sys_setting::<Timestamp>("UsrAt").await.unwrap(), at);
    let day: Date = "2024-07-15".parse().unwrap();
    client.set_sys_setting("UsrDay", day).await.unwrap();
    assert_eq!(client.sys_setting::<Date>("UsrDay").await.unwrap(), day);

    let settings = client
        .sys_settings(["MaxFileSize", "UsrDay", "UsrNope"])
        .await
        .unwrap();
    assert!(settings.get::<i32>("MaxFileSize").unwrap() > 0);
    assert!(settings.get::<i32>("UsrNope").unwrap_err().is_not_found());
    let secret = client.sys_setting::<String>("UsrSecret").await.unwrap_err();
    assert!(matches!(secret, Error::Forbidden { .. }), "{secret:?}");
    let mismatch = client.sys_setting::<bool>("UsrDay").await.unwrap_err();
    assert!(matches!(mismatch, Error::Decode { .. }), "{mismatch:?}");
}

#[tokio::test]
async fn schemas_tell_what_metadata_does_not() {
    let (_sandbox, client) = started(Sandbox::builder()).await;
    let schemas = client.entity_schemas().await.unwrap();
    let contacts: Vec<_> = schemas
        .iter()
        .filter(|schema| schema.name == "Contact")
        .collect();
    assert_eq!(contacts.len(), 1);
    let contact = client.entity_schema("Contact").await.unwrap();
    assert_eq!(contact.name, "Contact");
    assert_eq!(contact.primary_column.as_deref(), Some("Id"));
    let account = contact.column("Account").unwrap();
    assert_eq!(account.data_value_type, Some(DataValueType::LOOKUP));
    assert_eq!(account.reference_schema.as_deref(), Some("Account"));
    let missing = client.entity_schema("UsrNope").await.unwrap_err();
    assert!(
        matches!(missing, Error::Rejected { .. } | Error::NotFound { .. }),
        "{missing:?}"
    );
}

#[tokio::test]
async fn a_setting_may_have_a_value_of_the_user_s_own() {
    let builder = Sandbox::builder().sys_setting("UsrRows", SettingType::Integer, 20);
    let (sandbox, client) = started(builder).await;
    client
        .set_personal_sys_setting("UsrRows", 50)
        .await
        .unwrap();
    client.set_sys_setting("UsrRows", 30).await.unwrap();
    assert_eq!(client.sys_setting::<i32>("UsrRows").await.unwrap(), 50);
    assert_eq!(sandbox.sys_setting("UsrRows"), Some(Json::from(30)));
    let unknown = client.set_personal_sys_setting("UsrNope", 1).await;
    assert!(
        matches!(unknown, Err(Error::Rejected { .. })),
        "{unknown:?}"
    );
}
