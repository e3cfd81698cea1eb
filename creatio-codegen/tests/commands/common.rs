//! What holds for every command.

use crate::support::{Project, ran};

const COMMANDS: [&str; 7] = [
    "init",
    "fetch",
    "generate",
    "check",
    "diff",
    "list",
    "completions",
];

#[test]
fn help_names_every_command_and_the_exit_codes() {
    let help = Project::new().run("--help").stdout(0);
    for command in COMMANDS {
        assert!(
            help.contains(&format!("\n  {command} ")),
            "{command}: {help}"
        );
    }
    assert!(help.contains("Exit code: 0 done"), "{help}");
}

#[test]
fn a_mistake_on_the_command_line_is_1_since_2_is_drift() {
    let project = Project::with_snapshot();
    for command in COMMANDS {
        let failure = project.run(&format!("{command} --no-such-flag")).failure();
        assert!(failure.contains("--no-such-flag"), "{failure}");
    }
    project.run("").failure();
}

#[test]
fn every_command_has_the_common_flags() {
    for command in COMMANDS {
        let help = Project::new().run(&format!("{command} --help")).stdout(0);
        for flag in ["--config", "--format", "--quiet", "--color"] {
            assert!(help.contains(flag), "{command}: {help}");
        }
    }
}

#[test]
fn every_variable_of_the_environment_is_in_the_help_of_fetch() {
    let help = Project::new().run("fetch --help").stdout(0);
    for variable in [
        "CREATIO_CONFIG",
        "CREATIO_URL",
        "CREATIO_CLIENT_ID",
        "CREATIO_CLIENT_SECRET_FILE",
        "CREATIO_CLIENT_SECRET",
        "CREATIO_USER",
        "CREATIO_PASSWORD",
        "CREATIO_IDENTITY_SERVICE",
        "CREATIO_PLATFORM",
        "CREATIO_TIMEOUT",
        "CREATIO_ODATA",
        "CREATIO_METADATA",
    ] {
        assert!(help.contains(variable), "{variable}: {help}");
    }
}

#[test]
fn each_shell_gets_a_script_that_knows_the_commands() {
    let project = Project::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = project.run(&format!("completions {shell}")).stdout(0);
        assert!(
            script.contains("fetch") && script.contains("used-by"),
            "{shell}"
        );
    }
}

#[test]
fn a_broken_configuration_does_not_stop_what_needs_none() {
    let project = Project::new();
    project.write("creatio.toml", "nonsense");
    project.run("completions bash").stdout(0);
    let mut command = project.creatio("init --config other.toml");
    assert_eq!(ran(&mut command).code, 0);
}
