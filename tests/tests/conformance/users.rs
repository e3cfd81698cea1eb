//! Who asks, and the primary display column.

use creatio_core::primary_display;
use creatio_tests::models::{
    Account, SysAdminUnit, account, contact, lead, product, sys_admin_unit,
};
use creatio_tests::records::fold;

use crate::harness::{cases, finds, finds_asked, rows};

cases! {
    the_user: rows(
        SysAdminUnit::query()
            .select(sys_admin_unit::name)
            .filter(sys_admin_unit::id.is_current_user()),
        |asked| {
            let users = asked.all("SysAdminUnit").into_iter();
            let own = users.filter(|row| row.id() == asked.user());
            own.map(|row| row.text("Name").to_owned()).collect()
        },
    );
    not_the_user: finds_asked(!sys_admin_unit::id.is_current_user(), |asked, row| {
        row.id() != asked.user()
    });
    rows_that_the_users_contact_made: finds_asked(
        account::created_by_id.is_current_user_contact(),
        |asked, row| row.guid("CreatedById") == Some(asked.contact()),
    );
    rows_that_others_made: finds_asked(
        !account::created_by_id.is_current_user_contact(),
        |asked, row| row.guid("CreatedById") != Some(asked.contact()),
    );
    the_users_contact_behind_a_lookup: finds_asked(
        lead::qualified_account
            .then(account::modified_by_id)
            .is_current_user_contact(),
        |asked, row| {
            let account = row.follow("QualifiedAccount");
            account.and_then(|account| account.guid("ModifiedById")) == Some(asked.contact())
        },
    );
    the_users_contact_and_another_condition: finds_asked(
        product::created_by_id.is_current_user_contact() | product::active.eq(false),
        |asked, row| row.guid("CreatedById") == Some(asked.contact()) || !row.flag("Active"),
    );

    display_column: finds(
        primary_display().contains("a") & contact::age.lt(22),
        |row| fold(row.text("Name")).contains('a') && row.int("Age") < 22,
    );
    selected_display_column: rows(
        Account::query().select((account::id, primary_display())),
        |asked| {
            let accounts = asked.all("Account").into_iter();
            accounts
                .map(|row| {
                    let name = Some(row.text("Name").to_owned());
                    (
                        crate::harness::id(row),
                        name.filter(|name| !name.is_empty()),
                    )
                })
                .collect()
        },
    );
}
