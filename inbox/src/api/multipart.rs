//! As much of `multipart/form-data` as forms and uploads need.

/// A part's content.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    pub(crate) name: &'a str,
    pub(crate) mime_type: Option<&'a str>,
    pub(crate) data: &'a [u8],
}

/// The boundary that a content type names.
pub(crate) fn boundary(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';').map(str::trim);
    if !parameters.next()?.eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let named =
        |parameter: &'static str| move |text: &&str| text.get(..parameter.len()).is_some_and(|name| name.eq_ignore_ascii_case(parameter));
    let boundary = parameters.find(named("boundary="))?["boundary=".len()..].trim_matches('"');
    (!boundary.is_empty()).then_some(boundary)
}

/// The parts that have a name, in their order; nothing when the body is cut off.
pub(crate) fn parts<'a>(body: &'a [u8], boundary: &str) -> Option<Vec<Part<'a>>> {
    let delimiter = format!("\r\n--{boundary}");
    let first = &delimiter.as_bytes()[2..];
    let mut rest = body.get(find(body, first)? + first.len()..)?;
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        rest = rest.strip_prefix(b"\r\n")?;
        let head = find(rest, b"\r\n\r\n")?;
        let (headers, content) = (std::str::from_utf8(&rest[..head]).ok()?, &rest[head + 4..]);
        let end = find(content, delimiter.as_bytes())?;
        if let Some(name) = header(headers, "content-disposition").and_then(name) {
            parts.push(Part { name, mime_type: header(headers, "content-type"), data: &content[..end] });
        }
        rest = &content[end + delimiter.len()..];
    }
    Some(parts)
}

/// The first part of a name.
pub(crate) fn part<'a>(body: &'a [u8], boundary: &str, name: &str) -> Option<Part<'a>> {
    parts(body, boundary)?.into_iter().find(|part| part.name == name)
}

fn header<'a>(headers: &'a str, name: &str) -> Option<&'a str> {
    headers
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

fn name(disposition: &str) -> Option<&str> {
    disposition.split(';').find_map(|part| part.trim().strip_prefix("name=")).map(|name| name.trim_matches('"'))
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = b"--b1\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n--b1\r\nContent-Disposition: form-data; \
        name=\"file_encoded\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x00\r\n--b1--\r\n";

    #[test]
    fn a_file_is_found_beside_other_parts() {
        let part = part(BODY, "b1", "file_encoded").expect("it is there");
        assert_eq!(part, Part { name: "file_encoded", mime_type: Some("image/png"), data: b"\x89PNG\r\n\x00" });
        let names: Vec<_> = parts(BODY, "b1").expect("it is whole").iter().map(|part| part.name).collect();
        assert_eq!(names, ["note", "file_encoded"]);
        assert_eq!(parts(b"--b1--\r\n", "b1"), Some(Vec::new()), "an empty form");
    }

    #[test]
    fn what_is_cut_off_is_nothing() {
        for end in 0..BODY.len() - 4 {
            assert_eq!(part(&BODY[..end], "b1", "file_encoded"), None, "{end}");
        }
        assert_eq!(part(BODY, "b2", "file_encoded"), None);
        for (kind, expected) in [
            ("multipart/form-data; boundary=\"b1\"", Some("b1")),
            ("Multipart/Form-Data; charset=utf-8; Boundary=b1", Some("b1")),
            ("multipart/form-data; boundary=", None),
            ("multipart/form-data; bound\u{e4}ry=x", None),
            ("application/json", None),
        ] {
            assert_eq!(boundary(kind), expected, "{kind}");
        }
    }
}
