//! Business processes, started with JSON and by an address.

use creatio_sandbox::{ProcessOutcome, Sandbox, Seed};
use serde_json::{Value, json};

use crate::support::Server;

const RUN: &str = "/0/ServiceModel/ProcessEngineService.svc/RunProcess";

async fn server() -> Server {
    let builder = Sandbox::builder().seed(Seed::empty());
    let builder = builder
        .process("UsrDouble", |input| {
            let number = input
                .get("Number")
                .and_then(|text| text.parse::<i64>().ok());
            match number {
                Some(number) => ProcessOutcome::completed([
                    ("Doubled", json!(2 * number)),
                    ("Words", json!([{"Name": "a<b> & \"c\""}])),
                    ("Count", json!(input.iter().count())),
                ]),
                None => ProcessOutcome::failed("Number is not a number."),
            }
        })
        .process("UsrWait", |_| ProcessOutcome::running());
    Server::start(builder).await
}

fn start(name: &str, number: &str, results: &[&str]) -> Value {
    json!({
        "schemaName": name,
        "parameterValues": [{"name": "Number", "value": number}],
        "resultParameterNames": results,
        "collectExecutionData": false,
    })
}

#[tokio::test]
async fn a_process_gives_the_results_that_are_asked_for() {
    let server = server().await;
    let results = ["Doubled", "Missing"];
    let answer = server
        .posted(RUN, &start("UsrDouble", "21", &results))
        .await;
    assert_eq!(answer["success"], true);
    assert_eq!(answer["processStatus"], 2);
    assert_eq!(
        answer["resultParameterValues"],
        json!({"Doubled": 42, "Missing": null})
    );
    assert_eq!(answer["processId"].as_str().unwrap().len(), 36);
    let silent = server.posted(RUN, &start("UsrDouble", "21", &[])).await;
    assert_eq!(silent["resultParameterValues"], Value::Null);
    let waiting = server.posted(RUN, &start("UsrWait", "", &[])).await;
    assert_eq!(
        (&waiting["success"], &waiting["processStatus"]),
        (&json!(true), &json!(1))
    );
}

#[tokio::test]
async fn failures_are_told_with_success_false() {
    let server = server().await;
    let failed = server
        .posted(RUN, &start("UsrDouble", "x", &["Doubled"]))
        .await;
    assert_eq!(
        (&failed["success"], &failed["processStatus"]),
        (&json!(false), &json!(3))
    );
    assert_eq!(failed["errorInfo"]["message"], "Number is not a number.");
    let unknown = server.posted(RUN, &start("UsrNothing", "1", &[])).await;
    assert_eq!(unknown["success"], false);
    assert_eq!(
        unknown["errorInfo"]["message"],
        "Process schema \"UsrNothing\" not found."
    );
    let bare =
        json!({"schemaName": "UsrDouble", "parameterValues": [{"name": "Number", "value": 1}]});
    let refused = server.posted(RUN, &bare).await;
    assert_eq!(
        refused["errorInfo"]["errorCode"], "SerializationException",
        "values are texts"
    );
}

#[tokio::test]
async fn the_old_form_gives_one_result_as_json_in_xml() {
    let server = server().await;
    let execute = async |rest: &str| {
        let path = format!("/0/ServiceModel/ProcessEngineService.svc/{rest}");
        let reply = server.request(&path).send().await.unwrap();
        (reply.status().as_u16(), reply.text().await.unwrap())
    };
    let text = |xml: &str| {
        let document = roxmltree::Document::parse(xml).unwrap();
        let root = document.root_element();
        let namespace = "http://schemas.microsoft.com/2003/10/Serialization/";
        assert!(root.has_tag_name((namespace, "string")), "{xml}");
        root.text().unwrap_or_default().to_owned()
    };
    let (status, xml) = execute("UsrDouble/Execute?ResultParameterName=Words&Number=1").await;
    assert_eq!(status, 200);
    let words: Value = serde_json::from_str(&text(&xml)).unwrap();
    assert_eq!(words, json!([{"Name": "a<b> & \"c\""}]));
    let (_, xml) = execute("UsrDouble/Execute?Number=1&ResultParameterName=Count").await;
    assert_eq!(text(&xml), "1", "the name of the result is no parameter");
    let (_, xml) = execute("UsrDouble/Execute?ResultParameterName=Missing&Number=1").await;
    assert_eq!(text(&xml), "null");
    let (status, xml) = execute("UsrDouble/Execute?Number=1").await;
    assert_eq!((status, &*text(&xml)), (200, ""));
    let (status, page) = execute("UsrNothing/Execute?ResultParameterName=A").await;
    assert!(
        status == 400 && page.contains("Request Error"),
        "{status} {page}"
    );
}
