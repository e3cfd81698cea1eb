//! Whole entities of the hostile data: every column of every row.

use creatio_tests::models::{Account, City, Product, SysAdminUnit};

use crate::harness::{cases, id, key, rows};

/// All rows of an entity, with how each field is read from a stored row.
macro_rules! whole {
    ($entity:ident { $($field:ident: $kind:ident $column:literal;)+ }) => {
        rows($entity::query(), |asked| {
            let rows = asked.all(stringify!($entity)).into_iter();
            let whole = rows.map(|row| $entity {
                $($field: whole!(@$kind asked row $column),)+
            });
            whole.collect()
        })
        .differing("OData 3 and DataService write milliseconds, OData 4 what is stored")
    };
    (@id $asked:ident $row:ident $column:literal) => { id($row) };
    (@text $asked:ident $row:ident $column:literal) => { $row.text($column).to_owned() };
    (@int $asked:ident $row:ident $column:literal) => { $row.int($column) };
    (@flag $asked:ident $row:ident $column:literal) => { $row.flag($column) };
    (@decimal $asked:ident $row:ident $column:literal) => { $row.decimal($column) };
    (@guid $asked:ident $row:ident $column:literal) => { $row.guid($column) };
    (@key $asked:ident $row:ident $column:literal) => { key($row, $column) };
    (@instant $asked:ident $row:ident $column:literal) => {
        $row.instant($column).map(|at| $asked.shown(at))
    };
}

cases! {
    accounts: whole!(Account {
        id: id "Id";
        name: text "Name";
        owner_id: key "OwnerId";
        created_on: instant "CreatedOn";
        created_by_id: key "CreatedById";
        modified_on: instant "ModifiedOn";
        modified_by_id: key "ModifiedById";
        process_listeners: int "ProcessListeners";
        ownership_id: guid "OwnershipId";
        primary_contact_id: key "PrimaryContactId";
        parent_id: key "ParentId";
        industry_id: guid "IndustryId";
        code: text "Code";
        type_id: key "TypeId";
        phone: text "Phone";
        additional_phone: text "AdditionalPhone";
        fax: text "Fax";
        web: text "Web";
        address_type_id: guid "AddressTypeId";
        address: text "Address";
        city_id: key "CityId";
        region_id: guid "RegionId";
        zip: text "Zip";
        country_id: key "CountryId";
        account_category_id: guid "AccountCategoryId";
        employees_number_id: guid "EmployeesNumberId";
        annual_revenue_id: guid "AnnualRevenueId";
        notes: text "Notes";
        alternative_name: text "AlternativeName";
        gpsn: text "GPSN";
        gpse: text "GPSE";
        completeness: int "Completeness";
        account_logo_id: guid "AccountLogoId";
        aum: text "AUM";
        lead_conversion_score: int "LeadConversionScore";
        price_list_id: guid "PriceListId";
        usr_website_code: int "UsrWebsiteCode";
    });
    products: whole!(Product {
        id: id "Id";
        created_on: instant "CreatedOn";
        created_by_id: key "CreatedById";
        modified_on: instant "ModifiedOn";
        modified_by_id: key "ModifiedById";
        name: text "Name";
        code: text "Code";
        unit_id: guid "UnitId";
        currency_id: guid "CurrencyId";
        price: decimal "Price";
        tax_id: guid "TaxId";
        url: text "URL";
        type_id: guid "TypeId";
        active: flag "Active";
        process_listeners: int "ProcessListeners";
        owner_id: key "OwnerId";
        description: text "Description";
        product_source_id: guid "ProductSourceId";
        notes: text "Notes";
        category_id: guid "CategoryId";
        trade_mark_id: guid "TradeMarkId";
        general_conditions: text "GeneralConditions";
        picture_id: guid "PictureId";
        is_archive: flag "IsArchive";
        short_description: text "ShortDescription";
        benefits: text "Benefits";
    });
    cities: whole!(City {
        id: id "Id";
        created_on: instant "CreatedOn";
        created_by_id: key "CreatedById";
        modified_on: instant "ModifiedOn";
        modified_by_id: key "ModifiedById";
        name: text "Name";
        description: text "Description";
        country_id: key "CountryId";
        region_id: guid "RegionId";
        time_zone_id: guid "TimeZoneId";
        process_listeners: int "ProcessListeners";
    });
    users: whole!(SysAdminUnit {
        id: id "Id";
        created_on: instant "CreatedOn";
        created_by_id: key "CreatedById";
        modified_on: instant "ModifiedOn";
        modified_by_id: key "ModifiedById";
        name: text "Name";
        description: text "Description";
        sys_admin_unit_type_value: int "SysAdminUnitTypeValue";
        parent_role_id: key "ParentRoleId";
        contact_id: key "ContactId";
        account_id: key "AccountId";
        is_directory_entry: flag "IsDirectoryEntry";
        time_zone_id: text "TimeZoneId";
        active: flag "Active";
        synchronize_with_ldap: flag "SynchronizeWithLDAP";
        ldap_entry: text "LDAPEntry";
        ldap_entry_id: text "LDAPEntryId";
        ldap_entry_dn: text "LDAPEntryDN";
        logged_in: flag "LoggedIn";
        process_listeners: int "ProcessListeners";
        sys_culture_id: guid "SysCultureId";
        login_attempt_count: int "LoginAttemptCount";
        source_control_login: text "SourceControlLogin";
        password_expire_date: instant "PasswordExpireDate";
        home_page_id: guid "HomePageId";
        connection_type: int "ConnectionType";
        unblock_time: instant "UnblockTime";
        force_change_password: flag "ForceChangePassword";
        date_time_format_id: guid "DateTimeFormatId";
        session_timeout: int "SessionTimeout";
        portal_account_id: key "PortalAccountId";
        ldap_element_id: guid "LDAPElementId";
        email: text "Email";
        open_id_sub: text "OpenIDSub";
        phone: text "Phone";
        week_first_day_id: guid "WeekFirstDayId";
    });
}
