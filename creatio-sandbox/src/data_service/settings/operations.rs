//! The operations on system settings: `QuerySysSettings` and `PostSysSettingsValues`.

use serde_json::{Map, Value as Json, json};

use super::{Setting, SysSettings};
use crate::{
    data_service::{envelope, members, plausible},
    reply::Reply,
};

/// The operation that reads settings.
pub(in crate::data_service) const QUERY: &str = "QuerySysSettings";
/// The operation that writes them.
pub(in crate::data_service) const SAVE: &str = "PostSysSettingsValues";

/// Answers a request for the values of settings.
pub(in crate::data_service) fn query(body: &[u8], settings: &SysSettings) -> Reply {
    let Some(members) = members(body) else {
        return envelope::malformed();
    };
    let codes = member(&members, "sysSettingsNameCollection").and_then(Json::as_array);
    let Some(codes) = codes else {
        return missing("sysSettingsNameCollection");
    };
    let (mut values, mut unknown, mut restricted) = (Map::new(), Vec::new(), Vec::new());
    let book = settings.book();
    for code in codes.iter().filter_map(Json::as_str) {
        match book.get(code) {
            None => unknown.push(Json::from(code)),
            Some(setting) if setting.is_restricted => restricted.push(Json::from(code)),
            Some(setting) => drop(values.insert(code.to_owned(), described(code, setting))),
        }
    }
    envelope::success([
        ("values", Json::Object(values)),
        ("notFoundSettings", Json::Array(unknown)),
        ("restrictedSettings", Json::Array(restricted)),
        ("rowsAffected", Json::from(-1)),
    ])
}

fn described(code: &str, setting: &Setting) -> Json {
    json!({
        "id": plausible::id(&["SysSettings", code]),
        "name": plausible::caption(code),
        "code": code,
        "isCacheable": true,
        "value": setting.seen(),
        "displayValue": null,
        "dataValueType": setting.ty.data_value_type(),
        "typeName": setting.ty.name(),
    })
}

/// Answers a request to write values of settings.
pub(in crate::data_service) fn save(body: &[u8], settings: &SysSettings) -> Reply {
    let Some(members) = members(body) else {
        return envelope::malformed();
    };
    let values = member(&members, "sysSettingsValues").and_then(Json::as_object);
    let Some(values) = values else {
        return missing("sysSettingsValues");
    };
    let is_personal = member(&members, "isPersonal").and_then(Json::as_bool);
    let mut book = settings.book();
    let mut saved = Map::new();
    for (code, value) in values {
        let setting = book.get_mut(code);
        let setting = setting.filter(|it| !it.is_restricted && it.ty.fits(value));
        saved.insert(code.clone(), Json::Bool(setting.is_some()));
        match setting {
            Some(setting) if is_personal == Some(true) => setting.personal = Some(value.clone()),
            Some(setting) => setting.value = value.clone(),
            None => {}
        }
    }
    envelope::success([
        ("saveResult", Json::Object(saved)),
        ("rowsAffected", Json::from(-1)),
        (
            "responseStatus",
            json!({ "ErrorCode": "", "Message": "", "Errors": [] }),
        ),
    ])
}

/// A member; Creatio compares their names without case.
fn member<'j>(members: &'j Map<String, Json>, name: &str) -> Option<&'j Json> {
    let found = members
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

fn missing(member: &str) -> Reply {
    let message = format!("Value cannot be null. Parameter name: {member}");
    envelope::failure("ArgumentNullException", &message)
}
