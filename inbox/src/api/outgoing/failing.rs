//! Why WhatsApp does not deliver a message that the inbox took.

use serde_json::Value;
use switchboard_wire::{Members, Template, TemplateStatus};

use crate::announce::Failure;
use crate::fault::{Fault, Subject};
use crate::store::Tx;

/// What becomes of a message: nothing when it is delivered. `late` when the window is closed.
pub(super) fn failure(tx: &Tx<'_>, wa_id: &str, message: &Members, late: bool) -> rusqlite::Result<Option<Failure>> {
    let struck = tx.core.faults.strike(Subject::Status { wa_id });
    let code = struck.iter().find_map(|fault| if let Fault::Failed(code) = fault { Some(*code) } else { None });
    match code {
        Some(code @ (470 | 131_047)) => Ok(Some(closed_window(code))),
        Some(code) => Ok(Some(told(code, "Message failed", format!("A fault of the sandbox: {code}.")))),
        None if late => Ok(Some(closed_window(470))),
        None => template(tx, message),
    }
}

fn told(code: i64, title: &str, details: impl Into<String>) -> Failure {
    Failure { code, title: title.to_owned(), details: details.into() }
}

fn closed_window(code: i64) -> Failure {
    told(code, "Re-engagement message", "More than 24 hours since the last message of the customer.")
}

/// What WhatsApp has against a template: that it does not know it, has not approved it, or gets another number of values.
fn template(tx: &Tx<'_>, message: &Members) -> rusqlite::Result<Option<Failure>> {
    let (name, language, values) = match message.get("type").and_then(Value::as_str) {
        Some("template") => (&message["template"]["name"], &message["template"]["language"], body_values(&message["template"])),
        Some("hsm") => {
            let values = message["hsm"]["localizable_params"].as_array().map_or(0, Vec::len);
            (&message["hsm"]["element_name"], &message["hsm"]["language"], values)
        }
        _ => return Ok(None),
    };
    let (name, language) = (name.as_str().unwrap_or_default(), language["code"].as_str().unwrap_or_default());
    let Some(template) = tx.template(name, language)? else {
        return Ok(Some(told(
            132_001,
            "Template name does not exist in the translation",
            format!("There is no `{name}` in `{language}`."),
        )));
    };
    Ok(objection(&template).or_else(|| {
        let wanted = template.body_parameters();
        (values != wanted).then(|| {
            told(132_000, "Number of parameters does not match", format!("The body wants {wanted} values, the message has {values}."))
        })
    }))
}

/// What stands against sending a template that exists.
fn objection(template: &Template) -> Option<Failure> {
    let why = |code, title: &str| Some(told(code, title, format!("`{}` in `{}` may not be sent now.", template.name, template.language)));
    match &template.status {
        _ if template.is_approved() => None,
        TemplateStatus::Other(status) if status == "paused" => why(132_015, "Template is paused"),
        TemplateStatus::Other(status) if status == "disabled" => why(132_016, "Template is disabled"),
        _ => why(132_001, "Template is not approved"),
    }
}

fn body_values(template: &Value) -> usize {
    let components = template["components"].as_array();
    let bodies =
        components.into_iter().flatten().filter(|part| part["type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("body")));
    bodies.map(|body| body["parameters"].as_array().map_or(0, Vec::len)).sum()
}
