//! Pages of accounts, and the struct that a program would write by hand to read them.
#![allow(dead_code, reason = "each benchmark uses a part")]

use std::ops::Range;

use creatio_core::{Timestamp, Uuid};
use serde::Deserialize;

/// The baseline: what a program would write by hand, with the types that the model has.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code)]
pub(crate) struct SerdeAccount {
    id: Uuid,
    name: String,
    owner_id: Option<Uuid>,
    created_on: Option<Timestamp>,
    created_by_id: Option<Uuid>,
    modified_on: Option<Timestamp>,
    modified_by_id: Option<Uuid>,
    process_listeners: i32,
    ownership_id: Option<Uuid>,
    primary_contact_id: Option<Uuid>,
    parent_id: Option<Uuid>,
    industry_id: Option<Uuid>,
    code: String,
    type_id: Option<Uuid>,
    phone: String,
    additional_phone: String,
    fax: String,
    web: String,
    address_type_id: Option<Uuid>,
    address: String,
    city_id: Option<Uuid>,
    region_id: Option<Uuid>,
    zip: String,
    country_id: Option<Uuid>,
    account_category_id: Option<Uuid>,
    employees_number_id: Option<Uuid>,
    annual_revenue_id: Option<Uuid>,
    notes: String,
    alternative_name: String,
    #[serde(rename = "GPSN")]
    gpsn: String,
    #[serde(rename = "GPSE")]
    gpse: String,
    completeness: i32,
    account_logo_id: Option<Uuid>,
    #[serde(rename = "AUM")]
    aum: String,
    lead_conversion_score: i32,
    price_list_id: Option<Uuid>,
    usr_website_code: i32,
}

#[derive(Deserialize)]
pub(crate) struct SerdePage {
    pub(crate) value: Vec<SerdeAccount>,
}

/// A page with the accounts of these numbers, as Creatio writes it: guids in lower case, empty ones for
/// empty lookups, `""` for no text.
pub(crate) fn page(numbers: Range<u64>) -> String {
    let rows: Vec<String> = numbers.map(row).collect();
    format!(
        "{{\"@odata.context\":\"https://localhost/0/odata/$metadata#Account\",\"value\":[{}]}}",
        rows.join(",")
    )
}

/// The key of the account with a number; keys grow with numbers.
pub(crate) fn id(number: u64) -> Uuid {
    Uuid::from_u64_pair(1, number + 1)
}

fn row(number: u64) -> String {
    let guid = |column: u64| match (number + column) % 3 {
        0 => Uuid::nil(),
        _ => Uuid::from_u64_pair(
            number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ column,
            column << 56 | number,
        ),
    };
    let day = number % 28 + 1;
    let milliseconds = number % 1000;
    format!(
        "{{\"Id\":\"{}\",\"Name\":\"Account number {number}\",\"OwnerId\":\"{}\",\
         \"CreatedOn\":\"2017-03-{day:02}T14:50:04Z\",\"CreatedById\":\"{}\",\
         \"ModifiedOn\":\"2020-02-{day:02}T06:30:46.{milliseconds:03}Z\",\"ModifiedById\":\"{}\",\
         \"ProcessListeners\":0,\"OwnershipId\":\"{}\",\"PrimaryContactId\":\"{}\",\"ParentId\":\"{}\",\
         \"IndustryId\":\"{}\",\"Code\":\"{number}\",\"TypeId\":\"{}\",\"Phone\":\"+1 617 440 {number}\",\
         \"AdditionalPhone\":\"\",\"Fax\":\"\",\"Web\":\"www.example-{number}.com\",\"AddressTypeId\":\"{}\",\
         \"Address\":\"{number} Long Street \\\"North\\\"\",\"CityId\":\"{}\",\"RegionId\":\"{}\",\
         \"Zip\":\"{:05}\",\"CountryId\":\"{}\",\"AccountCategoryId\":\"{}\",\"EmployeesNumberId\":\"{}\",\
         \"AnnualRevenueId\":\"{}\",\"Notes\":\"\",\"AlternativeName\":\"\",\"GPSN\":\"59.9\",\"GPSE\":\"10.7\",\
         \"Completeness\":{},\"AccountLogoId\":\"{}\",\"AUM\":\"\",\"LeadConversionScore\":{},\
         \"PriceListId\":\"{}\",\"UsrWebsiteCode\":{number}}}",
        id(number),
        guid(1),
        guid(2),
        guid(3),
        guid(4),
        guid(5),
        guid(6),
        guid(7),
        guid(8),
        guid(9),
        guid(10),
        guid(11),
        number % 100_000,
        guid(12),
        guid(13),
        guid(14),
        guid(15),
        number % 101,
        guid(16),
        number % 7,
        guid(17),
    )
}
