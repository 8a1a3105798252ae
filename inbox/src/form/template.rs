//! The form of a template's components (Integration API 1.4.10, Templates).

use super::Form;

pub(crate) const COMPONENTS: Form = Form::List(&Form::Object(&[
    ("type", Form::Text),
    ("format", Form::Text),
    ("text", Form::Text),
    ("buttons", Form::List(&Form::Object(&[]))),
]));
